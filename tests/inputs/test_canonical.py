"""What a canonical Parquet file is asked in one pass is what every other file is asked."""

from __future__ import annotations

import datetime
import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhaoren.inputs import fixed_width

from .desk import FIRM, PEOPLE, Desk
from .test_formats import contributions

SEPTEMBER, OCTOBER = datetime.date(2026, 9, 1), datetime.date(2026, 10, 1)


def accounts(*numbers: str) -> dict[str, list[str]]:
    """The account of a person a number, all else in order."""
    one = {"account_name": "王伟", "bank_code": "102", "bank_name": "工商银行", "status": "active"}
    said = {name: [value] * len(numbers) for name, value in one.items()}
    return {"person_id": list(PEOPLE[: len(numbers)]), "account_no": list(numbers), **said}


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize(
    ("written", "number", "fault"),
    [
        ("622848-1", "622848-1", None),
        ("鲁622848", "鲁622848", None),
        ("+622848", "+622848", None),
        (" 622848", "622848", None),
        ("６22848", "622848", None),
        ("6.22848E+17", None, "account_no.invalid"),
        (" ", None, "account_no.missing"),
        ("", None, "account_no.missing"),
    ],
)
def test_a_number_of_the_office_reads_the_same_in_every_format(
    accounts_desk: Desk, written: str, number: str | None, fault: str | None, suffix: str
) -> None:
    said = accounts("622848", written)
    if suffix == "parquet":
        accounts_desk.write_parquet("accounts.parquet", said)
    else:
        accounts_desk.write_rows("accounts.csv", [list(said), *zip(*said.values(), strict=True)])
    accounts_desk.read()
    read = "select account_no from accepted.accounts order by source_row"
    assert accounts_desk.rows(read) == [("622848",), *([(number,)] if number else [])]
    assert [row[1] for row in accounts_desk.faults()] == ([fault] if fault else [])


def test_a_month_that_only_a_faulty_row_names_is_none_of_the_file(
    contributions_desk: Desk,
) -> None:
    periods = pa.array([SEPTEMBER, OCTOBER, SEPTEMBER], pa.date32())
    firms = pa.array([FIRM[:-1] + "X", FIRM[:-1] + "X", FIRM])
    contributions_desk.write_parquet(
        "contributions.parquet", contributions(period=periods, employer_id=firms)
    )
    contributions_desk.read()
    assert len(contributions_desk.faults()) == 2
    assert contributions_desk.rows("from intake.contribution_months") == [(SEPTEMBER,)]


def test_a_second_day_of_a_month_is_quarantined(contributions_desk: Desk) -> None:
    second = datetime.date(2026, 9, 2)
    periods = pa.array([SEPTEMBER, second, SEPTEMBER], pa.date32())
    contributions_desk.write_parquet("contributions.parquet", contributions(period=periods))
    contributions_desk.read()
    assert contributions_desk.faults() == [(2, "period.invalid", "period", "2026-09-02")]


@given(st.lists(st.none() | st.text(st.sampled_from('!"#$*+,~ \x7f\x1fA0é鲁'), max_size=3)))
def test_identifiers_are_printable_ascii_without_plus_and_hash(values: list[str | None]) -> None:
    said = [bool(value and re.fullmatch('[!"$-*,-~]+', value)) for value in values]
    assert fixed_width.identifiers(pa.array(values, pa.string())).tolist() == said
    later = pa.array(["é", *values], pa.large_string()).slice(1)
    assert fixed_width.identifiers(later).tolist() == said
