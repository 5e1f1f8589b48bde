"""The manifest's figures against the tables that they were counted from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import duckdb

from zhaoren.runs import Run
from zhaoren.verifying.found import Check, Difference

_OUTCOMES = "select policy_id, outcome, count(*) from decisions group by all order by all"
_DUE = """
select coalesce(cast(sum(amount_fen) as bigint), 0)
from decisions
where outcome = 'eligible'
"""
_SHARES = """
select count(*)
from decisions
where
    amount_fen <> city_fen + district_fen
    or amount_fen <= 0
    or (outcome in ('eligible', 'capped')) <> (amount_fen is not null)
    or (amount_fen is null) <> (city_fen is null)
    or (amount_fen is null) <> (district_fen is null)
"""
_LISTED = """
with answered as (
    select
        policy_id,
        candidate_id,
        list(criterion_id order by criterion_id) filter (where verdict = 'fail') as failed,
        list(criterion_id order by criterion_id) filter (where verdict = 'unknown') as unknown
    from criteria
    group by policy_id, candidate_id
)
select count(*)
from decisions
left join answered
    on
        decisions.policy_id = answered.policy_id
        and decisions.candidate_id = answered.candidate_id
where
    list_sort(decisions.failed) <> coalesce(answered.failed, [])
    or list_sort(decisions.unknown) <> coalesce(answered.unknown, [])
    or (decisions.outcome = 'ineligible') <> (len(decisions.failed) > 0)
"""
_READ = "select file, rows_read, sha256 from reconciliation order by file"
_UNBALANCED = """
with rejected as (
    select
        file,
        count(distinct row) as rows_rejected
    from quarantine
    group by file
)
select reconciliation.file
from reconciliation
left join rejected on reconciliation.file = rejected.file
where
    rows_read <> rows_accepted + rows_quarantined + rows_duplicate
    or rows_quarantined <> coalesce(rows_rejected, 0)
order by reconciliation.file
"""


def check_figures(run: Run, db: duckdb.DuckDBPyConnection) -> Check:
    """Whether the manifest's counts and sums are those of the tables.

    `db`: a connection in which the run's tables are views.
    """
    found = [*_of_summary(run.manifest, db), *_of_inputs(run.manifest, db), *_of_verdicts(db)]
    return Check("figures", "清单的数字", 7, "组数字", found)


def _of_summary(manifest: Mapping[str, Any], db: duckdb.DuckDBPyConnection) -> Iterator[Difference]:
    summary = manifest["summary"]
    outcomes: dict[str, dict[str, int]] = {}
    for policy, outcome, count in db.execute(_OUTCOMES).fetchall():
        outcomes.setdefault(policy, {})[outcome] = count
    said = {policy: counts for policy, counts in summary["outcomes"].items() if counts}
    for policy in sorted(said.keys() | outcomes.keys()):
        if said.get(policy) != outcomes.get(policy):
            place = f"summary.outcomes.{policy}"
            yield Difference("figure", place, "各结果的人次与 decisions.parquet 不一致")
    ((due,),) = db.execute(_DUE).fetchall()
    if due != summary["amount_fen"]:
        yield Difference(
            "figure",
            "summary.amount_fen",
            f"应发合计写的是 {summary['amount_fen']} 分，decisions.parquet 合计 {due} 分",
        )


def _of_inputs(manifest: Mapping[str, Any], db: duckdb.DuckDBPyConnection) -> Iterator[Difference]:
    table = {name: (rows, sha256) for name, rows, sha256 in db.execute(_READ).fetchall()}
    listed = {one["name"]: (one["rows"], one["sha256"]) for one in manifest["inputs"]}
    for name in sorted(table.keys() | listed.keys()):
        if table.get(name) != listed.get(name):
            said = f"{name} 的行数或哈希与 reconciliation.parquet 不一致"
            yield Difference("figure", "inputs", said)
    read: dict[str, int] = {}
    for one in manifest["inputs"]:
        read[one["source"]] = read.get(one["source"], 0) + one["rows"]
    if {name: rows for name, rows in manifest["rows_read"].items() if rows} != {
        name: rows for name, rows in read.items() if rows
    }:
        yield Difference("figure", "rows_read", "各数据来源的行数与所列文件不一致")
    for (name,) in db.execute(_UNBALANCED).fetchall():
        said = f"{name}：读入行数不等于采用、隔离、重复之和，或隔离行数与隔离表不一致"
        yield Difference("balance", "reconciliation.parquet", said)


def _of_verdicts(db: duckdb.DuckDBPyConnection) -> Iterator[Difference]:
    for query, said in (
        (_SHARES, "行的金额与市级、区县级分担不一致，或不该有金额"),
        (_LISTED, "行的未通过、待核条件与 criteria.parquet 不一致"),
    ):
        ((count,),) = db.execute(query).fetchall()
        if count:
            yield Difference("verdicts", "decisions.parquet", f"{count} {said}")
