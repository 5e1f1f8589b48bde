"""Persons whose number changed, their names, and whom the facts look at."""

from __future__ import annotations

from typing import Any

import pytest

from tests.facts.world import facts, months, pension

CHAIN = [
    {"person_id": "OLDEST", "merged_into": "OLD"},
    {"person_id": "OLD", "merged_into": "P"},
]
PERSONAL = {
    "graduates": ("graduate", "school_name", "person_id"),
    "designations": ("designation", "document_no", "person_id"),
    "talent_hires": ("talent", "tier", "person_id"),
    "startups": ("startup", "premises", "person_id"),
}


@pytest.mark.parametrize("source", PERSONAL)
@pytest.mark.parametrize("numbers", [("P", "OLD"), ("OLD", "P"), ("P", "OLDEST", "OLD")])
def test_of_rows_that_become_one_the_current_numbers_own_wins(
    source: str, numbers: tuple[str, ...]
) -> None:
    grain, column, person = PERSONAL[source]
    rows = [{"person_id": number, column: f"of {number}"} for number in numbers]
    found = facts(persons=CHAIN, **{source: rows})
    assert found.one(f"fact.{grain}", person, column) == ("P", "of P")


@pytest.mark.parametrize("source", PERSONAL)
def test_else_that_of_the_number_fewest_merges_away(source: str) -> None:
    grain, column, person = PERSONAL[source]
    rows = [{"person_id": number, column: f"of {number}"} for number in ("OLDEST", "OLD")]
    found = facts(persons=CHAIN, **{source: rows})
    assert found.one(f"fact.{grain}", person, column) == ("P", "of OLD")


TWO = [{"person_id": "OLD1", "merged_into": "P"}, {"person_id": "OLD2", "merged_into": "P"}]


@pytest.mark.parametrize("source", PERSONAL)
def test_of_two_equally_far_the_smaller_numbers_wins(source: str) -> None:
    grain, column, person = PERSONAL[source]
    rows = [{"person_id": number, column: f"of {number}"} for number in ("OLD2", "OLD1")]
    found = facts(persons=TWO, **{source: rows})
    assert found.one(f"fact.{grain}", person, column) == ("P", "of OLD1")


@pytest.mark.parametrize(
    ("merges", "numbers", "wins"),
    [
        (CHAIN, ("OLD", "P", "OLDEST"), "P"),
        (CHAIN, ("OLDEST", "OLD"), "OLD"),
        (TWO, ("OLD2", "OLD1"), "OLD1"),
    ],
)
def test_a_certificate_an_account_and_a_status_follow_the_same_order(
    merges: list[dict[str, Any]], numbers: tuple[str, ...], wins: str
) -> None:
    status = {number: {"person_id": number, "deceased_on": "2026-01-01"} for number in numbers}
    status[wins]["deceased_on"] = "2026-02-02"
    told = {row["person_id"]: row for row in merges}
    persons = {n: {**told.get(n, {}), **status.get(n, {})} for n in {*told, *status}}
    found = facts(
        persons=list(persons.values()),
        certificates=[{"person_id": number, "issuer": f"of {number}"} for number in numbers],
        accounts=[{"person_id": number, "account_no": f"of {number}"} for number in numbers],
        designations=[{}],
    )
    assert found.one("staging.certificates", "person_id", "issuer") == ("P", f"of {wins}")
    assert found.one("staging.accounts", "person_id", "account_no") == ("P", f"of {wins}")
    rows = found.all("staging.persons", "person_id", "deceased_on")
    assert [(person, str(day)) for person, day in rows] == [("P", "2026-02-02")]


def test_rows_of_two_numbers_that_differ_in_the_key_stay_apart() -> None:
    found = facts(
        persons=CHAIN,
        graduates=[{}, {"person_id": "OLD", "school_id": "T"}],
        talent_hires=[{}, {"person_id": "OLD", "mode": "flexible"}],
        startups=[{}, {"person_id": "OLD", "year": 2024}],
        designations=[{}, {"person_id": "OLD", "effective_on": "2025-01-01"}],
    )
    for grain, _, person in PERSONAL.values():
        assert found.all(f"fact.{grain}", person) == [("P",), ("P",)]


def test_an_award_is_the_current_numbers() -> None:
    found = facts(persons=CHAIN, contest_awards=[{"person_id": "OLDEST"}])
    assert found.one("fact.award", "person_id", "party") == ("P", "P")


