"""A reviewers' desk for tests: a published run, lists that go out, files that come back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl.worksheet.worksheet import Worksheet

from tests.ledger_builder import CLERK, EMPLOYER, FOUND_ON, Office, Person
from zhaoren.documents.review_list import NOTE, OPINION, SERIAL, file_name, review_list
from zhaoren.documents.review_return import read_return
from zhaoren.ledger import Done
from zhaoren.office.candidates import PublishedRun
from zhaoren.office.review import ListPlanner
from zhaoren.office.review_answers import ReturnPlanner

TEXTS = pa.list_(pa.string())
_FINDINGS = pa.schema(
    {
        **dict.fromkeys(("policy_id", "candidate_id", "outcome"), pa.string()),
        "confirmed": pa.bool_(),
        **dict.fromkeys(("candidate_columns", "candidate_values", "unknown"), TEXTS),
        "unknown_evidence": pa.string(),
        "amount_fen": pa.int64(),
        **dict.fromkeys(
            ("beneficiary_id", "payee_name", "person_id", "person_name", "employer_id",
             "employer_name", "occupation_name", "certificate_no", "district", "level", "period"),
            pa.string(),
        ),
    }
)  # fmt: skip


@dataclass(frozen=True)
class Doubt:
    """A candidate in review."""

    person: Person
    unknown: tuple[str, ...] = ("identity_consistent",)
    evidence: str = "a" * 64
    confirmed: bool = False
    priced: bool = True

    def finding(self) -> dict[str, Any]:
        """Its row of findings."""
        one = self.person
        return {
            "policy_id": one.policy_id, "candidate_id": one.candidate_id, "outcome": "review",
            "confirmed": self.confirmed, "candidate_columns": ["certificate_no", "person_id"],
            "candidate_values": [one.certificate_no, one.id], "unknown": list(self.unknown),
            "unknown_evidence": self.evidence,
            "amount_fen": one.city_fen + one.district_fen if self.priced else None,
            "beneficiary_id": one.id, "payee_name": one.name, "person_id": one.id,
            "person_name": one.name, "employer_id": EMPLOYER, "employer_name": one.employer_name,
            "occupation_name": "电工", "certificate_no": one.certificate_no,
            "district": one.district, "level": one.level, "period": None,
        }  # fmt: skip


@dataclass
class Desk:
    """An office with a newest run."""

    office: Office
    doubts: Sequence[Doubt] = ()
    people: Sequence[Person] = ()
    nights: int = 0
    run: PublishedRun | None = field(default=None)

    def publish(self, doubts: Sequence[Doubt] = (), people: Sequence[Person] = ()) -> None:
        """A night publishes what it found and what it doubts."""
        self.nights += 1
        self.doubts, self.people = doubts, people
        folder = self.office.out / "runs" / "zibo" / f"2026-09-{self.nights:02}-aaaaaaaaaaaa"
        folder.mkdir(parents=True)
        _write(folder / "findings.parquet", [one.finding() for one in doubts], _FINDINGS)
        judged = [(one, ()) for one in people] + [(one.person, one.unknown) for one in doubts]
        _write(folder / "decisions.parquet", [_decision(*one) for one in judged])
        _write(
            folder / "criteria.parquet", [row for one in judged for row in _criteria(self, *one)]
        )
        pointer = self.office.out / "published" / "zibo.json"
        pointer.parent.mkdir(exist_ok=True)
        pointer.write_text(json.dumps([folder.name]), encoding="utf-8")
        self.run = PublishedRun(folder)

    def lists(
        self, stage: str = "district", district: str = "张店", on: date = FOUND_ON, **more: Any
    ) -> tuple[Done, Path | None]:
        """List for review; the file, if there is one."""
        planner = ListPlanner(self.run, self.office.words, stage, district, on)
        done = self.office.do(planner, **more)
        if planner.heading is None:
            return done, None
        path = self.office.out / file_name(planner.heading)
        path.write_bytes(review_list(planner.entries, self.office.words, planner.heading))
        return done, path

    def returns(self, path: Path, by: str = CLERK, on: date = FOUND_ON, **more: Any) -> Done:
        """Import a list that came back."""
        return self.office.do(ReturnPlanner(read_return(path), self.run, on, by), by, **more)


def _write(path: Path, rows: Sequence[Mapping[str, Any]], schema: pa.Schema | None = None) -> None:
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), path)


def _decision(one: Person, unknown: Sequence[str]) -> dict[str, Any]:
    said = "需要人工核实" if unknown else "符合各项条件，应发2500元"
    return {"policy_id": one.policy_id, "candidate_id": one.candidate_id, "explanation": said}


def _criteria(desk: Desk, one: Person, unknown: Sequence[str]) -> list[dict[str, Any]]:
    evidence = json.dumps({"names_differ": True, "person_name": one.name, "district": None})
    return [
        {
            "policy_id": one.policy_id,
            "candidate_id": one.candidate_id,
            "criterion_id": name,
            "verdict": "unknown" if name in unknown else "pass",
            "evidence": evidence,
        }
        for name in desk.office.words.policy(one.policy_id).criteria
    ]


Edit = Callable[[Worksheet], None]


def fill(path: Path, answers: Mapping[int, tuple[str | None, str | None]], *edits: Edit) -> Path:
    """Fill in opinions and notes by serial, as a clerk would, and save beside."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        head = heading_line(sheet)
        places = {cell.value: cell.column for cell in sheet[head]}
        for line in range(head + 1, sheet.max_row + 1):
            serial = sheet.cell(line, places[SERIAL]).value
            if serial in answers:
                opinion, note = answers[serial]
                sheet.cell(line, places[OPINION]).value = opinion
                sheet.cell(line, places[NOTE]).value = note
        for edit in edits:
            edit(sheet)
    filled = path.with_name(f"filled-{path.name}")
    book.save(filled)
    return filled


def heading_line(sheet: Worksheet) -> int:
    """The line of the headings."""
    return next(cell.row for cell in sheet["A"] if cell.value == SERIAL)


def all_agreed(count: int) -> dict[int, tuple[str, None]]:
    """同意 in every row."""
    return dict.fromkeys(range(1, count + 1), ("同意", None))
