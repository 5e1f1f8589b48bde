"""Five working days: the vectors of the specification, and where knowledge ends."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoren.content import Content, find_content
from zhaoren.errors import RuleError
from zhaoren.working_days import (
    ANNOUNCED,
    Additions,
    Calendar,
    calendar_of,
    last_day_of_notice,
    load_calendar,
    payment_due,
)

VECTORS = [
    ("2025-09-26", "2025-10-10"),
    ("2026-02-10", "2026-02-24"),
    ("2026-02-13", "2026-02-27"),
    ("2026-04-28", "2026-05-08"),
    ("2026-09-18", "2026-09-24"),
    ("2026-09-28", "2026-10-10"),
]
LAST = date(max(ANNOUNCED), 12, 31)
NEXT = max(ANNOUNCED) + 1
KNOWN = st.dates(date(2018, 1, 1), LAST - timedelta(days=40))


def next_year(**more: object) -> Additions:
    return Additions.model_validate(
        {"years": {NEXT: {"source": "通知", "holidays": [f"{NEXT}-01-01..{NEXT}-01-03"], **more}}}
    )


@pytest.mark.parametrize(("published", "last"), VECTORS)
def test_a_notice_ends_on_the_day_that_the_specification_gives(published, last):
    assert last_day_of_notice(date.fromisoformat(published), Calendar()) == date.fromisoformat(last)
    assert payment_due(date.fromisoformat(published), Calendar()) == date.fromisoformat(last)


def test_a_saturday_that_makes_up_for_a_holiday_counts_and_the_next_one_does_not():
    assert Calendar().is_working(date(2026, 10, 10))
    assert not Calendar().is_working(date(2026, 10, 17))


@given(KNOWN, st.integers(1, 15))
def test_between_the_day_and_the_last_lie_just_so_many_working_days(day, count):
    calendar = Calendar()
    last = calendar.after(day, count)
    between = [day + timedelta(days=n) for n in range(1, (last - day).days + 1)]
    assert sum(map(calendar.is_working, between)) == count
    assert calendar.is_working(last)


@given(KNOWN, st.integers(1, 8), st.integers(1, 8))
def test_counting_on_from_the_last_day_is_counting_both_at_once(day, first, second):
    calendar = Calendar()
    assert calendar.after(calendar.after(day, first), second) == calendar.after(day, first + second)


def test_no_working_days_are_not_counted():
    with pytest.raises(ValueError, match="at least 1"):
        Calendar().after(LAST, 0)


def test_the_last_known_working_day_is_told_and_the_one_after_is_refused():
    before = next(day for n in range(20) if Calendar().is_working(day := LAST - timedelta(days=n)))
    assert Calendar().after(before - timedelta(days=1), 1) == before
    with pytest.raises(RuleError, match=rf"{NEXT} are not known.*holidays\.yaml"):
        Calendar().after(before, 1)


def test_a_year_before_all_announced_is_refused():
    with pytest.raises(RuleError, match="are not known"):
        Calendar().is_working(date(min(ANNOUNCED) - 1, 12, 31))


def test_a_declared_year_is_counted_and_the_year_after_it_is_refused():
    calendar = calendar_of([next_year()])
    first = date(NEXT, 1, 4)
    while not calendar.is_working(first):
        first += timedelta(days=1)
    assert calendar.after(date(NEXT, 1, 1), 1) == first
    with pytest.raises(RuleError, match=f"{NEXT + 1} are not known"):
        calendar.after(date(NEXT, 12, 30), 5)


def test_a_single_day_does_not_make_its_year_known():
    calendar = calendar_of([Additions.model_validate({"days": {f"{NEXT}-01-04": "holiday"}})])
    with pytest.raises(RuleError, match="are not known"):
        calendar.is_working(date(NEXT, 1, 4))


def test_a_day_added_to_a_known_year_stands_before_what_was_announced():
    for day, said in ((date(2026, 11, 20), "holiday"), (date(2026, 11, 21), "working_day")):
        calendar = calendar_of([Additions.model_validate({"days": {day: said}})])
        assert Calendar().is_working(day) != calendar.is_working(day)


def test_a_new_year_holiday_may_begin_in_the_december_before_and_not_in_november():
    calendar = calendar_of([next_year(working_days=[f"{NEXT - 1}-12-26"])])
    assert calendar.is_working(date(NEXT - 1, 12, 26))
    with pytest.raises(ValueError, match="is announced with the year"):
        next_year(working_days=[f"{NEXT - 1}-11-28"])


def test_a_day_cannot_be_a_holiday_and_worked():
    with pytest.raises(ValueError, match="a holiday and a working day"):
        next_year(working_days=[f"{NEXT}-01-03"])


def write(folder: Path, text: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "holidays.yaml").write_text(text, encoding="utf-8")


def test_the_city_goes_before_the_country_and_without_files_there_is_what_was_announced(tmp_path):
    content = Content(tmp_path)
    assert load_calendar(content, "zibo") == Calendar()
    write(tmp_path / "rules", "days: {2026-11-20: holiday, 2026-11-19: holiday}")
    write(tmp_path / "rules" / "zibo", "days: {2026-11-20: working_day}")
    calendar = load_calendar(content, "zibo")
    assert calendar.is_working(date(2026, 11, 20))
    assert not calendar.is_working(date(2026, 11, 19))
    assert not load_calendar(content, "rizhao").is_working(date(2026, 11, 20))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("days: {2026-11-20: off}", "holidays.yaml:1: days.*holiday"),
        ("years:\n  2027:\n    source: 通知\n", r"holidays.yaml:2: years.2027.holidays"),
        (
            "years:\n  2027:\n    source: 通知\n    holidays: [2027-01-03..2027-01-01]\n",
            r"holidays.yaml:4: .*ends before it begins",
        ),
        ("days: [2026", "not readable as YAML"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_its_line(tmp_path, text, said):
    write(tmp_path / "rules", text)
    with pytest.raises(RuleError, match=said):
        load_calendar(Content(tmp_path), "zibo")


def test_the_committed_file_adds_nothing_yet():
    assert load_calendar(find_content(), "zibo") == Calendar()
