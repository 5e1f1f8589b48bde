"""Which input rows speak of whom, row by row, on a few rows made by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from tests.facts.world import CONTENT, CONTRACTS, RULES, accept, pension
from zhaoren.facts import make_table, reference_day
from zhaoren.inputs.reconcile import create_tables
from zhaoren.lineage import show_sources
from zhaoren.lineage.rows import source_rows
from zhaoren.transforms import OUTPUTS, SqlLog, layer

ZHANG, OLD, SCHOOL, FIRM = "张", "张旧号", "校", "厂"
SUBJECTS = [(ZHANG, ZHANG, True), (ZHANG, OLD, True), (SCHOOL, SCHOOL, False), (FIRM, FIRM, False)]
COUNTED = "subject_id varchar, file varchar, row bigint"
Found = dict[tuple[str, str, int], dict[str, Any]]


def rows_of(subject: str, **sources: Sequence[Mapping[str, Any]]) -> Found:
    """What stands under a subject: (source, number, row) → what the row says."""
    with duckdb.connect() as db:
        create_tables(db)
        for name, contract in CONTRACTS.inputs.items():
            rows = enumerate(sources.get(name, ()), start=2)
            own = {"source_file": f"{name}.csv"}
            accept(db, contract, [{**row, **own, "source_row": place} for place, row in rows])
        for schema in ("reference", "output"):
            db.execute(f"create schema {schema}")
        reference_day(db, RULES, date(2026, 11, 20))
        columns = "subject_id varchar, number varchar, is_person boolean"
        make_table(db, "output.subject_numbers", columns, SUBJECTS)
        make_table(db, "output.counted_certificates", COUNTED, [(FIRM, "certificates.csv", 3)])
        show_sources(db, CONTRACTS, SqlLog())
        return _found(db, subject)


def _found(db: duckdb.DuckDBPyConnection, subject: str) -> Found:
    rows = db.execute(
        "select source, number, file, row, says from output.sources where subject_id = ?", [subject]
    ).fetchall()
    found = {
        (source, number, row): json.loads(says)
        for source, number, file, row, says in rows
        if file == f"{source}.csv"
    }
    assert len(found) == len(rows), "a row stands once, with its file"
    return found


def test_a_row_stands_under_its_person_and_each_organisation_that_it_names() -> None:
    graduate = {"person_id": ZHANG, "school_id": SCHOOL, "order_employer_id": FIRM}
    for subject, number in ((ZHANG, ZHANG), (SCHOOL, SCHOOL), (FIRM, FIRM)):
        (place,) = rows_of(subject, graduates=[graduate])
        assert place == ("graduates", number, 2)


def test_a_row_that_names_an_organisation_twice_stands_there_once() -> None:
    own = {"person_id": "别人", "school_id": FIRM, "order_employer_id": FIRM}
    assert list(rows_of(FIRM, graduates=[own])) == [("graduates", FIRM, 2)]


def test_rows_of_employment_do_not_stand_under_the_employer() -> None:
    contract = {"contract_no": "1", "person_id": ZHANG, "employer_id": FIRM}
    assert rows_of(FIRM, contracts=[contract]) == {}
    assert list(rows_of(ZHANG, contracts=[contract])) == [("contracts", ZHANG, 2)]


def test_a_row_under_an_old_number_stands_under_the_current_one() -> None:
    merged = [{"person_id": OLD, "merged_into": ZHANG}]
    certificate = {"person_id": OLD, "level": "technician"}
    found = rows_of(ZHANG, persons=merged, certificates=[certificate])
    assert set(found) == {("persons", OLD, 2), ("certificates", OLD, 2)}
    assert found["persons", OLD, 2] == {"person_id": OLD, "merged_into": ZHANG}


def test_a_persons_number_is_not_an_organisations() -> None:
    assert rows_of(ZHANG, hostings=[{"org_id": ZHANG}]) == {}
    assert rows_of(FIRM, certificates=[{"person_id": FIRM}]) == {}


def test_a_certificate_that_counts_for_an_employer_stands_under_it() -> None:
    others = [{"person_id": "别人", "certificate_no": number} for number in "ABC"]
    ((place, says),) = rows_of(FIRM, certificates=others).items()
    assert (place, says["certificate_no"]) == (("certificates", FIRM, 3), "B")


def test_certificates_count_for_employers_that_are_candidates_for_them() -> None:
    (counted,) = (
        item for item in layer(CONTENT, OUTPUTS) if item.table == "output.counted_certificates"
    )
    own = "certificate_no varchar, person_id varchar"
    place = "source_file varchar, source_row bigint"
    payee = "beneficiary_kind varchar, beneficiary_id varchar, person_id varchar"
    with duckdb.connect() as db:
        for schema in ("fact", "staging", "decision"):
            db.execute(f"create schema {schema}")
        issued = [("A", "甲", FIRM), ("B", "乙", FIRM), ("C", "丙", "别厂"), ("D", "丁", "小厂")]
        make_table(db, "fact.self_certified", f"{own}, employer_id varchar", issued)
        rows = [(no, who, "c.csv", row) for row, (no, who, _) in enumerate(issued, start=2)]
        make_table(db, "staging.certificates", f"{own}, {place}", [*rows, ("E", "甲", "c.csv", 6)])
        decided = [
            ("employer", FIRM, None),
            ("employer", "别厂", "丙"),
            ("institution", "小厂", None),
        ]
        make_table(db, "decision.decided", payee, decided)
        found = db.execute(f"select * from ({counted.sql}) order by all").fetchall()
    assert found == [(FIRM, "c.csv", 2), (FIRM, "c.csv", 3)]


def test_nobody_else_is_shown() -> None:
    assert rows_of(ZHANG, certificates=[{"person_id": "别人"}]) == {}


def test_pension_rows_of_the_settled_months_are_shown_and_no_others() -> None:
    rows = [
        *pension(ZHANG, "2026-06", "2026-10"),
        *pension(ZHANG, "2026-09", insurance="injury"),
    ]
    found = rows_of(ZHANG, contributions=rows)
    months = [says["period"] for says in found.values()]
    assert sorted(months) == ["2026-07-01", "2026-08-01", "2026-09-01"]
    assert {says["insurance"] for says in found.values()} == {"pension"}


def test_a_row_says_its_columns_and_leaves_out_what_is_empty() -> None:
    payment = {
        "payment_no": "1", "person_id": ZHANG, "benefit": "zibo/technician", "amount_fen": 250000,
        "paid_on": "2023-05-01", "status": "paid", "level": None,
    }  # fmt: skip
    assert rows_of(ZHANG, payments=[payment]) == {
        ("payments", ZHANG, 2): {
            "payment_no": "1", "person_id": ZHANG, "benefit": "zibo/technician",
            "amount_fen": 250000, "paid_on": "2023-05-01", "status": "paid",
        }
    }  # fmt: skip


@pytest.mark.parametrize("name", ['"引号"', "反\\斜\\", "<script>alert(1)</script>", "a','b"])
def test_what_a_row_says_is_json_whatever_it_says(name: str) -> None:
    ((_, says),) = rows_of(FIRM, employers=[{"employer_id": FIRM, "employer_name": name}]).items()
    assert says["employer_name"] == name


def test_yes_and_no_are_json_too() -> None:
    graduate = {"person_id": ZHANG, "school_id": SCHOOL, "full_time": False}
    assert rows_of(ZHANG, graduates=[graduate])["graduates", ZHANG, 2]["full_time"] is False


def test_account_numbers_are_not_published() -> None:
    account = {"org_id": FIRM, "account_no": "6217000012345678"}
    ((_, says),) = rows_of(FIRM, org_accounts=[account]).items()
    assert "account_no" not in says
    assert says["account_name"] == "甲厂"


def test_every_source_can_speak_and_its_sql_carries_to_spark() -> None:
    for contract in CONTRACTS.inputs.values():
        selects = list(source_rows(contract))
        assert selects, contract.name
        for select in selects:
            assert not list(select.find_all(exp.AnyValue, exp.ArrayAgg))
            assert select.sql(dialect="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