def test_months_under_an_old_number_are_the_persons() -> None:
    found = facts(
        persons=CHAIN,
        graduates=[{"person_id": "OLD", "graduated_on": "2026-07-01"}],
        contributions=[*pension("OLDEST", "2026-07"), *pension("P", "2026-08", "2026-09")],
        employers=[{"employer_name": "甲厂"}],
        exported=tuple(months("2026-01", "2026-11")),
    )
    assert found.all("fact.graduate_month", "person_id", "month_number", "month_state") == [
        ("P", 1, "paid"), ("P", 2, "paid"), ("P", 3, "paid"), ("P", None, None),
    ]  # fmt: skip


def test_contracts_under_an_old_number_are_the_persons() -> None:
    found = facts(
        persons=CHAIN,
        graduates=[{"order_employer_id": "E"}],
        contracts=[{"contract_no": "1", "person_id": "OLD", "employer_id": "E"}],
    )
    assert found.one("fact.graduate", "works_for_order_employer") is True


SUBJECTS: list[dict[str, Any]] = [
    {"certificates": [{"person_id": "P", "level": "technician"}]},
    {"graduates": [{}]},
    {"designations": [{}]},
    {"contest_awards": [{"person_id": "P"}]},
    {"talent_hires": [{}]},
    {"startups": [{}]},
]


@pytest.mark.parametrize("sources", SUBJECTS, ids=lambda sources: next(iter(sources)))
def test_whoever_a_policy_may_look_at_is_a_subject(sources: dict[str, Any]) -> None:
    found = facts(persons=CHAIN, **sources)
    assert found.all("staging.subjects", "person_id") == [("P",)]
    assert found.all("staging.subject_numbers", "number", "steps") == [
        ("OLD", 1), ("OLDEST", 2), ("P", 0),
    ]  # fmt: skip


def test_an_award_without_a_person_makes_no_subject() -> None:
    assert facts(contest_awards=[{}]).all("staging.subjects", "person_id") == []


def test_doubts_are_about_persons_known_of_two_exports() -> None:
    """What the others could not read is no doubt, nor is a row of nobody known."""
    rows = [("persons", "OLDEST"), ("payments", "P"), ("payments", "O"), ("contracts", "P")]
    found = facts(persons=CHAIN, quarantined=[*rows, ("persons", None), ("payments", None)])
    assert found.all("staging.doubtful_persons", "source", "person_id") == [
        ("payments", "O"), ("payments", "P"), ("persons", "P"),
    ]  # fmt: skip


def test_who_may_be_paid_is_a_person_or_an_organisation() -> None:
    found = facts(designations=[{}], accounts=[{"person_id": "P"}], org_accounts=[{"org_id": "P"}])
    payees = found.all("staging.payees", "is_person", "beneficiary_id", "account_no")
    assert payees == [(False, "P", "1"), (True, "P", None)]


def test_every_organisation_has_its_account() -> None:
    found = facts(org_accounts=[{}, {"org_id": "R", "status": "lost"}])
    assert found.all("staging.org_accounts", "org_id", "status") == [("O", "active"), ("R", "lost")]


CONTRACT = {"contract_no": "1", "person_id": "P", "employer_id": "E"}
NAMES: list[tuple[dict[str, Any], str | None]] = [
    ({}, None),
    ({"contracts": [CONTRACT]}, "王芳"),
    ({"contracts": [{**CONTRACT, "person_name": "王 芳"}], "certificates": [{"person_id": "P"}]},
     "王芳"),
    ({"contracts": [CONTRACT], "graduates": [{"person_name": "王方"}]}, None),
    ({"contracts": [{**CONTRACT, "person_name": "李娜"}], "certificates": [{"person_id": "P"}]},
     None),
    ({"contracts": [{**CONTRACT, "person_id": "Q", "person_name": "李娜"}], "graduates": [{}]},
     "王芳"),
]  # fmt: skip


@pytest.mark.parametrize(("sources", "name"), NAMES)
def test_a_name_is_known_where_the_exports_agree(sources: dict[str, Any], name: str | None) -> None:
    found = facts(
        designations=[{}], talent_hires=[{}], startups=[{}], contest_awards=[{"person_id": "P"}],
        **sources,
    )  # fmt: skip
    for grain in ("designation", "talent", "startup", "award"):
        assert found.one(f"fact.{grain}", "person_name") == name
