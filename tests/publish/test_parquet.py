"""Published tables: the same rows give the same bytes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from zhaoren.content import find_content
from zhaoren.contracts import Column, Contract, Kind, load_contracts
from zhaoren.contracts.labels import table_labels
from zhaoren.publish import Stamp, write_table
from zhaoren.publish.parquet import ROWS_PER_GROUP
from zhaoren.rules.answers import DERIVED

STAMP = Stamp("ab" * 32, date(2026, 11, 20), "zibo")
CONTRACT = Contract(
    name="things",
    title="事物",
    description="Things.",
    columns=(
        Column("run_id", Kind.IDENTIFIER, required=True, description="The run."),
        Column("name", Kind.TEXT, required=True, description="Its name.", header="名称"),
        Column("number", Kind.INTEGER, required=True),
        Column("day", Kind.DATE, required=False),
        Column("words", Kind.STRINGS, required=True),
        Column("fee", Kind.AMOUNT, required=False),
        Column("sure", Kind.BOOLEAN, required=False),
    ),
    key=("name", "number"),
    sha256="",
)
ROWS = ROWS_PER_GROUP * 2 + 10


def written(path: Path, threads: int, relation: str = "things") -> bytes:
    with duckdb.connect(config={"threads": threads}) as db:
        db.execute(
            f"""create table things as select
                'name-' || (i * 7919 % 1013) as name, i as number, date '2026-01-01' as day,
                case when i % 3 = 0 then cast([] as varchar[]) else ['a', 'b'] end as words,
                i * 100 as fee_fen, case when i % 2 = 0 then true end as sure
            from range({ROWS}) as numbers(i)"""
        )
        write_table(db, relation, CONTRACT, STAMP, path)
    return path.read_bytes()


@pytest.mark.parametrize("threads", [2, 8])
def test_the_number_of_threads_cannot_be_seen(tmp_path: Path, threads: int) -> None:
    assert written(tmp_path / "a", 1) == written(tmp_path / "b", threads)


def test_the_order_of_the_rows_beforehand_cannot_be_seen(tmp_path: Path) -> None:
    backwards = "(select * from things order by number desc)"
    assert written(tmp_path / "a", 2) == written(tmp_path / "b", 2, backwards)


def test_row_groups_are_fixed_and_described(tmp_path: Path) -> None:
    written(tmp_path / "a", 2)
    file = pq.ParquetFile(tmp_path / "a", page_checksum_verification=True)
    groups = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
    assert groups == [ROWS_PER_GROUP, ROWS_PER_GROUP, 10]
    assert file.schema_arrow.metadata[b"run_id"] == STAMP.run_id.encode()
    field = file.schema_arrow.field("name")
    assert field.metadata[b"description"] == b"Its name."
    assert field.metadata[b"title"].decode() == "名称"
    assert file.schema_arrow.names == [column.stored_as for column in CONTRACT.columns]
    assert set(file.read(["run_id"])["run_id"].to_pylist()) == {STAMP.run_id}


def test_keys_stand_in_binary_order(tmp_path: Path) -> None:
    with duckdb.connect() as db:
        db.execute(
            """create table things as select name, 1 as number, null::date as day,
                cast([] as varchar[]) as words, null::bigint as fee_fen, null::boolean as sure
            from (values ('张'), ('b'), ('B'), ('𠮷'), ('·'), ('a|b'), ('a')) as names(name)"""
        )
        rows = write_table(db, "things", CONTRACT, STAMP, tmp_path / "a")
    names = pq.read_table(tmp_path / "a")["name"].to_pylist()
    assert rows == 7
    assert names == sorted(names, key=str.encode)


def test_an_empty_table_is_a_readable_file(tmp_path: Path) -> None:
    with duckdb.connect() as db:
        db.execute(
            """create table things (name varchar, number bigint, day date, words varchar[],
                fee_fen bigint, sure boolean)"""
        )
        assert write_table(db, "things", CONTRACT, STAMP, tmp_path / "a") == 0
    assert pq.read_table(tmp_path / "a").num_rows == 0


def test_a_file_tells_its_title_its_key_and_what_codes_mean_to_the_engine(tmp_path: Path) -> None:
    contracts = load_contracts(find_content())
    contract = contracts.outputs["decisions"]
    declared = ", ".join(f'"{column.stored_as}" {column.sql_type}' for column in contract.columns)
    path = tmp_path / "a"
    with duckdb.connect() as db:
        db.execute(f"create table things ({declared})")
        write_table(db, "things", contract, STAMP, path, table_labels(contract, contracts))
        found = db.execute(
            "select decode(key), decode(value) from parquet_kv_metadata(?)", [str(path)]
        ).fetchall()
    told = dict(found)
    assert told["title"] == contract.title
    assert json.loads(told["key"]) == ["policy_id", "candidate_id"]
    outcome = json.loads(told["columns"])["outcome"]
    assert (outcome["title"], outcome["codes"]["capped"]) == ("结果", "超限额")


def test_every_fact_that_a_criterion_may_show_has_a_chinese_title() -> None:
    contracts = load_contracts(find_content())
    within = json.loads(table_labels(contracts.outputs["criteria"], contracts)["columns"])
    titles = within["evidence"]["within"]
    assert titles.keys() == DERIVED.keys()
    assert all(not one["title"].isascii() for one in titles.values())


def test_the_states_of_a_month_are_told_in_chinese() -> None:
    contracts = load_contracts(find_content())
    labels = table_labels(contracts.outputs["facts_graduate_month"], contracts)
    assert json.loads(labels["columns"])["month_state"]["codes"]["back_paid"] == "补缴"
