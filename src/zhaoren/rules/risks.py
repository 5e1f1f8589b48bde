"""What the risk flags of a night look for (rules/risks.yaml), for the SQL that finds them.

A flag is a hint for an auditor; its thresholds are the bureau's. One that has
no entry is switched off.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

from zhaoren.contracts import Contracts
from zhaoren.rules.load import Ruleset
from zhaoren.rules.yaml import Problem, Source, read_yaml

NEEDS = {
    "issuer_month": ("times", "months"),
    "issuer_year": ("percent",),
    "employer_share": ("percent",),
    "employer_staff": ("percent",),
    "same_day_staff": ("percent",),
    "new_employer": ("days",),
    "many_certificates": ("days",),
    "quick_rise": ("months",),
    "employer_money": ("percent",),
    "left_after_payment": ("days",),
}
"""Flag → what it asks for beside at_least; a flag that is not here asks for nothing more."""

OPTIONAL = ("percent", "times", "days", "months")
_RISKS = pa.schema(
    [
        ("flag", pa.string()),
        ("title", pa.string()),
        ("at_least", pa.int64()),
        *((name, pa.int64()) for name in OPTIONAL),
        ("since", pa.date32()),
    ]
)


def describe_risks(db: duckdb.DuckDBPyConnection, ruleset: Ruleset, as_of: date) -> None:
    """Make `reference.risks`: the thresholds of each flag; `since` is `days` before `as_of`."""
    rows = [
        {
            "flag": flag,
            **risk.model_dump(exclude={"reason"}),
            "since": as_of - timedelta(days=risk.days) if risk.days else None,
        }
        for flag, risk in ruleset.risks.items()
    ]
    db.register("reference_rows", pa.Table.from_pylist(rows, schema=_RISKS))
    db.execute("create or replace table reference.risks as from reference_rows")
    db.unregister("reference_rows")


def risk_problems(rules: Path, ruleset: Ruleset, contracts: Contracts) -> Iterator[Problem]:
    """Flags that no table knows, and thresholds that a flag lacks or does not use."""
    source = read_yaml(rules / "risks.yaml", rules)
    if isinstance(source, Problem):  # reported where the ruleset was read
        return
    known = set(contracts.outputs["risks"].column("flag").codes.values())
    for flag, risk in ruleset.risks.items():
        if flag not in known:
            yield source.problem(
                f"there is no flag {flag}; known: {', '.join(sorted(known))}", flag
            )
            continue
        given = {name for name in OPTIONAL if getattr(risk, name) is not None}
        yield from _misfits(source, flag, given)


def _misfits(source: Source, flag: str, given: set[str]) -> Iterator[Problem]:
    needed = set(NEEDS.get(flag, ()))
    for name in sorted(needed - given):
        yield source.problem(f"{flag} needs {name}", flag)
    for name in sorted(given - needed):
        yield source.problem(f"{flag} does not look at {name}", flag, name)
