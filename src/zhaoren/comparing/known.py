"""What is known of verdicts that differ, and what a cause is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zhaoren.comparing.answers import Answer
from zhaoren.comparing.basis import Basis
from zhaoren.comparing.rows import RowChange, Rows
from zhaoren.comparing.verdicts import Changed, Key

MOST_OTHERS = 20
"""So many other candidates a cause names; how many there are stands beside."""

Group = tuple[str, tuple[Any, ...]]  # policy, and the values that share a ceiling
GrantChange = tuple[str, str | None, str | None]  # grant, state before, state after


@dataclass(frozen=True, slots=True)
class Seen:
    """What a criterion saw: a fact's value `before` and `after`; `fact` None: the same."""

    criterion: str
    fact: str | None = None
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason for some of the respects (`aspects`) in which a verdict differs.

    `kind`: data, rules, date, ledger, code, choice, another (candidate), or
    unexplained. `certain`: shown by the runs themselves; else one of several
    that the runs allow. `seen`: what criteria saw otherwise by it. `rows`:
    input rows that say something else. `others`: the candidates that make the
    difference; of rivals under a ceiling the first `MOST_OTHERS` of
    `others_count`. `grants`: (grant, state before, state after). `files`: of
    rules, or sources whose files differ.
    """

    kind: str
    aspects: tuple[str, ...]
    certain: bool = True
    seen: tuple[Seen, ...] = ()
    rows: Sequence[RowChange] = ()
    others: Sequence[Key] = ()
    others_count: int = 0
    grants: Sequence[GrantChange] = ()
    files: Sequence[str] = ()


@dataclass(frozen=True)
class Known:
    """All that the two runs say of the verdicts that differ.

    `sources`: (policy, criterion) → the input sources of its evidence; empty:
    not known. `of_facts`: (policy, fact) → the sources of that fact alone.
    `grants`: number of a person or organisation → grants that stand otherwise.
    `ceilings`: policy → the columns whose values share a ceiling.
    `merged`: number → the one that it is known under in the later run.
    `absent`: policies without verdicts in one run → why (date, choice, rules).
    `strangers`: numbers of whom one run alone shows any row. `shows_rows`:
    whether both runs show input rows at all. `counted`: policies whose facts
    count people, so that rows of others move them. `timeless`: policies whose
    candidates come of the data alone, not of the date.
    """

    basis: Basis
    changed: Mapping[Key, Changed]
    answers: Mapping[Key, Sequence[Answer]]
    rows: Rows
    sources: Mapping[Key, Sequence[str]]
    of_facts: Mapping[Key, Sequence[str]]
    grants: Mapping[str, Sequence[GrantChange]]
    ceilings: Mapping[str, Sequence[str]]
    merged: Mapping[str, str]
    absent: Mapping[str, str]
    strangers: frozenset[str] = frozenset()
    shows_rows: bool = False
    counted: Collection[str] = ()
    timeless: Collection[str] = ()
    rivals: dict[tuple[Group, bool], list[Key]] = field(default_factory=dict)
    numbers: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.changed.values():
            for group in self.groups(one) if one.money_fen else ():
                self.rivals.setdefault((group, one.money_fen > 0), []).append(one.key)
        for old, new in self.merged.items():
            self.numbers.setdefault(new, []).append(old)

    def rivals_of(self, one: Changed) -> tuple[list[Key], int]:
        """Who under its ceilings gains what it loses, or loses what it gains: a few, and how many.

        One that comes to nothing loses.
        """
        gaining = one.money_fen <= 0
        listed = [self.rivals.get((group, gaining), []) for group in self.groups(one)]
        few = sorted({key for keys in listed for key in keys[: MOST_OTHERS + 1]} - {one.key})
        return few[:MOST_OTHERS], sum(map(len, listed))

    def groups(self, one: Changed) -> list[Group]:
        """The ceilings that it stands under: policy, and the values that share it."""
        columns = self.ceilings.get(one.policy_id)
        if columns is None:
            return []
        values = [tuple(getattr(side, name, None) for name in columns) for side in one.sides]
        return [(one.policy_id, group) for group in dict.fromkeys(values)]

    def rows_of(self, one: Changed, sources: Sequence[str] = ()) -> list[RowChange]:
        """What changed of its person and organisations, in some sources (none: all).

        Rows that stand under an organisation but speak of somebody else are not
        its. Of whom one run alone shows rows, nothing is known to have changed,
        unless that is the candidate itself.
        """
        both = one.before and one.after
        people = {side.person_id for side in one.sides} - {None}
        people |= {old for new in list(people) for old in self.numbers.get(str(new), ())}
        found = {}
        for number in one.subjects:
            if both and number in self.strangers:
                continue
            for row in self.rows.get(number, ()):
                if (not sources or row.source in sources) and row.speaks_of(people):
                    found[row.source, row.rejected, str(row.before), str(row.after)] = row
        return list(found.values())
