"""A run that is about to be published, as rows written by hand, and its report.

Two policies, hostile titles and districts, numbers of persons wherever a table
has them: none of those may stand in the page.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from zhaoren.content import find_content
from zhaoren.contracts import Contracts, load_contracts
from zhaoren.payments.prepare import Prepared
from zhaoren.publish import Stamp
from zhaoren.report import Earlier, Surroundings, write_report
from zhaoren.runs import Run

AS_OF = date(2026, 11, 20)
PERSON = "370302199001010018"
ORGANISATION = "91370300195734601C"
HOSTILE = """<script>alert("1")</script>'&"""
CONTRACTS: Contracts = load_contracts(find_content())
Row = Mapping[str, Any]


def decision(
    outcome: str,
    *,
    failed: Sequence[str] = (),
    unknown: Sequence[str] = (),
    policy: str = "zibo/a",
    fen: int = 0,
    district: str | None = "张店",
) -> dict[str, Any]:
    """A verdict; money is shared half and half where there is some."""
    return {
        "policy_id": policy, "outcome": outcome, "failed": list(failed), "unknown": list(unknown),
        "amount_fen": fen or None, "city_fen": fen - fen // 2, "district_fen": fen // 2,
        "district": district, "person_id": PERSON, "beneficiary_id": PERSON,
        "beneficiary_kind": "person", "employer_id": ORGANISATION,
    }  # fmt: skip


def numbered(decisions: Sequence[Row]) -> list[dict[str, Any]]:
    """Verdicts with a candidate each, by their place."""
    return [
        {**row, "candidate_id": f"{PERSON}|{place:03}"}
        for place, row in enumerate(decisions, start=1)
    ]


RULES = [
    {"policy_id": policy, "place": place, "title": title, "criterion_id": name,
     "criterion_place": number, "label": label}
    for place, policy, title in ((1, "zibo/a", f"补贴{HOSTILE}"), (2, "zibo/b", "没有对象的政策"))
    for number, (name, label) in enumerate(
        [("in_city", "在本市行政区域内"), ("insured", f"参保{HOSTILE}"),
         ("amount_known", "金额明确")],
        start=1,
    )
]  # fmt: skip
MANY = [f"further_{number:02}" for number in range(1, 14)]
"""Criteria of the policy that has no candidates: more than a chart shows."""

RULES += [
    {"policy_id": "zibo/b", "place": 2, "title": "没有对象的政策", "criterion_id": name,
     "criterion_place": place, "label": f"条件{place}"}
    for place, name in enumerate(MANY, start=4)
]  # fmt: skip

DECISIONS = numbered(
    [
        *[decision("eligible", fen=250_000)] * 3,
        decision("eligible", fen=300_001, district=HOSTILE),
        decision("eligible", fen=100, district=None),
        decision("capped", fen=250_000),
        decision("review", unknown=["insured"]),
        decision("review", unknown=["insured", "amount_known"]),
        decision("ineligible", failed=["in_city"]),
        decision("ineligible", failed=["insured"], unknown=["in_city"]),
        decision("ineligible", failed=["amount_known"]),
    ]
)
FUNNEL = {"全部对象": (11, 0), "在本市行政区域内": (9, 1), f"参保{HOSTILE}": (7, 2),
          "金额明确": (6, 2), "符合，应当发放": (5, 0), "可以发放": (4, 0)}  # fmt: skip
"""What the funnel of DECISIONS is, counted by hand: passed everything, unknown so far."""


def grant(name: str, state: str, since: date, **more: Any) -> dict[str, Any]:
    """A grant of the ledger."""
    return {
        "grant_id": name, "state": state, "since": since, "amount_fen": 250_000,
        "hold_reasons": [], "overdue": False, "waits_for": "", "person_id": PERSON,
    } | more  # fmt: skip


