"""The criteria of a candidate, answered: in the policy's order, with what they rest on."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhaoren.explain.model import Answer, Said
from zhaoren.explain.records import Candidate, Records
from zhaoren.explain.tables import Row, Tables, places, said

_FACT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Questioned:
    """What was asked of one candidate: its rows of criteria, rules and near."""

    criteria: list[Row]
    rules: Mapping[str, Row]
    near: Mapping[str, Row]


class Questions:
    """The criteria of the candidates that a question is about, read once."""

    def __init__(self, tables: Tables, verdicts: list[Row], rules: list[Row]) -> None:
        self.tables = tables
        self.rules = {(row["policy_id"], row["criterion_id"]): row for row in rules}
        policies = sorted({row["policy_id"] for row in verdicts})
        candidates = sorted({row["candidate_id"] for row in verdicts})
        where = (
            f"policy_id in ({places(policies)}) and candidate_id in ({places(candidates)})",
            [*policies, *candidates],
        )
        self.criteria = tables.rows("criteria", *where)
        self.near = tables.rows("near", *where)

    def of(self, verdict: Row) -> Questioned:
        """What was asked of a candidate, in the policy's order."""

        def its(row: Row) -> bool:
            return all(row[name] == verdict[name] for name in ("policy_id", "candidate_id"))

        rules = {
            criterion: row
            for (policy, criterion), row in self.rules.items()
            if policy == verdict["policy_id"]
        }
        order = {name: row["criterion_place"] for name, row in rules.items()}
        criteria = sorted(
            filter(its, self.criteria), key=lambda row: order.get(row["criterion_id"], 0)
        )
        near = {row["criterion_id"]: row for row in filter(its, self.near)}
        return Questioned(criteria, rules, near)


def organisations_in(criteria: list[Row]) -> set[str]:
    """The organisations that the evidence names."""
    return {
        str(value)
        for row in criteria
        for name, value in json.loads(row["evidence"]).items()
        if value and name.endswith(("employer_id", "org_id", "school_id"))
    }


def answer(
    tables: Tables, row: Row, asked: Questioned, grain: str, candidate: Candidate, records: Records
) -> Answer:
    """One criterion's answer."""
    evidence = json.loads(row["evidence"])
    rule: Mapping[str, Any] = asked.rules.get(row["criterion_id"], {})
    near: Mapping[str, Any] = asked.near.get(row["criterion_id"], {})
    labels = dict(tables.labels("criteria").get("evidence", {}).get("within", {}))
    labels |= tables.labels(f"facts_{grain}")
    absent = "没有登记" if row["verdict"] == "unknown" else "无"
    seen = tuple(said(name, value, labels, absent) for name, value in evidence.items())
    sources = rule.get("sources") or ()
    places_of = {name: records.place_of([name], candidate, evidence) for name in sources}
    return Answer(
        criterion_id=row["criterion_id"],
        label=rule.get("label") or row["criterion_id"],
        verdict=row["verdict"],
        clause=row["clause"] or "",
        document=rule.get("clause_document"),
        article=rule.get("article"),
        reading=rule.get("reading"),
        citation=row["citation"],
        seen=seen,
        records=tuple(sorted(place for found in places_of.values() for place in found)),
        absent=records.titles(name for name, found in places_of.items() if not found),
        mend="" if row["verdict"] == "pass" else _filled(rule.get("mend") or "", seen),
        mends_on=near.get("mends_on"),
        expected_on=near.get("expected_on"),
        outlook=near.get("explanation") or "",
    )


def _filled(sentence: str, seen: tuple[Said, ...]) -> str:
    """A sentence with the facts in it filled in."""
    values = {one.name: one.text for one in seen}
    return _FACT.sub(lambda fact: values.get(fact[1], fact[0]), sentence)
