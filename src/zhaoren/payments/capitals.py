"""Amounts in capital Chinese numerals (大写), as banks and treasuries write them.

Source: 中国人民银行《正确填写票据和结算凭证的基本规定》.
"""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_SIZES = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def capital_amount(fen: int) -> str:
    """`fen` (not negative) in words: 250000 → 贰仟伍佰元整.

    Raises:
        ValueError: the amount is negative.
    """
    if fen < 0:
        raise ValueError("an amount in capitals is not negative")
    yuan, cents = divmod(fen, 100)
    if not cents:
        return f"{_whole(yuan)}元整"
    jiao, rest = divmod(cents, 10)
    words = f"{_whole(yuan)}元" if yuan else ""
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif yuan:
        words += "零"
    return words + (f"{_DIGITS[rest]}分" if rest else "整")


def _whole(number: int) -> str:
    for size, word in _SIZES:
        if number >= size:
            rest = number % size
            gap = "零" if 0 < rest < size // 10 else ""
            return _whole(number // size) + word + gap + (_whole(rest) if rest else "")
    return _DIGITS[number]
