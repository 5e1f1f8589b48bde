"""From facts to verdicts: every policy over every candidate of its grain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
from sqlglot import exp

from zhaoren.content import Content
from zhaoren.contracts import Contracts
from zhaoren.rules.compile import SHOWN, Compiled, compile_policy, verdict_table
from zhaoren.rules.load import LoadedPolicy, Ruleset
from zhaoren.transforms import DECISIONS, OUTPUTS, SqlLog, layer, run_layer

_TEXT = (
    "policy_id", "candidate_id", "once_key", "beneficiary_kind", "beneficiary_id", "payee_name",
    "person_id", "employer_id", "district", "certificate_no", "occupation_code", "level", "period",
    "outcome", "failed_ids", "unknown_ids", "failed_said", "unknown_said", "full_said",
    "winner_policy_id", "winner_candidate_id",
)  # fmt: skip
_MONEY = ("amount_fen", "city_fen", "district_fen")
_STANDING = (
    "policy_id", "candidate_id", "once_key", "granted_before", "beneficiary_kind",
    "beneficiary_id", "payee_name", *SHOWN, "amount_fen", "city_percent", "whole_row",
    "row_winner_id", "preferred_fen", "keep_rank", "ceiling_group", "ceiling_year",
    "ceiling_limit", "ceiling_unit", "pays_remainder", "full_said", "ceiling_rank", "failed_ids",
    "unknown_ids", "failed_said", "unknown_said",
)  # fmt: skip
"""What decides between candidates: the columns that the verdicts of all policies share."""

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

    Returns:
        policy id → the SQL of those that were decided.
    """
    db.execute("create schema if not exists decision")
    columns = [*(f"{name} varchar" for name in _TEXT), *(f"{name} bigint" for name in _MONEY)]
    db.execute(f"create or replace table decision.decided ({', '.join(columns)})")
    steps = {item.table: item.sql for item in layer(content, DECISIONS)}
    decided: dict[str, Compiled] = {}
    for group in _groups([item for item in policies if _has_facts(db, item)]):
        for item in group:
            compiled = compile_policy(item, contracts.outputs[f"facts_{item.policy.grain}"])
            _answer_criteria(db, steps, compiled, log)
            decided[item.id] = compiled
        names = ", ".join(_STANDING)
        verdicts = (f"select {names} from {verdict_table(item.id)}" for item in group)
        log.run(db, "decision.verdicts", "\nunion all\n".join(verdicts), "view")
        for step in ("contenders", "queued", "outcomes"):
            log.run(db, f"decision.{step}", steps[f"decision.{step}"], "view")
        db.execute(
            f"insert into decision.decided select {', '.join((*_TEXT, *_MONEY))} "
            "from decision.outcomes"
        )
    return decided


def _has_facts(db: duckdb.DuckDBPyConnection, item: LoadedPolicy) -> bool:
    return db.execute(f"select 1 from fact.{item.policy.grain} limit 1").fetchone() is not None


def _groups(policies: Sequence[LoadedPolicy]) -> Iterator[list[LoadedPolicy]]:
    """Policies that are decided together, in their order."""
    together: dict[str, list[LoadedPolicy]] = {}
    for item in policies:
        name = item.benefit if item.policy.once.highest else f"only {item.id}"
        together.setdefault(name, []).append(item)
    yield from together.values()


def _answer_criteria(
    db: duckdb.DuckDBPyConnection, steps: Mapping[str, str], compiled: Compiled, log: SqlLog
) -> None:
    """Make the policy's verdict table: its candidates with the answer to every criterion.

    What leads to and follows from it is views: rows are wide with evidence.
    """
    if compiled.by_rows:
        log.run(db, "decision.rows_and_months", _sql(compiled.candidates), "view")
        log.run(db, "decision.best_rows", steps["decision.best_rows"], "view")
        log.run(db, "decision.candidates", "select * from decision.best_rows", "view")
    else:
        log.run(db, "decision.candidates", _sql(compiled.candidates), "view")
    log.run(db, "decision.past_payments", _sql(compiled.payments))
    history = "decision.candidates_with_history"
    log.run(db, history, steps[history], "view")
    log.run(db, verdict_table(compiled.policy_id), _sql(compiled.verdicts))


def _sql(tree: exp.Expr) -> str:
    return tree.sql(dialect="duckdb", pretty=True)


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
        _sql(exp.union(*selects, distinct=False)) if selects else _NOTHING,
        "view",
    )
