"""Months of social insurance that are covered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from .merging import Merging
from .world import Row

PAID = "paid"
BACK_PAID = "back_paid"
IN_TRANSIT = "in_transit"
NONE = "none"
NOT_KNOWN = "not known"  # the whole export has no row of that month


def month_state(rows: Iterable[Row]) -> str:
    """How a month of one person, employer and insurance is covered.

    "`paid`: balance > 0 and a `regular` paid row with a positive amount;
    `back_paid`: balance > 0 without one; else `in_transit`: a non-refund row
    is in transit; else `none`."
    """
    rows = list(rows)
    paid = [row for row in rows if row["status"] == "paid"]
    if sum(_signed(row) for row in paid) > 0:
        regular = any(row["kind"] == "regular" and row["amount_fen"] > 0 for row in paid)
        return PAID if regular else BACK_PAID
    if any(row["kind"] != "refund" and row["status"] == "in_transit" for row in rows):
        return IN_TRANSIT
    return NONE


def _signed(row: Row) -> int:
    """Fen: "refunds and negative amounts subtract their absolute value"."""
    amount: int = row["amount_fen"]
    return -abs(amount) if row["kind"] == "refund" else amount


class Pension:
    """Pension months by person (after merging) and employer."""

    def __init__(self, contributions: Iterable[Row], merging: Merging) -> None:
        self._rows: dict[tuple[str, str, date], list[Row]] = {}
        self._employer_months: dict[str, set[tuple[str, date]]] = {}
        self.exported: set[date] = set()
        for row in contributions:
            self.exported.add(row["period"])  # the whole export: any insurance
            if row["insurance"] == "pension":
                person = merging.known_as(row["person_id"])
                key = (person, row["employer_id"], row["period"])
                self._rows.setdefault(key, []).append(row)
                self._employer_months.setdefault(person, set()).add(key[1:])

    def state(self, person_id: str, employer_id: str, month: date) -> str:
        """State of the month.

        "A month for which the whole export has no row, and any month before
        its earliest, is unknown for everybody."
        """
        if month not in self.exported:
            return NOT_KNOWN
        return month_state(self._rows.get((person_id, employer_id, month), []))

    def employer_months(self, person_id: str) -> set[tuple[str, date]]:
        """Employer and month of every pension row of the person."""
        return self._employer_months.get(person_id, set())

    def paid_months(self, person_id: str) -> set[tuple[str, date]]:
        """Employer and month of every `paid` month of the person."""
        return {
            (employer_id, month)
            for employer_id, month in self._employer_months.get(person_id, set())
            if self.state(person_id, employer_id, month) == PAID
        }

    def earliest(self) -> date | None:
        """The earliest month in the whole export."""
        return min(self.exported, default=None)
