"""Writes a world as the exports of a bureau, in canonical CSV or Parquet."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from . import rows as samples
from .evaluator import Row, World

COLUMNS: dict[str, tuple[str, ...]] = {
    "contracts": tuple(samples.contract()),
    "contributions": tuple(samples.contribution(date(2020, 1, 1))),
    "certificates": tuple(samples.certificate()),
    "employment_registrations": tuple(samples.registration()),
    "employers": tuple(samples.employer()),
    "persons": tuple(samples.person()),
    "accounts": tuple(samples.account()),
    "payments": tuple(samples.payment()),
    "org_accounts": tuple(samples.org_account()),
    "graduates": tuple(samples.graduate()),
    "contest_awards": tuple(samples.award()),
    "designations": tuple(samples.designation()),
    "talent_hires": tuple(samples.hire()),
    "recognitions": tuple(samples.recognition()),
    "org_years": tuple(samples.org_year()),
    "hostings": tuple(samples.hosting()),
    "startups": tuple(samples.startup()),
}
FAULTS = {"persons": {"merged_into": "123"}, "payments": {"status": "不明"}}


def write_inbox(
    world: World, inbox: Path, *, parquet: frozenset[str], parts: int = 1, extra: bool = False
) -> None:
    """Write every source, those named in `parquet` as Parquet.

    `parts`: files a source; `extra`: an irrelevant column more. A quarantined
    row is written with its person's number and a fault in another column.
    """
    inbox.mkdir(parents=True)
    for source, columns in COLUMNS.items():
        rows = [*world.rows.get(source, []), *_faulty(world, source)]
        if not rows:
            continue  # nothing of the kind in the city: no file
        wider = [row | {"remark": f"备注{place}"} for place, row in enumerate(rows)]
        written = (*columns, "remark") if extra else columns
        for part in range(parts):
            stem = inbox / (source if parts == 1 else f"{source}-{part}")
            some = (wider if extra else rows)[part::parts]
            if source in parquet:
                _write_parquet(stem.with_suffix(".parquet"), source, written, some)
            else:
                _write_csv(stem.with_suffix(".csv"), source, written, some)


def _faulty(world: World, source: str) -> list[Row]:
    numbers = [whose for of, whose in world.quarantined if of == source]
    if source == "persons":
        return [samples.person(person_id=number, **FAULTS[source]) for number in numbers]
    return [
        samples.payment(payment_no=f"XX{place}", **_receiver(number), **FAULTS[source])
        for place, number in enumerate(numbers)
    ]


def _receiver(number: str) -> Row:
    """A person or, where the number is not that of one, an organisation."""
    is_person = number[:17].isdigit()
    return {"person_id": number} if is_person else {"person_id": None, "org_id": number}


def _write_csv(path: Path, source: str, columns: tuple[str, ...], rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(column.removesuffix("_fen") for column in columns)
        writer.writerows([_text(source, name, row[name]) for name in columns] for row in rows)


def _text(source: str, column: str, value: Any) -> str:
    if value is None:
        return ""
    if column.endswith("_fen"):
        return str(_yuan(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if source == "contributions" and column == "period":
        return f"{value:%Y%m}"
    if source == "payments" and column == "period":
        return str(value).replace("-", "")  # as offices write months
    return str(value)


def _write_parquet(path: Path, source: str, columns: tuple[str, ...], rows: list[Row]) -> None:
    arrays = {}
    for column in columns:
        values = [row[column] for row in rows]
        if column.endswith("_fen"):
            yuan = [None if value is None else _yuan(value) for value in values]
            arrays[column.removesuffix("_fen")] = pa.array(yuan, pa.decimal128(14, 2))
        else:
            arrays[column] = pa.array(values, _arrow_type(source, column))
    pq.write_table(pa.table(arrays), path)


def _arrow_type(source: str, column: str) -> pa.DataType:
    if column.endswith("_on") or (source, column) == ("contributions", "period"):
        return pa.date32()
    if column in ("enterprise_like", "full_time", "approved"):
        return pa.bool_()
    return pa.int64() if column in ("year", "rank", "quantity") else pa.string()


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)
