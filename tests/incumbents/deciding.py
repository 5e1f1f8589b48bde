"""One night's facts, decided again and again with another ledger each time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb

from tests.reference.evaluator import World
from tests.reference.harness import night_with_facts
from zhaoren.decisions import decide
from zhaoren.incumbents import load_ledger
from zhaoren.ledger import Book
from zhaoren.nightly import Night
from zhaoren.transforms import SqlLog

from .notebook import Notebook, Row

Key = tuple[str, str]


class Decided(NamedTuple):
    """All that a night says, in order, to the last word."""

    decisions: list[Row]
    criteria: list[Row]
    findings: list[Row]

    @property
    def outcomes(self) -> dict[Key, str]:
        """(policy, candidate) → outcome."""
        return {(row["policy_id"], row["candidate_id"]): row["outcome"] for row in self.decisions}

    @property
    def standing(self) -> dict[Key, int]:
        """(policy, candidate) → fen, of those who are to be granted something."""
        rows = (row for row in self.findings if row["stands"])
        return {(row["policy_id"], row["candidate_id"]): row["amount_fen"] for row in rows}


@dataclass
class Deciding:
    """A world whose facts are made."""

    night: Night
    db: duckdb.DuckDBPyConnection

    @property
    def as_of(self) -> date:
        """The day of the verdicts."""
        return self.night.options.as_of

    def notebook(self) -> Notebook:
        """An empty ledger of the city."""
        return Notebook(Book(self.night.options.city))

    def decide(self, notes: Notebook | None = None) -> Decided:
        """All verdicts, with this ledger or with an empty one."""
        notes = notes or self.notebook()
        load_ledger(self.db, notes.book, notes.numbers, notes.bases)
        return self.decide_as_loaded()

    def decide_as_loaded(self) -> Decided:
        """All verdicts, with what stands in the schema `ledger`."""
        begun = self.night.begun
        decide(self.db, begun.content, begun.contracts, begun.ruleset, self.as_of, (), SqlLog())
        return Decided(*(self.table(name) for name in Decided._fields))

    def table(self, name: str) -> list[Row]:
        """A table to be published, in a total order."""
        rows: list[Row] = (
            self.db.sql(f"from output.{name} order by all").to_arrow_table().to_pylist()
        )
        return rows


@contextmanager
def deciding(world: World, folder: Path) -> Iterator[Deciding]:
    """Read a world and make its facts."""
    with night_with_facts(world, folder) as night:
        yield Deciding(night, night.db)
