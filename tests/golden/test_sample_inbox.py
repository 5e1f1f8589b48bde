"""What a night on the committed inbox of Zibo publishes holds together."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from zhaoren.content import find_content
from zhaoren.nightly import NightResult

from .exports import Files, as_fifteen

FOLDER = find_content().sample_data / "zibo"


def test_every_file_adds_up(published: duckdb.DuckDBPyConnection) -> None:
    rows = published.execute(
        "select count(*), count_if(rows_read = rows_accepted + rows_quarantined + rows_duplicate), "
        "sum(rows_quarantined), sum(rows_duplicate) from reconciliation"
    ).fetchone()
    assert rows is not None
    files, sound, quarantined, duplicates = rows
    assert (
        files
        == sound
        == len(list((FOLDER / "inbox").glob("[!.]*")))
        - len(list((FOLDER / "inbox").glob("*.ctl.json")))
    )
    assert quarantined == published.execute("select count(*) from quarantine").fetchone()[0]  # type: ignore[index]
    assert duplicates >= 1


def test_criteria_partition_the_candidates(published: duckdb.DuckDBPyConnection) -> None:
    faults = published.execute(
        """
        with candidates as (
            -- what a measure asks of a month is not asked of a graduate without one
            select policy_id, count(*) as n, count(period) as of_a_period
            from decisions group by all
        ),
        answers as (
            select policy_id, criterion_id, count(*) as n from criteria
            where verdict in ('pass', 'fail', 'unknown') group by all
        )
        select * from answers join candidates using (policy_id)
        where answers.n not in (candidates.n, of_a_period)
        """
    ).fetchall()
    assert faults == []


def test_evidence_is_json_and_clauses_are_cited(published: duckdb.DuckDBPyConnection) -> None:
    rows = published.execute("select evidence, clause, citation from criteria").fetchall()
    for evidence, clause, citation in rows:
        assert isinstance(json.loads(evidence), dict)
        assert citation
        assert clause or citation.startswith("解读：")


def test_failed_and_unknown_agree_with_the_criteria(
    published: duckdb.DuckDBPyConnection,
) -> None:
    for column, verdict in (("failed", "fail"), ("unknown", "unknown")):
        faults = published.execute(
            f"""
            with listed as (
                select policy_id, candidate_id, unnest({column}) as criterion_id from decisions
            ), answered as (
                select policy_id, candidate_id, criterion_id from criteria where verdict = ?
            )
            (select * from listed except select * from answered)
            union all
            (select * from answered except select * from listed)
            """,
            [verdict],
        ).fetchall()
        assert faults == []


def test_money_adds_up(night: NightResult, published: duckdb.DuckDBPyConnection) -> None:
    sums = published.execute(
        "select sum(amount_fen), sum(city_fen) + sum(district_fen) from decisions "
        "where outcome = 'eligible'"
    ).fetchone()
    assert sums == (night.amount_fen, night.amount_fen)


def test_the_run_leaves_what_the_contract_names(night: NightResult) -> None:
    names = {path.name for path in Path(night.run_dir).iterdir()}
    assert names >= {
        "decisions.parquet", "criteria.parquet", "facts_certificate.parquet",
        "quarantine.parquet", "reconciliation.parquet", "payments", "report.html", "sql",
        "manifest.json",
    }  # fmt: skip


def test_the_number_stands_in_the_named_line_of_the_named_file(
    published: duckdb.DuckDBPyConnection,
) -> None:
    files = Files(FOLDER / "inbox")
    found = published.execute("select file, row, number, says from sources").fetchall()
    assert {Path(file).suffix for file, *_ in found} >= {".csv", ".txt", ".xlsx", ".parquet"}
    for file, row, number, says in found:
        line, said = files.row(file, row), json.loads(says)
        assert number in line or as_fifteen(number) in line
        keys = ("contract_no", "certificate_no", "registration_no", "payment_no", "award_no")
        assert all(said[key] in line for key in keys if key in said)


def test_every_candidates_person_and_payee_has_rows(published: duckdb.DuckDBPyConnection) -> None:
    silent = published.execute(
        "select distinct policy_id from decisions where not exists "
        "(select 1 from sources where subject_id = coalesce(decisions.person_id, beneficiary_id))"
    ).fetchall()
    assert silent == []


def test_a_row_stands_under_a_subject_once(published: duckdb.DuckDBPyConnection) -> None:
    counted = published.execute(
        "select count(*), count(distinct (subject_id, source, file, row)) from sources"
    ).fetchone()
    assert counted is not None
    assert counted[0] == counted[1] > 1000


def test_what_a_verdict_saw_stands_in_the_rows_of_its_sources(
    published: duckdb.DuckDBPyConnection,
) -> None:
    """The certificate's day of issue, and the contract's first day, as the exports say them."""
    differing = published.execute(
        """
        select
            count(*),
            count_if(not exists (
                select 1 from sources where subject_id = f.person_id and source = 'certificates'
                and says like '%"issued_on":"' || f.issued_on || '"%'
            )),
            count_if(f.contract_no is not null and not exists (
                select 1 from sources where subject_id = f.person_id and source = 'contracts'
                and says like '%"contract_no":"' || f.contract_no || '"%'
            ))
        from facts_certificate as f
        where f.issued_on is not null and f.person_id in (select person_id from decisions)
        """
    ).fetchone()
    assert differing is not None
    assert differing[0] > 100
    assert differing[1:] == (0, 0)


def test_every_criterion_that_was_asked_is_told_once(published: duckdb.DuckDBPyConnection) -> None:
    asked = "select distinct policy_id, criterion_id from criteria"
    told = "select policy_id, criterion_id from rules"
    assert published.execute(f"{asked} except {told}").fetchall() == []
    counted = published.execute(
        f"select count(*), count(distinct (policy_id, criterion_id)) from ({told})"
    )
    assert len(set(counted.fetchall()[0])) == 1


def test_a_criterion_is_told_as_its_verdicts_cite_it(published: duckdb.DuckDBPyConnection) -> None:
    differing = published.execute(
        "select policy_id, criterion_id from criteria as asked "
        "inner join rules using (policy_id, criterion_id) "
        "where asked.clause <> rules.clause or asked.citation <> rules.citation "
        "or (rules.article is null) <> (rules.clause = '')"
    ).fetchall()
    assert differing == []


def test_what_would_change_an_answer_is_said_from_its_evidence(
    published: duckdb.DuckDBPyConnection,
) -> None:
    assert published.execute("select count(*) from rules where mend = ''").fetchall() == [(0,)]


def test_a_criterion_names_the_exports_of_its_evidence(
    published: duckdb.DuckDBPyConnection,
) -> None:
    found = published.execute(
        "select criterion_id, sources from rules where policy_id = 'zibo/technician-2022' "
        "and criterion_id in ('registered', 'certificate_sound', 'no_recovery') order by 1"
    ).fetchall()
    assert found == [
        ("certificate_sound", ["certificates"]),
        ("no_recovery", ["payments"]),
        ("registered", ["contracts", "contributions", "employers", "employment_registrations"]),
    ]
    without = "select policy_id, criterion_id from rules where len(sources) = 0"
    assert published.execute(without).fetchall() == []
