"""Risk flags in boundary pairs: one more, one day later or one percent less, and it is no flag."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.facts.world import AS_OF, CONTENT, RULES, Facts, Row, employer, facts
from tests.selecting import sql_of
from zhaoren.incumbents import empty_ledger
from zhaoren.rules.model import Risk
from zhaoren.rules.risks import describe_risks
from zhaoren.transforms import OUTPUTS, SqlLog, layer

TIGHT: dict[str, dict[str, int]] = {
    "issuer_month": {"at_least": 3, "times": 2, "months": 24},
    "issuer_year": {"at_least": 3, "percent": 50},
    "employer_share": {"at_least": 3, "percent": 25},
    "employer_staff": {"at_least": 2, "percent": 50},
    "same_day_staff": {"at_least": 3, "percent": 75},
    "new_employer": {"at_least": 2, "days": 365},
    "shared_account": {"at_least": 2},
    "shared_certificate": {"at_least": 2},
    "certificate_paid_to_other": {"at_least": 1},
    "many_certificates": {"at_least": 3, "days": 180},
    "quick_rise": {"at_least": 1, "months": 12},
    "employed_in_other_city": {"at_least": 1},
    "paid_by_other_city": {"at_least": 1},
    "employer_money": {"at_least": 5, "percent": 20},
    "left_after_payment": {"at_least": 1, "days": 90},
}
"""Thresholds that a small world can reach; the real ones stand in rules/risks.yaml."""
FEN = 250_000


def certificate(number: str, issued_on: object, **said: Any) -> Row:
    """A technician's certificate of a person of its own."""
    own = {"certificate_no": number, "person_id": f"P-{number}", "level": "technician"}
    return {**own, "issued_on": str(issued_on), **said}


def certificates(name: str, count: int, issued_on: object, **said: Any) -> list[Row]:
    """So many of them, on one day."""
    return [certificate(f"{name}-{place}", issued_on, **said) for place in range(count)]


def find_risks(
    world: Facts,
    *,
    quarantined: Sequence[tuple[str, str]] = (),
    paid: Mapping[str, str] | None = None,
) -> Facts:
    """The flags of a world in which every candidate but OUT is eligible for 2 500 yuan.

    `quarantined`: person and faulty column of payments; `paid`: whom of employer E's
    people the ledger has paid, and when.
    """
    db = world.db
    empty_ledger(db)
    for place, (person, paid_on) in enumerate((paid or {}).items()):
        db.execute(
            "insert into ledger.grants by name select ? as grant_id, ? as person_id, "
            f"'E' as employer_id, cast(? as date) as paid_on, {FEN} as amount_fen",
            [f"G{place}", person, paid_on],
        )
    for person, column in quarantined:
        db.execute(
            "insert into intake.quarantine values ('payments', 'p.csv', 2, 'r', ?, '?', ?)",
            [column, person],
        )
    db.execute("create schema output")
    db.execute(
        f"""create table output.decisions as select 'zibo/technician-2022' as policy_id,
        certificate_no || '|' || person_id as candidate_id, certificate_no, person_id, employer_id,
        'person' as beneficiary_kind, person_id as beneficiary_id,
        case when certificate_no = 'OUT' then 'ineligible' else 'eligible' end as outcome,
        case when certificate_no <> 'OUT' then {FEN} end as amount_fen from fact.certificate"""
    )
    use_thresholds(world, TIGHT)
    return world


def use_thresholds(world: Facts, thresholds: Mapping[str, Mapping[str, int]]) -> None:
    """Let the flags of a world be made under these thresholds."""
    risks = {
        name: Risk.model_validate({"title": name, "reason": "a test", **values})
        for name, values in thresholds.items()
    }
    describe_risks(world.db, replace(RULES, risks=risks), date.fromisoformat(AS_OF))


def made(world: Facts) -> Facts:
    """The world with its flags."""
    for item in layer(CONTENT, OUTPUTS):
        name = item.table.removeprefix("output.")
        if name.endswith("_counted") or name.startswith("risks"):
            SqlLog().run(world.db, item.table, sql_of(f"{OUTPUTS}/{name}.sql"), "view")
    return world


