"""Where a subject's grants stand, and what becomes due for them on a known day."""

from __future__ import annotations

from collections.abc import Sequence

from zhaoren.explain.model import Finding, Grant, Upcoming
from zhaoren.explain.subjects import Meant
from zhaoren.explain.tables import Row, Tables, places


def grants_of(
    tables: Tables, rules: Sequence[Row], meant: Meant, policy_id: str | None
) -> tuple[Grant, ...]:
    """The subject's grants as they stood when the night began, by their number."""
    rows = tables.rows("grants", *_of_subject(meant, policy_id), order="grant_id")
    titles = {row["policy_id"]: row["title"] for row in rules}
    numbers = [row["grant_id"] for row in rows]
    found = tables.rows("lookback", f"grant_id in ({places(numbers)})", numbers)
    return tuple(_grant(tables, row, titles.get(row["policy_id"]), found) for row in rows)


def _of_subject(meant: Meant, policy_id: str | None) -> tuple[str, list[object]]:
    values: list[object]
    if meant.grant_id:
        where, values = "grant_id = ?", [meant.grant_id]
    elif meant.kind == "person":
        where, values = "(person_id = ? or beneficiary_id = ?)", [meant.number, meant.number]
    else:
        where, values = "beneficiary_id = ? and beneficiary_kind <> 'person'", [meant.number]
    return (
        (where, values)
        if policy_id is None
        else (f"{where} and policy_id = ?", [*values, policy_id])
    )


def _grant(tables: Tables, row: Row, title: str | None, found: Sequence[Row]) -> Grant:
    names = (
        "grant_id", "policy_id", "candidate_id", "period", "amount_fen", "state", "waits_for",
        "found_on", "since", "due_on", "paid_on", "batch", "overdue",
    )  # fmt: skip
    return Grant(
        **{name: row[name] for name in names},
        title=title or row["policy_id"],
        state_title=tables.code("grants", "state", row["state"]),
        findings=tuple(
            Finding(
                one["finding"],
                tables.code("lookback", "finding", one["finding"]),
                one["value"] or "",
                one["citation"] or "",
            )
            for one in found
            if one["grant_id"] == row["grant_id"]
        ),
    )


def upcoming_of(
    tables: Tables, rules: Sequence[Row], meant: Meant, policy_id: str | None
) -> tuple[Upcoming, ...]:
    """What becomes due for the subject on a day that is known, the earliest first."""
    own = "person_id" if meant.kind == "person" else "beneficiary_id"
    rows = tables.rows(
        "upcoming", f"{own} = ?", [meant.number], order="on_date, kind, policy_id, explanation"
    )
    titles = {row["policy_id"]: row["title"] for row in rules}
    return tuple(
        Upcoming(
            row["kind"],
            row["policy_id"],
            titles.get(row["policy_id"]) or row["policy_id"] or "",
            row["on_date"],
            row["explanation"],
        )
        for row in rows
        if policy_id in (None, row["policy_id"])
    )
