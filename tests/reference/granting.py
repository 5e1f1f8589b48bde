"""Random payments of what the witness finds: paid, returned, recovered, told in full or not."""

from __future__ import annotations

from datetime import date

from .certified import BENEFITS
from .evaluator import Row, World, evaluate
from .rows import payment
from .scene import Scene

SHARE = 0.06
MANY_MONTHS = 0.01  # of the verdicts on months


def pay_some(scene: Scene) -> None:
    """Payments for a few of the candidates of every policy other than of certificates."""
    world = World(scene.as_of, scene.rows, city=scene.city.id)
    for row in evaluate(world).decisions.values():
        share = MANY_MONTHS if monthly(row["period"]) else SHARE
        if row["policy_id"] not in BENEFITS[scene.city.id] and scene.random.random() < share:
            scene.add("payments", _paid(scene, row))


def monthly(period: str | None) -> bool:
    """Whether it is a month, not a year."""
    return period is not None and len(period) == len("YYYY-MM")


def _paid(scene: Scene, decision: Row) -> Row:
    """A payment as a bureau would have written it, one thing or another left out at times."""
    to_person = decision["beneficiary_kind"] == "person"
    year = scene.as_of.year
    row = payment(
        payment_no=scene.number("FF"),
        person_id=decision["person_id"],
        org_id=None if to_person else decision["beneficiary_id"],
        benefit=decision["policy_id"],
        occupation_code=None,
        level=None,
        period=decision["period"],
        reference=decision["candidate_id"],
        employer_id=scene.pick((None, decision["employer_id"])),
        amount_fen=decision["amount_fen"] or scene.pick((500_000, 10_000_000)),
        paid_on=scene.pick((scene.as_of, date(year, 1, 1), date(year - 1, 12, 31))),
        status=scene.pick(("paid", "paid", "returned", "recovered")),
    )
    if not to_person and scene.random.random() < 0.3:
        row["person_id"] = None
    if scene.odd(2.0):
        row[scene.pick(("reference", "period"))] = None
    if scene.odd(0.5):
        row["reference"] = scene.pick(("HJ0", "无此编号"))
    if scene.odd():
        row["amount_fen"] = max(row["amount_fen"] + scene.pick((-1, 1, -100_000)), 100)
    if row["period"] and scene.odd():
        row["period"] = row["period"][:4] if monthly(row["period"]) else f"{row['period']}-03"
    if row["person_id"] is None and row["org_id"] is None:
        row["org_id"] = scene.employer_id()
    return row
