"""What the evaluator looks at: typed rows by source, and who has a quarantined row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

Row = dict[str, Any]

KEYS: dict[str, tuple[str, ...]] = {
    "contracts": ("contract_no",),
    "contributions": (),
    "certificates": ("certificate_no", "person_id"),
    "employment_registrations": ("registration_no",),
    "employers": ("employer_id",),
    "persons": ("person_id",),
    "accounts": ("person_id",),
    "payments": ("payment_no",),
    "org_accounts": ("org_id",),
    "graduates": ("person_id", "school_id", "graduated_on"),
    "contest_awards": ("award_no",),
    "designations": ("person_id", "title", "effective_on"),
    "talent_hires": ("person_id", "employer_id", "year", "mode"),
    "recognitions": ("org_id", "title", "object", "recognised_on"),
    "org_years": ("org_id", "item", "year"),
    "hostings": ("org_id", "contest", "event"),
    "startups": ("person_id", "year"),
}


class Quarantined(NamedTuple):
    """A rejected row of which it could still be read whose it is."""

    source: str
    whose: str  # a person's or an organisation's number


@dataclass
class World:
    """One city on one day.

    Dates are `date` or None, months the first of the month, money whole fen
    (`amount_fen`, `base_fen`), codes canonical, person ids not yet merged.
    `rows` may hold repeats and key conflicts; `accepted` settles them.
    """

    as_of: date
    rows: dict[str, list[Row]]
    quarantined: list[Quarantined] = field(default_factory=list)
    city: str = "zibo"


def accepted(world: World) -> World:
    """The world without repeats and without rows that contradict one another.

    1-inputs: "Rows that repeat an earlier row … exactly are dropped … Rows
    that share a primary key but differ are all quarantined (`key.conflict`)."
    """
    rows: dict[str, list[Row]] = {}
    quarantined = list(world.quarantined)
    for source, key in KEYS.items():
        distinct = _distinct(world.rows.get(source, []))
        by_key: dict[tuple[Any, ...], list[Row]] = {}
        for row in distinct:
            by_key.setdefault(tuple(row[column] for column in key), []).append(row)
        rows[source] = distinct if not key else []
        for same in by_key.values() if key else ():
            if len(same) == 1:
                rows[source].append(same[0])
            else:
                quarantined += [
                    Quarantined(source, whose)
                    for row in same
                    if (whose := row.get("person_id") or row.get("org_id"))
                ]
    return World(world.as_of, rows, quarantined, world.city)


def _distinct(rows: Iterable[Row]) -> list[Row]:
    return list({tuple(row.items()): row for row in rows}.values())
