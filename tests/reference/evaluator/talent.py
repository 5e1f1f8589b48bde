"""People brought in: candidate, a hire-year; "paid to the employer"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from .awards import paid_person
from .candidate import EMPLOYER, LATER, NO_RECOVERY, PERSON, Candidate, Key, Payee, Place, Policy
from .ceilings import Ceiling, Paid
from .months import year_of
from .people import Register, known_name, main_employment
from .settings import RIZHAO_2019, YUAN, ZIBO_2022
from .verdict import FAIL, PASS, UNKNOWN, pass_if
from .windows import year_in_window
from .world import Row

LEADING = "provincial_leading", "above"


class Asked(NamedTuple):
    """What a policy asks of a hire and gives for it."""

    criteria: dict[str, str]
    amount: int | None
    key: Key


def percent(amount: int, share: int) -> int:
    """ "a percentage rounds half up to the fen"."""
    return (amount * share + 50) // 100


def talent_import(register: Register, row: Row) -> Asked:
    """ "full_time, brought_in (from_city = outside; empty unknown), tier (…), recognised
    (approved = 是; empty unknown), hired_in_window (year ≥ 2019). 30% of annual_pay, at
    most 100 000 per person …; once per person and employer."
    """
    pay = row["annual_pay_fen"]
    criteria = {
        "full_time": pass_if(row["mode"] == "full_time"),
        "brought_in": _known(row["from_city"], row["from_city"] == "outside"),
        "tier": pass_if(row["tier"] in ("qilu_chief", "provincial_expert", *LEADING)),
        "recognised": _known(row["approved"], bool(row["approved"])),
        "hired_in_window": year_in_window(row["year"], register.as_of, 2019),
        NO_RECOVERY: LATER,
        "amount_known": UNKNOWN if pay is None else PASS,
    }
    amount = None if pay is None else min(percent(pay, 30), 100_000 * YUAN)
    return Asked(criteria, amount, (row["person_id"], row["employer_id"]))


def flexible_talent(register: Register, row: Row) -> Asked:
    """ "flexible, tier (provincial_leading, above), pay_floor (annual_pay ≥ 200 000;
    empty unknown), year ≥ 2022. 20% of annual_pay, each year."
    """
    pay = row["annual_pay_fen"]
    criteria = {
        "flexible": pass_if(row["mode"] == "flexible"),
        "tier": pass_if(row["tier"] in LEADING),
        "pay_floor": _known(pay, pay is not None and pay >= 200_000 * YUAN),
        "hired_in_window": year_in_window(row["year"], register.as_of, 2022),
        NO_RECOVERY: LATER,
    }
    amount = None if pay is None else percent(pay, 20)
    return Asked(criteria, amount, (row["person_id"], row["employer_id"], str(row["year"])))


def leading_talent(register: Register, row: Row) -> Asked:
    """ "mode full_time or trained (新培养), tier (provincial_leading, above), approved
    (approved_amount present; else unknown). approved_amount, at most 1 000 000; once;
    beneficiary the person".
    """
    approved = row["approved_amount_fen"]
    criteria = {
        "mode": _mode(register, row),
        "tier": pass_if(row["tier"] in LEADING),
        "approved": UNKNOWN if approved is None else PASS,
        NO_RECOVERY: LATER,
    }
    amount = None if approved is None else min(approved, 1_000_000 * YUAN)
    return Asked(criteria, amount, (row["person_id"],))


def of_hires(
    asked: Callable[[Register, Row], Asked], *, to_person: bool = False
) -> Callable[[Register, Policy], Iterator[Candidate]]:
    """ "criteria enterprise, in_city of that employer, then:" those of the policy."""

    def candidates(register: Register, policy: Policy) -> Iterator[Candidate]:
        for row in register.one_per_person("talent_hires", "employer_id", "year", "mode"):
            person_id, employer_id = row["person_id"], row["employer_id"]
            criteria, amount, key = asked(register, row)
            person = Payee(PERSON, person_id, known_name(register, person_id))
            firm = Payee(EMPLOYER, employer_id, register.employer_name(employer_id))
            yield Candidate(
                policy=policy,
                candidate_id=f"{person_id}|{employer_id}|{row['year']}|{row['mode']}",
                criteria={
                    "enterprise": _enterprise(register, employer_id, also_public=to_person),
                    "in_city": register.in_city(employer_id),
                    **criteria,
                },
                key=key,
                payee=person if to_person else firm,
                amount=amount,
                order=(person_id, row["year"], employer_id, row["mode"])
                if policy.ceiling
                else (row["year"], employer_id, row["mode"]),
                place=Place(employer_id, register.district_of(employer_id)),
                shown={"person_id": person_id, "period": str(row["year"])},
                under=(employer_id, row["year"]),
            )

    return candidates


def _enterprise(register: Register, employer_id: str, *, also_public: bool) -> str:
    """The criterion enterprise; leading talent: the document says 企事业单位."""
    employer = register.employers.get(employer_id)
    if also_public and employer is not None and employer["status"] == "active":
        public = employer["kind"] == "public_institution"
        return PASS if public else register.enterprise(employer_id)
    return register.enterprise(employer_id)


def _mode(register: Register, row: Row) -> str:
    """The criterion mode, the only one that may wait for a year after D's to come."""
    if row["mode"] not in ("full_time", "trained"):
        return FAIL
    return UNKNOWN if row["year"] > register.as_of.year else PASS


def _known(value: object, condition: bool) -> str:
    """ "empty unknown"."""
    return UNKNOWN if value is None else pass_if(condition)


def _paid_hire(register: Register, row: Row) -> Key:
    """Person and employer; "a payment without employer_id counts for the main employer"."""
    person_id = register.known_as(row["person_id"])
    employer_id = row["employer_id"] or row["org_id"]
    if employer_id is None and person_id is not None:
        main = main_employment(register, person_id)
        employer_id = main.employer_id if main else None
    return person_id, employer_id


def _paid_hire_year(register: Register, row: Row) -> Key:
    return (*_paid_hire(register, row), year_of(row["period"]))


def _employer_and_year(register: Register, paid: Paid) -> Key | None:
    """ "at most 500 000 per employer and year of the row"."""
    if paid.named:
        return paid.named.under
    employer_id = _paid_hire(register, paid.row)[1]
    year = paid.row["period"] or str(paid.row["paid_on"].year)
    return (employer_id, int(year[:4]))


ZIBO = (
    Policy("zibo/flexible-talent", ZIBO_2022, of_hires(flexible_talent), _paid_hire_year),
    Policy("zibo/leading-talent", ZIBO_2022, of_hires(leading_talent, to_person=True), paid_person),
)
RIZHAO = (
    Policy(
        "rizhao/talent-import",
        RIZHAO_2019,
        of_hires(talent_import),
        _paid_hire,
        ceiling=Ceiling(500_000 * YUAN, _employer_and_year, remainder=True),
    ),
)
