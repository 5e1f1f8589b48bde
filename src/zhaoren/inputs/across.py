"""Repeats and key conflicts between the files of a source, found anew each night."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import duckdb

from zhaoren.contracts.model import Contract
from zhaoren.inputs.accepted import Reading
from zhaoren.inputs.engine import literal, quoted
from zhaoren.inputs.repeats import (
    all_differ,
    compared_columns,
    find_conflicts,
    find_repeats,
    key_columns,
)
from zhaoren.inputs.rows import CONFLICT

_ORDER = "source_file, source_row"


def exclude_across_files(
    db: duckdb.DuckDBPyConnection, contract: Contract, readings: Sequence[Reading], view: str
) -> frozenset[str]:
    """Exclude repeats and conflicts among the rows of a view that has none within a file.

    Fills intake.excluded, intake.repeats and intake.quarantine; the names of
    the files concerned.
    """
    filled = [reading for reading in readings if reading.entry.good]
    if len(filled) == 1 and filled[0].entry.keys_differ:
        return frozenset()
    relation = _comparable(contract, readings, view)
    if relation is None or all_differ(db, relation, key_columns(contract)):
        return frozenset()
    find_repeats(db, relation, compared_columns(contract), _ORDER)
    if contract.key:
        rest = (
            f"(select * from {view} where (source_file, source_row) not in "
            "(select (source_file, source_row) from repeated))"
        )
        find_conflicts(db, rest, contract, _ORDER)
    else:
        db.execute(
            "create or replace temp table conflicting "
            "(source_file varchar, source_row bigint, person_id varchar)"
        )
    return _exclude(db, contract)


def _comparable(contract: Contract, readings: Sequence[Reading], view: str) -> str | None:
    """The rows that could be alike: with a key all, else those of months in several files."""
    if contract.month is None:
        return view
    counted = Counter(found for reading in readings for found in reading.entry.months)
    shared = sorted(found for found, files in counted.items() if files > 1)
    if not shared:
        return None
    dates = ", ".join(f"date {literal(found)}" for found in shared)
    return f"(select * from {view} where {quoted(contract.month)} in ({dates}))"


def _exclude(db: duckdb.DuckDBPyConnection, contract: Contract) -> frozenset[str]:
    source = literal(contract.name)
    db.execute(
        f"insert into intake.excluded select {source}, source_file, source_row from repeated "
        f"union all select {source}, source_file, source_row from conflicting"
    )
    db.execute(f"insert into intake.repeats select {source}, source_file, source_row from repeated")
    db.execute(
        "insert into intake.quarantine select "
        f"{source}, source_file, source_row, {literal(CONFLICT)}, null, null, person_id "
        "from conflicting"
    )
    rows = db.execute(
        "select source_file from repeated union select source_file from conflicting"
    ).fetchall()
    return frozenset(str(file) for (file,) in rows)
