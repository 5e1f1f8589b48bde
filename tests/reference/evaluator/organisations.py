"""Organisations: what they were recognised for, did in a year, or hosted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from .awards import CLASSES, no_key
from .candidate import (
    EMPLOYER,
    INSTITUTION,
    LATER,
    NO_RECOVERY,
    Candidate,
    Key,
    Payee,
    Place,
    Policy,
)
from .districts import in_city, short_name
from .months import year_of
from .people import Register
from .settings import LIAOCHENG_2024, RIZHAO_2019, YUAN, ZIBO_2022
from .talent import percent
from .verdict import PASS, UNKNOWN, pass_if
from .windows import day_in_window, year_in_window
from .world import Row


class Asked(NamedTuple):
    """What a policy gives for a row, and asks beyond the common criteria."""

    amount: int | None
    criteria: Mapping[str, str] = MappingProxyType({})


Own = Callable[[Row], Asked | None]  # None: no candidate of the policy
Candidates = Callable[[Register, Policy], Iterator[Candidate]]


def by_table(yuan: dict[str, int], column: str = "title") -> Own:
    """ "title → yuan, once per organisation, title and object"."""
    return lambda row: Asked(yuan[row[column]] * YUAN) if row[column] in yuan else None


def if_known(amount: int | None) -> Asked:
    """An amount that may be missing: "amount_known last"."""
    return Asked(amount, {"amount_known": UNKNOWN if amount is None else PASS})


def approved(most: int, column: str, *values: str) -> Own:
    """ "approved_amount, at most …", for rows with such a value."""

    def asked(row: Row) -> Asked | None:
        amount = row["approved_amount_fen"]
        if row[column] not in values:
            return None
        return if_known(None if amount is None else min(amount, most * YUAN))

    return asked


def training_base(row: Row) -> Asked | None:
    """ "(national_training_base): 50% of national_subsidy, empty unknown"."""
    subsidy = row["national_subsidy_fen"]
    if row["title"] != "national_training_base":
        return None
    return if_known(None if subsidy is None else percent(subsidy, 50))


def public_training(row: Row) -> Asked | None:
    """ "quantity ≥ 2000 (a condition: interpretation) × 650"."""
    if row["item"] != "public_training":
        return None
    quantity = row["quantity"]
    amount = None if quantity is None else quantity * 650 * YUAN
    return Asked(amount, {"quantity": at_least(quantity, 2_000)})


def base_supply(row: Row) -> Asked | None:
    """ "(org_years item `base_supply`): quantity ≥ 1000 → 100 000"."""
    if row["item"] != "base_supply":
        return None
    return Asked(100_000 * YUAN, {"quantity": at_least(row["quantity"], 1_000)})


def at_least(quantity: int | None, least: int) -> str:
    """Whether so many; not told: unknown."""
    return UNKNOWN if quantity is None else pass_if(quantity >= least)


def liaocheng_hosting(row: Row) -> Asked | None:
    """ "national_1 100 000, provincial_1 50 000, city_1: approved_amount between 10 000
    and 30 000 (below: unknown, above: 30 000)".
    """
    amount = {"national_1": 100_000 * YUAN, "provincial_1": 50_000 * YUAN}.get(row["class"])
    if amount is not None:
        return if_known(amount)
    if row["class"] != "city_1":
        return None
    approved_amount = row["approved_amount_fen"]
    if approved_amount is None or approved_amount < 10_000 * YUAN:
        return if_known(None)
    return if_known(min(approved_amount, 30_000 * YUAN))


def of_recognitions(own: Own) -> Candidates:
    """ "Recognitions (source recognitions, title → yuan, once per organisation, title and
    object)".
    """

    def candidates(register: Register, policy: Policy) -> Iterator[Candidate]:
        for row in register.rows["recognitions"]:
            window = day_in_window(row["recognised_on"], register.as_of, policy.in_force)
            asked = own(row)
            if asked is not None:
                key = row["org_id"], row["title"], row["object"] or ""
                yield _candidate(
                    register,
                    policy,
                    row,
                    asked,
                    window,
                    candidate_id="|".join((*key, str(row["recognised_on"]))),
                    key=key,
                    order=(row["recognised_on"],),
                    name=row["org_name"],
                )

    return candidates


def of_years(own: Own, *, kind: str = INSTITUTION) -> Candidates:
    """ "Organisation years (source org_years)", from the year of the document on."""

    def candidates(register: Register, policy: Policy) -> Iterator[Candidate]:
        for row in register.rows["org_years"]:
            asked = own(row)
            if asked is not None:
                year, org_id = row["year"], row["org_id"]
                yield _candidate(
                    register,
                    policy,
                    row,
                    asked,
                    year_in_window(year, register.as_of, policy.in_force.year),
                    candidate_id=f"{org_id}|{row['item']}|{year}",
                    key=(org_id, str(year)),
                    period=str(year),
                    name=register.employer_name(org_id),
                    kind=kind,
                )

    return candidates


def of_hostings(own: Own) -> Candidates:
    """ "Hosting (source hostings, per contest and event)"."""

    def candidates(register: Register, policy: Policy) -> Iterator[Candidate]:
        for row in register.rows["hostings"]:
            asked = own(row)
            if asked is not None:
                key = row["org_id"], row["contest"], row["event"]
                yield _candidate(
                    register,
                    policy,
                    row,
                    asked,
                    day_in_window(row["held_on"], register.as_of, policy.in_force),
                    candidate_id="|".join(key),
                    key=key,
                    name=register.employer_name(row["org_id"]),
                )

    return candidates


def _candidate(
    register: Register,
    policy: Policy,
    row: Row,
    asked: Asked,
    window: str,
    *,
    candidate_id: str,
    key: Key,
    name: str | None,
    order: Key = (),
    period: str | None = None,
    kind: str = INSTITUTION,
) -> Candidate:
    """ "Criteria in_city (by the row's district), in_window, no_recovery, and those named." """
    org_id = row["org_id"]
    district = short_name(register.city, row["district"])
    return Candidate(
        policy=policy,
        candidate_id=candidate_id,
        criteria={
            "in_city": in_city(register.city, row["district"]),
            "in_window": window,
            NO_RECOVERY: LATER,
            **asked.criteria,
        },
        key=key,
        payee=Payee(kind, org_id, name),
        amount=asked.amount,
        order=order,
        place=Place(org_id if kind == EMPLOYER else None, district),
        shown={"period": period},
    )


def paid_year(_register: Register, row: Row) -> Key:
    """Organisation and year, where the payment tells them."""
    return row["org_id"], year_of(row["period"])


def _zibo(name: str, candidates: Candidates) -> Policy:
    return Policy(f"zibo/{name}", ZIBO_2022, candidates, no_key)


ZIBO = (
    _zibo(
        "platform",
        of_recognitions(
            by_table(
                {
                    "national_master_studio": 300_000,
                    "qilu_master_station": 150_000,
                    "provincial_technician_station": 100_000,
                    "city_technician_station": 80_000,
                }
            )
        ),
    ),
    _zibo(
        "school-build",
        of_recognitions(
            by_table(
                {
                    "national_quality_school": 5_000_000,
                    "provincial_quality_school": 3_000_000,
                    "national_quality_major": 1_000_000,
                    "provincial_quality_major": 500_000,
                    "national_integrated_major": 1_000_000,
                    "provincial_integrated_major": 500_000,
                }
            )
        ),
    ),
    _zibo("education-group", of_recognitions(approved(2_000_000, "title", "group_pilot"))),
    _zibo("training-base", of_recognitions(training_base)),
    Policy(
        "zibo/self-evaluation",
        ZIBO_2022,
        of_years(approved(80_000, "item", "self_evaluation"), kind=EMPLOYER),
        paid_year,
    ),
    Policy("zibo/public-training", ZIBO_2022, of_years(public_training), paid_year),
    # "(city_1 and above): approved_amount, at most 500 000"
    _zibo("contest-hosting", of_hostings(approved(500_000, "class", *CLASSES[:6]))),
)
LIAOCHENG = (
    Policy(
        "liaocheng/platform",
        LIAOCHENG_2024,
        of_recognitions(
            by_table(
                {
                    "national_master_studio": 200_000,
                    "qilu_master_station": 200_000,
                    "provincial_technician_station": 100_000,
                }
            )
        ),
        no_key,
    ),
    Policy("liaocheng/training-base", LIAOCHENG_2024, of_recognitions(training_base), no_key),
    Policy("liaocheng/contest-hosting", LIAOCHENG_2024, of_hostings(liaocheng_hosting), no_key),
)
RIZHAO = (
    Policy(
        "rizhao/station",
        RIZHAO_2019,
        of_recognitions(
            by_table({"city_technician_station": 50_000, "city_master_station": 100_000})
        ),
        no_key,
    ),
    Policy("rizhao/base-supply", RIZHAO_2019, of_years(base_supply), paid_year),
)
