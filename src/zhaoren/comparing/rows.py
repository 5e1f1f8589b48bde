"""Input rows that one run read of a subject and the other did not (sources.parquet).

A row is the same where it says the same, whatever file and line it stands in:
exports are written anew every night. Of contributions only months that both
runs looked at are compared; which months those are follows from the date.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

_CHANGED_SUBJECTS = """
create or replace table subjects as
select distinct unnest([
    person_id_before, person_id_after, beneficiary_id_before, beneficiary_id_after,
    employer_id_before, employer_id_after
]) as subject_id
from changed
"""
_ROWS = """
with
one as (
    select
        *,
        regexp_extract(says, '"period":"([0-9-]+)"', 1) as period
    from {one}.sources
    where
        subject_id in (select subject_id from subjects)
        or number in (select subject_id from subjects)
),
other as (select distinct source, number, says from {other}.sources),
months as (
    select distinct regexp_extract(says, '"period":"([0-9-]+)"', 1) as period
    from {other}.sources
    where source = 'contributions'
)
select
    one.source,
    one.subject_id,
    one.number,
    one.file,
    one.row,
    one.says
from one
anti join other
    on one.source = other.source and one.number = other.number and one.says = other.says
where one.source <> 'contributions' or one.period in (select period from months)
order by all
"""
_REJECTED = """
select source, person_id, file, row, reason, "column"
from {one}.quarantine as one
where
    person_id in (select subject_id from subjects)
    and not exists (
        from {other}.quarantine as other
        where
            other.source = one.source
            and other.person_id = one.person_id
            and other.reason = one.reason
            and other."column" is not distinct from one."column"
            and other.value is not distinct from one.value
    )
order by all
"""
_STRANGERS = """
select subject_id
from subjects
where
    (subject_id in (select number from before.sources))
    <> (subject_id in (select number from after.sources))
"""
_MERGED = """
select distinct number, subject_id
from {one}.sources
where number <> subject_id and number in (select subject_id from subjects)
order by all
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands, and what it says: canonical column → value."""

    file: str
    row: int
    says: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that is new (`before` None), gone (`after` None) or says something else.

    `rejected`: the reason for which the row that is given was put into
    quarantine (`after`), or had been (`before`).
    """

    source: str
    before: Place | None
    after: Place | None
    rejected: str = ""

    def speaks_of(self, people: Collection[object]) -> bool:
        """Whether it names no person, or one of these, or nobody in particular is asked about."""
        named = [place.says.get("person_id") for place in (self.before, self.after) if place]
        return not people or all(one is None or one in people for one in named)

    @property
    def columns(self) -> dict[str, tuple[Any, Any]]:
        """Column → its values, where both rows are known."""
        if self.before is None or self.after is None:
            return {}
        one, other = self.before.says, self.after.says
        return {
            name: (one.get(name), other.get(name))
            for name in dict.fromkeys((*one, *other))
            if one.get(name) != other.get(name)
        }


Rows = Mapping[str, Sequence[RowChange]]  # number → what changed of it


def changed_rows(
    db: duckdb.DuckDBPyConnection,
    unchanged: Collection[str],
    *,
    has_sources: bool,
    has_rejected: bool,
) -> Rows:
    """What changed of the subjects of changed verdicts; needs table `changed`.

    `unchanged`: files that both runs read, byte for byte; no row of theirs is
    new or gone. `has_sources`, `has_rejected`: whether both runs have
    sources.parquet, and name whom a quarantined row speaks of; without them
    nothing is known.
    """
    db.execute(_CHANGED_SUBJECTS)
    found: dict[str, list[RowChange]] = {}
    if has_sources:
        pairs = (("before", "after"), ("after", "before"))
        sides = [_by_subject(db, *pair, unchanged) for pair in pairs]
        for subject, source in sorted(sides[0].keys() | sides[1].keys()):
            gone, new = (side.get((subject, source), []) for side in sides)
            found.setdefault(subject, []).extend(_paired(source, gone, new))
    if has_rejected:
        for one, other in (("before", "after"), ("after", "before")):
            rows = db.execute(_REJECTED.format(one=one, other=other)).fetchall()
            for source, person, file, row, reason, column in rows:
                place = Place(file, row, {})
                was, now = (place, None) if one == "before" else (None, place)
                said = reason if "." in reason or not column else f"{column}.{reason}"
                found.setdefault(person, []).append(RowChange(source, was, now, said))
    return found


def strangers(db: duckdb.DuckDBPyConnection) -> frozenset[str]:
    """Subjects of changed verdicts of whom one run alone shows rows; needs table `subjects`.

    Whether the other run had read those rows cannot be told: it shows only
    rows of its own candidates.
    """
    return frozenset(subject for (subject,) in db.execute(_STRANGERS).fetchall())


def merged_numbers(db: duckdb.DuckDBPyConnection, run: str) -> dict[str, str]:
    """Number of a subject of a changed verdict → the one under which that run knows it."""
    return dict(db.execute(_MERGED.format(one=run)).fetchall())


def _by_subject(
    db: duckdb.DuckDBPyConnection, one: str, other: str, unchanged: Collection[str]
) -> dict[tuple[str, str], list[Place]]:
    """(number, source) → rows that only `one` has; a merged person's stand under both numbers."""
    found: dict[tuple[str, str], list[Place]] = {}
    for source, subject, number, file, row, says in db.execute(
        _ROWS.format(one=one, other=other)
    ).fetchall():
        if file in unchanged:
            continue
        place = Place(file, row, json.loads(says))
        for whose in dict.fromkeys((subject, number)):
            found.setdefault((whose, source), []).append(place)
    return found


def _paired(source: str, gone: Sequence[Place], new: Sequence[Place]) -> Iterator[RowChange]:
    """Rows that are gone beside the new ones that say most of the same."""
    left = list(new)
    for place in gone:
        alike = [(_alike(place.says, other.says), -n) for n, other in enumerate(left)]
        best = max(alike, default=(0.0, 0))
        partner = left.pop(-best[1]) if best[0] >= 1 / 2 else None
        yield RowChange(source, place, partner)
    yield from (RowChange(source, None, place) for place in left)


def _alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """The share of columns with the same value."""
    names = one.keys() | other.keys()
    same = sum(1 for name in names if one.get(name) == other.get(name))
    return same / max(len(names), 1)
