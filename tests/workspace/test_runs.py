"""Which published run is meant by a word on the command line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from zhaoren.errors import UsageError
from zhaoren.runs import find_run
from zhaoren.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Two runs of Zibo, the second the newest, and one of Rizhao."""
    found = Workspace(tmp_path)
    for city, day, run_id in (
        ("zibo", "2026-11-19", "ab" * 32),
        ("zibo", "2026-11-20", "cd" * 32),
        ("rizhao", "2026-11-20", "cf" * 32),
    ):
        folder = found.run_dir(city, date.fromisoformat(day), run_id)
        folder.mkdir(parents=True)
        manifest = {"run_id": run_id, "city": city, "as_of": day}
        (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        found.make_newest(folder)
    return found


@pytest.mark.parametrize("named", ["2026-11-19", "2026-11-19-abab", "abab", "ab" * 32])
def test_a_run_is_found_by_its_folder_date_or_id(workspace: Workspace, named: str) -> None:
    assert find_run(workspace, "zibo", named).run_id == "ab" * 32


def test_a_run_is_found_by_its_path(workspace: Workspace) -> None:
    folder = workspace.run_dir("zibo", date(2026, 11, 19), "ab" * 32)
    assert find_run(workspace, None, str(folder)).as_of == date(2026, 11, 19)


def test_unnamed_is_the_newest_of_the_city(workspace: Workspace) -> None:
    assert find_run(workspace, "zibo").run_id == "cd" * 32


def test_unnamed_of_several_cities_asks_which(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="rizhao, zibo"):
        find_run(workspace)


@pytest.mark.parametrize("named", ["2026-11-20", "c", "ee", ""])
def test_a_word_for_none_or_several_names_those_that_there_are(
    workspace: Workspace, named: str
) -> None:
    with pytest.raises(UsageError, match="2026-11-20-cdcdcdcdcdcd"):
        find_run(workspace, None, named)


def test_a_city_without_runs_says_so(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="no published run of liaocheng"):
        find_run(workspace, "liaocheng")
