"""Grants that the night finds, and what it finds again with another candidate or amount."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from zhaoren.ledger.book import numbered
from zhaoren.ledger.lifecycle import State
from zhaoren.ledger.records import Grant, References
from zhaoren.recording.published import Finding
from zhaoren.recording.work import Work, chunks, is_open, keeper

_WITHOUT_KEY = "candidate"  # a key of which a part is missing: the candidate is its own key
_MONEY = ("policy_id", "amount_fen", "city_fen", "district_fen")
_money = attrgetter(*_MONEY)


@dataclass
class Standing:
    """What stands tonight: by the grant that has its key, and what no grant has yet.

    `others`: of each grant the findings under its key, in their order.
    """

    fresh: list[Finding] = field(default_factory=list)
    others: dict[str, list[Finding]] = field(default_factory=dict)


def key_columns(finding: Finding) -> tuple[Sequence[str], Sequence[str | None]]:
    """Columns and values of what the benefit is given once per."""
    values = finding.once_values
    if values is None or None in values:
        columns = [_WITHOUT_KEY, *finding.candidate_columns]
        return columns, [_WITHOUT_KEY, *finding.candidate_values]
    return finding.once_per, values


def stand(work: Work, by_key: Mapping[References, Sequence[Grant]]) -> Standing:
    """Sort the run's findings by the grants that have their keys."""
    standing = Standing()
    seen: set[tuple[str, ...]] = set()
    for finding in work.run.findings:
        columns, values = key_columns(finding)
        key = work.parties.known_references(columns, values, finding.person_id)
        grants = by_key.get(work.full_key(finding.benefit_id, key)) if key else None
        if grants:
            standing.others.setdefault(keeper(grants).id, []).append(finding)
            continue
        name = (finding.benefit_id, *(key or [value or "" for value in values]))
        if name not in seen:  # a party that had two numbers may have two findings
            seen.add(name)
            standing.fresh.append(finding)
    return standing


def record_found(work: Work, fresh: Iterable[Finding]) -> dict[str, str]:
    """The grants that nobody had found yet; returns each one's beneficiary."""
    found: dict[str, str] = {}
    place = len(work.book.grants)
    for some in chunks(fresh):
        bases = work.transaction.keep_all([finding.particulars() for finding in some])
        items = [
            _found(work, finding, numbered("G", place + count), basis)
            for count, (finding, basis) in enumerate(zip(some, bases, strict=True), start=1)
        ]
        place += len(some)
        work.record("found", grants=items, parties=work.parties.new())
        found |= {item["grant"]: item["beneficiary"] for item in items}
    return found


def compare(work: Work, standing: Standing) -> dict[str, bool]:
    """Record candidates that changed and amounts that differ.

    Returns:
        every open grant that was found again → whether it is in conflict.
    """
    rebased: list[tuple[Grant, Finding]] = []
    conflicts: list[tuple[Grant, Finding]] = []
    again: dict[str, bool] = {}
    for name, findings in standing.others.items():
        grant = work.book.grants[name]
        if not is_open(grant) or not work.touched(grant):
            continue
        finding, same = _own(work, grant, findings)
        differs = _money(grant) != _money(finding)
        again[name] = differs and not any(_says(one, finding) for one in grant.kept_conflicts)
        if again[name] and not (grant.conflict and _says(grant.conflict, finding)):
            conflicts.append((grant, finding))
        if not again[name] and grant.conflict:
            work.record("conflict_settled", grant=name, accepted=False, withdrawn=True)
        if not differs and not (same and _same_place(work, grant, finding)):
            rebased.append((grant, finding))
    _record_rebased(work, rebased)
    _record_conflicts(work, conflicts)
    return again


def _own(work: Work, grant: Grant, findings: Sequence[Finding]) -> tuple[Finding, bool]:
    """The finding on the candidate that the grant rests on, else the first; whether it is."""
    own = work.parties.key(grant.candidate)
    for finding in findings:
        if _candidate(work, finding) == own:
            return finding, True
    return findings[0], False


