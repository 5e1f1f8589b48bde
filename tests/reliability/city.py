"""A small Zibo: a dozen people who are owed a technician's subsidy, in two districts.

Everybody's number, name, account and certificate stand nowhere else, so that a
search can tell where they went: a name is three characters that no text of
ours uses together.
"""

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
_SURNAMES = "龘靐齉爩鱻麤龗灪吁龖厵滟爨癵籱饢驫鲡鹂鸾彧"


def name_of(place: int) -> str:
    """A name of three rare characters, one for each person."""
    second, third = divmod(place, len(_SURNAMES))
    return _SURNAMES[third] + chr(0x7E41 + second) + chr(0x9F0D + third)


def identifiers(people: int = PEOPLE) -> list[str]:
    """Every number, name, account and certificate of these people."""
    return [
        mark
        for place in range(people)
        for mark in (
            person_number(1 + place),
            name_of(place),
            account_of(place),
            certificate_of(place),
        )
    ]


def account_of(place: int) -> str:
    """A person's account."""
    return f"62170000000{place:08}"


def certificate_of(place: int) -> str:
    """The number of a person's certificate."""
    return f"ZSH{place:06}"


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
        "person_name": name_of(place),
        "account_name": name_of(place),
        "account_no": account_of(place),
        "bank_code": ("313453001017", "102453000018")[place % 2],
        "bank_name": ("齐商银行", "中国工商银行")[place % 2],
        "certificate_no": certificate_of(place),
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
