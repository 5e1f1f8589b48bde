"""Days that are known: somebody qualifies on the day that is told, and not the day before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ..reference import rows
from ..reference.evaluator import Verdicts, World, evaluate
from ..reference.worlds import EXAMPLES
from .conftest import Told
from .town import AS_OF

TECHNICIAN = "zibo/technician-2022"
NEW_STAR = "zibo/new-star"
FIRST_OF_DECEMBER = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("late-certificate", date(2026, 11, 25)),
        ("unregistered", date(2026, 11, 28)),
        ("short-contract", date(2026, 11, 27)),
        ("unpaid-july", FIRST_OF_DECEMBER),
    ],
)
def test_a_technician_qualifies_on_the_day(towns: dict[str, Told], name: str, day: date) -> None:
    assert towns["zibo"].days("qualifies", TECHNICIAN, name) == [day]
    assert towns["zibo"].lacks(TECHNICIAN, name)["mends_on"] == day


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("later", date(2026, 12, 5)),  # December asks for a month that is not settled today
        ("in-transit", FIRST_OF_DECEMBER),
        ("hired", date(2027, 3, 1)),  # December is no month owed; January is settled in March
    ],
)
def test_what_rests_on_later_contributions_is_only_expected(
    towns: dict[str, Told], name: str, day: date
) -> None:
    found = towns["zibo"]
    assert found.days("expected", TECHNICIAN, name) == [day]
    assert not found.days("qualifies", TECHNICIAN, name)
    (row,) = (
        row
        for row in found.upcoming
        if row["person_id"] == found.who[name] and row["policy_id"] == TECHNICIAN
    )
    assert "如果在途和以后各月的养老保险由用人单位正常缴纳" in row["explanation"]


@pytest.mark.parametrize("name", ["stopped", "leaves-first", "two-firms"])
def test_no_day_is_told_where_something_known_speaks_against_it(
    towns: dict[str, Told], name: str
) -> None:
    found = towns["zibo"]
    assert not found.days("qualifies", TECHNICIAN, name)
    assert not found.days("expected", TECHNICIAN, name)
    assert found.lacks(TECHNICIAN, name)["mends_on"] is None


def test_the_last_day_of_work_is_told(towns: dict[str, Told]) -> None:
    assert towns["zibo"].days("closes", TECHNICIAN, "retires") == [date(2026, 12, 31)]
    assert towns["zibo"].days("closes", TECHNICIAN, "leaves-first") == [date(2026, 11, 25)]


def test_the_next_months_of_an_allowance(towns: dict[str, Told]) -> None:
    """October is paid in the export and settles in December; November is expected."""
    found = towns["zibo"]
    assert found.days("qualifies", NEW_STAR, "works-in-city") == [FIRST_OF_DECEMBER]
    assert found.days("expected", NEW_STAR, "works-in-city") == [date(2027, 1, 1)]
    assert not found.days("closes", NEW_STAR, "not-come")  # 2030 is more than a year ahead


def test_a_title_goes_on_until_its_term_ends(towns: dict[str, Told]) -> None:
    policy, found = "rizhao/chief-technician", towns["rizhao"]
    assert found.days("qualifies", policy, "goes-on") == [FIRST_OF_DECEMBER]
    assert found.days("qualifies", policy, "begins") == [date(2026, 12, 15)]
    assert not found.days("qualifies", policy, "last-month")
    assert not found.days("qualifies", policy, "revoked")


def test_an_award_waits_for_the_title(towns: dict[str, Told]) -> None:
    days = towns["rizhao"].days("qualifies", "rizhao/skill-expert", "winner")
    assert days == [FIRST_OF_DECEMBER]


def test_a_class_runs_out_at_the_end_of_the_year_after(towns: dict[str, Told]) -> None:
    policy, found = "liaocheng/school-retention", towns["liaocheng"]
    assert found.days("closes", policy, "not-come") == [date(2026, 12, 31)]
    assert found.days("qualifies", policy, "works-in-city") == [FIRST_OF_DECEMBER]


def test_a_contract_that_is_signed_begins(towns: dict[str, Told]) -> None:
    assert towns["liaocheng"].days("qualifies", "liaocheng/skill-upgrade", "hired") == [
        date(2026, 12, 7)
    ]


def test_of_two_certificates_the_one_that_keeps_the_key_is_told(towns: dict[str, Told]) -> None:
    found = towns["zibo"]
    mine = [row for row in found.upcoming if row["person_id"] == found.who["two-certificates"]]
    told = [row["candidate_id"].split("|")[0] for row in mine if row["kind"] == "qualifies"]
    assert told == ["ZS-b"]


def test_what_is_recognised_or_counted_later(towns: dict[str, Told]) -> None:
    found = towns["zibo"]
    assert found.days("qualifies", "zibo/platform") == [date(2026, 12, 10)]
    assert found.days("qualifies", "zibo/public-training") == [date(2027, 1, 1)]


@pytest.mark.parametrize("city", ["zibo", "liaocheng", "rizhao"])
def test_the_witness_says_the_same(towns: dict[str, Told], city: str) -> None:
    _compare(towns[city])


@pytest.mark.skipif(EXAMPLES == 1, reason="of towns without a plan: ZHAOREN_EXAMPLES=2 or more")
def test_the_witness_says_the_same_of_a_random_town(random_town: Told) -> None:
    assert sum(row["kind"] == "qualifies" for row in random_town.upcoming) > 3
    _compare(random_town)


def _compare(found: Told) -> None:
    """Decided again on the same inputs as of the day and of the day before."""
    verdicts: dict[date, Verdicts] = {}

    def on(day: date) -> Verdicts:
        if day not in verdicts:
            verdicts[day] = evaluate(replace(found.world, as_of=day))
        return verdicts[day]

    def outcome(row: dict[str, object], day: date) -> object:
        decision = on(day).decisions.get((row["policy_id"], row["candidate_id"]))
        return decision and decision["outcome"]

    for row in found.upcoming:
        day = row["on_date"]
        if row["kind"] == "qualifies":
            assert outcome(row, day) in ("eligible", "capped"), row
            assert outcome(row, day - timedelta(days=1)) not in ("eligible", "capped"), row
        elif row["kind"] == "closes":
            assert outcome(row, day + timedelta(days=1)) in ("ineligible", None), row
    for row in found.near:
        day = row["mends_on"]
        if day and day.year < AS_OF.year + 3:
            key = (row["policy_id"], row["candidate_id"])
            answers = {k[2]: said for k, said in on(day).criteria.items() if k[:2] == key}
            assert set(answers.values()) == {"pass"}, row
            before = on(day - timedelta(days=1)).criteria
            assert before[(*key, row["criterion_id"])] != "pass", row


def test_what_is_expected_comes_true_if_contributions_go_on(towns: dict[str, Told]) -> None:
    """With the months in the export paid as assumed, the witness finds them eligible."""
    found = towns["zibo"]
    for row in found.upcoming:
        if row["kind"] == "expected":
            paid = rows.pension(AS_OF.replace(month=10, day=1), date(2027, 3, 1))
            mine = [one | {"person_id": row["person_id"]} for one in paid]
            others = [
                one
                for one in found.world.rows["contributions"]
                if one["person_id"] != row["person_id"] or one["period"] < mine[0]["period"]
            ]
            world = World(
                row["on_date"], {**found.world.rows, "contributions": [*others, *mine]}, city="zibo"
            )
            decision = evaluate(world).decisions[(row["policy_id"], row["candidate_id"])]
            assert decision["outcome"] == "eligible", row
