"""The committed inbox gives the verdicts that were reasoned by hand, row by row."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb

from zhaoren.content import find_content
from zhaoren.nightly import NightResult

FOLDER = find_content().sample_data / "zibo"
LISTS = ("failed", "unknown")
NUMBERS = ("amount_fen", "city_fen", "district_fen")


def _expected(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _as_text(name: str, value: object) -> str:
    if value is None:
        return ""
    return ";".join(value) if name in LISTS and isinstance(value, list) else str(value)


def test_every_named_case_ends_as_expected(published: duckdb.DuckDBPyConnection) -> None:
    expected = _expected("expected.csv")
    names = [name for name in expected[0] if name not in ("case", "district", "employer_id")]
    found = {
        (row[0], row[1]): dict(zip(names, row, strict=True))
        for row in published.execute(f"select {', '.join(names)} from decisions").fetchall()
    }
    differences = []
    for row in expected:
        verdict = found.get((row["policy_id"], row["candidate_id"]))
        if verdict is None or row["outcome"] == "no_verdict":
            if verdict or row["outcome"] != "no_verdict":
                differences.append((row["case"], row["policy_id"], "no verdict"))
            continue
        for name in names:
            text = _as_text(name, verdict[name])
            if text != row[name]:
                differences.append((row["case"], row["policy_id"], name, row[name], text))
    assert differences == []


def test_districts_and_employers_are_those_of_the_cases(
    published: duckdb.DuckDBPyConnection,
) -> None:
    for row in _expected("expected.csv"):
        for name in ("district", "employer_id"):
            if row[name]:
                found = published.execute(
                    f"select {name} from decisions where policy_id = ? and candidate_id = ?",
                    [row["policy_id"], row["candidate_id"]],
                ).fetchone()
                assert found == (row[name],), row["case"]


def test_what_is_not_expected_has_no_verdict(published: duckdb.DuckDBPyConnection) -> None:
    named = {(row["policy_id"], row["candidate_id"]) for row in _expected("expected.csv")}
    levels = published.execute("select distinct level from decisions order by 1").fetchall()
    assert levels == [("senior_technician",), ("technician",)]
    assert len(named) > 350


def test_what_could_not_be_read_is_quarantined(published: duckdb.DuckDBPyConnection) -> None:
    found = published.execute('select source, reason, "column" from quarantine').fetchall()
    for row in _expected("expected_quarantine.csv"):
        assert (row["source"], row["reason"], row["column"]) in found


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
        with candidates as (select policy_id, count(*) as n from decisions group by all),
        answers as (
            select policy_id, criterion_id, count(*) as n from criteria
            where verdict in ('pass', 'fail', 'unknown') group by all
        )
        select * from answers join candidates using (policy_id) where answers.n <> candidates.n
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
