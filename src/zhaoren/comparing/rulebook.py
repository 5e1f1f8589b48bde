"""What the rules of a policy said in two runs: the values in its SQL that are others now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path

_TOKEN = re.compile(r"'[^']*'|[\w.]+|[^\w\s]")
_MOST = 6


def rule_values(before: Path, after: Path, policy_id: str) -> list[str]:
    """The places where the policy's SQL differs, as `250000 → 300000`; at most a few.

    `before`, `after`: folders of runs, whose sql/ holds what was run.
    """
    texts = [_sql_of(folder / "sql", policy_id) for folder in (before, after)]
    return list(dict.fromkeys(_apart(*texts)))[:_MOST]


def _sql_of(folder: Path, policy_id: str) -> list[str]:
    """The lines of a policy's SELECTs; they stand between the verdicts before and its own."""
    last = f"decision.verdicts_{re.sub(r'[^A-Za-z0-9]', '_', policy_id)}.sql"
    lines: list[str] = []
    for path in sorted(folder.glob("*_decision.*.sql"), key=lambda path: _number(path.name)):
        name = path.name.split("_", 1)[1]
        lines += path.read_text(encoding="utf-8").splitlines()
        if name == last:
            return lines
        if name.startswith("decision.verdicts_"):
            lines = []
    return []


def _number(name: str) -> int:
    digits = name.split("_", 1)[0]
    return int(digits) if digits.isdigit() else 0


def _apart(before: list[str], after: list[str]) -> Iterator[str]:
    lines = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for what, i, j, k, m in lines:
        if what != "equal":
            for one, other in zip_longest(before[i:j], after[k:m], fillvalue=""):
                yield from _words_apart(one.strip(), other.strip())


def _words_apart(one: str, other: str) -> Iterator[str]:
    if not one or not other:
        yield f"{one or '（无）'} → {other or '（无）'}"
        return
    was, now = _TOKEN.findall(one), _TOKEN.findall(other)
    for what, i, j, k, m in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if what != "equal":
            pair = (" ".join(was[i:j]), " ".join(now[k:m]))
            yield " → ".join(text or "（无）" for text in pair)
