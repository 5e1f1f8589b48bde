"""`zhaoren test`: the cases of every policy, through the production SQL.

A case is a row of the grain's facts. Cases must not meet one another, so
every identifier in a case is made its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from zhaoren.content import Content
from zhaoren.contracts import Contracts
from zhaoren.contracts.model import Column, Contract, Kind
from zhaoren.decisions import decide_policies
from zhaoren.facts import make_table, reference_benefits, reference_day
from zhaoren.rules.load import LoadedPolicy, Ruleset, read_cases
from zhaoren.rules.model import Case, Cases
from zhaoren.rules.yaml import Problem
from zhaoren.transforms import SqlLog

_DEFAULTS: dict[str, Any] = {
    Kind.PERSON_ID: "person",
    Kind.ORGANISATION_ID: "employer",
    Kind.BOOLEAN: False,
    Kind.INTEGER: 0,
}
_OWN_NAMES = (Kind.PERSON_ID, Kind.ORGANISATION_ID)
_TEAM = "team_id"
_PAYMENT = {
    "payment_no": "varchar",
    "person_id": "varchar",
    "org_id": "varchar",
    "employer_id": "varchar",
    "certificate_no": "varchar",
    "occupation_code": "varchar",
    "level": "varchar",
    "period": "varchar",
    "reference": "varchar",
    "benefit_id": "varchar",
    "named_policy_id": "varchar",
    "amount_fen": "bigint",
    "paid_on": "date",
    "status": "varchar",
    "main_employer_id": "varchar",
    "period_year": "bigint",
}
_OF_A_MONTH = ("period", "month", "month_number")


@dataclass(frozen=True)
class CaseResult:
    """What became of one case: an empty `fault` where it came out as expected."""

    policy_id: str
    sentence: str
    fault: str


def run_cases(
    content: Content, contracts: Contracts, ruleset: Ruleset, only: str = ""
) -> list[CaseResult]:
    """Every case of every policy of a city (or of one), decided by the production SQL."""
    return [
        result
        for item in ruleset.policies
        if only in ("", item.id)
        for result in _run_policy(content, contracts, ruleset, item)
    ]


def _run_policy(
    content: Content, contracts: Contracts, ruleset: Ruleset, item: LoadedPolicy
) -> Iterator[CaseResult]:
    problems: list[Problem] = []
    cases = read_cases(item, content.rules, problems)
    if cases is None:
        yield from (CaseResult(item.id, str(problem), "cannot be read") for problem in problems)
        return
    by_date: dict[date, list[tuple[int, str, Case]]] = {}
    for number, (sentence, case) in enumerate(cases.cases.items()):
        by_date.setdefault(case.as_of or cases.as_of, []).append((number, sentence, case))
    for as_of, dated in by_date.items():
        found = _decide(content, contracts, ruleset, item, cases, as_of, dated)
        for number, sentence, case in dated:
            yield CaseResult(item.id, sentence, _fault(case, found.get(number, [])))


def _decide(
    content: Content,
    contracts: Contracts,
    ruleset: Ruleset,
    item: LoadedPolicy,
    cases: Cases,
    as_of: date,
    dated: Sequence[tuple[int, str, Case]],
) -> dict[int, list[dict[str, Any]]]:
    """Case number → the decided rows of the policy."""
    grain = contracts.outputs[f"facts_{item.policy.grain}"]
    rows, payments, doubtful = [], [], []
    for number, _, case in dated:
        worlds = list(_candidates(grain, cases, number, case, as_of))
        if item.policy.repeat and item.policy.repeat.gate:
            worlds = [*_whole_rows(grain, worlds), *(row for row in worlds if row["period"])]
        rows += worlds
        for paid in case.paid:
            one = {name: value for name, value in paid.items() if name != "times"}
            payment = _payment(item, grain, number, worlds[-1], one, as_of)
            payments += [payment] * int(str(paid.get("times", 1)))
        doubtful += [
            ("payments", row.get("person_id") or row[item.policy.payee])
            for row in worlds
            if row.get("payments_in_doubt")
        ]
    with duckdb.connect() as db:
        for schema in ("reference", "staging", "fact"):
            db.execute(f"create schema {schema}")
        reference_day(db, ruleset, as_of)
        reference_benefits(db, ruleset)
        columns = {column.stored_as: column.sql_type for column in grain.columns}
        _table(db, f"fact.{item.policy.grain}", columns, rows)
        _table(db, "fact.payments", _PAYMENT, payments)
        make_table(db, "staging.doubtful_persons", "source varchar, person_id varchar", doubtful)
        same = [
            other
            for other in ruleset.policies
            if other.benefit == item.benefit and other.policy.in_force <= as_of
        ]
        decide_policies(db, content, contracts, same, SqlLog())
        return _decided(db, item.id)


def _decided(db: duckdb.DuckDBPyConnection, policy_id: str) -> dict[int, list[dict[str, Any]]]:
    result = db.execute(
        "select candidate_id, outcome, failed_ids, unknown_ids, amount_fen, city_fen "
        "from decision.decided where policy_id = ? order by candidate_id",
        [policy_id],
    )
    names = [column[0] for column in result.description or ()]
    found: dict[int, list[dict[str, Any]]] = {}
    for values in result.fetchall():
        row = dict(zip(names, values, strict=True))
        found.setdefault(int(row["candidate_id"].partition(":")[0]), []).append(row)
    return found


def _candidates(
    grain: Contract, cases: Cases, number: int, case: Case, as_of: date
) -> Iterator[dict[str, Any]]:
    """The rows of a case; what names a person, an organisation or a certificate is its own."""
    given = [case.given] if isinstance(case.given, Mapping) else list(case.given)
    worlds = [facts for facts in given for _ in range(case.times)]
    for place, facts in enumerate(worlds):
        said = {"as_of": as_of, **cases.standard, **facts}
        row: dict[str, Any] = {"payments_in_doubt": said.get("payments_in_doubt", False)}
        for column in grain.columns:
            default = _DEFAULTS.get(column.kind) if column.required else None
            row[column.stored_as] = said.get(column.name, said.get(column.stored_as, default))
        if "issued_month" in row:
            row["issued_month"] = row["issued_on"].replace(day=1) if row["issued_on"] else None
        for column in grain.columns:
            name = column.stored_as
            identifies = name in grain.key and column.kind is Kind.IDENTIFIER
            if column.kind in _OWN_NAMES or identifies or name == _TEAM:
                own = _own_name(column, facts, cases.standard, place)
                row[name] = None if own is None else f"{number}:{own}"
        if "party" in row:
            row["party"] = row["team_id"] or row["person_id"]
        yield row


def _own_name(
    column: Column, facts: Mapping[str, object], standard: Mapping[str, object], place: int
) -> object:
    """Who is meant: as the case says, else one of its own; employers are shared in a case."""
    name = column.stored_as
    if name in facts:
        return facts[name]
    if standard.get(name, "") is None:
        return None
    if name == "employer_id":
        return "employer"
    return place if column.required or name in standard else None


def _whole_rows(grain: Contract, worlds: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Beside the months that a case gives: each row as a whole, once."""
    row_key = [name for name in grain.key if name != "period"]
    distinct = {tuple(row[name] for name in row_key): row for row in reversed(worlds)}
    for row in distinct.values():
        yield {**row, **dict.fromkeys(_OF_A_MONTH)}