def flagged(world: Facts, flag: str) -> dict[tuple[str, str | None], int]:
    """(subject, period) → figure of one flag."""
    rows = (
        made(world)
        .db.execute(
            "select subject_id, period, figure from output.risks where flag = ? order by all",
            [flag],
        )
        .fetchall()
    )
    assert len(rows) == len({row[:2] for row in rows})
    return {(subject, period): figure for subject, period, figure in rows}


def subjects(world: Facts, flag: str) -> set[str]:
    """Who is flagged."""
    return {subject for subject, _ in flagged(world, flag)}


@pytest.fixture(scope="module")
def issuers() -> Facts:
    """Issuers in 2025; two other years with a share each."""
    june, other = date(2025, 6, 20), {"issuer": "其他"}
    return find_risks(
        facts(
            certificates=[
                *certificates("A", 3, june, issuer="甲 中心"),
                *certificates("A0", 1, "2025-01-05", issuer="甲中心"),
                *certificates("B", 2, june, issuer="乙中心"),
                *certificates("BX", 1, june, issuer="乙中心", status="revoked"),
                *certificates("BY", 1, june, issuer="乙中心", level="senior"),
                *certificates("C", 3, june, issuer="丙中心"),
                *certificates("C0", 2, "2025-05-31", issuer="丙中心"),
                *certificates("C1", 1, "2025-03-31", issuer="丙中心"),
                *certificates("T", 4, june, issuer="两倍中心"),
                *certificates("T0", 2, "2025-05-31", issuer="两倍中心"),
                *certificates("D", 3, june, issuer="丁中心"),
                *certificates("D0", 2, "2023-05-31", issuer="丁中心"),
                *certificates("E", 3, june, issuer="戊中心"),
                *certificates("E0", 2, "2023-06-01", issuer="戊中心"),
                *certificates("F", 3, "2022-01-01", issuer="半数中心"),
                *certificates("F1", 3, "2022-12-31", **other),
                *certificates("G", 3, "2021-12-31", issuer="不到半数中心"),
                *certificates("G1", 4, "2021-01-01", **other),
                *certificates("H", 3, "2026-11-21", issuer="明天中心"),
            ]
        )
    )


def test_a_month_of_twice_the_busiest_before_is_flagged_and_less_is_not(issuers: Facts) -> None:
    found = flagged(issuers, "issuer_month")
    assert found[("甲中心", "2025-06")] == 3  # one before
    assert "乙中心" not in subjects(issuers, "issuer_month")  # two; not revoked, not senior
    assert ("丙中心", "2025-06") not in found  # two the month before: twice that would be four
    assert found[("两倍中心", "2025-06")] == 4


def test_a_busy_month_counts_for_two_years(issuers: Facts) -> None:
    found = flagged(issuers, "issuer_month")
    assert ("丁中心", "2025-06") in found  # the busy month is 25 months back
    assert ("戊中心", "2025-06") not in found  # 24 months back


def test_half_of_a_years_certificates_is_flagged_and_less_is_not(issuers: Facts) -> None:
    found = flagged(issuers, "issuer_year")
    assert found[("半数中心", "2022")] == 3
    assert ("不到半数中心", "2021") not in found
    assert ("其他", "2021") in found


def test_a_certificate_dated_later_is_nobodys_yet(issuers: Facts) -> None:
    names = subjects(issuers, "issuer_month") | subjects(issuers, "issuer_year")
    assert "明天中心" not in names


def test_money_is_what_is_eligible_on_the_certificates(issuers: Facts) -> None:
    (row,) = (
        made(issuers)
        .db.execute(
            """select amount_fen, threshold, evidence, explanation from output.risks
        where flag = 'issuer_month' and subject_id = '甲中心'"""
        )
        .fetchall()
    )
    assert row[:3] == (3 * FEN, 3, '{"busiest_month_before":1,"times":2}')
    assert "“甲中心”在2025-06签发3本证书" in row[3]
    assert row[3].endswith("仅为核查线索，不代表存在问题。")


def staff(where: str, holders: int, others: int, start: str = "2020-01-01") -> list[Row]:
    """Labour contracts of certificate holders (P-<employer>-n) and of others."""
    people = [f"P-{where}-{place}" for place in range(holders)]
    people += [f"Q-{where}-{place}" for place in range(others)]
    made = {"employer_id": where, "start_on": start}
    return [{"contract_no": f"HT-{who}", "person_id": who, **made} for who in people]


