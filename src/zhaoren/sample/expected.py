"""What the cases expect, as rows: one per case, certificate and policy."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from zhaoren.sample.case_identities import employer_id, number_of
from zhaoren.sample.case_rows import CaseWriter
from zhaoren.sample.cases import Case, Cases, Person
from zhaoren.sample.settings import Settings

COLUMNS = (
    "case", "policy_id", "candidate_id", "outcome", "amount_fen", "city_fen", "district_fen",
    "failed", "unknown", "hold_reason", "winner_policy_id", "winner_candidate_id", "district",
    "employer_id",
)  # fmt: skip
QUARANTINE_COLUMNS = ("case", "source", "reason", "column")
POLICIES = {2021: "zibo/technician-2021", 2022: "zibo/technician-2022"}
VERDICT_FIELDS = {
    "outcome", "amount", "city", "district", "failed", "unknown", "held", "by", "under", "in", "at",
}  # fmt: skip
Candidates = Mapping[str, str]  # label of the certificate → candidate_id


def write_expected(cases: Cases, settings: Settings, out: Path) -> None:
    """`expected.csv` and `expected_quarantine.csv` beside the inbox.

    Lists are joined by `;`. An empty district or employer_id is not asserted.
    """
    writer = CaseWriter(settings)
    rows = [row for case in cases.cases for row in _case(case, cases.verdicts, writer)]
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


def _case(case: Case, verdicts: Mapping[str, Any], writer: CaseWriter) -> Iterator[dict[str, Any]]:
    for serial, person in enumerate(case.people):
        candidates = _candidates(person, serial, writer)
        expected = case.expected.get(person.label, case.expected) if person.label else case.expected
        for label, candidate in candidates.items():
            for year, policy in POLICIES.items():
                found: Mapping[Any, Any] = expected.get(label, expected) if label else expected
                verdict = _verdict(found[year], verdicts)
                yield _row(case, policy, candidate, candidates, verdict)


def _verdict(found: str | Mapping[str, Any], verdicts: Mapping[str, Any]) -> Mapping[str, Any]:
    """The verdict written out, or the one of that name."""
    named: Mapping[str, Any] = verdicts[found] if isinstance(found, str) else found
    return named


def _candidates(person: Person, serial: int, writer: CaseWriter) -> Candidates:
    """A certificate under two numbers of one person is one candidate."""
    rows = [next(iter(group)) for group in _grouped(person, serial, writer)]
    labels = [entry.get("called", "") for entry in person.entries["certificate"]]
    return {
        label: f"{row['certificate_no']}|{number_of(person)}"
        for label, row in zip(labels, rows, strict=True)
    }


def _grouped(person: Person, serial: int, writer: CaseWriter) -> Iterator[list[dict[str, Any]]]:
    rows = writer.certificates(person, serial)
    for entry in person.entries["certificate"]:
        yield [next(rows) for _ in range(entry.get("written", 1))]


def _row(
    case: Case, policy: str, candidate: str, candidates: Candidates, verdict: Mapping[str, Any]
) -> dict[str, Any]:
    unknown_words = set(verdict) - VERDICT_FIELDS
    if unknown_words:
        raise ValueError(f"{case.name}: {sorted(unknown_words)}")
    by = verdict.get("by", "")
    return {
        "case": case.name,
        "policy_id": policy,
        "candidate_id": candidate,
        "outcome": verdict["outcome"],
        "amount_fen": _fen(verdict, "amount"),
        "city_fen": _fen(verdict, "city"),
        "district_fen": _fen(verdict, "district"),
        "failed": ";".join(verdict.get("failed", ())),
        "unknown": ";".join(verdict.get("unknown", ())),
        "hold_reason": verdict.get("held", ""),
        "winner_policy_id": POLICIES[verdict["under"]] if by else "",
        "winner_candidate_id": "" if not by else candidate if by == "self" else candidates[by],
        "district": verdict.get("in", ""),
        "employer_id": employer_id(case, verdict["at"]) if "at" in verdict else "",
    }


def _fen(verdict: Mapping[str, Any], field: str) -> int | str:
    return verdict[field] * 100 if field in verdict else ""
