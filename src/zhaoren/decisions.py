"""From facts to verdicts: every policy over every candidate of its grain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
from sqlglot import exp

from zhaoren.ahead import look_ahead, reference_not_in_force
from zhaoren.answering import answer_criteria
from zhaoren.content import Content
from zhaoren.contracts import Contracts
from zhaoren.findings import describe_policies
from zhaoren.incumbents import empty_ledger
from zhaoren.rules.compile import Compiled, compile_policy, verdict_table
from zhaoren.rules.load import LoadedPolicy, Ruleset
from zhaoren.rules.risks import describe_risks
from zhaoren.rules.sql import sql_of
from zhaoren.rules.verdicts import SHOWN
from zhaoren.transforms import DECISIONS, OUTPUTS, SqlLog, layer, run_layer

_TEXT = (
    "policy_id", "candidate_id", "candidate_parts", "once_key", "beneficiary_kind",
    "beneficiary_id", "payee_name", "person_name", "person_id", "employer_id", "district",
    "certificate_no", "occupation_code", "level", "period", "outcome", "failed_ids",
    "unknown_ids", "failed_said", "unknown_said", "full_said", "unknown_evidence",
    "winner_policy_id", "winner_candidate_id", "ceiling_group",
)  # fmt: skip
_NUMBERS = ("amount_fen", "city_fen", "district_fen", "ceiling_year", "found_rank")
_FLAGS = ("stands", "confirmed")
_DECIDED = {
    **dict.fromkeys(_TEXT, "varchar"),
    **dict.fromkeys(_NUMBERS, "bigint"),
    **dict.fromkeys(_FLAGS, "boolean"),
}
_STANDING = {"policy_id": "varchar", "candidate_id": "varchar", "once_key": "varchar"} | {
    "place": "bigint"
}
_PAST = {
    **dict.fromkeys(("policy_id", "payment_no"), "varchar"),
    "paid_on": "date",
    **dict.fromkeys(("person_id", "beneficiary_id", "once_key", "ceiling_group"), "varchar"),
    "ceiling_year": "bigint",
    "named_policy_id": "varchar",
    "amount_fen": "bigint",
    "status": "varchar",
}
_VERDICTS = (
    "policy_id", "candidate_id", "candidate_parts", "once_key", "granted_before",
    "beneficiary_kind", "beneficiary_id", "payee_name", "person_name", *SHOWN, "amount_fen",
    "city_percent", "whole_row", "row_winner_id", "preferred_fen", "keep_rank", "ceiling_group",
    "ceiling_year", "ceiling_limit", "ceiling_unit", "pays_remainder", "full_said",
    "ceiling_rank", "failed_ids", "unknown_ids", "failed_said", "unknown_said",
    "unknown_evidence",
)  # fmt: skip
"""What decides between candidates: the columns that the verdicts of all policies share."""

Shape = list[tuple[str, ...]]
"""Columns of a table, as DuckDB describes them."""

_STEPS = ("reaching", "contenders", "queue", "queued", "queued_years", "outcomes")

_NOTHING = """
select
    policy_id, candidate_id, '' as criterion_id, '' as verdict, '' as evidence, '' as clause,
    '' as citation
