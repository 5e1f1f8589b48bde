"""Running the SQL of `transforms/`: one SELECT a file, the folder is the layer.

The order within a layer follows from what each SELECT reads; nobody keeps a
list of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb
import sqlglot
from sqlglot import exp

from zhaoren.content import Content

EXTRACTS = "0_extracts"
STAGING, FACTS, DECISIONS = "1_staging", "2_facts", "3_decisions"
OUTPUTS, PAYMENTS = "4_outputs", "5_payments"

SCHEMAS = {
    EXTRACTS: "extract",
    STAGING: "staging",
    FACTS: "fact",
    DECISIONS: "decision",
    OUTPUTS: "output",
    PAYMENTS: "payment",
}
"""Layer → the schema in which its tables stand, named like their files."""


@dataclass(frozen=True)
class Transform:
    """One SELECT: the table that it makes and the tables that it reads."""

    table: str
    sql: str
    reads: frozenset[str]


@dataclass
class SqlLog:
    """The SQL of a run, as it was run: name → text, in order."""

    entries: list[tuple[str, str]] = field(default_factory=list)

    def run(
        self,
        db: duckdb.DuckDBPyConnection,
        table: str,
        sql: str,
        kind: str = "table",
        *,
        stands: bool = False,
    ) -> None:
        """Make `table` (replacing it) from one SELECT, and remember how.

        `stands`: the very view is there already, and is only remembered.
        """
        statement = self.remember(table, sql, kind)
        if not stands:
            db.execute(statement)

    def remember(self, table: str, sql: str, kind: str = "table") -> str:
        """The statement that makes `table` from one SELECT, as what is run next."""
        statement = f"create or replace {kind} {table} as\n{sql.rstrip()}\n"
        self.entries.append((table, statement))
        return statement


def read_transform(path: Path) -> Transform:
    """The SELECT in a file of a layer."""
    sql = path.read_text(encoding="utf-8")
    return Transform(f"{SCHEMAS[path.parent.name]}.{path.stem}", sql, _tables_in(sql))


@cache
def _tables_in(sql: str) -> frozenset[str]:
    """The tables with a schema that a SELECT reads."""
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    return frozenset(f"{table.db}.{table.name}" for table in tree.find_all(exp.Table) if table.db)


def layer(content: Content, name: str) -> Iterator[Transform]:
    """The transforms of a layer, each after those that it reads."""
    found = {
        item.table: item
        for path in sorted((content.transforms / name).glob("*.sql"))
        for item in [read_transform(path)]
    }
    graph = {table: sorted(item.reads & found.keys()) for table, item in found.items()}
    for table in TopologicalSorter(graph).static_order():
        yield found[table]


def run_layer(
    db: duckdb.DuckDBPyConnection,
    content: Content,
    name: str,
    log: SqlLog,
    last: Mapping[str, Callable[[], None]] | None = None,
    only: Collection[str] | None = None,
) -> None:
    """Make every table of a layer; those in `last` at the end, each after its callable.

    `only`: no other tables than these.
    """
    last = last or {}
    db.execute(f"create schema if not exists {SCHEMAS[name]}")
    wanted = [item for item in layer(content, name) if only is None or item.table in only]
    _run_at_once(db, [item for item in wanted if item.table not in last], log)
    for item in wanted:
        if item.table in last:
            last[item.table]()
            log.run(db, item.table, item.sql)


def _run_at_once(db: duckdb.DuckDBPyConnection, items: Sequence[Transform], log: SqlLog) -> None:
    """Make each table as soon as those that it reads are there.

    Most are too small for several threads: as many are made at once as there are threads.
    """
    statements = {item.table: log.remember(item.table, item.sql) for item in items}
    order = TopologicalSorter({item.table: item.reads & statements.keys() for item in items})
    order.prepare()

    pool = ThreadPoolExecutor(_threads(db))
    running: dict[Future[None], str] = {}
    try:
        while order.is_active():
            running |= {
                pool.submit(_make, db, statements[table]): table for table in order.get_ready()
            }
            for made in wait(running, return_when=FIRST_COMPLETED).done:
                made.result()
                order.done(running.pop(made))
    finally:
        pool.shutdown(cancel_futures=True)


def _make(db: duckdb.DuckDBPyConnection, statement: str) -> None:
    """No function within another: an error would keep the connection that it closes over."""
    with db.cursor() as own:
        own.execute(statement)


def _threads(db: duckdb.DuckDBPyConnection) -> int:
    ((threads,),) = db.execute("select current_setting('threads')").fetchall()
    return int(threads)