@dataclass
class Desk:
    """The tables of a run and what the intake counted."""

    decisions: Sequence[Row] = field(default_factory=lambda: DECISIONS)
    rules: Sequence[Row] = field(default_factory=lambda: RULES)
    grants: Sequence[Row] = (
        grant("G1", "found", date(2026, 11, 13)),
        grant("G2", "found", date(2026, 11, 12)),
        grant("G3", "found", date(2026, 9, 20), overdue=True),
        grant("G4", "held", date(2026, 10, 21), hold_reasons=["fail:insured", "account:no_account"],
              waits_for="暂缓：参保不符合"),
        grant("G5", "paid", date(2026, 9, 21)),
    )  # fmt: skip
    lookback: Sequence[Row] = (
        {"grant_id": "G5", "finding": "deceased", "column": "deceased_on", "amount_fen": 250_000},
        {"grant_id": "G5", "finding": "deceased", "column": "retired_on", "amount_fen": 250_000},
    )
    near: Sequence[Row] = (
        {"policy_id": "zibo/a", "criterion_id": "insured", "verdict": "fail", "amount_fen": 250_000,
         "mends_on": date(2026, 12, 1), "person_id": PERSON},
        {"policy_id": "zibo/a", "criterion_id": "insured", "verdict": "unknown"},
        *({"policy_id": "zibo/b", "criterion_id": name, "verdict": "fail"} for name in MANY),
    )  # fmt: skip
    upcoming: Sequence[Row] = (
        {"kind": "qualifies", "on_date": date(2026, 12, 1), "amount_fen": 250_000},
        {"kind": "notice_ends", "on_date": date(2026, 11, 27)},
    )
    risks: Sequence[Row] = (
        {"flag": "shared_account", "subject_id": PERSON},
        {"flag": "issuer_month", "subject_id": "某机构"},
    )
    quarantined: Sequence[tuple[str, str]] = (
        ("certificates", "person_id.invalid"),
        ("certificates", "level.unknown_code"),
        ("certificates", "key.conflict"),
    )

    def publish(self, folder: Path, earlier: Earlier | None = None) -> Path:
        """Write the tables and the report into a new folder; the report."""
        folder.mkdir(parents=True)
        with duckdb.connect() as db:
            for name in ("decisions", "rules", "grants", "lookback", "near", "upcoming", "risks"):
                write_rows(db, folder, name, getattr(self, name))
            self._intake(db)
            write_report(
                folder,
                db,
                Stamp("ab" * 32, AS_OF, "zibo"),
                CONTRACTS,
                Surroundings("淄博市", {"zibo/c": "尚未施行"}, ["payments"], earlier or Earlier()),
                Prepared(2, 4, 1_050_001, {"no_account": 1}, 100, {}, {"zibo/a": 4}),
                dict.fromkeys((f"{name}.parquet" for name in CONTRACTS.outputs), 3),
            )
        return folder / "report.html"

    def _intake(self, db: duckdb.DuckDBPyConnection) -> None:
        for schema in ("intake", "accepted", "reference"):
            db.execute(f"create schema {schema}")
        db.execute("create table reference.settled_months as select date '2026-09-01' as period")
        db.execute("create table intake.contribution_months as select date '2026-10-01' as period")
        db.execute("create table intake.quarantine (source varchar, reason varchar)")
        for row in self.quarantined:
            db.execute("insert into intake.quarantine values (?, ?)", list(row))
        db.execute(
            "create table intake.reconciliation as select unnest(['certificates', 'contributions', "
            "'accounts']) as source, 1000 as rows_read, 996 as rows_accepted, "
            "3 as rows_quarantined, 1 as rows_duplicate"
        )
        db.execute(
            "create table accepted.certificates as select unnest([date '2026-10-31', "
            "date '2026-11-21']) as issued_on"
        )


def write_rows(
    db: duckdb.DuckDBPyConnection, folder: Path, table: str, rows: Sequence[Row]
) -> None:
    """A published table with these rows; what they do not name is empty."""
    columns = CONTRACTS.outputs[table].columns
    declared = ", ".join(f'"{column.stored_as}" {column.sql_type}' for column in columns)
    db.execute(f"create or replace table made ({declared})")
    for row in rows:
        values = [row.get(column.stored_as) for column in columns]
        db.execute(f"insert into made values ({', '.join('?' for _ in values)})", values)
    db.execute(f"copy made to '{folder / table}.parquet'")


def earlier_run(folder: Path, decisions: Sequence[Row], **said: Any) -> Run:
    """A published run of the day before."""
    folder.mkdir(parents=True)
    with duckdb.connect() as db:
        write_rows(db, folder, "decisions", decisions)
    digest = hashlib.sha256((folder / "decisions.parquet").read_bytes()).hexdigest()
    manifest = {
        "run_id": "cd" * 32, "as_of": "2026-11-19", "city": "zibo",
        "policies": ["zibo/a", "zibo/b", "zibo/old"], "not_in_force": ["zibo/b"],
        "outputs": [{"path": "decisions.parquet", "sha256": digest}],
    } | said  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return Run(folder, manifest)
