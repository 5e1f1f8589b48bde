"""Great Expectations lets good tables pass and finds every planted fault."""

import json
import socket
import subprocess
import sys

import duckdb
import pytest
from accepted import COMPANY, PERSON, fill, only

from zhaoren.content import find_content
from zhaoren.contracts import Contracts, load_contracts
from zhaoren.errors import InputError, ZhaorenError
from zhaoren.validation import check_inputs, check_outputs, checks

FAULTS = {
    "an empty cell": (
        "contracts",
        "update {} set employer_name = null",
        "employer_name",
        "not_null",
        1,
    ),
    "an unknown code": (
        "contracts",
        "update {} set contract_type = '41'",
        "contract_type",
        "code",
        1,
    ),
    "a key twice": ("contracts", "insert into {} from {}", "contract_no", "key", 1),
    "a number that is short": (
        "persons",
        "update {} set person_id = left(person_id, 17)",
        "person_id",
        "length",
        1,
    ),
    "a number of another form": (
        "persons",
        "update {} set person_id = 'X' || left(person_id, 17)",
        "person_id",
        "form",
        1,
    ),
    "an amount that is missing": (
        "contributions",
        "update {} set amount_fen = null",
        "amount_fen",
        "not_null",
        1,
    ),
    "a month that is a day": (
        "contributions",
        "update {} set period = date '2026-09-02'",
        "period",
        "first_of_month",
        1,
    ),
    "employed by nobody": (
        "employment_registrations",
        "update {} set employer_id = null",
        "employer_id",
        "not_null_unless",
        1,
    ),
    "paid to nobody": (
        "payments",
        "update {} set person_id = null, org_id = null",
        "org_id",
        "not_null_unless",
        1,
    ),
    "an amount in floating point": (
        "payments",
        "alter table {} alter amount_fen type double",
        "",
        "types",
        1,
    ),
    "a missing column": ("persons", "alter table {} drop column merged_into", "", "columns", 0),
    "a required source without rows": ("persons", "delete from {}", "", "row_count", 0),
    "two faults of a number": (
        "certificates",
        "insert into {} from {} union all from {}",
        "certificate_no, person_id",
        "key",
        1,
    ),
}


@pytest.fixture(scope="session")
def contracts() -> Contracts:
    return load_contracts(find_content())


@pytest.fixture
def db(contracts) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    fill(connection, "accepted", contracts.inputs)
    return connection


def failures(db, contracts, *sources):
    with pytest.raises(InputError) as stopped:
        check_inputs(db, only(contracts, *sources))
    return str(stopped.value)


def test_good_rows_of_every_source_pass(db, contracts):
    summary = check_inputs(db, contracts)
    assert summary.success
    assert {result.table for result in summary.results} == set(contracts.inputs)
    assert list(summary.results) == sorted(summary.results)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_stops_the_run(db, contracts, fault):
    source, statement, column, expectation, count = FAULTS[fault]
    table = f'accepted."{source}"'
    db.execute(statement.format(table, table, table))
    where = f"{source}.{column}" if column else source
    assert f"{where} fails {expectation} ({count} unexpected)" in failures(db, contracts, source)


@pytest.mark.parametrize("fault", ["an empty cell", "an unknown code", "an amount that is missing"])
def test_a_fault_among_many_rows_is_found_as_well(db, contracts, monkeypatch, fault):
    monkeypatch.setattr(checks, "LARGE", 0)
    test_a_planted_fault_stops_the_run(db, contracts, fault)


@pytest.mark.parametrize("large", [0, checks.LARGE])
def test_rules_that_are_asked_together_are_reported_one_by_one(db, contracts, monkeypatch, large):
    monkeypatch.setattr(checks, "LARGE", large)
    some = only(contracts, "contracts")
    reported = {(one.expectation, one.column) for one in check_inputs(db, some).results}
    assert {("not_null", "employer_name"), ("code", "contract_type")} <= reported
    assert {("length", "person_id"), ("length", "host_employer_id")} <= reported
    assert "rows" not in {expectation for expectation, _ in reported}
    db.execute("update accepted.contracts set employer_name = null, contract_type = '41'")
    told = failures(db, contracts, "contracts")
    assert told.count(" fails ") == 2


def test_an_optional_source_may_be_empty(db, contracts):
    db.execute("delete from accepted.accounts")
    summary = check_inputs(db, only(contracts, "accounts"))
    assert {result.expectation for result in summary.results} == {"columns", "row_count"}


def test_a_waived_source_may_be_empty(db, contracts):
    db.execute("delete from accepted.payments")
    assert check_inputs(db, only(contracts, "payments"), without=frozenset({"payments"})).success
    assert "payments fails row_count" in failures(db, contracts, "payments")