def _candidate(work: Work, finding: Finding) -> References | None:
    names, values = finding.candidate_columns, finding.candidate_values
    return work.parties.known_references(names, values, finding.person_id)


def _says(conflict: Mapping[str, Any], finding: Finding) -> bool:
    return all(conflict[name] == getattr(finding, name) for name in _MONEY)


def _same_place(work: Work, grant: Grant, finding: Finding) -> bool:
    """Whether employer and district are the grant's; once approved they stay as they were."""
    if State.FOUND not in (grant.state, grant.held_from):
        return True
    employer = work.parties.known(finding.employer_id) if finding.employer_id else None
    stood = work.parties.standing(grant.employer) if grant.employer else None
    return employer == stood and finding.district == grant.district


def _record_rebased(work: Work, rebased: Sequence[tuple[Grant, Finding]]) -> None:
    for some in chunks(rebased):
        bases = work.transaction.keep_all([finding.particulars() for _, finding in some])
        items = [
            {
                "grant": grant.id,
                "candidate": _made_candidate(work, finding),
                "basis": basis,
                "district": _district(grant, finding),
                "employer": _party(work, "O", finding.employer_id),
            }
            for (grant, finding), basis in zip(some, bases, strict=True)
        ]
        work.record("rebased", grants=items, parties=work.parties.new())


def _district(grant: Grant, finding: Finding) -> str | None:
    """A grant moves to another district until one has approved it; then that one's share stands."""
    is_new = State.FOUND in (grant.state, grant.held_from)
    return finding.district if is_new else grant.district


def _record_conflicts(work: Work, conflicts: Sequence[tuple[Grant, Finding]]) -> None:
    for some in chunks(conflicts):
        bases = work.transaction.keep_all([finding.particulars() for _, finding in some])
        items = [
            {
                "grant": grant.id,
                "candidate": _made_candidate(work, finding),
                "basis": basis,
                "district": finding.district,
                "employer": _party(work, "O", finding.employer_id),
                **{name: getattr(finding, name) for name in _MONEY},
            }
            for (grant, finding), basis in zip(some, bases, strict=True)
        ]
        work.record("conflict_found", conflicts=items, parties=work.parties.new())


def _found(work: Work, finding: Finding, grant_id: str, basis: str) -> dict[str, Any]:
    names, values = key_columns(finding)
    letter = "P" if finding.beneficiary_kind == "person" else "O"
    return {
        "grant": grant_id,
        "policy": finding.policy_id,
        "benefit": finding.benefit_id,
        "key": list(work.parties.references(names, values, finding.person_id)),
        "candidate": _made_candidate(work, finding),
        "kind": finding.beneficiary_kind,
        "beneficiary": work.parties.party(letter, finding.beneficiary_id),
        "person": _party(work, "P", finding.person_id),
        "employer": _party(work, "O", finding.employer_id),
        "district": finding.district,
        "level": finding.level,
        "period": finding.period,
        "amount_fen": finding.amount_fen,
        "city_fen": finding.city_fen,
        "district_fen": finding.district_fen,
        "ceiling": _ceiling(work, finding),
        "basis": basis,
        "confirmed": finding.confirmed,
    }


def _made_candidate(work: Work, finding: Finding) -> list[str]:
    names, values = finding.candidate_columns, finding.candidate_values
    return list(work.parties.references(names, values, finding.person_id))


def _party(work: Work, letter: str, number: str | None) -> str | None:
    return work.parties.party(letter, number) if number else None


def _ceiling(work: Work, finding: Finding) -> dict[str, Any] | None:
    if finding.ceiling_per is None or finding.ceiling_values is None:
        return None
    group = work.parties.references(finding.ceiling_per, finding.ceiling_values, finding.person_id)
    return {"group": list(group), "year": finding.ceiling_year}
