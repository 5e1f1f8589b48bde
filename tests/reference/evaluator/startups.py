"""Rent of those who found a firm: candidate, a person and year."""

from __future__ import annotations

from collections.abc import Iterator

from .candidate import LATER, NO_RECOVERY, PERSON, Candidate, Key, Payee, Place, Policy
from .ceilings import Claims, Paid, Split, ceiling_of
from .districts import in_city, short_name
from .entries import Entries
from .months import year_of
from .people import Register, known_name
from .settings import LIAOCHENG_2024, YUAN
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
            under=(person_id, year),
        )


class YearsFromTheFirst:
    """ "at most three years per person from the first paid" (补贴连续发放3年)."""

    def split(
        self,
        register: Register,
        eligible: list[Candidate],
        paid: list[Paid],
        entries: Entries,
        claims: Claims,
    ) -> Split:
        """Years that lie three or more after a person's first are capped.

        What was found stays where it is: an earlier year that comes late moves
        no later one out, and is capped where it would.
        """
        years: dict[str | None, list[int]] = {}
        for row, named in paid:
            period = row["period"] or (named.shown["period"] if named else None)
            if period:
                person_id = register.known_as(row["person_id"])
                years.setdefault(person_id, []).append(int(period[:4]))
        kept: dict[str | None, list[int]] = {}
        for each in entries.counting():
            if each.under is not None:
                years.setdefault(each.under[0], []).append(each.under[1])
                kept.setdefault(each.under[0], []).append(each.under[1])
        placed = [(each, *ceiling_of(each, entries)) for each in eligible]
        incumbents = [one for one in placed if entries.found(one[0])]
        for _, whose, year in incumbents:
            years.setdefault(whose, []).append(year)
        found = Split([], [])
        for each, whose, year in incumbents:
            late = year >= min(years[whose]) + 3
            (found.over if late else found.within).append(each)
            if not late:
                kept.setdefault(whose, []).append(year)
        newcomers = [one for one in placed if not entries.found(one[0])]
        fitting = [one for one in newcomers if max(kept.get(one[1], [0])) - one[2] < 3]
        for each, whose, year in fitting:
            if not entries.closed(each):
                years.setdefault(whose, []).append(year)
        for each, whose, year in newcomers:
            late = year >= min(years.get(whose, [year])) + 3
            fits = (each, whose, year) in fitting
            (found.within if fits and not late else found.over).append(each)
        return found


def _paid_year(register: Register, row: Row) -> Key:
    """Person and year, where the payment tells them."""
    return register.known_as(row["person_id"]), year_of(row["period"])


LIAOCHENG = (
    Policy(
        "liaocheng/startup-rent",
        LIAOCHENG_2024,
        startup_rent,
        _paid_year,
        ceiling=YearsFromTheFirst(),
    ),
)