def _payment(
    item: LoadedPolicy,
    grain: Contract,
    number: int,
    candidate: Mapping[str, Any],
    paid: Mapping[str, Any],
    as_of: date,
) -> dict[str, Any]:
    """A payment under the candidate's key; it refers to the candidate where only that says it."""
    policy = item.policy
    row = {name: candidate.get(name) for name in _PAYMENT}
    row |= {"benefit_id": item.benefit, "named_policy_id": item.id, "main_employer_id": None}
    row |= {"amount_fen": 250000, "paid_on": as_of, "status": "paid", "period_year": None}
    row["main_employer_id"] = candidate.get("employer_id")
    if policy.beneficiary != "person":
        row["org_id"] = candidate[policy.payee]
    if not set(policy.once.per) <= {*_PAYMENT, policy.payee}:
        parts = ("" if candidate[name] is None else str(candidate[name]) for name in grain.key)
        row["reference"] = "|".join(parts)
    own = {name: f"{number}:{paid[name]}" for name in ("person_id", "org_id") if paid.get(name)}
    row |= {**paid, **own}
    if row["period"]:
        row["period_year"] = int(str(row["period"])[:4])
    return row


def _table(
    db: duckdb.DuckDBPyConnection,
    table: str,
    columns: Mapping[str, str],
    rows: Sequence[Mapping[str, Any]],
) -> None:
    declared = ", ".join(f"{name} {sql_type}" for name, sql_type in columns.items())
    make_table(db, table, declared, [[row[name] for name in columns] for row in rows])


def _fault(case: Case, rows: Sequence[Mapping[str, Any]]) -> str:
    """How the decided rows differ from what the case expects; empty where they agree."""
    expected = (
        Counter(case.expect)
        if isinstance(case.expect, Mapping)
        else Counter({case.expect: max(len(rows), 1)})
    )
    outcomes = Counter(row["outcome"] for row in rows)
    faults = []
    kept = [row["candidate_id"] for row in rows if row["outcome"] == "eligible"]
    if case.keeps and not (len(kept) == 1 and case.keeps in _parts(kept[0])):
        faults.append(f"expected {case.keeps} to be eligible, not {len(kept)} candidates")
    if outcomes != expected:
        faults.append(f"expected {dict(expected)}, decided {dict(outcomes)}")
    faults += _differences(case, rows)
    return "; ".join(dict.fromkeys(faults))


def _parts(candidate_id: str) -> list[str]:
    """The parts of a candidate's id, without the number of the case."""
    return [part.partition(":")[2] or part for part in candidate_id.split("|")]


def _differences(case: Case, rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Criteria over all rows of the case; amounts of those that are due."""
    for name, said in (("failed_ids", case.failed), ("unknown_ids", case.unknown)):
        found = {word for row in rows for word in row[name].split(",") if word}
        if found != set(said):
            yield f"{name} is {sorted(found)!r}, expected {sorted(said)!r}"
    for name, yuan in (("amount_fen", case.yuan), ("city_fen", case.city_yuan)):
        for row in rows:
            due = row["outcome"] in ("eligible", "capped")
            if yuan is not None and due and row[name] != int(yuan * 100):
                yield f"{name} is {row[name]!r}, expected {int(yuan * 100)!r}"
        if yuan is not None and not any(row["outcome"] in ("eligible", "capped") for row in rows):
            yield f"nothing is due, expected {name} {int(yuan * 100)!r}"
