"""The questions of docs/audit.md on the committed sample of Zibo."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audit.page import Question, by_duckdb, by_pandas, questions
from zhaoren.nightly import NightResult


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.title)
def test_duckdb_and_pandas_give_the_same_answer(question: Question, night: NightResult) -> None:
    run = Path(night.run_dir)
    assert by_duckdb(question, run) == by_pandas(question, run)
