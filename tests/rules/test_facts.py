"""Small facts that are computed outside SQL."""

from __future__ import annotations

from datetime import date

import pytest

from zhaoren.facts import settled_months


@pytest.mark.parametrize(
    ("as_of", "months"),
    [
        (date(2026, 11, 20), [(2026, 7), (2026, 8), (2026, 9)]),
        (date(2026, 1, 1), [(2025, 9), (2025, 10), (2025, 11)]),
        (date(2026, 2, 28), [(2025, 10), (2025, 11), (2025, 12)]),
        (date(2026, 4, 1), [(2025, 12), (2026, 1), (2026, 2)]),
    ],
)
def test_the_three_settled_months_end_two_before_the_date(
    as_of: date, months: list[tuple[int, int]]
) -> None:
    assert settled_months(as_of) == [date(year, month, 1) for year, month in months]
