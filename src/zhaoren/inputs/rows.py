"""Raw rows to typed rows, or to faults: the SQL of one batch.

The batch is a temp table `raw`: "row" (line, sheet row or data row) and every
column of the contract as varchar, null where it is empty. The result is a temp
table `typed`: source_row, the typed columns, and fault (null where the row
stands; else 2 × place of the column, + 1 where a value is there but wrong).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import duckdb

from zhaoren.contracts.model import Column, Contract, Kind
from zhaoren.inputs.engine import literal, quoted
from zhaoren.inputs.values import Dictionary, Value, build_dictionary, fast

MALFORMED = "row.malformed"
CONFLICT = "key.conflict"
_FEW = 32  # codes that are compared one by one; more are joined


def stored_columns(contract: Contract) -> list[tuple[str, str]]:
    """Names and SQL types of the accepted columns, without source_file and source_row."""
    stored = []
    for column in contract.columns:
        stored.append((column.stored_as, column.sql_type))
        if column.kind is Kind.NAME:
            stored.append((f"{column.name}_original", "varchar"))
    return stored


def type_batch(
    db: duckdb.DuckDBPyConnection, contract: Contract, benefits: Mapping[str, str]
) -> None:
    """Make `typed` from `raw`."""
    dictionaries = {
        column.name: build_dictionary(db, "raw", column, benefits) for column in contract.columns
    }
    for name, dictionary in dictionaries.items():
        db.register(f"dictionary_{name}", dictionary.table)
    db.execute(
        f"create or replace temp table typed as "
        f"with valued as ({_valued_sql(contract, dictionaries)}) "
        f"select source_row, {', '.join(quoted(name) for name, _ in stored_columns(contract))}, "
        f"{fault_sql(contract.columns)} as fault from valued"
    )


def _valued_sql(contract: Contract, dictionaries: Mapping[str, Dictionary]) -> str:
    values, joins = ["raw.row as source_row"], []
    for column in contract.columns:
        raw, alias = f"raw.{quoted(column.name)}", f"d_{column.name}"
        dictionary, plain = dictionaries[column.name], fast(column, raw)
        value, blank, original = plain or f"cast(null as {column.sql_type})", "false", raw
        if plain is None and len(dictionary) <= _FEW:
            known = {text: good for text, good in dictionary.pairs("value") if good is not None}
            value = _compared(raw, known, value)
            blank = _compared(
                raw, {text: yes for text, yes in dictionary.pairs("blank") if yes}, blank
            )
        elif len(dictionary):
            joins.append(f"left join dictionary_{column.name} as {alias} on {raw} = {alias}.raw")
            value = f"case when {alias}.raw is null then {value} else {alias}.value end"
            blank = f"coalesce({alias}.blank, false)"
            original = f"case when {alias}.raw is null then {raw} else {alias}.original end"
        values.append(f"{value} as {quoted(column.stored_as)}")
        if column.kind is Kind.NAME:
            values.append(f"{original} as {quoted(column.name + '_original')}")
        values.append(f"({raw} is null or {blank}) as {quoted('blank ' + column.name)}")
    return f"select {', '.join(values)} from raw {' '.join(joins)}"


def _compared(raw: str, known: Mapping[str, Value], otherwise: str) -> str:
    """SQL of what a few codes or days mean. Wrong values may be anybody's: it has none."""
    cases = "".join(
        f" when {literal(text)} then {_constant(value)}" for text, value in known.items()
    )
    return f"case {raw}{cases} else {otherwise} end" if cases else otherwise


def _constant(value: Value) -> str:
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    return str(value).lower()


def fault_sql(columns: Sequence[Column]) -> str:
    """The first fault in the order of the contract's columns."""
    sound, cases = [], []
    for place, column in enumerate(columns):
        blank, value = quoted("blank " + column.name), quoted(column.stored_as)
        if column.required:
            sound.append(f"{value} is not null")
            cases.append(f"when {blank} then {2 * place}")
        elif column.required_unless:
            given = f"not coalesce(({column.required_unless}), false)"
            sound.append(f"{value} is not null")
            cases.append(f"when {blank} and {given} then {2 * place}")
        else:
            sound.append(f"({value} is not null or {blank})")
        cases.append(f"when not {blank} and {value} is null then {2 * place + 1}")
    return (
        f"case when {' and '.join(sound)} then null "
        f"else cast(case {' '.join(cases)} end as integer) end"
    )


def reason_sql(columns: Sequence[Column]) -> str:
    """SQL of the reason for a fault."""
    reasons = []
    for column in columns:
        coded = bool(column.codes) or column.kind is Kind.BENEFIT
        wrong = "unknown_code" if coded else "invalid"
        reasons += [f"{column.name}.missing", f"{column.name}.{wrong}"]
    return f"[{', '.join(literal(reason) for reason in reasons)}][fault + 1]"


def column_sql(columns: Sequence[Column]) -> str:
    """SQL of the name of the column at fault."""
    return f"[{', '.join(literal(column.name) for column in columns)}][fault // 2 + 1]"


def raw_value_sql(columns: Sequence[Column], prefix: str) -> str:
    """SQL of the raw value of the column at fault."""
    cases = (
        f"when {place} then cast({prefix}{quoted(column.name)} as varchar)"
        for place, column in enumerate(columns)
    )
    return f"case fault // 2 {' '.join(cases)} end"


def person_sql(contract: Contract, prefix: str = "") -> str:
    """SQL of the readable number of whom a row is about: the person, else the organisation."""
    names = {column.name for column in contract.columns}
    found = [f"{prefix}{name}" for name in ("person_id", "org_id") if name in names]
    return f"coalesce({', '.join(found)}, null)" if found else "cast(null as varchar)"
