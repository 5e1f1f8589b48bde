"""Rent of those who found a firm: candidate, a person and year."""

from __future__ import annotations

from collections.abc import Iterator

from .candidate import LATER, NO_RECOVERY, PERSON, Candidate, Key, Payee, Place, Policy
from .ceilings import Ceiling
from .districts import in_city, short_name
from .people import Register, known_name
from .settings import LIAOCHENG_2024, YUAN
from .titles import paid_month
from .verdict import PASS, UNKNOWN, pass_if
from .windows import year_in_window
from .world import Row


def startup_rent(register: Register, policy: Policy) -> Iterator[Candidate]:
    """ "per person and year: programme senior or preparatory_technician, within 5 years
    after graduated_on, premises `other`, rent_paid present. The rent, at most 20 000 a year".
    """
    for row in register.one_per_person("startups", "year"):
        person_id, year, rent = row["person_id"], row["year"], row["rent_paid_fen"]
        since = year - row["graduated_on"].year
        yield Candidate(
            policy=policy,
            candidate_id=f"{person_id}|{year}",
            criteria={
                "in_city": in_city(register.city, row["district"]),
                "in_window": year_in_window(year, register.as_of, 2025),
                NO_RECOVERY: LATER,
                "programme": pass_if(row["programme"] in ("senior", "preparatory_technician")),
                "within_five_years": pass_if(since <= 5),
                "premises": pass_if(row["premises"] == "other"),
                "rent_paid": UNKNOWN if rent is None else PASS,
            },
            key=(person_id, str(year)),
            payee=Payee(PERSON, person_id, known_name(register, person_id)),
            amount=None if rent is None else min(rent, 20_000 * YUAN),
            order=(year,),
            place=Place(None, short_name(register.city, row["district"])),
            shown={"person_id": person_id, "period": str(year)},
            under=(person_id,),
        )


def _years_paid(register: Register, row: Row, _named: Candidate | None) -> Key | None:
    return (register.known_as(row["person_id"]),)


LIAOCHENG = (
    Policy(
        "liaocheng/startup-rent",
        LIAOCHENG_2024,
        startup_rent,
        paid_month,
        # "at most three years per person from the first paid"
        ceiling=Ceiling(3, _years_paid, heads=True),
    ),
)
