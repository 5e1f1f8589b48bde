"""What was asked of the candidates, in the words of the documents: the table `output.rules`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa

from zhaoren.contracts import Contracts
from zhaoren.contracts.model import Contract
from zhaoren.rules.answers import DERIVED, evidence_facts, known_facts
from zhaoren.rules.load import LoadedPolicy, Ruleset
from zhaoren.rules.model import Criterion

HISTORY = "payments"
"""The source that tells of a candidate's past with a benefit."""

_TEXT, _WORDS = pa.string(), pa.list_(pa.string())
_RULES = pa.schema(
    [
        ("policy_id", _TEXT), ("place", pa.int64()), ("title", _TEXT), ("benefit_id", _TEXT),
        ("document", _TEXT), ("grain", _TEXT), ("in_force", pa.date32()),
        ("criterion_id", _TEXT), ("criterion_place", pa.int64()), ("label", _TEXT),
        ("clause", _TEXT), ("clause_document", _TEXT), ("article", _TEXT), ("citation", _TEXT),
        ("reading", _TEXT), ("otherwise", _WORDS), ("mend", _TEXT), ("sources", _WORDS),
    ]
)  # fmt: skip


def tell_rules(
    db: duckdb.DuckDBPyConnection,
    contracts: Contracts,
    ruleset: Ruleset,
    policies: tuple[str, ...],
) -> None:
    """Make `output.rules`: one row per criterion of the policies that were decided."""
    rows = [
        row
        for place, item in enumerate(ruleset.policies, start=1)
        if item.id in policies
        for row in _rows(item, place, contracts.outputs[f"facts_{item.policy.grain}"], ruleset)
    ]
    db.register("rules_rows", pa.Table.from_pylist(rows, schema=_RULES))
    db.execute("create or replace table output.rules as from rules_rows")
    db.unregister("rules_rows")


def _rows(
    item: LoadedPolicy, place: int, grain: Contract, ruleset: Ruleset
) -> Iterator[dict[str, Any]]:
    policy, documents = item.policy, ruleset.documents
    for number, (name, criterion) in enumerate(item.criteria.items(), start=1):
        quoted = bool(criterion.clause)
        yield {
            "policy_id": item.id,
            "place": place,
            "title": policy.title,
            "benefit_id": item.benefit,
            "document": documents[policy.document].title,
            "grain": policy.grain,
            "in_force": policy.in_force,
            "criterion_id": name,
            "criterion_place": number,
            "label": criterion.label or name,
            "clause": criterion.clause,
            "clause_document": documents[criterion.document or policy.document].title
            if quoted
            else None,
            "article": criterion.article if quoted else None,
            "citation": item.citation(criterion, documents),
            "reading": criterion.reading or None,
            "otherwise": list(criterion.otherwise),
            "mend": criterion.says.mend,
            "sources": sources_of(name, criterion, item, grain),
        }


def sources_of(
    criterion_id: str, criterion: Criterion, item: LoadedPolicy, grain: Contract
) -> list[str]:
    """The input sources of the facts that are a criterion's evidence, each once, by name."""
    facts = known_facts(grain)
    found: set[str] = set()
    for fact in evidence_facts(criterion_id, criterion, item.policy, facts):
        if fact in DERIVED and fact != "amount_fen":
            found.add(HISTORY)
        for column in grain.columns:
            if column.stored_as == fact:
                found.update(column.sources)
    return sorted(found)
