"""The two gates: accepted rows before they are joined, tables before they are published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module

import duckdb

from zhaoren.contracts import Contract, Contracts
from zhaoren.errors import InputError, ZhaorenError
from zhaoren.validation.checks import LARGE, Checks, checks_of
from zhaoren.validation.remembered import Remembered
from zhaoren.validation.summary import CheckResult, ValidationSummary

SHOWN = 5  # failures that a message names


def check_inputs(
    db: duckdb.DuckDBPyConnection,
    contracts: Contracts,
    *,
    without: frozenset[str] = frozenset(),
    remembered: Remembered | None = None,
) -> ValidationSummary:
    """Check the table or view `accepted.<source>` of every source against its contract.

    A required source must have a row unless it stands in `without`. The
    tables must be committed and not temporary. A source that is as it was when
    it passed, as `remembered` tells, is not asked again; of one without a key,
    whose rows are judged one by one, only the files that are new.

    Raises:
        InputError: an expectation does not hold.
    """
    known = {name: remembered.of(name) for name in contracts.inputs} if remembered else {}
    tables = {name: f'accepted."{name}"' for name in contracts.inputs if not known.get(name)}
    checks = {
        name: checks_of(
            contracts.inputs[name],
            rows=_rows(db, tables[name]),
            at_least=int(contracts.inputs[name].required and name not in without),
            exact=False,
        )
        for name in tables
    }
    if remembered:
        tables = {
            name: _narrowed(db, contracts.inputs[name], table, remembered.new_files(name))
            for name, table in tables.items()
        }
    found = _validate(db, tables, checks)
    if not found.success:
        raise InputError(
            _paragraph("The accepted rows break their data contracts", found.failures),
            next_step="Nothing was published; ask for a new export of these sources.",
        )
    if remembered:
        for name in tables:
            remembered.keep(name, (item for item in found.results if item.table == name))
        remembered.forget_others()
    kept = (item for results in known.values() for item in results or ())
    return ValidationSummary(tuple(sorted((*found.results, *kept))))


def check_outputs(
    db: duckdb.DuckDBPyConnection, contracts: Contracts, tables: Mapping[str, str]
) -> ValidationSummary:
    """Check tables before they are published; `tables` maps contract name to SQL relation.

    A relation is anything that may follow `from` (`output.decisions`,
    `read_parquet('…')`); it has exactly the contract's columns.

    Raises:
        ZhaorenError: an expectation does not hold, which is a fault of this program.
    """
    checks = {
        name: checks_of(
            contracts.outputs[name], rows=_rows(db, tables[name]), at_least=0, exact=True
        )
        for name in sorted(tables)
    }
    summary = _validate(db, tables, checks)
    if not summary.success:
        raise ZhaorenError(
            _paragraph("Tables to be published break their data contracts", summary.failures)
            + " Nothing was published; this is a fault of the program, please report it."
        )
    return summary


def prepare() -> None:
    """Import the library ahead: it takes seconds, which a thread has while files are hashed."""
    import_module("zhaoren.validation.engine")


def _validate(
    db: duckdb.DuckDBPyConnection,
    tables: Mapping[str, str],
    checks: Mapping[str, Checks],
) -> ValidationSummary:
    from zhaoren.validation.engine import validate  # noqa: PLC0415 # takes seconds to import

    return validate(db, tables, checks)


def _narrowed(
    db: duckdb.DuckDBPyConnection, contract: Contract, table: str, new: Sequence[str]
) -> str:
    """The rows of a source's new files where no row is compared with another one.

    All rows if the new files have none: their number is asked, too.
    """
    names = ", ".join("'" + name.replace("'", "''") + "'" for name in new)
    rows = f"(select * from {table} where source_file in ({names}))"
    return rows if names and not contract.key and _rows(db, rows) else table


def _rows(db: duckdb.DuckDBPyConnection, relation: str) -> int:
    """How many rows there are, as far as it matters: no more than one beyond LARGE."""
    counted = f"select count(*) from (select 1 from {relation} limit {LARGE + 1})"
    row = db.execute(counted).fetchone()
    return int(row[0]) if row else 0


def _paragraph(what: str, failures: tuple[CheckResult, ...]) -> str:
    shown = "; ".join(failure.sentence() for failure in failures[:SHOWN])
    more = f"; and {len(failures) - SHOWN} more" if len(failures) > SHOWN else ""
    return f"{what}: {shown}{more}."
