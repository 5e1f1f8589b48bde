"""Kept extracts give the rows that the export gives, whoever has become a subject since."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from zhaoren.content import find_content
from zhaoren.extracts import TABLE, Kept, extract_contributions
from zhaoren.transforms import SqlLog

FILES = {f"month-{month}.csv": [month] for month in range(3)}
PEOPLE = 100
ROWS = f"""
select 'p' || (i % {PEOPLE}) as person_id, 'e' || (i % 7) as employer_id,
    case when i % 5 = 0 then 'medical' else 'pension' end as insurance,
    date '2026-01-01' as period, case when i % 11 = 0 then 'refund' else 'regular' end as kind,
    'paid' as status, i as amount_fen, 'month-' || (i % 3) || '.csv' as source_file
from range(3000) as numbers(i)
"""
FOUND = f"""
select person_id, employer_id, period, kind, status, change_fen
from {TABLE} inner join extract.subjects using (place) order by all
"""


def extracted(subjects: int, kept: Kept | None) -> list[tuple[object, ...]]:
    with duckdb.connect() as db:
        for schema in ("accepted", "staging", "intake"):
            db.execute(f"create schema {schema}")
        db.execute("create table intake.excluded (source varchar, file varchar, row bigint)")
        db.execute(f"create table accepted.contributions as {ROWS}")
        # the first person is known under a second number
        db.execute(
            "create table staging.subject_numbers as "
            "select 'p' || i as number, 'p' || greatest(i, 1) as person_id, 0 as steps "
            f"from range({subjects}) as numbers(i)"
        )
        extract_contributions(db, find_content(), kept, SqlLog())
        return db.execute(FOUND).fetchall()


@pytest.mark.parametrize("later", [40, 41, 42, 100, 20, 0])
def test_numbers_that_come_and_go(tmp_path: Path, later: int) -> None:
    kept = Kept(tmp_path, FILES)
    assert extracted(40, kept) == extracted(40, None)
    before = sorted(tmp_path.iterdir())
    assert len(before) == 1 + len(FILES)
    assert extracted(later, kept) == extracted(later, None)
    assert (sorted(tmp_path.iterdir()) == before) == (later <= 42)
