"""Small worlds made by hand: accepted rows in, facts out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial
from typing import Any

import duckdb

from zhaoren.content import find_content
from zhaoren.contracts import load_contracts
from zhaoren.contracts.model import Contract
from zhaoren.facts import build_facts, make_table
from zhaoren.inputs.reconcile import create_tables
from zhaoren.inputs.rows import stored_columns
from zhaoren.rules import Ruleset, load_rules
from zhaoren.transforms import EXTRACTS, FACTS, STAGING, SqlLog, layer

CONTENT = find_content()
CONTRACTS = load_contracts(CONTENT)
_rules = cache(partial(load_rules, CONTENT))
RULES = _rules("zibo")
AS_OF = "2026-11-20"
SETTLED = "2026-09"

Row = Mapping[str, Any]

DEFAULTS: dict[str, dict[str, Any]] = {
    "employers": {"employer_id": "E", "kind": "enterprise", "district": "张店", "status": "active"},
    "contracts": {"person_name": "王芳", "contract_type": "open_ended", "start_on": "2020-01-01"},
    "contributions": {
        "employer_id": "E", "insurance": "pension", "kind": "regular", "status": "paid",
        "amount_fen": 80000,
    },
    "certificates": {
        "certificate_no": "C", "person_name": "王芳", "kind": "skill_level", "level": "senior",
        "occupation_code": "6-18-01-01", "occupation_name": "车工", "issuer": "甲厂",
        "issued_on": "2025-06-01", "route": "enterprise_assessment", "status": "valid",
        "source_file": "certificates.csv", "source_row": 2,
    },
    "graduates": {
        "person_id": "P", "school_id": "S", "graduated_on": "2025-06-30", "person_name": "王芳",
        "school_name": "市技师学院", "school_kind": "technical", "school_district": "张店",
        "programme": "senior", "full_time": True, "certificate_level": "senior",
    },
    "designations": {
        "person_id": "P", "title": "rizhao_chief_technician", "effective_on": "2026-01-10",
        "document_no": "D1",
    },
    "contest_awards": {
        "award_no": "A", "contest": "大赛", "event": "焊工", "class": "city_1", "prize": "gold",
        "role": "competitor", "awarded_on": "2026-05-01",
    },
    "talent_hires": {
        "person_id": "P", "employer_id": "E", "year": 2025, "mode": "full_time", "tier": "above",
    },
    "recognitions": {
        "org_id": "O", "org_name": "甲厂", "title": "national_training_base",
        "recognised_on": "2025-03-01", "district": "张店",
    },
    "org_years": {"org_id": "O", "item": "public_training", "year": 2025, "district": "张店"},
    "hostings": {
        "org_id": "O", "contest": "大赛", "event": "焊工", "class": "city_1",
        "held_on": "2025-05-01", "district": "张店",
    },
    "startups": {
        "person_id": "P", "year": 2025, "org_id": "O", "programme": "senior",
        "graduated_on": "2022-06-30", "premises": "other", "district": "张店",
    },
    "org_accounts": {
        "org_id": "O", "account_name": "甲厂", "account_name_original": "甲厂",
        "account_no": "1", "bank_code": "b", "bank_name": "银行", "status": "active",
    },
}  # fmt: skip
"""What a row says where a test does not."""


LAYERS = {
    item.table: item.reads
    for name in (EXTRACTS, STAGING, FACTS)
    for item in layer(CONTENT, name)
} | {"extract.subjects": {"staging.subject_numbers"}}  # fmt: skip
"""Table → the tables that it reads."""


@cache
def needed(table: str) -> frozenset[str]:
    """A table, and all that it is made from."""
    return frozenset({table}).union(*(needed(one) for one in LAYERS.get(table, ())))


class Facts:
    """The facts of a world as of a date. Only what is asked for is made, or nobody would wait."""

    def __init__(self, db: duckdb.DuckDBPyConnection, rules: Ruleset, as_of: str) -> None:
        self._db, self._rules, self._as_of = db, rules, date.fromisoformat(as_of)
        self._made: frozenset[str] = frozenset()

    @property
    def db(self) -> duckdb.DuckDBPyConnection:
        """The world with every table."""
        self._make(frozenset(LAYERS))
        return self._db

    def all(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """The chosen columns of every row of a table, sorted."""
        self._make(needed(table))
        chosen = ", ".join(f'"{column}"' for column in columns)
        return self._db.execute(f"select {chosen} from {table} order by all").fetchall()

    def _make(self, tables: frozenset[str]) -> None:
        if missing := (tables & LAYERS.keys()) - self._made:
            self._made |= missing
            build_facts(self._db, CONTENT, self._rules, self._as_of, SqlLog(), only=missing)

    def one(self, table: str, *columns: str) -> Any:
        """The chosen columns of the only row: a value, or a tuple of several."""
        (row,) = self.all(table, *columns)
        return row[0] if len(columns) == 1 else row


def facts(
    *, city: str = "zibo", as_of: str = AS_OF, exported: Sequence[str] = (),
    doubtful: Sequence[str] = (), quarantined: Sequence[tuple[str, str | None]] = (),
    **sources: Sequence[Row],
) -> Facts:  # fmt: skip
    """The facts of the given rows.

    `exported`: months of which the contributions export has rows of others.
    `doubtful`: persons of whom a row of the persons export was quarantined.
    `quarantined`: sources, and of whom a row of them was quarantined, if that is known.
    """
    db = duckdb.connect()
    create_tables(db)
    for contract in CONTRACTS.inputs.values():
        accept(db, contract, sources.get(contract.name, ()))
    paid = {str(row["period"])[:7] for row in sources.get("contributions", ())}
    for month in sorted(paid | set(exported)):
        db.execute("insert into intake.contribution_months values (?)", [f"{month}-01"])
    for said in (*quarantined, *(("persons", person) for person in doubtful)):
        db.execute("insert into intake.quarantine values (?, 'f', 2, 'r', 'c', 'v', ?)", said)
    return Facts(db, _rules(city), as_of)


def accept(db: duckdb.DuckDBPyConnection, contract: Contract, rows: Sequence[Row]) -> None:
    """Make the accepted rows of a source."""
    columns = {**dict(stored_columns(contract)), "source_file": "varchar", "source_row": "bigint"}
    full = [{**DEFAULTS.get(contract.name, {}), **row} for row in rows]
    assert all(row.keys() <= columns.keys() for row in full), contract.name
    declared = ", ".join(f'"{name}" {sql_type}' for name, sql_type in columns.items())
    values = [[row.get(name) for name in columns] for row in full]
    make_table(db, f"accepted.{contract.name}", declared, values)


def months(first: str, last: str) -> Iterator[str]:
    """Every month from `first` to `last`, YYYY-MM."""
    numbers = [int(text[:4]) * 12 + int(text[5:]) - 1 for text in (first, last)]
    for number in range(numbers[0], numbers[1] + 1):
        yield f"{number // 12:04}-{number % 12 + 1:02}"


def pension(person: str, first: str, last: str | None = None, **said: Any) -> list[Row]:
    """A contribution for every month from `first` to `last`."""
    return [
        {"person_id": person, "period": f"{month}-01", **said}
        for month in months(first, last or first)
    ]


def employer(employer_id: str, district: str | None = "张店", **said: Any) -> Row:
    """An employer; its name is its id unless said otherwise."""
    return {"employer_id": employer_id, "employer_name": employer_id, "district": district, **said}
