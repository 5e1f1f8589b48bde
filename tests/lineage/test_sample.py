"""On the committed inbox: who opens the file at the line finds what the run says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from unicodedata import normalize

import duckdb
import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from zhaoren.content import find_content
from zhaoren.engine import connect
from zhaoren.lineage import show_sources, tell_rules
from zhaoren.nightly import Night, NightOptions
from zhaoren.workspace import make_private

INBOX = find_content().sample_data / "zibo" / "inbox"
AS_OF = date(2026, 11, 20)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    """A night on the sample inbox of which all but checks and files has been done."""
    out = tmp_path_factory.mktemp("lineage")
    made = Night(NightOptions(city="zibo", inbox=INBOX, out=out, as_of=AS_OF))
    make_private(made.workspace.spill)
    made.snapshot()
    with connect(made.workspace.spill, memory_limit="1GB", threads=2) as made.db:
        for step in (made.read, made.facts, made.decide):
            step()
        tell_rules(made.db, made.contracts, made.ruleset, made.decided.policies)
        show_sources(made.db, made.contracts, made.sql)
        made.db.execute("create table shown as from output.sources")
        yield made


@pytest.fixture
def db(night: Night) -> duckdb.DuckDBPyConnection:
    return night.db


@dataclass
class Files:
    """The exports as somebody sees them who opens them."""

    seen: dict[str, list[str]] = field(default_factory=dict)

    def row(self, file: str, row: int) -> str:
        if file not in self.seen:
            self.seen[file] = self._rows(INBOX / file)
        return self.seen[file][row - 1]

    def _rows(self, path: Path) -> list[str]:
        if path.suffix == ".parquet":
            return [str(row) for row in pq.read_table(path).to_pylist()]
        if path.suffix == ".xlsx":
            (sheet,) = load_workbook(path)
            return [str(row) for row in sheet.iter_rows(values_only=True)]
        content = path.read_bytes()
        try:
            return content.decode("utf-8").splitlines()
        except UnicodeDecodeError:
            return content.decode("gb18030").splitlines()


def test_the_number_stands_in_the_named_line_of_the_named_file(
    db: duckdb.DuckDBPyConnection,
) -> None:
    files = Files()
    found = db.execute("select file, row, number, says from shown").fetchall()
    assert {Path(file).suffix for file, *_ in found} >= {".csv", ".txt", ".xlsx", ".parquet"}
    for file, row, number, says in found:
        line = "".join(normalize("NFKC", files.row(file, row)).split()).upper()
        said = json.loads(says)
        assert number in line or _as_fifteen(number) in line
        keys = ("contract_no", "certificate_no", "registration_no", "payment_no", "award_no")
        assert all(said[key] in line for key in keys if key in said)


def _as_fifteen(number: str) -> str:
    """A person's number as it was before 1999."""
    return number[:6] + number[8:17]


def test_every_candidates_person_and_payee_has_rows(db: duckdb.DuckDBPyConnection) -> None:
    silent = db.execute(
        "select distinct policy_id from output.decisions as decisions where not exists "
        "(select 1 from shown where subject_id = coalesce(decisions.person_id, beneficiary_id))"
    ).fetchall()
    assert silent == []


def test_a_row_stands_under_a_subject_once(db: duckdb.DuckDBPyConnection) -> None:
    counted = db.execute(
        "select count(*), count(distinct (subject_id, source, file, row)) from shown"
    ).fetchone()
    assert counted is not None
    assert counted[0] == counted[1] > 1000


def test_what_a_verdict_saw_stands_in_the_rows_of_its_sources(
    db: duckdb.DuckDBPyConnection,
) -> None:
    """The certificate's day of issue, and the contract's first day, as the exports say them."""
    differing = db.execute(
        "select count(*), count_if(not exists (select 1 from shown where subject_id = f.person_id "
        "and source = 'certificates' and says like '%\"issued_on\":\"' || f.issued_on || '\"%')), "
        "count_if(f.contract_no is not null and not exists (select 1 from shown "
        "where subject_id = f.person_id and source = 'contracts' "
        "and says like '%\"contract_no\":\"' || f.contract_no || '\"%')) "
        "from output.facts_certificate as f where f.issued_on is not null "
        "and f.person_id in (select person_id from output.decisions)"
    ).fetchone()
    assert differing is not None
    assert differing[0] > 100
    assert differing[1:] == (0, 0)


def test_every_criterion_that_was_asked_is_told_once(db: duckdb.DuckDBPyConnection) -> None:
    asked = "select distinct policy_id, criterion_id from output.criteria"
    told = "select policy_id, criterion_id from output.rules"
    assert db.execute(f"{asked} except {told}").fetchall() == []
    counted = db.execute(
        f"select count(*), count(distinct (policy_id, criterion_id)) from ({told})"
    )
    assert len(set(counted.fetchall()[0])) == 1


def test_a_criterion_is_told_as_its_verdicts_cite_it(db: duckdb.DuckDBPyConnection) -> None:
    differing = db.execute(
        "select policy_id, criterion_id from output.criteria as asked "
        "inner join output.rules as rules using (policy_id, criterion_id) "
        "where asked.clause <> rules.clause or asked.citation <> rules.citation "
        "or (rules.article is null) <> (rules.clause = '')"
    ).fetchall()
    assert differing == []


def test_what_would_change_an_answer_is_said_from_its_evidence(
    db: duckdb.DuckDBPyConnection,
) -> None:
    assert db.execute("select count(*) from output.rules where mend = ''").fetchall() == [(0,)]


def test_a_criterion_names_the_exports_of_its_evidence(db: duckdb.DuckDBPyConnection) -> None:
    found = db.execute(
        "select criterion_id, sources from output.rules where policy_id = 'zibo/technician-2022' "
        "and criterion_id in ('registered', 'certificate_sound', 'no_recovery') order by 1"
    ).fetchall()
    assert found == [
        ("certificate_sound", ["certificates"]),
        ("no_recovery", ["payments"]),
        ("registered", ["contracts", "contributions", "employers", "employment_registrations"]),
    ]
    without = "select policy_id, criterion_id from output.rules where len(sources) = 0"
    assert db.execute(without).fetchall() == []
