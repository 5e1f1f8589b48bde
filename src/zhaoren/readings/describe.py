"""The interpretations as a document for a bureau to confirm: docs/interpretations.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from zhaoren.readings.inbox import PricedReading
from zhaoren.readings.price import Price

_HEAD = """# 条文解读：请业务部门确认

<!-- Written by `python -m zhaoren.readings > docs/interpretations.md`; edit rules/. -->

条文没有写明、或者可以作两种理解的地方，本系统采用下面的读法。“另一读法的影响”是在示例城市
（`sample_data/<city>/inbox`，认定日期{as_of}）上重新认定的结果：新增和减少几个发放对象、金额增减
多少；用本局数据计算：`zhaoren readings --city zibo --inbox DIR`。业务部门确认后，把读法写成文件
条款，或者改用另一读法（`rules/<city>/<policy>/policy.yaml` 的 `reading` 和 `otherwise`）。
"""


def described(readings: Mapping[str, Sequence[PricedReading]], as_of: str) -> str:
    """The whole document; `readings`: title of the city → its readings."""
    lines = [_HEAD.format(as_of=as_of)]
    for city, found in readings.items():
        lines.append(f"## {city}\n")
        for _, of_policy in groupby(found, key=lambda one: one.reading.policy_id):
            lines += _policy(list(of_policy))
    return "\n".join(lines)


def _policy(found: Sequence[PricedReading]) -> Iterator[str]:
    first = found[0].reading
    yield f"### {first.title}（`{first.policy_id}`）\n"
    yield "| 事项 | 条文 | 采用的读法 | 另一读法 | 另一读法的影响 |"
    yield "| --- | --- | --- | --- | --- |"
    for one in found:
        grounds = one.reading.grounds
        clause = f"“{_squeezed(grounds.clause)}”（{one.place}）" if grounds.clause else "没有写明"
        cells = [one.reading.label, clause, grounds.reading]
        if not one.prices:
            yield _row([*cells, "", ""])
        for what, price in one.prices.items():
            yield _row([*cells, what, price_said(price)])
            cells = ["", "", ""]
    yield ""


def price_said(price: Price) -> str:
    """A price in words."""
    if price == Price(0, 0, 0):
        return "无"
    yuan, fen = divmod(abs(price.difference_fen), 100)
    sign = "少" if price.difference_fen < 0 else "多"
    sum_said = f"{yuan}.{fen:02}" if fen else f"{yuan}"
    return f"新增{price.gain}个，减少{price.lose}个，{sign}发{sum_said}元"


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"
