"""Contests: candidate, an award."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .candidate import EMPLOYER, LATER, NO_RECOVERY, PERSON, Candidate, Key, Payee, Place, Policy
from .ceilings import Ceiling, Paid
from .people import Register, known_name
from .settings import LIAOCHENG_2024, RIZHAO_2019, YUAN
from .verdict import PASS, UNKNOWN, pass_if
from .windows import day_in_window
from .world import Row

# "in this order" (1-inputs)
CLASSES = (
    "world",
    "national_1",
    "national_2",
    "provincial_1",
    "provincial_2",
    "city_1",
    "city_2",
    "city_star",
)
PRIZES = "gold", "silver", "bronze", "merit"
Table = dict[str, tuple[int, ...]]  # class → yuan by prize

# "world 500 000 / 300 000 / 200 000 / merit 100 000; …"
TO_WINNERS: Table = {
    "world": (500_000, 300_000, 200_000, 100_000),
    "national_1": (200_000, 150_000, 100_000, 50_000),
    "national_2": (200_000, 150_000, 100_000, 50_000),
    "provincial_1": (100_000, 50_000, 30_000),
    "provincial_2": (50_000, 30_000, 10_000),
}
TO_COMPETITORS: Table = {"city_1": (10_000, 5_000, 3_000)}  # "city_1, competitors only"
TO_EMPLOYERS: Table = {
    "world": (200_000, 150_000, 100_000, 50_000),
    "national_1": (100_000, 80_000, 50_000, 30_000),
    "national_2": (100_000, 80_000, 50_000, 30_000),
    "provincial_1": (50_000, 40_000, 30_000),
    "provincial_2": (30_000, 20_000, 10_000),
}
STARS: Table = {"city_star": (10_000, 6_000, 3_000)}


def _amount(table: Table, row: Row) -> int | None:
    """Fen; "rows whose class, role and prize have no amount get no verdict"."""
    yuan = dict(zip(PRIZES, table.get(row["class"], ()), strict=False)).get(row["prize"])
    return None if yuan is None else yuan * YUAN


def winners_amount(row: Row) -> int | None:
    """ "competitor or coach team"; "city_1, competitors only"."""
    competitor = row["role"] == "competitor"
    return _amount(TO_WINNERS | TO_COMPETITORS if competitor else TO_WINNERS, row)


def employers_amount(row: Row) -> int | None:
    """ "employer (选手单位) of competitors"."""
    return _amount(TO_EMPLOYERS, row) if row["role"] == "competitor" else None


def expert_amount(row: Row) -> int | None:
    """技术能手: "competitor | 2000"; world and city_star have no place among its classes."""
    among = row["class"] in CLASSES[1:7]
    return 2_000 * YUAN if row["role"] == "competitor" and among else None


def star_amount(row: Row) -> int | None:
    """ "rizhao/skill-star (class city_star) | competitor | 10 000 / 6 000 / 3 000"."""
    return _amount(STARS, row) if row["role"] == "competitor" else None


def party(register: Register, row: Row) -> str | None:
    """ "beneficiary (team_id where given)"."""
    return row["team_id"] or register.known_as(row["person_id"])


def highest_first(row: Row, amount: int) -> tuple[Any, ...]:
    """ "the highest amount wins (then class, awarded_on, award_no)"."""
    return -amount, CLASSES.index(row["class"]), row["awarded_on"], row["award_no"]


def by_class_and_rank(row: Row, amount: int) -> tuple[Any, ...]:
    """ "by class (in the order of 1-inputs), rank, awarded_on, award_no"."""
    rank = (row["rank"] is None, row["rank"] or 0)
    return CLASSES.index(row["class"]), rank, row["awarded_on"], row["award_no"]


def placed(row: Row) -> str:
    """The criterion placed.

    "national classes: prize gold, silver, bronze; provincial_1 rank ≤ 6;
    provincial_2 and city_1 ≤ 3; city_2 = 1; empty rank unknown"
    """
    if row["class"] in ("national_1", "national_2"):
        return pass_if(row["prize"] in ("gold", "silver", "bronze"))
    if row["rank"] is None:
        return UNKNOWN
    last = {"provincial_1": 6, "provincial_2": 3, "city_1": 3, "city_2": 1}
    return pass_if(row["rank"] <= last[row["class"]])


def recognised(register: Register, row: Row) -> str:
    """The criterion recognised.

    "designation `rizhao_skill_expert` with effective_on ≥ awarded_on → pass,
    else unknown"; one that takes effect after D has not happened.
    """
    person_id = register.known_as(row["person_id"])
    return (
        PASS
        if any(
            each["person_id"] == person_id
            and each["title"] == "rizhao_skill_expert"
            and row["awarded_on"] <= each["effective_on"] <= register.as_of
            for each in register.one_per_person("designations", "title", "effective_on")
        )
        else UNKNOWN
    )


def _expert_criteria(register: Register, row: Row) -> dict[str, str]:
    return {"placed": placed(row), "recognised": recognised(register, row)}


def of_awards(
    amount_of: Callable[[Row], int | None],
    key_of: Callable[[Register, Row], Key],
    order: Callable[[Row, int], tuple[Any, ...]] = highest_first,
    own: Callable[[Register, Row], dict[str, str]] = lambda _register, _row: {},
    *,
    to_employer: bool = False,
) -> Callable[[Register, Policy], Iterator[Candidate]]:
    """The candidates of a policy.

    "Criteria: awarded_in_window, in_city (the employer_id's; empty: unknown),
    payee_known (person_id, for a team its lead, present), no_recovery."
    """

    def candidates(register: Register, policy: Policy) -> Iterator[Candidate]:
        for row in register.rows["contest_awards"]:
            amount = amount_of(row)
            if amount is None:
                continue
            person_id, employer_id = register.known_as(row["person_id"]), row["employer_id"]
            to_person = Payee(PERSON, person_id, known_name(register, person_id))
            firm = Payee(EMPLOYER, employer_id, register.employer_name(employer_id))
            window = day_in_window(row["awarded_on"], register.as_of, policy.in_force)
            yield Candidate(
                policy=policy,
                candidate_id=row["award_no"],
                criteria={
                    "awarded_in_window": window,
                    "in_city": register.in_city(employer_id),
                    "payee_known": PASS if person_id else UNKNOWN,
                    NO_RECOVERY: LATER,
                    **own(register, row),
                },
                key=key_of(register, row),
                payee=firm if to_employer else to_person,
                amount=amount,
                order=order(row, amount),
                place=Place(employer_id, register.district_of(employer_id)),
                shown={"person_id": person_id},
                under=(row["awarded_on"].year,),
            )

    return candidates


def _by_role(register: Register, row: Row) -> Key:
    """ "beneficiary (team_id where given), role, event, calendar year of awarded_on"."""
    return party(register, row), row["role"], row["event"], row["awarded_on"].year


def _by_employer(register: Register, row: Row) -> Key:
    """ "employer, person or team, event, year"."""
    return row["employer_id"], party(register, row), row["event"], row["awarded_on"].year


def _by_person(register: Register, row: Row) -> Key:
    """ "person, once"."""
    return (register.known_as(row["person_id"]),)


def _by_person_and_year(register: Register, row: Row) -> Key:
    """ "person, event, year"."""
    return register.known_as(row["person_id"]), row["event"], row["awarded_on"].year


def no_key(_register: Register, _row: Row) -> Key:
    """The columns of a payment hold no role, event or object: only its reference tells."""
    return (None,)


def paid_person(register: Register, row: Row) -> Key:
    """Once per person: whoever was paid."""
    return (register.known_as(row["person_id"]),)


def _quota_year(_register: Register, paid: Paid) -> Key | None:
    """ "quota 100 per calendar year of awarded_on": the year of the award referred to.

    A payment that refers to none counts "by paid_on", as under a ceiling.
    """
    return paid.named.under if paid.named else (paid.row["paid_on"].year,)


LIAOCHENG = (
    Policy(
        "liaocheng/contest-prize",
        LIAOCHENG_2024,
        of_awards(winners_amount, _by_role),
        no_key,
        lower_paid_before=True,
    ),
    Policy(
        "liaocheng/contest-employer",
        LIAOCHENG_2024,
        of_awards(employers_amount, _by_employer, to_employer=True),
        no_key,
        lower_paid_before=True,
    ),
)
RIZHAO = (
    Policy(
        "rizhao/skill-expert",
        RIZHAO_2019,
        of_awards(expert_amount, _by_person, by_class_and_rank, _expert_criteria),
        paid_person,
        ceiling=Ceiling(100, _quota_year, heads=True),
    ),
    Policy("rizhao/skill-star", RIZHAO_2019, of_awards(star_amount, _by_person_and_year), no_key),
)
