"""From accepted rows to facts: the shared knowledge of 2-policies as of a date.

What the SQL needs beside the exports stands in the schema `reference`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from functools import partial

import duckdb
from sqlglot import exp

from zhaoren.content import Content
from zhaoren.extracts import Kept, extract_contributions
from zhaoren.inputs.engine import one_row
from zhaoren.lookback import COLUMNS as LOOKBACK_COLUMNS
from zhaoren.lookback import lookback_rows
from zhaoren.merges import current_numbers
from zhaoren.rules.expressions import ExpressionError
from zhaoren.rules.load import Ruleset
from zhaoren.rules.values import expression
from zhaoren.transforms import FACTS, STAGING, SqlLog, run_layer

WRITTEN_DISTRICTS = {
    "employers": "district",
    "graduates": "school_district",
    "recognitions": "district",
    "org_years": "district",
    "hostings": "district",
    "startups": "district",
}
"""Source → its column that names a district."""

CONTEST_CLASSES = (
    "world", "national_1", "national_2", "provincial_1", "provincial_2", "city_1", "city_2",
    "city_star",
)  # fmt: skip
"""The classes of contests in the order of 1-inputs."""


def build_facts(
    db: duckdb.DuckDBPyConnection,
    content: Content,
    ruleset: Ruleset,
    as_of: date,
    log: SqlLog,
    kept: Kept | None = None,
    only: Collection[str] | None = None,
) -> None:
    """Make the schemas `reference`, `staging` and `fact` from `accepted` and `intake`.

    `kept`: where the extracts of large files stay from night to night, if they do.
    `only`: of `staging` and `fact` no other tables than these.
    """
    db.execute("create schema if not exists reference")
    reference_day(db, ruleset, as_of)
    _reference_merges(db)
    _reference_places(db, ruleset)
    reference_benefits(db, ruleset)
    _reference_months(db, as_of)
    _reference_contest_classes(db)
    _reference_levels(db, ruleset)
    make_table(db, "reference.lookback", LOOKBACK_COLUMNS, lookback_rows(ruleset))
    extract = {"staging.contributions": partial(extract_contributions, db, content, kept, log)}
    run_layer(db, content, STAGING, log, last=extract, only=only)
    run_layer(db, content, FACTS, log, only=only)


def settled_months(as_of: date) -> list[date]:
    """The three months that end at S, the month of `as_of` minus 2, oldest first."""
    return [_month_after(as_of, -back) for back in (4, 3, 2)]


def _month_after(day: date, months: int) -> date:
    """The first day of the month so many months after that of `day`."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _next_firsts(as_of: date) -> list[date]:
    """The first days of this month and of the next three."""
    return [_month_after(as_of, ahead) for ahead in range(4)]


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
    """Make `reference.day`, `reference.settled_months` and the months that settle next.

    `reference.insurance_windows`: the three months asked about from the first
    day of this month on, and of each of the next three.
    """
    months, last_day = settled_months(as_of), _month_after(as_of, 1) - timedelta(days=1)
    make_table(
        db,
        "reference.day",
        "as_of date, settled_month date, city_id varchar, unpaid_after_days bigint, "
        "month_ends_on date",
        [(as_of, months[-1], ruleset.city_id, ruleset.city.unpaid_after_days, last_day)],
    )
    make_table(db, "reference.settled_months", "period date", [(month,) for month in months])
    later = [_month_after(as_of, ahead) for ahead in range(-1, 1)]
    make_table(db, "reference.months_ahead", "period date", [(month,) for month in later])
    windows = [(first, month) for first in _next_firsts(as_of) for month in settled_months(first)]
    make_table(db, "reference.insurance_windows", "settles_on date, period date", windows)


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
    every = " union ".join(
        f"select coalesce({column}, '') from accepted.{source}"
        for source, column in WRITTEN_DISTRICTS.items()
    )
    written = db.execute(f"{every} order by 1").fetchall()
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


def _reference_months(db: duckdb.DuckDBPyConnection, as_of: date) -> None:
    """Make `reference.months`: every month that a fact may count, up to that of `as_of`."""
    (first,) = one_row(
        db,
        "select least((select min(period) from intake.contribution_months), "
        "(select min(effective_on) from accepted.designations))",
    )
    start = first or as_of
    numbers = range(start.year * 12 + start.month, as_of.year * 12 + as_of.month + 1)
    make_table(
        db,
        "reference.months",
        "period date, number bigint",
        [(date((number - 1) // 12, (number - 1) % 12 + 1, 1), number) for number in numbers],
    )


def _reference_contest_classes(db: duckdb.DuckDBPyConnection) -> None:
    make_table(
        db,
        "reference.contest_classes",
        "class varchar, place bigint",
        [(name, place) for place, name in enumerate(CONTEST_CLASSES, start=1)],
    )


def _reference_levels(db: duckdb.DuckDBPyConnection, ruleset: Ruleset) -> None:
    """Make `reference.certificate_levels`: those in the scope of a certificate policy."""
    scopes: list[exp.Expr] = []
    for item in ruleset.policies:
        if item.policy.grain == "certificate":
            try:
                scopes.append(expression(item.policy.scope, item.policy, {"level": "varchar"}))
            except ExpressionError:  # it asks for more than the level
                scopes.append(exp.true())
    wanted = exp.or_(*scopes) if scopes else exp.false()
    db.execute(
        "create or replace table reference.certificate_levels as "
        f"select distinct level from accepted.certificates where {wanted.sql('duckdb')}"
    )


def reference_benefits(db: duckdb.DuckDBPyConnection, ruleset: Ruleset) -> None:
    """Make `reference.benefits`, `reference.policies` and `reference.precedence`."""
    names: dict[str, tuple[str, str | None]] = {
        item.id: (item.benefit, item.id) for item in ruleset.policies
    }
    names |= {item.benefit: (item.benefit, None) for item in ruleset.policies}
    names |= {item.id: (item.id, item.id) for item in ruleset.pending}
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
        sorted((item.id, item.policy.title, item.benefit) for item in ruleset.policies),
    )
    make_table(
        db,
        "reference.precedence",
        "policy_id varchar, yields_to varchar, place bigint",
        [
            (item.id, other, place)
            for item in ruleset.policies
            for place, other in enumerate(item.policy.yields_to)
        ],
    )
