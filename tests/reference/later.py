"""Evidence that arrives after the day: it must not change what was decided for that day."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

from .certified import BENEFITS
from .evaluator import World
from .evaluator.months import add_months, month_of
from .ids import credit_code
from .rows import certificate, contract, contribution, employer, payment, registration

NEW_EMPLOYER = credit_code(9_000)


def with_later_evidence(world: World) -> World:
    """The world as a bureau would export it with rows dated after D besides.

    Contracts with an employer that nobody worked for touch no chain; returned
    payments do not count; certificates issued after D reach no fourth step.
    """
    later = deepcopy(world)
    day = world.as_of + timedelta(days=1)
    people = {row["person_id"]: row["person_name"] for row in world.rows["contracts"]}
    later.rows["employers"].append(employer(employer_id=NEW_EMPLOYER))
    for place, (number, name) in enumerate(sorted(people.items())):
        whose = {"person_id": number, "employer_id": NEW_EMPLOYER}
        for month in (1, 2):
            period = add_months(month_of(world.as_of), month)
            later.rows["contributions"].append(contribution(period, **whose))
        later.rows["contracts"].append(
            contract(
                contract_no=f"later{place}", person_name=name, start_on=day, end_on=None, **whose
            )
        )
        later.rows["employment_registrations"].append(
            registration(registration_no=f"later{place}", registered_on=day, **whose)
        )
        later.rows["certificates"].append(
            certificate(
                certificate_no=f"later{place}",
                person_id=number,
                person_name=name,
                issued_on=day,
            )
        )
        later.rows["payments"].append(
            payment(
                payment_no=f"later{place}",
                paid_on=day,
                status="returned",
                benefit=BENEFITS[world.city][0],
                **whose,
            )
        )
    retire = {row["person_id"] for row in world.rows["persons"] if row["retired_on"] is None}
    for row in later.rows["persons"]:  # all rows of a number alike: repeats stay repeats
        if row["person_id"] in retire and row["retired_on"] is None:
            row["retired_on"] = day
    return later