def test_further_columns_of_the_reader_are_welcome(db, contracts):
    db.execute("alter table accepted.persons add column source_row bigint")
    assert check_inputs(db, only(contracts, "persons")).success


def test_self_employment_needs_no_employer(db, contracts):
    db.execute("update accepted.employment_registrations set employer_id = null, form = 'flexible'")
    assert check_inputs(db, only(contracts, "employment_registrations")).success


def test_an_empty_part_of_a_key_is_a_value_like_another(db, contracts):
    db.execute("update accepted.recognitions set object = null")
    assert check_inputs(db, only(contracts, "recognitions")).success
    db.execute("insert into accepted.recognitions from accepted.recognitions")
    assert "fails key (1 unexpected)" in failures(db, contracts, "recognitions")


def test_nothing_personal_stands_in_summary_or_message(db, contracts):
    db.execute("insert into accepted.persons from accepted.persons")
    db.execute("update accepted.contracts set contract_type = person_name")
    told = failures(db, contracts, "persons", "contracts")
    db.execute("delete from accepted.persons where rowid > 0")
    summary = json.dumps(check_inputs(db, only(contracts, "persons")).as_json())
    for said in (told, summary):
        assert not any(secret in said for secret in (PERSON, COMPANY, "张三", PERSON[:14]))


def test_a_message_names_a_few_faults_and_counts_the_rest(db, contracts):
    for column in ("person_name", "employer_name", "employer_id", "contract_type", "start_on"):
        db.execute(f"update accepted.contracts set {column} = null")
    db.execute("update accepted.contracts set person_id = ''")
    told = failures(db, contracts, "contracts")
    assert told.count(" fails ") == 5
    assert "; and 2 more. " in told


def test_the_same_rows_give_the_same_summary(db, contracts):
    some = only(contracts, "contracts", "persons")
    assert check_inputs(db, some).as_json() == check_inputs(db, some).as_json()


def test_it_leaves_no_schema_behind(db, contracts):
    check_inputs(db, only(contracts, "persons"))
    left = db.execute("select schema_name from duckdb_schemas() where not internal").fetchall()
    assert ("validation",) not in left


def test_it_asks_no_network(db, contracts, monkeypatch):
    def refuse(*_):
        raise AssertionError("something asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert check_inputs(db, only(contracts, "persons")).success


def test_published_tables_are_checked_as_tables_or_files(contracts, tmp_path):
    db = duckdb.connect()
    fill(db, "output", contracts.outputs)
    db.execute("update output.decisions set outcome = 'eligible'")
    path = tmp_path / "decisions.parquet"
    db.execute(f"copy output.decisions to '{path}' (format parquet)")
    tables = {name: f"output.{name}" for name in contracts.outputs}
    assert check_outputs(db, contracts, tables).success
    assert check_outputs(db, contracts, {"decisions": f"read_parquet('{path}')"}).success


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("insert into {} from {}", "reconciliation.file fails key (1 unexpected)"),
        ("alter table {} add column more bigint", "reconciliation fails columns"),
        ("alter table {} alter rows_read type integer", "reconciliation fails types"),
        ("update {} set sha256 = null", "reconciliation.sha256 fails not_null (1 unexpected)"),
    ],
)
def test_a_fault_of_a_published_table_is_a_fault_of_the_program(contracts, statement, fault):
    db = duckdb.connect()
    fill(db, "output", {"reconciliation": contracts.outputs["reconciliation"]})
    db.execute(statement.format(*["output.reconciliation"] * 2))
    with pytest.raises(ZhaorenError) as stopped:
        check_outputs(db, contracts, {"reconciliation": "output.reconciliation"})
    assert stopped.value.exit_code == 1
    assert fault in str(stopped.value)


def test_an_eligible_decision_has_an_amount(contracts):
    db = duckdb.connect()
    fill(db, "output", {"decisions": contracts.outputs["decisions"]})
    db.execute("update output.decisions set outcome = 'eligible', amount_fen = null")
    with pytest.raises(ZhaorenError, match="amount_fen fails not_null_unless"):
        check_outputs(db, contracts, {"decisions": "output.decisions"})


PROGRAM = """
import duckdb
from zhaoren.content import find_content
from zhaoren.contracts import Contracts, load_contracts
from zhaoren.validation import check_outputs
contract = load_contracts(find_content()).outputs["quarantine"]
db = duckdb.connect()
db.execute("create schema output")
columns = ", ".join(f'"{c.name}" {c.sql_type}' for c in contract.columns)
db.execute(f"create table output.quarantine ({columns})")
check_outputs(db, Contracts({}, {"quarantine": contract}), {"quarantine": "output.quarantine"})
"""


def test_the_interpreter_ends_without_a_word():
    ended = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)
    assert ended.stdout == b""
    assert ended.stderr == b""
