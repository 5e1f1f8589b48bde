"""Whether random worlds notice that a SELECT was altered.

The witness of tests/reference agrees with the pipeline on every candidate of
these worlds, so a verdict that changes is one that it would contradict.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import sqlglot

from tests.mutation.alter import altered
from tests.reference.evaluator import World
from tests.reference.harness import COMPARED
from tests.reference.inbox import COLUMNS, write_inbox
from zhaoren.content import Content
from zhaoren.decisions import decide
from zhaoren.engine import connect
from zhaoren.nightly import Night, NightOptions
from zhaoren.transforms import (
    DECISIONS,
    FACTS,
    OUTPUTS,
    STAGING,
    SqlLog,
    Transform,
    layer,
    read_transform,
)
from zhaoren.workspace import make_private

LARGE = "staging.contributions"  # made from kept extracts; tests/transforms tests it
STAMPED = ("as_of", "city")
READ_BY_DECISIONS = ("fact.payments", "staging.doubtful_persons", "staging.payees")
Verdicts = dict[str, list[Any]]


@dataclass
class Scene:
    """One world whose exports have been read and whose facts have been made.

    `expected`: policy → what was decided on it; `made`: table → a hash of its rows.
    """

    night: Night
    db: duckdb.DuckDBPyConnection
    expected: Verdicts
    made: dict[str, Any]

    def verdicts(self, content: Content, policies: Sequence[str] = ()) -> Verdicts:
        """What is decided now by these policies (none: by all), as values that can be compared."""
        night = self.night
        day = night.options.as_of
        decide(self.db, content, night.contracts, night.ruleset, day, policies, SqlLog())
        columns = ", ".join(name for name in COMPARED if name not in STAMPED)
        queries = (
            f"select policy_id, candidate_id, {columns} from output.decisions order by all",
            "select policy_id, candidate_id, criterion_id, verdict from output.criteria "
            "order by all",
        )
        found: Verdicts = {}
        for query in queries:
            for row in self.db.execute(query).fetchall():
                found.setdefault(row[0], []).append(row)
        return found

    def hashes(self) -> dict[str, Any]:
        """A hash of the rows of every table that decisions read."""
        grains = {f"fact.{item.policy.grain}" for item in self.night.ruleset.policies}
        return {
            table: self.db.execute(
                f"select count(*), bit_xor(hash(cast(made as varchar))) from {table} as made"
            ).fetchone()
            for table in sorted(grains | {*READ_BY_DECISIONS})
        }

    def touched(self) -> list[str]:
        """The policies over facts that are not what they were."""
        changed = {table for table, value in self.hashes().items() if value != self.made[table]}
        every = not changed.isdisjoint(READ_BY_DECISIONS)
        return [
            item.id
            for item in self.night.ruleset.policies
            if every or f"fact.{item.policy.grain}" in changed
        ]


def scene_of(world: World, content: Content, folder: Path, undo: ExitStack) -> Scene:
    """The world read and made into facts, with what is decided on it as it stands."""
    write_inbox(world, folder / "inbox", parquet=frozenset(COLUMNS))
    return scene_of_inbox(world.city, folder / "inbox", world.as_of, content, folder, undo)


def scene_of_inbox(
    city: str, inbox: Path, as_of: date, content: Content, folder: Path, undo: ExitStack
) -> Scene:
    """The exports of an inbox made into facts, with what is decided on them as it stands."""
    night = Night(NightOptions(city, inbox, folder / "out", as_of))
    make_private(night.workspace.spill)
    night.snapshot()
    night.db = undo.enter_context(connect(night.workspace.spill, memory_limit="1GB", threads=1))
    night.read()
    night.facts()
    scene = Scene(night, night.db, {}, {})
    scene.made, scene.expected = scene.hashes(), scene.verdicts(content)
    return scene


class Judge:
    """Decides worlds anew with one SELECT altered, until one of them notices."""

    def __init__(self, content: Content, scenes: Sequence[Scene], folder: Path) -> None:
        self._scenes = scenes
        self._order = [one for name in (STAGING, FACTS) for one in layer(content, name)]
        self._content = Content(folder / "project")
        shutil.copytree(content.root / "transforms", self._content.transforms)
        self._original = content

    def mutants(self) -> Iterator[tuple[str, str, Transform]]:
        """(file, what was altered, the altered SELECT) of every SELECT that decides something."""
        for name in (STAGING, FACTS, DECISIONS, OUTPUTS):
            for path in sorted((self._original.transforms / name).glob("*.sql")):
                one = read_transform(path)
                if one.table == LARGE or path.stem.startswith("facts_"):
                    continue
                label = f"{name}/{path.name}"
                for what, tree in altered(sqlglot.parse_one(one.sql, dialect="duckdb")):
                    sql = tree.sql(dialect="duckdb", pretty=True)
                    yield label, what, Transform(one.table, sql, one.reads)

    def notices(self, label: str, mutant: Transform) -> bool:
        """Whether any world comes out otherwise, or the SQL does not stand."""
        if label.startswith((STAGING, FACTS)):
            return any(self._of_facts(scene, mutant) for scene in self._scenes)
        path = self._content.transforms / label
        before = path.read_text("utf-8")
        path.write_text(mutant.sql, "utf-8")
        try:
            return any(self._differs(scene, self._content) for scene in self._scenes)
        finally:
            path.write_text(before, "utf-8")

    def _of_facts(self, scene: Scene, mutant: Transform) -> bool:
        try:
            self._make(scene, mutant)
            touched = scene.touched()
            return bool(touched) and self._differs(scene, self._original, touched)
        except duckdb.Error:
            return True
        finally:
            self._make(scene, next(one for one in self._order if one.table == mutant.table))

    @staticmethod
    def _differs(scene: Scene, content: Content, policies: Sequence[str] = ()) -> bool:
        wanted = {
            policy: rows
            for policy, rows in scene.expected.items()
            if not policies or policy in policies
        }
        try:
            return scene.verdicts(content, policies) != wanted
        except duckdb.Error:
            return True

    def _make(self, scene: Scene, one: Transform) -> None:
        for made in (one, *self.after(one.table)):
            if made.table != LARGE:
                scene.db.execute(f"create or replace table {made.table} as {made.sql}")

    @cache  # noqa: B019 # one judge a process
    def after(self, table: str) -> list[Transform]:
        """The SELECTs that read a table, or what follows from it, in order."""
        touched, found = {table}, []
        for item in self._order:
            if item.reads & touched:
                touched.add(item.table)
                found.append(item)
        return found
