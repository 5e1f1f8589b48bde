"""A small Zibo: a dozen people who are owed a technician's subsidy, in two districts."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

from ..reference.corners import someone
from ..reference.evaluator import Row, World
from ..reference.ids import credit_code, person_number
from ..reference.inbox import COLUMNS, write_inbox
from ..reference.rows import employer, payment

PEOPLE = 12
FILLERS = 60
"""People without a technician's certificate, so that one odd row is no broken export."""

DISTRICTS = {"370303": "张店", "370302": "淄川"}
Rows = dict[str, list[Row]]


def rows_of_city(people: int = PEOPLE, fillers: int = FILLERS) -> Rows:
    """The exports as rows; person number k stands at place k of `accounts`."""
    rows: Rows = {source: [] for source in COLUMNS}
    for place in range(people + fillers):
        firm = credit_code(place % 3)
        for source, found in someone(person_number(1 + place)).items():
            rows[source] += [row | _own(row, place, firm) for row in found]
    rows["certificates"] = rows["certificates"][:people]
    rows["employers"] = [
        employer(
            employer_id=credit_code(index),
            employer_name=f"淄博远大机械{index}有限公司",
            district=list(DISTRICTS)[index % 2],
        )
        for index in range(3)
    ]
    rows["payments"] = [payment(person_id=person_number(900), certificate_no="ZS900")]
    rows["persons"] = [row for row in rows["persons"] if row["person_id"] != person_number(3)]
    return rows


def _own(row: Row, place: int, firm: str) -> Row:
    own: dict[str, Any] = {
        "employer_id": firm,
        "employer_name": f"淄博远大机械{place % 3}有限公司",
        "account_no": f"62170000000{place:08}",
        "bank_code": ("313453001017", "102453000018")[place % 2],
        "bank_name": ("齐商银行", "中国工商银行")[place % 2],
        "certificate_no": f"ZS{place:06}",
    }
    return {name: value for name, value in own.items() if name in row}


def write_city(
    rows: Rows, inbox: Path, as_of: date, *, shuffled: int | None = None, parts: int = 1
) -> Path:
    """Write the exports; `shuffled`: the seed of another order of the rows."""
    if shuffled is not None:
        chance = random.Random(shuffled)
        rows = {source: chance.sample(found, len(found)) for source, found in rows.items()}
    write_inbox(World(as_of, rows), inbox, parquet=frozenset({"contributions"}), parts=parts)
    return inbox
