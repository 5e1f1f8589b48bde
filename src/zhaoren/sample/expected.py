"""What the cases expect, as rows: one per case, candidate and policy."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from zhaoren.sample.case_events import Holder, Row, candidate
from zhaoren.sample.case_identities import employer_id
from zhaoren.sample.case_rows import CaseWriter, months
from zhaoren.sample.cases import Case, Cases, Fields
from zhaoren.sample.settings import Settings

COLUMNS = (
    "case", "policy_id", "candidate_id", "outcome", "amount_fen", "city_fen", "district_fen",
    "failed", "unknown", "hold_reason", "winner_policy_id", "winner_candidate_id",
    "beneficiary_id", "district", "employer_id",
)  # fmt: skip
QUARANTINE_COLUMNS = ("case", "source", "reason", "column")
VERDICT_FIELDS = {
    "outcome", "amount", "city", "district", "failed", "unknown", "held", "by", "under", "month",
    "in", "at",
}  # fmt: skip
MONTHS = re.compile(r"row|\d{4}-\d{2}(\.\.\d{4}-\d{2})?")


def write_expected(cases: Cases, settings: Settings, out: Path) -> None:
    """`expected.csv` and `expected_quarantine.csv` beside the inbox.

    Lists are joined by `;`. An empty district or employer_id is not asserted.
    """
    writer = CaseWriter(settings)
    rows = [row for case in cases.cases for row in _Case(case, cases, writer).rows()]
    _write(out / "expected.csv", COLUMNS, rows)
    quarantined = [
        {"case": case.name, **found} for case in cases.cases for found in case.quarantined
    ]
    _write(out / "expected_quarantine.csv", QUARANTINE_COLUMNS, quarantined)


def _write(path: Path, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


class _Case:
    """The expectations of one case."""

    def __init__(self, case: Case, cases: Cases, writer: CaseWriter) -> None:
        self.case, self.cases, self.writer = case, cases, writer
        standard = case.standard
        self.policies = {
            word: policy for words in standard.judged.values() for word, policy in words.items()
        }
        holders: list[Holder] = [*case.people, *case.employers.values()]
        self.judged = [
            (kind, holder, label, row)
            for kind in standard.judged
            for holder in holders
            for label, row in writer.candidates(case, holder, kind)
        ]

    def rows(self) -> Iterator[dict[str, Any]]:
        """One row per candidate and policy."""
        seen = set()
        for kind, holder, label, row in self.judged:
            if candidate(kind, row) in seen:
                continue
            seen.add(candidate(kind, row))
            found = _within(_within(self.case.expected, holder.label), label)
            for word, policy in self.case.standard.judged[kind].items():
                for period, verdict in _by_month(self._expected(found, word)):
                    yield self._row(policy, kind, holder, row, period, self._verdict(verdict))

    def _expected(self, found: Any, word: Any) -> Any:
        """What is written for the policy; not named: for the first one, or the standard's."""
        if isinstance(found, Mapping) and found.keys() & self.policies.keys():
            return found[word] if word in found else self.case.standard.expected[word]
        return found if word == next(iter(self.policies)) else self.case.standard.expected[word]

    def _verdict(self, found: Any) -> Fields:
        """A verdict written out, the one of that name, or what the city pays."""
        if isinstance(found, str) and found in self.cases.verdicts:
            found = self.cases.verdicts[found]
        if isinstance(found, str | int | float):
            found = {"amount": found}
        if "amount" in found and "city" not in found:
            found = {**found, "city": found["amount"], "district": 0}
        outcome = (
            "ineligible" if "failed" in found else "review" if "unknown" in found
            else "superseded" if "by" in found else "eligible"
        )  # fmt: skip
        unknown_words = set(found) - VERDICT_FIELDS
        if unknown_words:
            raise ValueError(f"{self.case.name}: {sorted(unknown_words)}")
        return {"outcome": outcome, **found}

    def _row(
        self, policy: str, kind: str, holder: Holder, row: Row, period: str | None, verdict: Fields
    ) -> dict[str, Any]:
        by = verdict.get("by", "")
        under = self.policies[verdict["under"]] if "under" in verdict else policy
        return {
            "case": self.case.name,
            "policy_id": policy,
            "candidate_id": candidate(kind, row, period),
            "outcome": verdict["outcome"],
            "amount_fen": _fen(verdict, "amount"),
            "city_fen": _fen(verdict, "city"),
            "district_fen": _fen(verdict, "district"),
            "failed": ";".join(verdict.get("failed", ())),
            "unknown": ";".join(verdict.get("unknown", ())),
            "hold_reason": verdict.get("held", ""),
            "winner_policy_id": under if by else "",
            "winner_candidate_id": self._winner(by, kind, holder, row, verdict.get("month", period))
            if by
            else "",
            "beneficiary_id": row[self.cases.paid_to.get(policy, "person_id")],
            "district": verdict.get("in", ""),
            "employer_id": employer_id(self.case, verdict["at"], self.writer.settings)
            if "at" in verdict
            else "",
        }

    def _winner(self, by: str, kind: str, holder: Holder, row: Row, period: str | None) -> str:
        """`self`, the label of an entry of the holder, or `holder entry`."""
        if by == "self":
            return candidate(kind, row, period)
        whose, _, label = by.rpartition(" ")
        for other_kind, other, other_label, other_row in self.judged:
            if (other_kind, other.label, other_label) == (kind, whose or holder.label, label) and (
                whose or other.copy == holder.copy
            ):
                return candidate(kind, other_row, period)
        raise ValueError(f"{self.case.name}: nothing is called {by}")


def _within(found: Any, word: str) -> Any:
    return found[word] if word and isinstance(found, Mapping) and word in found else found


def _by_month(found: Any) -> Iterator[tuple[str | None, Any]]:
    """One verdict, or one per month: `2026-01..2026-09`, `row` for the row itself."""
    if not isinstance(found, Mapping) or not all(MONTHS.fullmatch(str(key)) for key in found):
        yield None, found
        return
    for key, verdict in found.items():
        if key == "row":
            yield "", verdict
            continue
        first, _, last = key.partition("..")
        for month in months(first, last or first):
            yield month, verdict


def _fen(verdict: Fields, field: str) -> int | str:
    return int(Decimal(str(verdict[field])) * 100) if field in verdict else ""
