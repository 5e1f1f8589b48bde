"""Subjects' pension rows, kept per file of the export (docs/adr/0015).

The export has tens of millions of rows and one of its files is new a night.
What stands in a file about a stated set of numbers depends on nothing else, so
it is kept in `cache/extracts/<city>`:

numbers.<sha256>.parquet   the numbers asked for; a number's place in it stands for it
<key>.<sha256>.parquet     the rows of one file

Numbers that
are not among the kept are looked for in all files, each night anew, until they
are many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb

from zhaoren.content import Content
from zhaoren.kept import KeptFiles, exclusions, key_of
from zhaoren.transforms import EXTRACTS, SqlLog, layer

TABLE = "extract.contributions"
_SOURCE = "contributions"
_NUMBERS = "numbers"
_WRITERS = 2  # extracts that are written at the same time
_MANY = 20  # one in so many numbers is not among the kept: keep all anew


@dataclass(frozen=True)
class Kept:
    """Where extracts are kept.

    `files`: each file of the export → all that its accepted rows depend on, as
    JSON values; beside it only the exclusions count, which are looked up.
    """

    folder: Path
    files: Mapping[str, object]


def extract_contributions(
    db: duckdb.DuckDBPyConnection, content: Content, kept: Kept | None, log: SqlLog
) -> None:
    """Make `extract.contributions` and `extract.subjects` from what is accepted and staged."""
    (select,) = (item.sql for item in layer(content, EXTRACTS) if item.table == TABLE)
    db.execute("drop schema if exists extract cascade")
    db.execute("create schema extract")
    db.execute("create table extract.known (number varchar, place integer)")
    paths = _kept_extracts(db, kept, select) if kept else []
    fresh = _number_the_fresh(db)
    _look_into(db, ())
    pieces = [f"select * from read_parquet([{', '.join(map(_text, paths))}])"] if paths else []
    if fresh or not paths:
        pieces.append(f"select * exclude (file) from ({select})")
    db.execute(f"create view {TABLE} as {' union all '.join(pieces)}")
    _name_subjects(db)
    # What is kept changes no row, so the log of the SQL does not tell of it.
    log.entries.append((TABLE, f"create or replace view {TABLE} as\n{select.rstrip()}\n"))


def _number_the_fresh(db: duckdb.DuckDBPyConnection) -> int:
    """Put the subjects' numbers that are not kept into extract.numbers; how many they are."""
    db.execute(
        "create or replace table extract.numbers as select number, cast(row_number() over "
        "(order by number) + (select count(*) from extract.known) as integer) as place "
        "from staging.subject_numbers anti join extract.known using (number)"
    )
    return _count(db, "extract.numbers")


def _name_subjects(db: duckdb.DuckDBPyConnection) -> None:
    """Make extract.subjects: place → current number, as an enum.

    The rows are millions: comparing an enum is comparing integers.
    """
    db.execute(
        'create type "extract".person as enum (select person_id from staging.subject_numbers '
        "union select '' order by 1)"  # an enum needs a value
    )
    db.execute(
        'create table extract.subjects as select place, cast(person_id as "extract".person) '
        "as person_id from staging.subject_numbers inner join "
        "(from extract.known union all from extract.numbers) using (number)"
    )


def _kept_extracts(db: duckdb.DuckDBPyConnection, kept: Kept, select: str) -> list[Path]:
    """One sound extract for every file of the export, of the numbers in extract.known."""
    files = KeptFiles(kept.folder)
    numbers = files.get(_NUMBERS)
    if numbers is None or not _may_stay(db, numbers):
        wanted = "select number from staging.subject_numbers order by number"
        numbers = _keep(db, files, _NUMBERS, wanted)
        _know(db, numbers)
    db.execute("create or replace table extract.numbers as from extract.known")
    excluded = exclusions(db, _SOURCE)
    keys = {
        name: key_of(numbers.name, select, name, depends_on, excluded.get(name))
        for name, depends_on in sorted(kept.files.items())
    }
    missing = [name for name, key in keys.items() if not files.get(key)]
    if missing:
        _look_into(db, missing)
        db.execute(f"create table extract.missing as {select}")

        def keep(place: int) -> None:
            rows = f"select * exclude (file) from extract.missing where file = {place}"
            with db.cursor() as own:
                _keep(own, files, keys[missing[place]], rows)

        with ThreadPoolExecutor(_WRITERS) as pool:
            list(pool.map(keep, range(len(missing))))
        db.execute("drop table extract.missing")
    files.forget_all_but({_NUMBERS, *keys.values()})
    return [path for key in keys.values() if (path := files.get(key))]


def _may_stay(db: duckdb.DuckDBPyConnection, numbers: Path) -> bool:
    """Take over the kept numbers, unless too many of tonight's are not among them."""
    _know(db, numbers)
    return _number_the_fresh(db) * _MANY <= _count(db, "extract.known")


def _know(db: duckdb.DuckDBPyConnection, numbers: Path) -> None:
    db.execute(
        "create or replace table extract.known as select number, cast(row_number() over "
        f"(order by number) as integer) as place from read_parquet({_text(numbers)})"
    )


def _keep(db: duckdb.DuckDBPyConnection, files: KeptFiles, key: str, select: str) -> Path:
    to = _text(files.unfinished(key))
    db.execute(f"copy ({select}) to {to} (format parquet, compression lz4_raw)")
    return files.finish(key, ".parquet")


def _look_into(db: duckdb.DuckDBPyConnection, files: Sequence[str]) -> None:
    """Let extract.source be the accepted rows of these files, by number, or (none) of all."""
    where, file = "", "0"
    if files:
        names = ", ".join(map(_text, files))
        db.execute(f'create type "extract".file as enum ({names})')
        where = f" where source_file in ({names})"
        file = 'enum_code(cast(source_file as "extract".file))'
    db.execute(
        f"create or replace view extract.source as select *, {file} as file "
        f"from accepted.{_SOURCE}{where}"
    )


def _count(db: duckdb.DuckDBPyConnection, table: str) -> int:
    row = db.execute(f"select count(*) from {table}").fetchone()
    return int(row[0]) if row else 0


def _text(value: str | Path) -> str:
    return "'" + str(value).replace("'", "''") + "'"
