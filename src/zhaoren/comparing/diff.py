"""Two published runs of a city: which verdicts differ, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from zhaoren.comparing.answers import changed_answers
from zhaoren.comparing.basis import Basis, basis_of
from zhaoren.comparing.causes import causes_of
from zhaoren.comparing.known import Cause, GrantChange, Known
from zhaoren.comparing.rows import Rows, changed_rows, merged_numbers, strangers
from zhaoren.comparing.rulebook import rule_values
from zhaoren.comparing.verdicts import Changed, Key, changed_verdicts
from zhaoren.errors import UsageError
from zhaoren.explain.tables import Tables
from zhaoren.runs import Run

COUNTED = frozenset({"employer_year", "school_year"})
"""Grains whose facts count people."""

TIMELESS = frozenset({"certificate", "graduate", "award", "designation", "hosting", "recognition"})
"""Grains with a row for everything that the exports know, whatever the date."""

_GRANTS = """
select
    coalesce(later.grant_id, earlier.grant_id) as grant_id,
    earlier.state as state_before,
    later.state as state_after,
    unnest(list_distinct([
        earlier.beneficiary_id, earlier.person_id, later.beneficiary_id, later.person_id
    ])) as number
from before.grants as earlier
full outer join after.grants as later on earlier.grant_id = later.grant_id
where earlier.standing is distinct from later.standing
order by grant_id, number
"""
_SOURCES = "select policy_id, criterion_id, sources from {run}.rules"
_GRAINS = """
select policy_id, grain from before.rules
union
select policy_id, grain from after.rules
order by all
"""
_CEILINGS = "select distinct policy_id, ceiling_per from {run}.findings where ceiling_per not null"
_REJECTED_KNOW_WHOM = "select 1 from (describe {run}.quarantine) where column_name = 'person_id'"


@dataclass(frozen=True)
class Why:
    """A verdict that differs, and its causes; there is always one."""

    verdict: Changed
    causes: Sequence[Cause]


@dataclass(frozen=True)
class Diff:
    """What differs between two runs.

    `rule_values`: policy → places where its SQL differs. Both runs are of one
    city; `before` is not necessarily the older one.
    """

    before: Run
    after: Run
    basis: Basis
    verdicts: Sequence[Why]
    rule_values: Mapping[str, Sequence[str]]

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """Policy → change → how many verdicts."""
        found: dict[str, Counter[str]] = {}
        for why in self.verdicts:
            found.setdefault(why.verdict.policy_id, Counter())[why.verdict.change] += 1
        return {policy: dict(counts) for policy, counts in found.items()}

    @property
    def kinds(self) -> dict[str, int]:
        """Kind of cause → how many verdicts have such a cause."""
        named = (kind for why in self.verdicts for kind in {one.kind for one in why.causes})
        return dict(sorted(Counter(named).items()))


def diff_runs(before: Run, after: Run, policies: Sequence[str] = ()) -> Diff:
    """Compare two runs; of `policies` alone (none: all).

    Raises:
        UsageError: they are of different cities, or there is no such policy in either.
    """
    if before.city != after.city:
        raise UsageError(
            f"Runs of different cities cannot be compared: {before.city} and {after.city}."
        )
    _check_policies(before, after, policies)
    basis = basis_of(before.manifest, after.manifest)
    with duckdb.connect() as db:
        db.execute("set enable_progress_bar = false")
        before.show(db, "before")
        after.show(db, "after")
        changed = changed_verdicts(db)
        known = _known(db, before, after, basis, changed)
    shown = [one for one in changed if not policies or one.policy_id in policies]
    verdicts = [Why(one, causes_of(one, known)) for one in shown]
    return Diff(before, after, basis, verdicts, _rule_values(before, after, verdicts))


def _check_policies(before: Run, after: Run, policies: Sequence[str]) -> None:
    known = sorted({*before.manifest["policies"], *after.manifest["policies"]})
    for policy in policies:
        if policy not in known:
            raise UsageError(
                f"Neither run asked for a policy {policy}; they know {', '.join(known)}."
            )


def _known(
    db: duckdb.DuckDBPyConnection,
    before: Run,
    after: Run,
    basis: Basis,
    changed: Sequence[Changed],
) -> Known:
    both = set(before.tables) & set(after.tables)
    unchanged = _unchanged(before, after)
    rows: Rows = changed_rows(
        db, unchanged, has_sources="sources" in both, has_rejected=_know_whom(db, both)
    )
    merged = {}
    if "sources" in both:
        merged = merged_numbers(db, "after") | _turned(merged_numbers(db, "before"))
    return Known(
        basis=basis,
        changed={one.key: one for one in changed},
        answers=changed_answers(db),
        rows=rows,
        sources=_sources(db) if "rules" in both else {},
        of_facts=_of_facts(db, after) if "rules" in after.tables else {},
        grants=_grants(db) if "grants" in both else {},
        ceilings=_ceilings(db) if "findings" in both else {},
        merged=merged,
        absent=_absent(before, after, basis),
        strangers=strangers(db) if "sources" in both else frozenset(),
        shows_rows="sources" in both,
        counted=_over(db, COUNTED) if "rules" in both else (),
        timeless=_over(db, TIMELESS) if "rules" in both else (),
    )


def _unchanged(before: Run, after: Run) -> set[str]:
    """The names of input files that are the same in both."""
    read = [
        {(one["name"], one["sha256"], one["total_line"]) for one in run.manifest["inputs"]}
        for run in (before, after)
    ]
    return {name for name, *_ in read[0] & read[1]}


def _turned(merged: Mapping[str, str]) -> dict[str, str]:
    """Of numbers that the earlier run alone merges: from the one that it used to the other."""
    return {new: old for old, new in merged.items()}


def _know_whom(db: duckdb.DuckDBPyConnection, both: set[str]) -> bool:
    """Whether quarantined rows of both runs name whom they speak of."""
    return "quarantine" in both and all(
        db.execute(_REJECTED_KNOW_WHOM.format(run=run)).fetchall() for run in ("before", "after")
    )


def _over(db: duckdb.DuckDBPyConnection, grains: Collection[str]) -> set[str]:
    """Policies over some grains."""
    return {policy for policy, grain in db.execute(_GRAINS).fetchall() if grain in grains}


def _sources(db: duckdb.DuckDBPyConnection) -> dict[Key, list[str]]:
    """(policy, criterion) → input sources of its evidence, as either run says."""
    found: dict[Key, list[str]] = {}
    for run in ("before", "after"):
        for policy, criterion, sources in db.execute(_SOURCES.format(run=run)).fetchall():
            known = found.get((policy, criterion), [])
            found[policy, criterion] = sorted({*known, *(sources or ())})
    return found


def _of_facts(db: duckdb.DuckDBPyConnection, run: Run) -> dict[Key, list[str]]:
    """(policy, fact) → input sources of the fact, as the tables of facts say of themselves."""
    tables = Tables(run, db)
    return {
        (policy, fact): label["sources"]
        for policy, grain in db.execute(_GRAINS).fetchall()
        for fact, label in tables.labels(f"facts_{grain}").items()
        if "sources" in label
    }


def _grants(db: duckdb.DuckDBPyConnection) -> dict[str, list[GrantChange]]:
    found: dict[str, list[GrantChange]] = {}
    for grant, state_before, state_after, number in db.execute(_GRANTS).fetchall():
        if number is not None:
            found.setdefault(number, []).append((grant, state_before, state_after))
    return found


def _ceilings(db: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for run in ("before", "after"):
        found |= dict(db.execute(_CEILINGS.format(run=run)).fetchall())
    return found


def _absent(before: Run, after: Run, basis: Basis) -> dict[str, str]:
    """Policies that one run gave no verdicts for at all, and why."""
    found = {}
    for one, other in ((before.manifest, after.manifest), (after.manifest, before.manifest)):
        for policy in one["policies"]:
            if policy not in other["policies"]:
                is_new = f"rules/{policy}/policy.yaml" not in other["content"]
                found[policy] = "rules" if is_new or basis.rules_of(policy) else "choice"
            elif policy in other["not_in_force"] and policy not in one["not_in_force"]:
                found[policy] = "date" if basis.days else "rules"
    return found


def _rule_values(before: Run, after: Run, verdicts: Sequence[Why]) -> dict[str, Sequence[str]]:
    """Of each policy of which a verdict differs by its rules."""
    folders: tuple[Path, Path] = (before.folder, after.folder)
    policies = {
        why.verdict.policy_id
        for why in verdicts
        if any(cause.kind == "rules" for cause in why.causes)
    }
    return {policy: rule_values(*folders, policy) for policy in sorted(policies)}