@pytest.fixture(scope="module")
def firms() -> Facts:
    """Twenty people with certificates in the city's firms, three elsewhere."""
    day = date.fromisoformat(AS_OF)
    year_ago = day - timedelta(days=365)
    gone = {"contract_no": "HT-gone", "person_id": "Q-gone", "employer_id": "HALF"}
    double = {"contract_no": "HT-old", "person_id": "Q-old", "employer_id": "HALF"}
    return find_risks(
        facts(
            employers=[
                *(
                    employer(name)
                    for name in ("HALF", "LESS", "DAY4", "DAY5", "NEW", "OLD", "MORE")
                ),
                employer("AWAY", "370102"),
            ],
            persons=[{"person_id": "Q-old", "merged_into": "Q-HALF-0"}],
            contracts=[
                *staff("HALF", 2, 2),
                {**gone, "start_on": "2020-01-01", "end_on": str(day - timedelta(days=1))},
                {**double, "start_on": "2020-01-01", "end_on": str(day)},
                {
                    "contract_no": "HT-morrow",
                    "person_id": "Q-morrow",
                    "employer_id": "HALF",
                    "start_on": str(day + timedelta(days=1)),
                },
                *staff("LESS", 2, 2),
                {
                    "contract_no": "HT-today",
                    "person_id": "Q-today",
                    "employer_id": "LESS",
                    "start_on": AS_OF,
                },
                *staff("DAY4", 4, 9),
                *staff("DAY5", 5, 9),
                *staff("NEW", 2, 9, str(year_ago + timedelta(days=1))),
                *staff("OLD", 2, 9, str(year_ago)),
                {
                    "contract_no": "HT-late",
                    "person_id": "Q-late",
                    "employer_id": "OLD",
                    "start_on": AS_OF,
                },
                *staff("MORE", 3, 9),
                *staff("AWAY", 3, 0),
            ],
            certificates=[
                *certificates("HALF", 1, "2023-01-01"),
                certificate("HALF-1", "2023-02-01"),
                *(certificate(f"LESS-{n}", f"2023-0{n + 1}-01") for n in range(2)),
                *certificates("DAY4", 3, "2024-03-03"),
                certificate("DAY4-3", "2024-03-04"),
                certificate("DAY4-X", "2023-03-04", person_id="P-DAY4-0"),
                certificate("DAY4-Y", "2022-03-04", person_id="P-DAY4-0"),
                *(certificate(f"MORE-{n}", f"2023-0{n + 1}-01") for n in range(3)),
                *certificates("DAY5", 3, "2024-03-03"),
                *(certificate(f"DAY5-{n}", f"2024-03-0{n + 1}") for n in (3, 4)),
                *(certificate(f"NEW-{n}", f"2023-0{n + 1}-01") for n in range(2)),
                *(certificate(f"OLD-{n}", f"2023-0{n + 1}-01") for n in range(2)),
                *certificates("AWAY", 3, "2024-03-03"),
            ],
        )
    )


def test_half_of_a_firms_staff_is_flagged_and_less_is_not(firms: Facts) -> None:
    found = flagged(firms, "employer_staff")
    # of four: who left yesterday is none, a number that was merged is no fifth
    assert found == {("HALF", None): 2}


def test_three_quarters_on_one_day_are_flagged_and_three_of_five_are_not(firms: Facts) -> None:
    assert flagged(firms, "same_day_staff") == {("DAY4", "2024-03-03"): 3}


def test_a_quarter_of_the_citys_holders_is_flagged_and_less_is_not(firms: Facts) -> None:
    # five of twenty are 25 percent, four are 20
    assert flagged(firms, "employer_share") == {("DAY5", None): 5}


def test_a_firm_is_new_for_a_year_after_its_first_contract(firms: Facts) -> None:
    assert flagged(firms, "new_employer") == {("NEW", None): 2}


