"""Organisations' numbers that one file has shown to be right are not looked at in the next."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from zhaoren.inputs.engine import own_engine
from zhaoren.inputs.entry import Entry, load_entry
from zhaoren.inputs.reading import read_file
from zhaoren.inputs.recognised import Recognised

from .desk import FIRM, OTHER_FIRM, Desk
from .test_formats import contributions

ROWS = 100
WRONG = FIRM[:-1] + "X"


def month_of(*firms: str | None, month: int = 9) -> dict[str, pa.Array]:
    """A month of one hundred rows: the first are of these firms, the others of FIRM."""
    columns = {
        name: pa.concat_arrays([values.slice(0, 1)] * ROWS)
        for name, values in contributions().items()
    }
    rest = [FIRM] * (ROWS - len(firms))
    periods = pa.array([datetime.date(2026, month, 1)] * ROWS)
    amounts = pa.array(list(range(ROWS)), pa.decimal128(12, 2))
    return columns | {
        "employer_id": pa.array([*firms, *rest], pa.string()),
        "period": periods,
        "amount": amounts,
    }


def read_in_turn(desk: Desk, folder: Path) -> list[Entry]:
    """The entries of all files, each read with what those before it have taught."""
    recognised, entries = Recognised(), []
    contract = desk.contracts.inputs["contributions"]
    with own_engine(desk.db, users=1) as db:
        for file in desk.snapshot().files:
            where, building = folder / file.name, folder / "temporary"
            entries.append(read_file(db, file, contract, {}, where, building, recognised))
            assert load_entry(where) == entries[-1]
    return entries


@pytest.mark.parametrize(
    ("firm", "quarantined", "referenced"),
    [
        (FIRM, 0, True),
        (OTHER_FIRM, 0, True),
        (WRONG, 1, True),
        (None, 1, True),
        (FIRM.lower(), 0, False),
    ],
)
def test_a_second_month_is_read_as_if_nothing_were_known(
    contributions_desk: Desk,
    tmp_path: Path,
    firm: str | None,
    quarantined: int,
    referenced: bool,
) -> None:
    contributions_desk.write_parquet("contributions-1.parquet", month_of())
    contributions_desk.write_parquet("contributions-2.parquet", month_of(firm, month=10))
    first, second = read_in_turn(contributions_desk, tmp_path)
    assert (first.quarantined, first.good) == (0, ROWS)
    assert (second.quarantined, second.good) == (quarantined, ROWS - quarantined)
    assert bool(second.columns) == referenced


def test_a_wrong_number_is_never_learnt(contributions_desk: Desk, tmp_path: Path) -> None:
    for place in (1, 2, 3):
        columns = month_of(*[WRONG] * place, month=place)
        contributions_desk.write_parquet(f"contributions-{place}.parquet", columns)
    assert [entry.quarantined for entry in read_in_turn(contributions_desk, tmp_path)] == [1, 2, 3]


def test_a_hash_both_of_whose_places_others_took_is_unknown() -> None:
    recognised = Recognised()
    early, late, latest = (np.array([of], np.uint64) for of in (5, 5 + (6 << 32), 7 << 32))
    recognised.learn(early)
    assert not len(recognised.unknown(early))
    recognised.learn(late)
    assert not len(recognised.unknown(np.concatenate([early, late])))
    recognised.learn(latest)
    assert list(recognised.unknown(np.concatenate([late, early, latest]))) == [1]
