"""The committed inbox of each city gives the verdicts that were reasoned by hand, row by row."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from tests.sample_nights import sample_night
from zhaoren.content import find_content

LISTS = ("failed", "unknown")
SAID_WHERE_IT_MATTERS = ("district", "employer_id")  # an empty one is not asserted


@dataclass(frozen=True)
class City:
    """What a city's cases expect, and what its night decided."""

    expected: list[dict[str, str]]
    quarantined: list[dict[str, str]]
    decided: dict[tuple[str, str], dict[str, str]]  # policy and candidate → verdict
    rejected: list[tuple[str, str, str]]


@pytest.fixture(scope="module", params=["zibo", "liaocheng", "rizhao"])
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> City:
    folder = find_content().sample_data / request.param
    night = sample_night(request.param, tmp_path_factory)
    expected = _rows(folder / "expected.csv")
    names = [name for name in expected[0] if name != "case"]
    run = Path(night.run_dir)
    with duckdb.connect() as db:
        verdicts = db.sql(f"select {', '.join(names)} from '{run}/decisions.parquet'").fetchall()
        rejected = db.sql(
            f"select source, reason, \"column\" from '{run}/quarantine.parquet'"
        ).fetchall()
    decided = [dict(zip(names, map(_as_text, row), strict=True)) for row in verdicts]
    return City(
        expected=expected,
        quarantined=_rows(folder / "expected_quarantine.csv"),
        decided={(row["policy_id"], row["candidate_id"]): row for row in decided},
        rejected=rejected,
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return ";".join(value) if isinstance(value, list) else str(value)


def test_every_named_case_ends_as_expected(city: City) -> None:
    differences: list[tuple[str, ...]] = []
    for row in city.expected:
        verdict = city.decided.get((row["policy_id"], row["candidate_id"]))
        if verdict is None or row["outcome"] == "no_verdict":
            if verdict or row["outcome"] != "no_verdict":
                differences.append((row["case"], row["policy_id"], "verdict or none"))
            continue
        for name, found in verdict.items():
            asserted = row[name] or name not in SAID_WHERE_IT_MATTERS
            if asserted and found != row[name]:
                differences.append((row["case"], row["policy_id"], name, row[name], found))
    assert differences == []


def test_what_is_not_expected_has_no_verdict(city: City) -> None:
    named = {(row["policy_id"], row["candidate_id"]) for row in city.expected}
    assert city.decided.keys() - named == set()


def test_what_could_not_be_read_is_quarantined(city: City) -> None:
    for row in city.quarantined:
        assert (row["source"], row["reason"], row["column"]) in city.rejected