def test_a_fifth_of_a_policys_money_for_five_people_is_flagged_and_more_for_four_is_not(
    firms: Facts,
) -> None:
    # DAY5's five people get five of 25 subsidies, DAY4's four people six
    assert flagged(firms, "employer_money") == {("DAY5", None): 5}
    assert made(firms).all("output.risks", "policy_id", "flag")[0] == (
        "zibo/technician-2022",
        "employer_money",
    )


def test_firms_of_another_city_are_not_looked_at(firms: Facts) -> None:
    for flag in ("employer_share", "employer_staff", "same_day_staff", "new_employer"):
        assert "AWAY" not in subjects(firms, flag)


def days(person: str, *after: int, **said: Any) -> Iterator[Row]:
    """A person's certificates, so many days after a first of January."""
    for place, days_after in enumerate(after):
        issued_on = date(2025, 1, 1) + timedelta(days=days_after)
        number = f"{person}-{place}"
        yield certificate(number, issued_on, **{"person_id": person, **said})


def rise(person: str, lower: str, higher: str, code: str = "6-18-01-01") -> list[Row]:
    """A technician who became a senior technician."""
    own = {"person_id": person, "occupation_code": "6-18-01-01"}
    above = {**own, "level": "senior_technician", "occupation_code": code}
    return [
        certificate(f"{person}-1", lower, **own),
        certificate(f"{person}-2", higher, **above),
    ]


PAID_ON = {
    "SOON": "2026-06-04", "LATER": "2026-06-03", "BEFORE": "2026-09-02", "STAYS": "2026-06-04",
    "TODAY": "2026-11-01", "ON": "2026-09-01",
}  # fmt: skip
LAST_DAYS = [
    ("SOON", "2026-09-01"), ("LATER", "2026-09-01"), ("BEFORE", "2026-09-01"),
    ("STAYS", "2026-09-01"), ("STAYS", None), ("TODAY", AS_OF),
    ("ON", "2026-09-01"),
]  # fmt: skip


@pytest.fixture(scope="module")
def people() -> Facts:
    """People and their certificates, accounts, payments and other cities."""
    account = {"account_name": "某", "bank_code": "102", "bank_name": "某行", "status": "active"}
    paid = {"benefit": "zibo/technician", "amount_fen": FEN, "paid_on": "2024-05-05"}
    singles = ["ONE", "TWO", "OLDER", "ALONE", "AWAY", "NOWHERE", "HERE", "ELSE", "HELD", "OUT"]
    return find_risks(
        facts(
            employers=[
                employer("E"),
                employer("JINAN", "370102"),
                employer("UNKNOWN", None),
            ],
            persons=[{"person_id": "P-OLDER-2", "merged_into": "P-OLDER"}],
            certificates=[
                *days("FAST", 0, 90, 179),
                *days("SLOW", 0, 90, 180),
                *rise("RISES", "2025-01-31", "2025-12-01"),
                certificate("RISES-3", "2026-06-01", person_id="RISES", level="senior_technician"),
                *rise("SAME", "2025-03-03", "2025-03-03"),
                *rise("WAITS", "2025-01-31", "2026-01-01"),
                *rise("BOTH", "2025-01-31", "2025-12-01", "6-31-01-03"),
                *(certificate(name, "2023-01-01") for name in (*singles, "PAID")),
                certificate("SHARED", "2023-01-01", person_id="P-HERE"),
                certificate("SHARED", "2023-01-01", person_id="P-ELSE"),
                certificate("OLDER", "2023-01-01", person_id="P-OLDER-2"),
            ],
            accounts=[
                {"person_id": f"P-{who}", "account_no": number, **account}
                for who, number in (
                    ("ONE", "1"), ("TWO", "1"), ("OLDER", "2"), ("OLDER-2", "2"), ("ALONE", "3"),
                    ("HELD", "4"),
                )
            ],
            org_accounts=[{"org_id": "ORG", "account_no": "4"}],
            contracts=[
                {"contract_no": "1", "person_id": "P-AWAY", "employer_id": "JINAN"},
                {"contract_no": "2", "person_id": "P-AWAY", "employer_id": "E"},
                {"contract_no": "6", "person_id": "P-OUT", "employer_id": "JINAN"},
                {"contract_no": "3", "person_id": "P-NOWHERE", "employer_id": "UNKNOWN"},
                {"contract_no": "4", "person_id": "P-HERE", "employer_id": "E"},
                {"contract_no": "5", "person_id": "P-ELSE", "employer_id": "JINAN",
                 "end_on": "2026-11-19"},
                *(
                    {"contract_no": f"L{place}", "person_id": who, "employer_id": "E",
                     "end_on": day}
                    for place, (who, day) in enumerate(LAST_DAYS)
                ),
            ],
            payments=[
                {"payment_no": "1", "person_id": "P-X", "certificate_no": "PAID",
                 "status": "paid", **paid},
                {"payment_no": "4", "person_id": "P-X", "certificate_no": "PAID",
                 "status": "paid", **paid, "paid_on": "2024-06-06"},
                {"payment_no": "2", "person_id": "P-ONE", "certificate_no": "ONE",
                 "status": "paid", **paid},
                {"payment_no": "3", "person_id": "P-X", "certificate_no": "TWO",
                 "status": "returned", **paid},
            ],
        ),
        quarantined=[
            ("P-OLDER-2", "benefit"), ("P-nobody", "benefit"), ("P-nobody", "benefit"),
            ("P-ONE", "amount"),
        ],
        paid=PAID_ON,
    )  # fmt: skip


