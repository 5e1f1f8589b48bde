"""docs/audit.md as the tests read it: its questions, each in both forms, run in a run's folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

PAGE = Path(__file__).parents[2] / "docs" / "audit.md"
_BLOCK = re.compile(r"^```(sql|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Question:
    """A question with its query for DuckDB and for pandas."""

    title: str
    sql: str
    python: str


def blocks(text: str, language: str) -> list[str]:
    """The code of a language in a part of the page."""
    return [code for name, code in _BLOCK.findall(text) if name == language]


def chapters() -> dict[str, str]:
    """Heading (of either rank) → what stands under it."""
    text = PAGE.read_text("utf-8").partition("\n## The tables\n")[0]
    heads = re.split(r"^##+ (.*)$", text, flags=re.MULTILINE)
    return dict(zip(["", *heads[1::2]], heads[::2], strict=True))


def questions() -> Iterator[Question]:
    """Every chapter that has both forms, in order."""
    for title, text in chapters().items():
        if title and blocks(text, "python"):
            (sql,), (python,) = blocks(text, "sql"), blocks(text, "python")
            yield Question(title, sql, python)


def by_duckdb(question: Question, run: Path) -> tuple[list[str], Rows]:
    """Columns and rows of the answer, in the query's own order."""
    with chdir(run), duckdb.connect() as db:
        done = db.execute(question.sql)
        return [column[0] for column in done.description], [_plain(row) for row in done.fetchall()]


def by_pandas(question: Question, run: Path) -> tuple[list[str], Rows]:
    """The same, by the code of the page after its opening block."""
    (opening,) = blocks(chapters()[""], "python")
    names: dict[str, Any] = {}
    with chdir(run):
        exec(compile(opening + question.python, question.title, "exec"), names)
    answer: pd.DataFrame = names["answer"]
    rows = [_plain(row) for row in answer.itertuples(index=False, name=None)]
    return [str(name) for name in answer.columns], rows


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(_value(value) for value in row)


def _value(value: Any) -> Any:
    """A cell without what the engines say differently: missing values, kinds of numbers."""
    if value is None or (not isinstance(value, list) and pd.isna(value)):
        return None
    if isinstance(value, bool | str | date):
        return value
    if isinstance(value, float | Decimal) or hasattr(value, "item"):
        number = float(value)
        assert number.is_integer(), "money and counts are whole"
        return int(number)
    return value
