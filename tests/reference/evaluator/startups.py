"""Rent of those who found a firm: candidate, a person and year."""

from __future__ import annotations

from collections.abc import Iterator

from .candidate import LATER, NO_RECOVERY, PERSON, Candidate, Payee, Place, Policy
from .ceilings import Paid, Split
from .districts import in_city, short_name
from .people import Register, known_name
from .settings import LIAOCHENG_2024, YUAN
from .titles import paid_month
from .verdict import PASS, UNKNOWN, pass_if
from .windows import year_in_window


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
                "within_five_years": pass_if(0 <= since <= 5),
                "premises": pass_if(row["premises"] == "other"),
                "rent_paid": UNKNOWN if rent is None else PASS,
            },
            key=(person_id, str(year)),
            payee=Payee(PERSON, person_id, known_name(register, person_id)),
            amount=None if rent is None else min(rent, 20_000 * YUAN),
            order=(year,),
            place=Place(None, short_name(register.city, row["district"])),
            shown={"person_id": person_id, "period": str(year)},
        )


class YearsFromTheFirst:
    """ "at most three years per person from the first paid" (补贴连续发放3年)."""

    def split(self, register: Register, eligible: list[Candidate], paid: list[Paid]) -> Split:
        """Years that lie three or more after a person's first are capped."""
        years: dict[str | None, list[int]] = {}
        for row, named in paid:
            period = row["period"] or (named.shown["period"] if named else None)
            if period:
                person_id = register.known_as(row["person_id"])
                years.setdefault(person_id, []).append(int(period))
        for each in eligible:
            years.setdefault(each.payee.id, []).append(int(each.shown["period"] or 0))
        found = Split([], [])
        for each in eligible:
            late = int(each.shown["period"] or 0) >= min(years[each.payee.id]) + 3
            (found.over if late else found.within).append(each)
        return found


LIAOCHENG = (
    Policy(
        "liaocheng/startup-rent",
        LIAOCHENG_2024,
        startup_rent,
        paid_month,
        ceiling=YearsFromTheFirst(),
    ),
)
