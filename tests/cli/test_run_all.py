"""`zhaoren run --city all`: each city's exports under its own rules, one after the other."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest

from zhaoren.content import FOLDERS, find_content

pytestmark = pytest.mark.long

COMMAND = [sys.executable, "-c", "from zhaoren.cli import main; main()"]
CITIES = ("rizhao", "zibo")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that knows two cities."""
    root = tmp_path_factory.mktemp("project")
    for name in FOLDERS:
        if name != "sample_data":
            shutil.copytree(find_content().root / name, root / name)
    (root / "sample_data").mkdir()
    for path in (root / "rules").glob("*/city.yaml"):
        if path.parent.name not in CITIES:
            shutil.rmtree(path.parent)
    return root


def exports(folder: Path) -> Path:
    """The exports of each city in a folder of its own."""
    for city in CITIES:
        shutil.copytree(find_content().sample_data / city / "inbox", folder / city)
    return folder


def run_all(project: Path, inbox: Path, out: Path) -> subprocess.CompletedProcess[str]:
    words = ["--as-of", "2026-11-20", "--project", str(project)]
    words += ["--inbox", str(inbox), "--out", str(out), "--json"]
    command = [*COMMAND, "run", "--city", "all", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def published(run_dir: str) -> Any:
    return duckdb.sql(
        "select policy_id, outcome, count(*), any_value(city) "
        f"from '{run_dir}/decisions.parquet' group by all order by all"
    ).fetchall()


@pytest.fixture(scope="module")
def first(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[subprocess.CompletedProcess[str], Path]:
    """A run of both cities that went well, and the folder with its exports and workspace."""
    folder = tmp_path_factory.mktemp("first")
    return run_all(project, exports(folder / "inbox"), folder / "out"), folder


def test_each_city_is_decided_by_its_own_rules_in_its_own_directory(
    project: Path, first: tuple[subprocess.CompletedProcess[str], Path]
) -> None:
    done, folder = first
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    runs = {one["city"]: one for one in told["runs"]}
    assert tuple(runs) == CITIES
    for city, one in runs.items():
        assert Path(one["run_dir"]).parent == folder / "out" / "runs" / city
        found = published(one["run_dir"])
        assert {name for _, _, _, name in found} == {city}
        assert {policy.partition("/")[0] for policy, _, _, _ in found} == {city}
        counted: dict[str, Counter[str]] = {}
        for policy, outcome, count, _ in found:
            counted.setdefault(policy, Counter())[outcome] = count
        assert {name: counts for name, counts in one["outcomes"].items() if counts} == counted
    assert told["run_id"] == [one["run_id"] for one in told["runs"]]
    assert told["run_dir"] == [one["run_dir"] for one in told["runs"]]
    assert told["amount_fen"] == sum(one["amount_fen"] for one in told["runs"])
    assert set(told["outcomes"]) == {name for one in told["runs"] for name in one["outcomes"]}
    assert all(one["amount_fen"] > 0 for one in runs.values())
    again = run_all(project, folder / "inbox", folder / "out")
    found_again = json.loads(again.stdout.splitlines()[-1])
    assert found_again["run_id"] == told["run_id"]
    assert all(one["already_there"] for one in found_again["runs"])


def test_a_city_with_the_exports_of_another_does_not_stop_the_others(
    project: Path, first: tuple[object, Path], tmp_path: Path
) -> None:
    inbox = exports(tmp_path / "inbox")
    shutil.rmtree(inbox / "rizhao")
    shutil.copytree(inbox / "zibo", inbox / "rizhao")
    out = tmp_path / "out"
    shutil.copytree(first[1] / "out" / "prefect", out / "prefect")  # its database takes long
    done = run_all(project, inbox, out)
    assert done.returncode == 3  # too many payments are told by names that Rizhao does not know
    said, again = done.stderr.splitlines()
    assert said == f"rizhao: {again}"
    assert "payments.csv" in again
    assert not [*(out / "runs" / "rizhao").glob("*/manifest.json")]
    assert len([*(out / "runs" / "zibo").glob("*/manifest.json")]) == 1


def test_a_city_without_a_folder_of_exports_is_wrong_usage(project: Path, tmp_path: Path) -> None:
    inbox = exports(tmp_path / "inbox")
    shutil.rmtree(inbox / "rizhao")
    done = run_all(project, inbox, tmp_path / "out")
    assert done.returncode == 2
    assert "no folder rizhao" in done.stderr
    assert not (tmp_path / "out" / "runs").exists()
