"""From accepted rows to facts: the shared knowledge of 2-policies as of a date.

What the SQL needs beside the exports stands in the schema `reference`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial

import duckdb

from zhaoren.content import Content
from zhaoren.extracts import Kept, extract_contributions
from zhaoren.merges import current_numbers
from zhaoren.rules.load import Ruleset
from zhaoren.transforms import FACTS, STAGING, SqlLog, run_layer


def build_facts(
    db: duckdb.DuckDBPyConnection,
    content: Content,
    ruleset: Ruleset,
    as_of: date,
    log: SqlLog,
    kept: Kept | None = None,
) -> None:
    """Make the schemas `reference`, `staging` and `fact` from `accepted` and `intake`.

    `kept`: where the extracts of large files stay from night to night, if they do.
    """
    db.execute("create schema if not exists reference")
    reference_day(db, ruleset, as_of)
    _reference_merges(db)
    _reference_places(db, ruleset)
    reference_benefits(db, ruleset)
    extract = {"staging.contributions": partial(extract_contributions, db, content, kept, log)}
    run_layer(db, content, STAGING, log, last=extract)
    run_layer(db, content, FACTS, log)


def settled_months(as_of: date) -> list[date]:
    """The three months that end at S, the month of `as_of` minus 2, oldest first."""
    count = as_of.year * 12 + as_of.month - 1
    return [date((count - back) // 12, (count - back) % 12 + 1, 1) for back in (4, 3, 2)]


def make_table(
    db: duckdb.DuckDBPyConnection, table: str, columns: str, rows: Iterable[Sequence[object]]
) -> None:
    """A small reference table from Python values; `columns` is its SQL declaration."""
    db.execute(f"create or replace table {table} ({columns})")
    values = [list(column) for column in zip(*rows, strict=True)]
    if values:
        listed = ", ".join("unnest(?)" for _ in values)
        db.execute(f"insert into {table} select {listed}", values)


def reference_day(db: duckdb.DuckDBPyConnection, ruleset: Ruleset, as_of: date) -> None:
    """Make `reference.day` and `reference.settled_months`."""
    months = settled_months(as_of)
    make_table(
        db,
        "reference.day",
        "as_of date, settled_month date, city_id varchar",
        [(as_of, months[-1], ruleset.city_id)],
    )
    make_table(db, "reference.settled_months", "period date", [(month,) for month in months])


def _reference_merges(db: duckdb.DuckDBPyConnection) -> None:
    pairs = db.execute(
        "select person_id, merged_into from accepted.persons where merged_into is not null"
    ).fetchall()
    merged, circular = current_numbers(dict(pairs))
    make_table(
        db,
        "reference.merged_numbers",
        "number varchar, person_id varchar, steps bigint",
        [(number, person, steps) for number, (person, steps) in sorted(merged.items())],
    )
    make_table(
        db,
        "reference.circular_numbers",
        "number varchar",
        [(number,) for number in sorted(circular)],
    )


def _reference_places(db: duckdb.DuckDBPyConnection, ruleset: Ruleset) -> None:
    written = db.execute(
        "select distinct coalesce(district, '') from accepted.employers order by 1"
    ).fetchall()
    places = [(text, ruleset.districts.place(text)) for (text,) in written]
    make_table(
        db,
        "reference.districts",
        "district_as_written varchar, district varchar, in_city boolean, has_payer boolean",
        [(text, place.name, place.in_city, place.has_payer) for text, place in places],
    )
    names = ruleset.municipal_enterprises
    make_table(
        db, "reference.municipal_enterprises", "name varchar", [(name,) for name in sorted(names)]
    )


def reference_benefits(db: duckdb.DuckDBPyConnection, ruleset: Ruleset) -> None:
    """Make `reference.benefits`, `reference.policies` and `reference.precedence`."""
    policies = [(item.id, item.policy) for item in ruleset.policies]
    names: dict[str, tuple[str, str | None]] = {
        name: (policy.benefit, name) for name, policy in policies
    }
    names |= {policy.benefit: (policy.benefit, None) for _, policy in policies}
    make_table(
        db,
        "reference.benefits",
        "name varchar, benefit_id varchar, policy_id varchar",
        [(name, *meaning) for name, meaning in sorted(names.items())],
    )
    make_table(
        db,
        "reference.policies",
        "policy_id varchar, title varchar, benefit_id varchar",
        sorted((name, policy.title, policy.benefit) for name, policy in policies),
    )
    make_table(
        db,
        "reference.precedence",
        "policy_id varchar, yields_to varchar, place bigint",
        [
            (name, other, place)
            for name, policy in policies
            for place, other in enumerate(policy.yields_to)
        ],
    )
