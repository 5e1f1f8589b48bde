"""What a night on the committed inbox of Zibo publishes holds together."""

from __future__ import annotations

from pathlib import Path

import duckdb

from zhaoren.content import find_content
from zhaoren.nightly import NightResult

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
    import json

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