from decision.decided
where false
"""


@dataclass(frozen=True)
class Decided:
    """What was decided: the chosen policies, and those not in force yet."""

    policies: tuple[str, ...]
    not_in_force: tuple[str, ...]


def decide(
    db: duckdb.DuckDBPyConnection,
    content: Content,
    contracts: Contracts,
    ruleset: Ruleset,
    as_of: date,
    chosen: Sequence[str],
    log: SqlLog,
) -> Decided:
    """Make `output.decisions` and `output.criteria` for the chosen policies (none: all).

    Policies that share a benefit with a chosen one are decided too, so that a
    verdict never depends on what else was chosen; only the chosen are put out.
    """
    wanted = tuple(sorted(chosen or (item.id for item in ruleset.policies)))
    benefits = {ruleset.policy(name).benefit for name in wanted}
    related = [item for item in ruleset.policies if item.benefit in benefits]
    in_force = [item for item in related if item.policy.in_force <= as_of]
    decided = decide_policies(db, content, contracts, in_force, log)
    put_out = [item for item in in_force if item.id in wanted]
    _keep_only(db, put_out)
    _criteria(db, decided, ruleset, put_out, log)
    look_ahead(db, content, contracts, put_out, log)
    later = [item for item in related if item.id in wanted and item not in in_force]
    reference_not_in_force(db, later)
    describe_policies(db, contracts, ruleset)
    describe_risks(db, ruleset, as_of)
    run_layer(db, content, OUTPUTS, log)
    active = {item.id for item in put_out}
    return Decided(tuple(sorted(active)), tuple(name for name in wanted if name not in active))


def decide_policies(
    db: duckdb.DuckDBPyConnection,
    content: Content,
    contracts: Contracts,
    policies: Sequence[LoadedPolicy],
    log: SqlLog,
) -> dict[str, Compiled]:
    """Make `decision.decided`, policy by policy, in the order of precedence.

    Policies of one benefit of which the highest amount wins are decided together;
    one whose grain has no facts has no candidates, and nothing is made for it.
    The ledger's incumbents go first: those of a policy that yields stand before
    what it yields to is decided, for no newcomer can move them.

    Returns:
        policy id → the SQL of those that were decided.
    """
    empty_ledger(db)
    db.execute("create schema if not exists decision")
    tables = {"decided": _DECIDED, "standing": _STANDING, "past_payments": _PAST}
    for name, columns in tables.items():
        declared = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        db.execute(f"create or replace table decision.{name} ({declared})")
    steps = {item.table: item.sql for item in layer(content, DECISIONS)}
    for step in ("open_grants", "closed_keys"):  # asked by every policy
        log.run(db, f"decision.{step}", steps[f"decision.{step}"])
    for step in ("history", "granted", "paid_before"):
        log.run(db, f"decision.{step}", steps[f"decision.{step}"], "view")
    groups = list(_groups([item for item in policies if _has_facts(db, item)]))
    decided: dict[str, Compiled] = {}
    for item in (item for group in groups for item in group):
        compiled = compile_policy(item, contracts.outputs[f"facts_{item.policy.grain}"])
        answer_criteria(db, steps, compiled, verdict_table(item.id), log)
        decided[item.id] = compiled
    shape: Shape = []
    if _has_incumbents(db):
        for group in groups:
            if any(item.policy.yields_to for item in group):
                shape = _conclude(db, steps, group, log, shape)
                _keep(db, "standing", _STANDING, "where stands and place is not null")
    for group in groups:
        shape = _conclude(db, steps, group, log, shape)
        _keep(db, "decided", _DECIDED)
    return decided


def _conclude(
    db: duckdb.DuckDBPyConnection,
    steps: Mapping[str, str],
    group: Sequence[LoadedPolicy],
    log: SqlLog,
    before: Shape,
) -> Shape:
    """Make the view `decision.outcomes` of policies that are decided together.

    Returns:
        the columns of their verdicts; the views on verdicts of the same columns stand.
    """
    names = ", ".join(_VERDICTS)
    verdicts = (f"select {names} from {verdict_table(item.id)}" for item in group)
    log.run(db, "decision.verdicts", "\nunion all\n".join(verdicts), "view")
    shape = db.execute("describe decision.verdicts").fetchall()
    for step in _STEPS:  # a view looks again at what it reads whenever it is asked
        log.run(db, f"decision.{step}", steps[f"decision.{step}"], "view", stands=shape == before)
    return shape


def _keep(
    db: duckdb.DuckDBPyConnection, table: str, columns: Iterable[str], where: str = ""
) -> None:
    names = ", ".join(columns)
    db.execute(f"insert into decision.{table} select {names} from decision.outcomes {where}")


def _has_incumbents(db: duckdb.DuckDBPyConnection) -> bool:
    found = db.execute("select 1 from ledger.grants where standing = 'open' limit 1")
    return found.fetchone() is not None


def _has_facts(db: duckdb.DuckDBPyConnection, item: LoadedPolicy) -> bool:
    return db.execute(f"select 1 from fact.{item.policy.grain} limit 1").fetchone() is not None


def _groups(policies: Sequence[LoadedPolicy]) -> Iterator[list[LoadedPolicy]]:
    """Policies that are decided together, in their order."""
    together: dict[str, list[LoadedPolicy]] = {}
    for item in policies:
        name = item.benefit if item.policy.once.highest else f"only {item.id}"
        together.setdefault(name, []).append(item)
    yield from together.values()


def _keep_only(db: duckdb.DuckDBPyConnection, put_out: Sequence[LoadedPolicy]) -> None:
    names = [item.id for item in put_out]
    db.execute("delete from decision.decided where not list_contains(?, policy_id)", [names])


def _criteria(
    db: duckdb.DuckDBPyConnection,
    decided: Mapping[str, Compiled],
    ruleset: Ruleset,
    put_out: Sequence[LoadedPolicy],
    log: SqlLog,
) -> None:
    """Make the view `output.criteria`: one row per policy, candidate and criterion."""
    db.execute("create schema if not exists output")
    selects = []
    for item in put_out:
        for name, criterion in item.criteria.items() if item.id in decided else ():
            citation = item.citation(criterion, ruleset.documents)
            selects.append(decided[item.id].criterion(name, criterion.clause, citation))
    log.run(
        db,
        "output.criteria",
        sql_of(exp.union(*selects, distinct=False)) if selects else _NOTHING,
        "view",
    )
