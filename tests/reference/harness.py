"""Asks the production pipeline what it makes of a world, and compares row by row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import duckdb
import pyarrow.parquet as pq

from zhaoren.contracts import load_contracts
from zhaoren.engine import connect
from zhaoren.nightly import Night, NightOptions, run_night
from zhaoren.workspace import make_private

from .evaluator import Row, Verdicts, World
from .inbox import COLUMNS, write_inbox

COMPARED = (
    "as_of",
    "city",
    "beneficiary_kind",
    "beneficiary_id",
    "person_id",
    "employer_id",
    "district",
    "certificate_no",
    "occupation_code",
    "level",
    "period",
    "outcome",
    "failed",
    "unknown",
    "amount_fen",
    "city_fen",
    "district_fen",
    "winner_policy_id",
    "winner_candidate_id",
    "hold_reason",
)


CONTRACTS = cache(load_contracts)  # half of the time of a small world goes into these


KEYS = {
    "decisions": ("policy_id", "candidate_id"),
    "criteria": ("policy_id", "candidate_id", "criterion_id"),
}


class Tables(NamedTuple):
    """Decisions and criteria of the pipeline with all their columns, in key order."""

    decisions: list[Row]
    criteria: list[Row]


class Difference(NamedTuple):
    """One cell on which the witness and the pipeline disagree."""

    policy_id: str
    candidate_id: str
    column: str
    witness: Any
    pipeline: Any


def run_production(world: World, folder: Path, *, threads: int = 2, **how: Any) -> Tables:
    """Write the world into `folder` and decide on it: the steps read, facts and decide.

    `how` goes to `write_inbox`; by default half of the sources are Parquet.
    """
    with night_with_facts(world, folder, threads=threads, **how) as night:
        night.decide()
        return Tables(*(_in_order(night.db.sql(f"from output.{name}")) for name in KEYS))


@contextmanager
def night_with_facts(
    world: World, folder: Path, *, threads: int = 2, **how: Any
) -> Iterator[Night]:
    """A night of the world whose steps have been taken up to the facts."""
    night = Night(_options(world, folder, threads, how))
    make_private(night.workspace.spill)
    with patch("zhaoren.beginning.load_contracts", CONTRACTS):
        night.snapshot()
    with connect(night.workspace.spill, memory_limit="1GB", threads=threads) as night.db:
        night.read()
        night.facts()
        yield night


def run_whole_night(world: World, folder: Path, *, threads: int = 2, **how: Any) -> Tables:
    """As `run_production`, with every step, from what was published."""
    run_dir = run_night(_options(world, folder, threads, how)).run_dir
    return Tables(*(pq.read_table(run_dir / f"{name}.parquet").to_pylist() for name in KEYS))


def _options(world: World, folder: Path, threads: int, how: dict[str, Any]) -> NightOptions:
    how.setdefault("parquet", frozenset(list(COLUMNS)[::2]))
    write_inbox(world, folder / "inbox", **how)
    return NightOptions(world.city, folder / "inbox", folder / "out", world.as_of, threads=threads)


def _in_order(table: duckdb.DuckDBPyRelation) -> list[Row]:
    rows: list[Row] = table.to_arrow_table().to_pylist()
    return sorted(rows, key=lambda row: [str(row.get(name, "")) for name in KEYS["criteria"]])


def verdicts(world: World, tables: Tables) -> Verdicts:
    """Decisions and criteria as the witness would have written them."""
    stamp = {"as_of": world.as_of, "city": world.city}  # added when a table is published
    columns = ("policy_id", "candidate_id", *COMPARED)
    read = Verdicts(
        {
            (row["policy_id"], row["candidate_id"]): {name: (stamp | row)[name] for name in columns}
            for row in tables.decisions
        },
        {tuple(row[name] for name in KEYS["criteria"]): row["verdict"] for row in tables.criteria},
    )
    assert len(read.decisions) == len(tables.decisions), "two decisions on one candidate"
    assert len(read.criteria) == len(tables.criteria), "two answers to one criterion"
    return read


def differences(witness: Verdicts, pipeline: Verdicts) -> list[Difference]:
    """Every cell that differs; a missing row differs in the column `row`."""
    found = []
    for key in sorted(witness.decisions.keys() | pipeline.decisions.keys()):
        ours, theirs = witness.decisions.get(key), pipeline.decisions.get(key)
        if ours is None or theirs is None:
            found.append(Difference(*key, "row", ours is not None, theirs is not None))
            continue
        for column in COMPARED:
            if ours[column] != theirs[column]:
                found.append(Difference(*key, column, ours[column], theirs[column]))
    for name in sorted(witness.criteria.keys() | pipeline.criteria.keys()):
        said = witness.criteria.get(name), pipeline.criteria.get(name)
        if said[0] != said[1]:
            found.append(Difference(*name, *said))
    return found


def told(world: World, found: list[Difference], most: int = 3) -> str:
    """The first few differences, each with the rows that concern its candidate."""
    candidates = sorted({(each.policy_id, each.candidate_id) for each in found})
    lines = [f"{len(found)} differences on {len(candidates)} candidates, as of {world.as_of}"]
    for key in candidates[:most]:
        lines.append("|".join(key))
        for each in found:
            if key == each[:2]:
                lines.append(f"  {each.column}: witness {each.witness}, pipeline {each.pipeline}")
        lines += [f"  {line}" for line in concerning(world, key[1].split("|")[-1])]
    return "\n".join(lines)


def concerning(world: World, person_id: str) -> list[str]:
    """The rows of a person, of whoever is merged with the person, and of their employers."""
    numbers = {person_id}
    for _ in world.rows["persons"]:
        links = [(row["person_id"], row["merged_into"]) for row in world.rows["persons"]]
        wider = numbers | {one for link in links if numbers & set(link) for one in link if one}
        if wider == numbers:
            break
        numbers = wider
    whose = {
        source: [row for row in rows if row.get("person_id") in numbers]
        for source, rows in world.rows.items()
    }
    firms = {row["employer_id"] for rows in whose.values() for row in rows if "employer_id" in row}
    whose["employers"] = [row for row in world.rows["employers"] if row["employer_id"] in firms]
    lines = [_line(source, row) for source, rows in whose.items() for row in rows]
    quarantined = [f"quarantined: {row}" for row in world.quarantined if row.whose in numbers]
    return lines + quarantined


def _line(source: str, row: Row) -> str:
    return f"{source}: " + " ".join(f"{k}={v}" for k, v in row.items() if v is not None)
