"""From facts to verdicts: every policy over every candidate of its grain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
from sqlglot import exp

from zhaoren.content import Content
from zhaoren.contracts import Contracts
from zhaoren.rules.compile import Compiled, compile_policy, verdict_table
from zhaoren.rules.load import LoadedPolicy, Ruleset
from zhaoren.transforms import DECISIONS, OUTPUTS, SqlLog, layer, run_layer

_DECIDED = """
select
    policy_id, 'person' as beneficiary_kind, person_id as beneficiary_id, candidate_id, once_key,
    person_id, person_name, employer_id, district, certificate_no, occupation_code, level,
    cast(null as varchar) as period, outcome, failed_ids, unknown_ids, failed_said, unknown_said,
    amount_fen, city_fen, district_fen, winner_policy_id, winner_candidate_id
from decision.outcomes
"""


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
    benefits = {ruleset.policy(name).policy.benefit for name in wanted}
    related = [item for item in ruleset.policies if item.policy.benefit in benefits]
    in_force = [item for item in related if item.policy.in_force <= as_of]
    decide_policies(db, content, contracts, in_force, log)
    put_out = [item for item in in_force if item.id in wanted]
    _keep_only(db, put_out)
    _criteria(db, contracts, ruleset, put_out, log)
    run_layer(db, content, OUTPUTS, log)
    active = {item.id for item in put_out}
    return Decided(tuple(sorted(active)), tuple(name for name in wanted if name not in active))


def decide_policies(
    db: duckdb.DuckDBPyConnection,
    content: Content,
    contracts: Contracts,
    policies: Sequence[LoadedPolicy],
    log: SqlLog,
) -> None:
    """Make `decision.decided`, policy by policy, in the order of precedence."""
    db.execute("create schema if not exists decision")
    _empty_decided(db)
    for item in policies:
        compiled = compile_policy(item, contracts.outputs[f"facts_{item.policy.grain}"])
        _decide_policy(db, content, compiled, log)


def _decide_policy(
    db: duckdb.DuckDBPyConnection, content: Content, compiled: Compiled, log: SqlLog
) -> None:
    """One policy's verdicts as a table; what leads to and follows from them is views.

    Rows are wide with evidence: a table a step would copy all of it each time.
    """
    log.run(db, "decision.candidates", _sql(compiled.candidates), "view")
    log.run(db, "decision.past_payments", _sql(compiled.payments))
    steps = {item.table: item.sql for item in layer(content, DECISIONS)}
    history = "decision.candidates_with_history"
    log.run(db, history, steps[history], "view")
    log.run(db, verdict_table(compiled.policy_id), _sql(compiled.verdicts))
    log.run(db, "decision.verdicts", f"select * from {verdict_table(compiled.policy_id)}", "view")
    for step in ("contenders", "queued", "outcomes"):
        log.run(db, f"decision.{step}", steps[f"decision.{step}"], "view")
    db.execute(f"insert into decision.decided {_DECIDED}")


def _sql(tree: exp.Expr) -> str:
    return tree.sql(dialect="duckdb", pretty=True)


def _empty_decided(db: duckdb.DuckDBPyConnection) -> None:
    text = [
        "policy_id",
        "beneficiary_kind",
        "beneficiary_id",
        "candidate_id",
        "once_key",
        "person_id",
        "person_name",
        "employer_id",
        "district",
        "certificate_no",
        "occupation_code",
        "level",
        "period",
        "outcome",
        "failed_ids",
        "unknown_ids",
        "failed_said",
        "unknown_said",
    ]
    money = ["amount_fen bigint", "city_fen bigint", "district_fen bigint"]
    winner = ["winner_policy_id varchar", "winner_candidate_id varchar"]
    columns = [*(f"{name} varchar" for name in text), *money, *winner]
    db.execute(f"create or replace table decision.decided ({', '.join(columns)})")


def _keep_only(db: duckdb.DuckDBPyConnection, put_out: Sequence[LoadedPolicy]) -> None:
    names = [item.id for item in put_out]
    db.execute("delete from decision.decided where not list_contains(?, policy_id)", [names])


def _criteria(
    db: duckdb.DuckDBPyConnection,
    contracts: Contracts,
    ruleset: Ruleset,
    put_out: Sequence[LoadedPolicy],
    log: SqlLog,
) -> None:
    """Make the view `output.criteria`: one row per policy, candidate and criterion."""
    db.execute("create schema if not exists output")
    selects = []
    for item in put_out:
        compiled = compile_policy(item, contracts.outputs[f"facts_{item.policy.grain}"])
        for name, criterion in item.criteria.items():
            citation = item.citation(criterion, ruleset.documents)
            selects.append(compiled.criterion(name, criterion.clause, citation))
    log.run(
        db,
        "output.criteria",
        _sql(exp.union(*selects, distinct=False)) if selects else _NOTHING,
        "view",
    )
