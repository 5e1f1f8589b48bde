"""What passed is not asked again: of a source without a key, file by file."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from accepted import fill, only

from zhaoren.content import find_content
from zhaoren.contracts import load_contracts
from zhaoren.errors import InputError
from zhaoren.validation import Remembered, ValidationSummary, check_inputs

SOURCE = "contributions"
CONTRACTS = only(load_contracts(find_content()), SOURCE)


@pytest.fixture
def db() -> Iterator[duckdb.DuckDBPyConnection]:
    """One good row, of september.csv."""
    with duckdb.connect() as connection:
        fill(connection, "accepted", CONTRACTS.inputs)
        connection.execute("alter table accepted.contributions add source_file varchar")
        connection.execute("update accepted.contributions set source_file = 'september.csv'")
        connection.execute("create schema intake")
        connection.execute(
            "create table intake.excluded (source varchar, file varchar, row bigint)"
        )
        yield connection


def night(db: duckdb.DuckDBPyConnection, kept: Path, **files: str) -> ValidationSummary:
    """The check of a night; `files`: month → what its rows depend on."""
    own = {f"{month}.csv": sha256 for month, sha256 in files.items()}
    remembered = Remembered(db, kept, {SOURCE: own}, {SOURCE: "contract"})
    return check_inputs(db, CONTRACTS, remembered=remembered)


def with_october(db: duckdb.DuckDBPyConnection, amount: str = "1") -> None:
    db.execute(
        "insert into accepted.contributions "
        f"select * replace ('october.csv' as source_file, {amount} as amount_fen) "
        "from accepted.contributions limit 1"
    )


def spoil_september(db: duckdb.DuckDBPyConnection) -> None:
    db.execute("update accepted.contributions set status = 'x' where source_file = 'september.csv'")


def test_a_source_that_passed_is_not_asked_again(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    first = night(db, tmp_path, september="1")
    spoil_september(db)
    assert night(db, tmp_path, september="1") == first


def test_a_file_that_is_another_is_asked_again(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    night(db, tmp_path, september="1")
    spoil_september(db)
    with pytest.raises(InputError, match="status"):
        night(db, tmp_path, september="2")


def test_so_is_one_of_which_other_rows_are_excluded(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    night(db, tmp_path, september="1")
    spoil_september(db)
    db.execute("insert into intake.excluded values ('contributions', 'september.csv', 7)")
    with pytest.raises(InputError, match="status"):
        night(db, tmp_path, september="1")


def test_beside_a_new_file_the_others_are_not_asked_again(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    first = night(db, tmp_path, september="1")
    with_october(db)
    spoil_september(db)
    assert night(db, tmp_path, september="1", october="1") == first


def test_a_fault_of_the_new_file_stops_the_run_each_night(
    db: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    night(db, tmp_path, september="1")
    with_october(db, amount="null")
    for _ in range(2):
        with pytest.raises(InputError, match=r"amount_fen fails not_null \(1 unexpected\)"):
            night(db, tmp_path, september="1", october="1")


def test_a_new_file_without_rows_is_no_fault(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    first = night(db, tmp_path, september="1")
    assert night(db, tmp_path, september="1", october="1") == first
