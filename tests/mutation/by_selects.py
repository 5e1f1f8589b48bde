"""Whether the tests that put one SELECT to a few rows notice that it was altered.

They are collected once, in one pytest session, and those that read the SELECT
run again for each mutant. What a module has made stays for its other tests.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from _pytest.runner import runtestprotocol

from tests.mutation.selects import mutants
from tests.selecting import ALTERED, READ
from zhaoren.content import find_content
from zhaoren.transforms import DECISIONS, OUTPUTS, PAYMENTS

Judged = tuple[str, str, bool]
TESTS = ("tests/decisions", "tests/outputs", "tests/audit/test_risks.py")
COPIES = f"{OUTPUTS}/facts_"  # a published fact is the fact, column by column


class Trial:
    """A plugin that runs the collected tests again and again, once for each mutant.

    `tell` is told (file, what was altered, whether a test notices) of the wanted ones.
    """

    def __init__(self, wanted: Callable[[str, str], bool], tell: Callable[[Judged], None]) -> None:
        self._wanted, self._tell = wanted, tell

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """In place of one run: a run as it stands, then one for each mutant."""
        readers = _readers(session.items)
        for label, what, mutant in mutants(find_content(), (DECISIONS, OUTPUTS, PAYMENTS)):
            if not label.startswith(COPIES) and self._wanted(label, what):
                ALTERED[label] = mutant.sql
                asked = readers.get(label, [])
                noticed = next((one for one in asked if _fails(one, session.items)), None)
                if noticed:  # who noticed is asked first
                    asked.sort(key=lambda one: one is not noticed)
                self._tell((label, what, noticed is not None))
                ALTERED.clear()
        return True


def _readers(items: Sequence[pytest.Item]) -> dict[str, list[pytest.Item]]:
    """Every SELECT → the tests that read it."""
    found: dict[str, list[pytest.Item]] = {}
    for item in items:
        READ.clear()
        assert not _fails(item, items), item.nodeid
        for label in READ:
            found.setdefault(label, []).append(item)
    return found


def _fails(item: pytest.Item, items: Sequence[pytest.Item]) -> bool:
    """Whether a test fails; what its module has made stays until a test of another one."""
    standing = item.session._setupstate
    if standing.stack and item.parent not in standing.stack:
        standing.teardown_exact(None)
    same = (one for one in items if one is not item and one.parent is item.parent)
    reports = runtestprotocol(item, log=False, nextitem=next(same, None))
    return any(report.failed for report in reports)


def judge(
    wanted: Callable[[str, str], bool],
    tell: Callable[[Judged], None],
    tests: Sequence[str] = TESTS,
) -> None:
    """Tell of every wanted mutant (file, what was altered) whether a test notices it."""
    told = ["-q", "-n0", "-p", "no:cacheprovider", *tests]
    assert pytest.main(told, plugins=[Trial(wanted, tell)]) == pytest.ExitCode.OK
