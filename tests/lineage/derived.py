"""Which sources a fact comes from, read off the SQL that makes it.

A column comes from the sources of the columns in its expression. Where these stand
in a joined relation, it also comes from what decides which row is joined: the
relation's own rows, and the columns in the join's condition. An aggregate comes
from the rows that it counts. Left out are the settings of a run, and what
touches every fact alike: who is looked at, and that numbers are merged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.qualify import qualify

from zhaoren.content import Content
from zhaoren.contracts import Contracts
from zhaoren.inputs.rows import stored_columns
from zhaoren.transforms import FACTS, OUTPUTS, STAGING, layer

Sources = frozenset[str]
NONE: Sources = frozenset()
SETTINGS = {
    "reference.day": "as_of settled_month city_id month_ends_on",
    "reference.months": "period number",
    "reference.settled_months": "period",
    "reference.months_ahead": "period",
    "reference.insurance_windows": "settles_on period",
    "reference.districts": "district_as_written district in_city has_payer",
    "reference.municipal_enterprises": "name",
    "reference.contest_classes": "class place",
    "reference.certificate_levels": "level",
    "reference.merged_numbers": "number person_id steps",
    "reference.benefits": "name benefit_id policy_id",
    "extract.subjects": "place person_id",
}
"""Tables that are no export: dates, names of places, and who is whom."""
KNOWN_AS = {
    "reference.circular_numbers": ("persons", "number"),
    "intake.quarantine": ("persons", "source person_id"),
    "intake.contribution_months": ("contributions", "period"),
    "extract.contributions": (
        "contributions", "file place employer_id period kind status change_fen",
    ),
}  # fmt: skip
"""Tables that stand for an export: table → source and columns."""
LIST_OF_PEOPLE = ["person_id"]
"""The columns of a list of numbers: that somebody stands there says nothing of a fact."""


@dataclass
class Relation:
    """What a table's columns and rows come from."""

    columns: dict[str, Sources]
    rows: Sources = NONE


@dataclass
class _Joined:
    """A relation as a SELECT reads it.

    `exists`: what decides whether a row is joined; `chosen`: and which one.
    """

    relation: Relation
    exists: Sources | None = None
    chosen: Sources = NONE

    def column(self, column: exp.Column) -> Sources:
        if isinstance(column.parent, exp.Is) and self.exists is not None:
            return self.exists
        return self.relation.columns[column.name] | self.chosen


def fact_sources(content: Content, contracts: Contracts) -> dict[str, dict[str, Sources]]:
    """Published table of facts → column → the sources that it comes from."""
    known = _given(contracts)
    for name in (STAGING, FACTS):
        for item in layer(content, name):
            known[item.table] = sources_of_select(item.sql, known)
    return {
        item.table.removeprefix("output."): sources_of_select(item.sql, known).columns
        for item in layer(content, OUTPUTS)
        if item.table.startswith("output.facts_")
    }


def _given(contracts: Contracts) -> dict[str, Relation]:
    known = {}
    for name, contract in contracts.inputs.items():
        columns = [column for column, _ in stored_columns(contract)]
        own = frozenset({name})
        places = dict.fromkeys(("source_file", "source_row"), own)
        known[f"accepted.{name}"] = Relation(dict.fromkeys(columns, own) | places, own)
    for table, words in SETTINGS.items():
        known[table] = Relation(dict.fromkeys(words.split(), NONE))
    for table, (source, words) in KNOWN_AS.items():
        own = frozenset({source})
        known[table] = Relation(dict.fromkeys(words.split(), own), own)
    return known


def sources_of_select(sql: str, known: Mapping[str, Relation]) -> Relation:
    """What one SELECT gives, over tables of which it is known."""
    tables: dict[str, dict[str, dict[str, str]]] = {}
    for table, relation in known.items():
        database, _, name = table.partition(".")
        tables.setdefault(database, {})[name] = dict.fromkeys(relation.columns, "varchar")
    tree = sqlglot.parse_one(sql, dialect="duckdb")
    qualified = qualify(tree, dialect="duckdb", schema={**tables}, quote_identifiers=False)
    assert isinstance(qualified, exp.Query)
    return _relation(qualified, known)


def _relation(tree: exp.Expr, known: Mapping[str, Relation]) -> Relation:
    assert isinstance(tree, exp.Query)
    if tree.named_selects == LIST_OF_PEOPLE:
        return Relation(dict.fromkeys(LIST_OF_PEOPLE, NONE))
    for cte in tree.ctes:
        known = {**known, cte.alias: _relation(cte.this, known)}
    if isinstance(tree, exp.SetOperation):
        left, right = (_relation(part, known) for part in (tree.left, tree.right))
        pairs = zip(left.columns.items(), right.columns.values(), strict=True)
        columns = {name: sources | other for (name, sources), other in pairs}
        return Relation(columns, left.rows | right.rows)
    assert isinstance(tree, exp.Select)
    return _selected(tree, known)


def _selected(tree: exp.Select, known: Mapping[str, Relation]) -> Relation:
    base = tree.args["from_"].this
    joined = {base.alias_or_name: _Joined(_table(base, known))}
    rows = joined[base.alias_or_name].relation.rows
    for join in tree.args.get("joins") or ():
        relation, name = _table(join.this, known), join.this.alias_or_name
        joined[name] = _Joined(relation)
        asked = list(join.args["on"].flatten()) if join.args.get("on") else []
        chosen = [_sources(part, joined) for part in asked]
        exists = [_sources(part, joined) for part in asked if not _is_rank(part)]
        joined[name] = _Joined(relation, relation.rows.union(*exists), relation.rows.union(*chosen))
        if join.side != "LEFT":
            rows |= joined[name].chosen
    for part in ("where", "having", "qualify"):
        rows |= _sources(tree.args.get(part), joined, known)
    columns = {}
    for one in tree.selects:
        counted = rows if _counts(one) else NONE
        columns[one.alias_or_name] = _sources(one, joined, known) | counted
    return Relation(columns, rows)


def _counts(one: exp.Expr) -> bool:
    return any(not isinstance(f.parent, exp.Window) for f in one.find_all(exp.AggFunc))


def _table(table: exp.Expr, known: Mapping[str, Relation]) -> Relation:
    if isinstance(table, exp.Subquery):
        return _relation(table.this, known)
    assert isinstance(table, exp.Table)
    return known[f"{table.db}.{table.name}" if table.db else table.name]


def _is_rank(part: exp.Expr) -> bool:
    """place = 1: it picks one of several rows, of which there is always a first."""
    return isinstance(part, exp.EQ) and part.right.is_number


def _sources(
    tree: exp.Expr | None,
    joined: Mapping[str, _Joined],
    known: Mapping[str, Relation] | None = None,
) -> Sources:
    """Of the columns in an expression, as far as they stand in these relations."""
    found = NONE
    for column in tree.find_all(exp.Column) if tree else ():
        if column.table in joined and not _names_whom(column):
            found |= joined[column.table].column(column)
    for query in tree.find_all(exp.Select) if tree and known is not None else ():
        inner = _relation(query, known or {})
        found |= inner.rows.union(*inner.columns.values())
    return found


def _names_whom(column: exp.Column) -> bool:
    """A person's number in a condition: it says who is looked at."""
    if isinstance(column.parent, exp.Is):
        return False
    part = column.find_ancestor(exp.Join, exp.Where, exp.Select)
    return column.name in ("person_id", "number") and isinstance(part, exp.Join | exp.Where)
