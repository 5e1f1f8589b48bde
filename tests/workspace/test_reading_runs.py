"""Reading a published run that is not whole: the damage is named, not taken for a fault."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zhaoren.errors import ZhaorenError
from zhaoren.manifest import NAME, output_files
from zhaoren.runs import Run, find_run, open_run, reading
from zhaoren.workspace import Workspace


def published(folder: Path) -> Run:
    pq.write_table(pa.table({"outcome": ["eligible"] * 500}), folder / "decisions.parquet")
    manifest = {
        "run_id": "ab" * 32, "city": "zibo", "as_of": "2026-11-20", "snapshot": "cd" * 32,
        "policies": [], "inputs": [], "outputs": output_files(folder, {"decisions": 500}),
    }  # fmt: skip
    (folder / NAME).write_text(json.dumps(manifest), encoding="utf-8")
    return open_run(folder)


def test_a_table_that_is_gone_does_not_read_as_one_without_rows(tmp_path: Path) -> None:
    run = published(tmp_path)
    run.table("decisions").unlink()
    with pytest.raises(ZhaorenError, match=r"damaged: decisions\.parquet"), reading(run):
        pytest.fail("nothing is read of it")


def test_a_table_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    run = published(tmp_path)
    run.table("decisions").write_bytes(b"PAR1")
    with pytest.raises(ZhaorenError, match=r"damaged: decisions\.parquet"), reading(run):
        duckdb.read_parquet(str(run.table("decisions")))


def test_a_fault_over_whole_tables_stays_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(duckdb.CatalogException), reading(published(tmp_path)):
        duckdb.execute("from nowhere")


@pytest.mark.parametrize("content", ["{}", "[]", '{"run_id": 1}'])
def test_a_manifest_without_what_every_manifest_says_is_damage(
    content: str, tmp_path: Path
) -> None:
    (tmp_path / NAME).write_text(content, encoding="utf-8")
    with pytest.raises(ZhaorenError, match="damaged: manifest"):
        open_run(tmp_path)


def test_a_run_is_found_by_its_name_beside_one_that_is_damaged(tmp_path: Path) -> None:
    name = "2026-11-20-abababababab"
    whole, other = (tmp_path / "runs" / "zibo" / one for one in (name, "2026-11-21-cdcdcdcdcdcd"))
    for folder in (whole, other):
        folder.mkdir(parents=True)
        published(folder)
    (other / NAME).write_text("{", encoding="utf-8")
    assert find_run(Workspace(tmp_path), "zibo", name).folder == whole


@pytest.mark.parametrize("content", ["garbage", "{}", "[1]"])
def test_a_damaged_pointer_to_the_newest_run_is_named(content: str, tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "zibo.json").write_text(content, encoding="utf-8")
    with pytest.raises(ZhaorenError, match=r"zibo\.json, which names the newest run, is damaged"):
        find_run(Workspace(tmp_path), "zibo")
