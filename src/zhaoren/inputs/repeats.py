"""Rows that repeat an earlier one exactly, and rows that share a key but differ.

A count of distinct hashes is the cheap filter; only where it differs from the
count of rows are values compared. Equal means equal after normalisation in
every column of the contract; the original spelling of a name does not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from zhaoren.contracts.model import Contract
from zhaoren.inputs.engine import one_row, quoted
from zhaoren.inputs.rows import person_sql

_BLOCK = 1 << 16  # hashes that are looked up at once: what the processor's cache holds
_SORTABLE = 20_000_000  # rows whose hashes are sorted in memory: 160 MB


def compared_columns(contract: Contract) -> list[str]:
    """SQL names of the columns by which rows are compared."""
    return [quoted(column.stored_as) for column in contract.columns]


def key_columns(contract: Contract) -> list[str]:
    """SQL names of the key's columns; all columns where there is no other key."""
    names = [quoted(contract.column(name).stored_as) for name in contract.key]
    return names or compared_columns(contract)


def all_differ(db: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[str]) -> bool:
    """Whether no two rows of a relation are alike in these columns."""
    hashed = f"select hash({', '.join(columns)}) as row_hash from {relation}"
    (rows,) = one_row(db, f"select count(*) from {relation}")
    if rows > _SORTABLE:
        return one_row(db, f"select count(*) = count(distinct row_hash) from ({hashed})") == (True,)
    hashes = db.execute(hashed).fetchnumpy()["row_hash"]
    return not len(shared_places(np.asarray(hashes, dtype=np.uint64)))


def shared_places(hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.intp]:
    """Places of the hashes that stand more than once.

    Half of each hash is sorted, which is twice as fast and leaves few that are
    alike by chance; only hashes that begin like those are compared whole.
    """
    halves = np.empty(len(hashes), dtype=np.uint32)
    np.right_shift(hashes, np.uint64(32), out=halves, casting="unsafe")
    halves.sort()
    begins = np.zeros(1 << 20, dtype=np.bool_)
    begins[halves[1:][halves[1:] == halves[:-1]] >> np.uint32(12)] = True
    found = [np.zeros(0, np.intp)]
    for start in range(0, len(hashes), _BLOCK):
        block = hashes[start : start + _BLOCK] >> np.uint64(44)
        found.append(start + np.flatnonzero(begins[block]))
    places = np.concatenate(found)
    places = places[np.argsort(hashes[places])]
    ordered = hashes[places]
    alike = np.zeros(len(places) + 1, dtype=np.bool_)
    alike[1:-1] = ordered[1:] == ordered[:-1]
    return places[alike[1:] | alike[:-1]]


@dataclass(frozen=True)
class Hashed:
    """Rows by source_row, and the hash of the key of each."""

    rows: npt.NDArray[np.int64]
    hashes: npt.NDArray[np.uint64]


def hash_keys(db: duckdb.DuckDBPyConnection, relation: str, contract: Contract) -> Hashed:
    """The rows of a relation with their keys' hashes."""
    query = f"select source_row, hash({', '.join(key_columns(contract))}) as key from {relation}"
    found = db.execute(query).fetchnumpy()
    return Hashed(np.asarray(found["source_row"]), np.asarray(found["key"]))


def drop_repeats(
    db: duckdb.DuckDBPyConnection, relation: str, contract: Contract, hashed: Sequence[Hashed]
) -> bool:
    """Make the temp table `repeated` (source_row); whether the keys of the other rows differ.

    `hashed`: all rows of the relation, in parts.
    """
    rows = np.concatenate([np.zeros(0, np.int64), *(part.rows for part in hashed)])
    hashes = np.concatenate([np.zeros(0, np.uint64), *(part.hashes for part in hashed)])
    db.register("wanted", pa.table({"source_row": rows[shared_places(hashes)]}))
    db.execute(
        f"create or replace temp table shared as select * from {relation} "
        "where source_row in (from wanted)"
    )
    db.unregister("wanted")
    return keep_first(db, "shared", contract)


def keep_first(db: duckdb.DuckDBPyConnection, relation: str, contract: Contract) -> bool:
    """Make the temp table `repeated` (source_row); whether the keys of the other rows differ."""
    find_repeats(db, relation, compared_columns(contract), "source_row")
    rest = f"(select * from {relation} where source_row not in (from repeated))"
    return not contract.key or all_differ(db, rest, key_columns(contract))


def find_repeats(
    db: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[str], order: str
) -> None:
    """Make the temp table `repeated`: the `order` columns of each later repeat."""
    values = ", ".join(columns)
    db.execute(
        f"create or replace temp table repeated as "
        f"with hashed as (select *, hash({values}) as row_hash from {relation}), "
        "shared as (select row_hash from hashed group by row_hash having count(*) > 1), "
        "alike as (select * from hashed where row_hash in (select row_hash from shared)), "
        f"numbered as (select {order}, row_number() over (partition by {values} "
        f"order by {order}) as number from alike) "
        f"select {order} from numbered where number > 1"
    )


def find_conflicts(
    db: duckdb.DuckDBPyConnection, relation: str, contract: Contract, order: str
) -> None:
    """Make the temp table `conflicting`: rows that share a key with a row that differs.

    `relation` holds no repeats any more.
    """
    key = ", ".join(key_columns(contract))
    db.execute(
        f"create or replace temp table conflicting as "
        f"with hashed as (select *, hash({key}) as key_hash from {relation}), "
        "shared as (select key_hash from hashed group by key_hash having count(*) > 1), "
        "alike as (select * from hashed where key_hash in (select key_hash from shared)), "
        f"counted as (select *, count(*) over (partition by {key}) as number from alike) "
        f"select {order}, {person_sql(contract)} as person_id from counted where number > 1"
    )
