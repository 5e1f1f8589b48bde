"""Whether the tests of facts notice that a SELECT of staging or facts was altered.

All in one process: the worlds of tests/facts are made once. A mutant is put to
those whose table it changes, inside a transaction: the altered table and those
that follow from it are made anew, the tests ask, and all is rolled back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import duckdb
import pytest
from _pytest.runner import runtestprotocol

from tests.facts import world
from tests.facts.world import Facts
from tests.mutation.selects import following, mutants
from zhaoren.content import find_content
from zhaoren.transforms import FACTS, STAGING, Transform

Judged = tuple[str, str, bool]


class Worlds:
    """The worlds that the tests made, by what they said; `asked`: of which the last test asked."""

    def __init__(self) -> None:
        self._make = world.facts
        self._made: dict[str, Facts] = {}
        self._changes: Sequence[Transform] = ()
        self._open: set[str] = set()
        self.asked: set[str] = set()

    def facts(self, **said: Any) -> Facts:
        """What `tests.facts.world.facts` gives, with the SELECT altered that is on trial."""
        name = repr(sorted(said.items()))
        self.asked.add(name)
        if name not in self._made:
            self._made[name] = self._make(**said)
        if self._changes and name not in self._open:
            self._open.add(name)
            self._made[name].db.execute("begin")
            for one in self._changes:
                self._made[name].db.execute(f"create or replace table {one.table} as {one.sql}")
        return self._made[name]

    def put(self, changes: Sequence[Transform]) -> None:
        """Put an altered SELECT, and what follows from it, to every world that is asked for."""
        self._changes = changes

    def take_back(self) -> None:
        """All worlds are again as they were made."""
        for name in self._open:
            self._made[name].db.execute("rollback")
        self._open, self._changes = set(), ()

    def differs(self, name: str, mutant: Transform) -> bool:
        """Whether the table comes out otherwise in a world, or the SQL does not stand."""
        try:
            rows = self._made[name].db.execute(f"from ({mutant.sql}) order by all").fetchall()
        except duckdb.Error:
            return True
        return rows != self._rows(name, mutant.table)

    @cache  # noqa: B019 # one a process
    def _rows(self, name: str, table: str) -> list[Any]:
        return self._made[name].db.execute(f"from {table} order by all").fetchall()


class Trial:
    """A plugin that runs the collected tests again and again, once for each mutant.

    `tell` is told (file, what was altered, whether a test notices) of the wanted ones.
    """

    def __init__(self, wanted: Callable[[str, str], bool], tell: Callable[[Judged], None]) -> None:
        self._wanted, self._tell = wanted, tell
        self._worlds = Worlds()
        self._content = find_content()
        self._asked: dict[pytest.Item, set[str]] = {}
        world.facts = self._worlds.facts

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of one run: a run as it stands, then one for each mutant."""
        for item in session.items:
            self._worlds.asked.clear()
            assert not _fails(item), item.nodeid
            self._asked[item] = {*self._worlds.asked}
        for label, what, mutant in mutants(self._content, (STAGING, FACTS)):
            if self._wanted(label, what):
                self._worlds.put([mutant, *following(self._content, mutant.table)])
                self._tell((label, what, self._notices(mutant)))
                self._worlds.take_back()
        return True

    def _notices(self, mutant: Transform) -> bool:
        touched: dict[str, bool] = {}
        for item, names in list(self._asked.items()):
            for name in names - touched.keys():
                touched[name] = self._worlds.differs(name, mutant)
            if any(touched[name] for name in names) and _fails(item):
                self._asked = {item: names} | self._asked  # who noticed is asked first
                return True
        return False


def _fails(item: pytest.Item) -> bool:
    item._initrequest()  # type: ignore[attr-defined]
    return any(report.failed for report in runtestprotocol(item, log=False))


def judge(
    wanted: Callable[[str, str], bool],
    tell: Callable[[Judged], None],
    tests: Sequence[str] = ("tests/facts",),
) -> None:
    """Tell of every wanted mutant (file, what was altered) whether a test of facts notices it."""
    told = ["-q", "-n0", "-p", "no:cacheprovider", *tests]
    assert pytest.main(told, plugins=[Trial(wanted, tell)]) in (0, 5)
