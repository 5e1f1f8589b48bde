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
from zhaoren.contracts.model import Contract, Kind
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
_PAYMENT = {
    "person_id": "varchar",
    "employer_id": "varchar",
    "occupation_code": "varchar",
    "level": "varchar",
    "benefit_id": "varchar",
    "named_policy_id": "varchar",
    "amount_fen": "bigint",
    "paid_on": "date",
    "status": "varchar",
}


@dataclass(frozen=True)
class CaseResult:
    """What became of one case: an empty `fault` where it came out as expected."""

    policy_id: str
    sentence: str
    fault: str


def run_cases(content: Content, contracts: Contracts, ruleset: Ruleset) -> list[CaseResult]:
    """Every case of every policy of a city, decided by the production SQL."""
    return [
        result
        for item in ruleset.policies
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
        worlds = list(_candidates(grain, cases, number, case))
        rows += worlds
        payments += [_payment(item, number, worlds[0], paid, as_of) for paid in case.paid]
        doubtful += [("payments", row["person_id"]) for row in worlds if row["payments_in_doubt"]]
    with duckdb.connect() as db:
        for schema in ("reference", "staging", "fact"):
            db.execute(f"create schema {schema}")
        reference_day(db, ruleset, as_of)
        reference_benefits(db, ruleset)
        columns = {column.stored_as: column.sql_type for column in grain.columns}
        _table(db, f"fact.{item.policy.grain}", columns, rows)
        _table(db, "fact.payments", _PAYMENT, payments)
        make_table(db, "staging.doubtful_persons", "source varchar, person_id varchar", doubtful)
        same = [other for other in ruleset.policies if other.policy.benefit == item.policy.benefit]
        decide_policies(db, content, contracts, same, SqlLog())
        return _decided(db, item.id)


def _decided(db: duckdb.DuckDBPyConnection, policy_id: str) -> dict[int, list[dict[str, Any]]]:
    result = db.execute(
        "select person_id, certificate_no, outcome, failed_ids, unknown_ids, amount_fen, city_fen "
        "from decision.decided where policy_id = ? order by candidate_id",
        [policy_id],
    )
    names = [column[0] for column in result.description or ()]
    found: dict[int, list[dict[str, Any]]] = {}
    for values in result.fetchall():
        row = dict(zip(names, values, strict=True))
        found.setdefault(int(row["person_id"].partition(":")[0]), []).append(row)
    return found


def _candidates(grain: Contract, cases: Cases, number: int, case: Case) -> Iterator[dict[str, Any]]:
    given = [case.given] if isinstance(case.given, Mapping) else list(case.given)
    worlds = [facts for facts in given for _ in range(case.times)]
    for place, facts in enumerate(worlds):
        said = {**cases.standard, **facts}
        row: dict[str, Any] = {"payments_in_doubt": said.get("payments_in_doubt", False)}
        for column in grain.columns:
            default = _DEFAULTS.get(column.kind) if column.required else None
            row[column.stored_as] = said.get(column.name, default)
        row["issued_month"] = row["issued_on"].replace(day=1) if row.get("issued_on") else None
        for column in grain.columns:
            if column.name in grain.key or column.kind in _OWN_NAMES:
                name = facts.get(column.name, "employer" if column.name == "employer_id" else place)
                row[column.name] = f"{number}:{name}"
        yield row


def _payment(
    item: LoadedPolicy,
    number: int,
    candidate: Mapping[str, Any],
    paid: Mapping[str, Any],
    as_of: date,
) -> dict[str, Any]:
    row = {name: candidate.get(name) for name in _PAYMENT}
    row |= {"benefit_id": item.policy.benefit, "named_policy_id": item.id}
    row |= {"amount_fen": 250000, "paid_on": as_of, "status": "paid", **paid}
    if "person_id" in paid:
        row["person_id"] = f"{number}:{paid['person_id']}"
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
    kept = [row["certificate_no"].partition(":")[2] for row in rows if row["outcome"] == "eligible"]
    if case.keeps and kept != [case.keeps]:
        faults.append(f"expected {case.keeps} to be eligible, not {', '.join(kept) or 'none'}")
    if outcomes != expected:
        faults.append(f"expected {dict(expected)}, decided {dict(outcomes)}")
    for row in rows:
        faults += _differences(case, row)
    return "; ".join(dict.fromkeys(faults))


def _differences(case: Case, row: Mapping[str, Any]) -> Iterator[str]:
    expected: dict[str, str | int] = {
        "failed_ids": ",".join(case.failed),
        "unknown_ids": ",".join(case.unknown),
    }
    if case.yuan is not None:
        expected["amount_fen"] = int(case.yuan * 100)
    if case.city_yuan is not None:
        expected["city_fen"] = int(case.city_yuan * 100)
    for name, value in expected.items():
        if row[name] != value:
            yield f"{name} is {row[name]!r}, expected {value!r}"