def test_three_certificates_within_180_days_are_flagged_and_181_are_not(people: Facts) -> None:
    assert flagged(people, "many_certificates") == {("FAST", None): 3}


def test_a_rise_after_eleven_months_is_flagged_and_after_twelve_is_not(people: Facts) -> None:
    # the two of BOTH are of different occupations
    assert flagged(people, "quick_rise") == {("RISES", None): 11, ("SAME", None): 0}


def test_an_account_of_two_payees_is_flagged_for_both_and_a_merged_persons_is_not(
    people: Facts,
) -> None:
    found = flagged(people, "shared_account")
    assert found == {(who, None): 2 for who in ("P-ONE", "P-TWO", "P-HELD", "ORG")}
    groups = (
        made(people)
        .db.execute(
            "select evidence, count(*) from output.risks where flag = 'shared_account' group by 1"
        )
        .fetchall()
    )
    assert [count for _, count in groups] == [2, 2]


def test_a_number_of_two_people_is_flagged_and_one_of_a_merged_person_is_not(
    people: Facts,
) -> None:
    assert flagged(people, "shared_certificate") == {("SHARED", None): 2}


def test_a_certificate_on_which_another_was_paid_is_flagged(people: Facts) -> None:
    # of ONE its holder was paid; of TWO the money came back
    assert flagged(people, "certificate_paid_to_other") == {("PAID", None): 1}
    ((evidence,),) = (
        made(people)
        .db.execute("select evidence from output.risks where flag = 'certificate_paid_to_other'")
        .fetchall()
    )
    assert evidence == '{"first_paid_on":"2024-05-05"}'


def test_a_contract_in_effect_in_another_city_is_flagged(people: Facts) -> None:
    # NOWHERE's place is unknown, ELSE's contract has ended, OUT is not eligible
    assert flagged(people, "employed_in_other_city") == {("P-AWAY", None): 1}


def test_a_payment_under_a_name_that_the_city_lacks_is_flagged_under_the_current_number(
    people: Facts,
) -> None:
    assert flagged(people, "paid_by_other_city") == {("P-OLDER", None): 1}


def test_who_leaves_within_90_days_of_the_payment_is_flagged_and_on_the_91st_is_not(
    people: Facts,
) -> None:
    # BEFORE left before the payment (the look-back's), STAYS has a new contract, TODAY still works
    assert flagged(people, "left_after_payment") == {
        ("ON", None): 1,
        ("SOON", None): 1,
    }


def test_a_flag_without_an_entry_is_switched_off(people: Facts) -> None:
    use_thresholds(people, {"quick_rise": TIGHT["quick_rise"]})
    found = made(people).all("output.risks", "flag", "subject_id")
    use_thresholds(people, TIGHT)
    assert found == [("quick_rise", "RISES"), ("quick_rise", "SAME")]


def test_a_world_without_anybody_has_no_flags() -> None:
    assert made(find_risks(facts())).all("output.risks", "flag") == []
