"""Sums of money as people type and read them. Money is whole fen everywhere else."""

from __future__ import annotations

import re
from decimal import Decimal

from zhaoren.errors import UsageError

_YUAN = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,2}))?")


def fen_of(typed: str) -> int:
    """A sum in yuan with at most two decimals → fen, exactly: 2500.5 → 250050.

    Raises:
        UsageError: it is written in another way (a sign, a comma, three decimals).
    """
    found = _YUAN.fullmatch(typed)
    if found is None:
        raise UsageError(
            "An amount is written in yuan with digits and at most two decimals, such as 2500 or "
            "2500.00; no sign, comma or unit."
        )
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def yuan(fen: int) -> str:
    """An amount in yuan, grouped: 250000 → 2,500.00."""
    return f"{Decimal(fen).scaleb(-2):,.2f}"
