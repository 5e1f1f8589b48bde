"""Rosters come out the same, whichever process makes them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from zhaoren.payments import rosters
from zhaoren.payments.documents import Heading, roster
from zhaoren.payments.lines import Line

LEVELS = {"technician": "技师"}


@pytest.fixture
def asked(line: Callable[..., Line]) -> list[rosters.Asked]:
    return [
        ([line(count) for count in range(size)], heading(part), LEVELS)
        for part, size in enumerate((3, 0, 1), start=1)
    ]


def heading(part: int) -> Heading:
    return Heading("淄博市", "a" * 12, "齐商银行", date(2026, 11, 20), part, 3)


def never_here(_: object) -> list[bytes]:
    raise AssertionError("another process was to make them")


@pytest.mark.parametrize("processes", [1, 2, 5])
def test_other_processes_make_them_in_order_and_with_the_same_bytes(
    asked: list[rosters.Asked], processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rosters, "ALONE", 0)
    monkeypatch.setattr(rosters, "_made", never_here)
    assert rosters.rosters(asked, processes) == [roster(*one) for one in asked]


def test_a_module_that_lies_in_the_working_folder_is_not_loaded(
    asked: list[rosters.Asked], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pickle.py").write_text("raise SystemExit(9)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(rosters, "ALONE", 0)
    monkeypatch.setattr(rosters, "_made", never_here)
    assert rosters.rosters(asked, 1) == [roster(*one) for one in asked]


def test_they_are_made_here_where_no_process_can_be_started(
    asked: list[rosters.Asked], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rosters, "ALONE", 0)
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert rosters.rosters(asked, 2) == [roster(*one) for one in asked]
