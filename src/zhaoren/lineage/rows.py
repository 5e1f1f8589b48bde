"""The input rows that speak of tonight's candidates: the view `output.sources`.

Its SELECTs follow from the input contracts: a row speaks of whom its columns
of numbers name, and says what its other columns hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import duckdb
from sqlglot import exp

from zhaoren.contracts import Contracts
from zhaoren.contracts.model import Column, Contract, Kind
from zhaoren.rules.sql import column, json_text, literal, sql_of
from zhaoren.said import Said
from zhaoren.transforms import SqlLog

OF_PEOPLE_ONLY = frozenset({"contracts", "contributions", "employment_registrations"})
"""Sources whose rows speak of an employer's staff: they stand under the person alone."""

SETTLED = "contributions"
"""The source of which only the pension rows of the settled months are shown."""

NEVER_SHOWN = frozenset({"account_no"})
"""Columns that no published row says."""

COUNTED = {"certificates": "output.counted_certificates"}
"""Source whose rows also stand under whom they count for → where these stand."""

_KEPT_AS_THEY_ARE = (Kind.PERSON_ID, Kind.ORGANISATION_ID, Kind.CODE, Kind.BENEFIT)


def show_sources(db: duckdb.DuckDBPyConnection, contracts: Contracts, log: SqlLog) -> None:
    """Make the view `output.sources` of what is accepted; reads `output.subject_numbers`."""
    inputs = tuple(contracts.inputs.values())
    log.run(db, "output.sources", _together(Said(inputs, repr(inputs))), "view")


@lru_cache(maxsize=16)
def _together(inputs: Said[tuple[Contract, ...]]) -> str:
    selects = [select for contract in inputs.value for select in source_rows(contract)]
    return sql_of(exp.union(*selects, distinct=False))


def source_rows(contract: Contract) -> Iterator[exp.Select]:
    """One SELECT for each column by which a row of the source speaks of somebody.

    One row per subject and accepted row: a row that names the same
    organisation in two columns stands there once.
    """
    subjects = list(_subjects(contract))
    for place, subject in enumerate(subjects):
        found = _rows(contract, subject)
        for earlier in subjects[:place]:
            if earlier.kind is subject.kind:
                found = found.where(exp.NullSafeNEQ(this=_of(subject), expression=_of(earlier)))
        yield found
    if contract.name in COUNTED:
        yield _counted(contract)


def _subjects(contract: Contract) -> Iterator[Column]:
    """The columns that name a subject: the first person, and organisations."""
    people = [one for one in contract.columns if one.kind is Kind.PERSON_ID]
    yield from people[:1]
    if contract.name not in OF_PEOPLE_ONLY:
        yield from (one for one in contract.columns if one.kind is Kind.ORGANISATION_ID)


def _rows(contract: Contract, subject: Column) -> exp.Select:
    is_person: exp.Expr = column("is_person")
    if subject.kind is not Kind.PERSON_ID:
        is_person = exp.Not(this=is_person)
    found = (
        exp.select(
            exp.column("subject_id", table="subjects"),
            _of(subject).as_("number"),
            literal(contract.name).as_("source"),
            exp.column("source_file", table="rows").as_("file"),
            exp.column("source_row", table="rows").as_("row"),
            _says(contract).as_("says"),
        )
        .from_(exp.to_table(f"accepted.{contract.name}").as_("rows"))
        .join(
            exp.to_table("output.subject_numbers").as_("subjects"),
            on=exp.and_(_of(subject).eq(exp.column("number", table="subjects")), is_person),
        )
    )
    if contract.name == SETTLED:
        settled = exp.select("period").from_("reference.settled_months")
        found = found.where(
            exp.column("insurance", table="rows").eq(literal("pension")),
            exp.column("period", table="rows").isin(query=settled),
        )
    return found


def _counted(contract: Contract) -> exp.Select:
    """The rows that count for an organisation without naming its number."""
    places = exp.to_table(COUNTED[contract.name]).as_("counted")
    same = (
        exp.column(f"source_{name}", table="rows").eq(exp.column(name, table="counted"))
        for name in ("file", "row")
    )
    subject = exp.column("subject_id", table="counted")
    return (
        exp.select(
            subject,
            subject.copy().as_("number"),
            literal(contract.name).as_("source"),
            exp.column("file", table="counted"),
            exp.column("row", table="counted"),
            _says(contract).as_("says"),
        )
        .from_(exp.to_table(f"accepted.{contract.name}").as_("rows"))
        .join(places, on=exp.and_(*same))
    )


def _says(contract: Contract) -> exp.Expr:
    """The row as a JSON object: canonical column → value, empty ones left out."""
    pairs = [_pair(one) for one in contract.columns if one.name not in NEVER_SHOWN]
    inner = exp.ConcatWs(expressions=[literal(","), *pairs], coalesce=True)
    return exp.DPipe(this=exp.DPipe(this=literal("{"), expression=inner), expression=literal("}"))


def _pair(one: Column) -> exp.Expr:
    """`"name":value`, null where the value is."""
    said = json_text(_of(one), one.sql_type, plain=one.kind in _KEPT_AS_THEY_ARE)
    return exp.DPipe(this=literal(f'"{one.stored_as}":'), expression=said)


def _of(one: Column) -> exp.Column:
    return exp.column(one.stored_as, table="rows")
