"""Great Expectations on a DuckDB connection; importing this takes three seconds.

The context is ephemeral: nothing is written, nothing is sent. Results hold
counts only, because no query of ours selects a value.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

import duckdb
import great_expectations as gx
import great_expectations.expectations as library
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from sqlalchemy.pool import StaticPool

from zhaoren.validation.checks import Check, Checks, LibraryCheck, RowCheck
from zhaoren.validation.dialect import URL, Connector
from zhaoren.validation.summary import CheckResult, ValidationSummary

SCHEMA = "validation"
# BASIC counts unexpected values; 0 of them are fetched.
RESULT_FORMAT = {"result_format": "BASIC", "partial_unexpected_count": 0}


class UnexpectedRowsCounted(library.UnexpectedRowsExpectation):  # type: ignore[misc,name-defined]
    """Counts unexpected rows and fetches none: one query, and nobody's data."""

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.row_count",)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        count = metrics["unexpected_rows_query.row_count"]
        return {"success": count == 0, "result": {"unexpected_count": count}}


def validate(
    db: duckdb.DuckDBPyConnection,
    tables: Mapping[str, str],
    checks: Mapping[str, Checks],
) -> ValidationSummary:
    """Run the `checks` of each table; `tables` maps its name to an SQL relation.

    An expectation costs the library milliseconds, whatever it asks: those that judge single
    rows are asked together, and one by one only of a table of which some row is rejected.

    The relation is anything that may follow `from` and is visible to other
    connections of the database.
    """
    results: list[CheckResult] = []
    with _quiet(), _views(db, tables), _datasource(db) as datasource:
        for table, expected in checks.items():
            asset = datasource.add_table_asset(table, table_name=table, schema_name=SCHEMA)
            batch = asset.add_batch_definition_whole_table(table).get_batch()
            results.extend(_results(table, batch, expected))
    return ValidationSummary(tuple(sorted(results)))


def _results(table: str, batch: Any, checks: Checks) -> list[CheckResult]:
    if not checks.of_rows:
        return _run(table, batch, checks.each)
    *whole, rows = _run(table, batch, (*checks.of_the_whole, checks.together))
    if not rows.success:
        return [*whole, *_run(table, batch, checks.of_rows)]
    return [*whole, *(CheckResult(table, one.name, one.column, True, 0) for one in checks.of_rows)]


def _run(table: str, batch: Any, checks: Sequence[Check]) -> list[CheckResult]:
    suite = gx.ExpectationSuite(
        name=table,
        expectations=[_expectation(check, number) for number, check in enumerate(checks)],
    )
    outcome = batch.validate(suite, result_format=RESULT_FORMAT)
    found = {item.expectation_config.meta["check"]: item for item in outcome.results}
    return [_result(table, check, found[number]) for number, check in enumerate(checks)]


def _expectation(check: Check, number: int) -> Any:
    meta = {"check": number}
    if isinstance(check, LibraryCheck):
        return getattr(library, check.expectation)(**check.arguments, meta=meta)
    if isinstance(check, RowCheck):
        return UnexpectedRowsCounted(unexpected_rows_query=check.query, meta=meta)
    raise TypeError(f"{type(check).__name__} is no check that can be run")


def _result(table: str, check: Check, item: Any) -> CheckResult:
    count = int(item.result.get("unexpected_count", 0))
    return CheckResult(table, check.name, check.column, bool(item.success), count)


@contextmanager
def _views(db: duckdb.DuckDBPyConnection, tables: Mapping[str, str]) -> Iterator[None]:
    """The tables under their own names in a schema of ours, for the while."""
    db.execute(f"create schema {SCHEMA}")
    try:
        for name, relation in tables.items():
            db.execute(f'create view {SCHEMA}."{name}" as select * from {relation}')
        yield
    finally:
        db.execute(f"drop schema {SCHEMA} cascade")


@contextmanager
def _datasource(db: duckdb.DuckDBPyConnection) -> Iterator[Any]:
    connector = Connector(db)
    context = gx.get_context(
        mode="ephemeral",
        project_config=DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
            analytics_enabled=False,
            progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
        ),
    )
    datasource = context.data_sources.add_sql(  # type: ignore[call-arg] # its stub omits kwargs
        "duckdb",
        connection_string=URL,
        kwargs={"creator": connector, "poolclass": StaticPool},
    )
    try:
        yield datasource
    finally:
        connector.release()
        datasource.get_engine().pool.dispose()
        datasource.get_execution_engine().engine.pool.dispose()


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's log to errors: its warnings quote queries."""
    log = logging.getLogger("great_expectations")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)
