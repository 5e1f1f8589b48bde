"""`python -m tests.mutation [policies|facts|selects]… [--of PART]`: what to look at.

Each altered policy is put to its cases, each altered SELECT to the tests that
put it to rows written by hand. Told are mutants that nobody notices and that
same.toml does not explain, and entries of same.toml that are noticed, or gone.
`--of`: only files whose names hold PART.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from itertools import chain

from tests.mutation import by_facts, by_selects
from tests.mutation.by_cases import noticed
from tests.mutation.policies import mutants
from tests.mutation.same import Mutant, known
from zhaoren.content import find_content
from zhaoren.contracts import load_contracts
from zhaoren.rules import city_ids, load_rules
from zhaoren.transforms import DECISIONS, FACTS, OUTPUTS, PAYMENTS, STAGING

Wanted = Callable[[str, str], bool]
Judged = tuple[str, str, bool]


def of_policies(wanted: Wanted, tell: Callable[[Judged], None]) -> None:
    """Tell of every mutant of a policy whether one of its cases notices it."""
    content = find_content()
    contracts = load_contracts(content)
    for city in city_ids(content):
        rules = load_rules(content, city)
        for item in rules.policies:
            for what, mutant in mutants(item):
                if wanted(item.id, what):
                    tell((item.id, what, noticed(content, contracts, rules, mutant)))


WAYS: dict[str, tuple[Callable[[Wanted, Callable[[Judged], None]], None], tuple[str, ...]]] = {
    "policies": (of_policies, tuple(city_ids(find_content()))),
    "facts": (by_facts.judge, (STAGING, FACTS)),
    "selects": (by_selects.judge, (DECISIONS, OUTPUTS, PAYMENTS)),
}
"""Name → who judges, and the folders whose mutants it judges."""


class Report:
    """Counts mutants and tells the surprising ones as they come."""

    def __init__(self) -> None:
        self._known = known()
        self._seen: set[Mutant] = set()
        self.surprises = 0

    def tell(self, judged: Judged) -> None:
        """One mutant has been judged."""
        file, what, seen = judged
        self._seen.add((file, what))
        if seen == ((file, what) in self._known):
            self._say("noticed, but listed as the same" if seen else "nobody notices", file, what)

    def end(self, folders: tuple[str, ...], part: str) -> None:
        """All of these folders have been judged, as far as their names hold the part."""
        for file, what in self._known.keys() - self._seen:
            if file.split("/")[0] in folders and part in file:
                self._say("listed as the same, but gone", file, what)
        same = len(self._seen & self._known.keys())
        sys.stdout.write(
            f"{len(self._seen)} mutants, {same} of them the same, {self.surprises} to look at\n"
        )

    def _say(self, how: str, file: str, what: str) -> None:
        self.surprises += 1
        sys.stdout.write(f"{how}\t{file}\t{what}\n")
        sys.stdout.flush()


def main() -> int:
    """Judge; 1 where there is something to look at."""
    asked = argparse.ArgumentParser(prog="python -m tests.mutation")
    asked.add_argument("ways", nargs="*", choices=[*WAYS, []], default=list(WAYS))
    asked.add_argument("--of", default="")
    chosen = asked.parse_args()
    report = Report()
    for name in chosen.ways:
        WAYS[name][0](lambda file, _: chosen.of in file, report.tell)
    report.end(tuple(chain.from_iterable(WAYS[name][1] for name in chosen.ways)), chosen.of)
    return int(report.surprises > 0)


if __name__ == "__main__":
    sys.exit(main())
