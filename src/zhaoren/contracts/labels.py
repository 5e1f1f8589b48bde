"""What columns, and the codes in them, are called in Chinese: for people, and beside the data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from zhaoren.contracts.load import Contracts
from zhaoren.contracts.model import Column, Contract, Kind

_MONTHS = {
    "paid": "正常缴纳",
    "back_paid": "补缴",
    "in_transit": "在途",
    "none": "未缴纳",
    "unknown": "没有该月数据",
}
"""How a month's pension stands (transforms/2_facts/months_covered.sql)."""

_DERIVED = {
    "amount_fen": "金额（分）",
    "granted_before": "同一事项已经发放过",
    "recovered_before": "曾被追回",
    "payments_in_doubt": "历史发放记录有误",
    "payment_lacks_key": "历史发放记录缺少事项",
    "paid_less_before": "曾按较低标准发放",
}
"""Facts of every policy that stand in no table of facts (rules.compile.DERIVED)."""


def fact_codes(contracts: Contracts) -> dict[str, dict[str, str]]:
    """Fact → code → label: a fact is named like a column of an export, or source and column."""
    found: dict[str, dict[str, str]] = {
        "level_in_number": column_codes(contracts.outputs["decisions"].column("level")),
        **dict.fromkeys(("month_state", "work_state", "state"), _MONTHS),
    }
    for source, contract in contracts.inputs.items():
        for column in contract.columns:
            said = column_codes(column)
            if column.kind is Kind.CODE and said:
                for fact in (f"{source.removesuffix('s')}_{column.name}", column.name):
                    found[fact] = said | found.get(fact, {})
    return found


def column_codes(column: Column) -> dict[str, str]:
    """Code → its Chinese label, of a column that says them."""
    return {code: raw for raw, code in column.codes.items() if not raw.isascii()}


def table_labels(contract: Contract, contracts: Contracts) -> dict[str, str]:
    """What a published table says of itself: its title, its key, its columns, as JSON.

    `columns`: column → title, kind (contracts.model.Kind), and where it has any
    `codes`: code → label, and `sources`: inputs that a fact comes from. Of a
    column of JSON also `within`: of criteria.evidence fact → title, for facts
    that no table of facts has; of sources.says source → title and its columns alike.
    """
    facts = fact_codes(contracts) if contract.name.startswith("facts_") else {}
    columns = {column.stored_as: _labelled(column, facts) for column in contract.columns}
    for name, within in _within(contract.name, contracts).items():
        columns[name]["within"] = within
    return {
        "title": contract.title,
        "key": _json(contract.key),
        "columns": _json(columns),
    }


def _labelled(column: Column, facts: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    codes = column_codes(column) or facts.get(column.stored_as, {})
    told: dict[str, Any] = {"title": column.header, "kind": column.kind.value}
    if column.sources:
        told["sources"] = column.sources
    return told | {"codes": codes} if codes else told


def _within(table: str, contracts: Contracts) -> dict[str, Any]:
    if table == "criteria":
        return {"evidence": {name: {"title": title} for name, title in _DERIVED.items()}}
    if table == "sources":
        return {"says": {name: _source(one) for name, one in contracts.inputs.items()}}
    return {}


def _source(contract: Contract) -> dict[str, Any]:
    columns = {column.stored_as: _labelled(column, {}) for column in contract.columns}
    return {"title": contract.title, "columns": columns}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
