"""The files of a run against its manifest, and the manifest against itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from zhaoren.durable import sha256_of
from zhaoren.manifest import NAME, Identity
from zhaoren.replay import inputs_of, snapshot_id
from zhaoren.runs import Run
from zhaoren.verifying.found import Check, Difference


def check_identity(run: Run) -> Check:
    """Whether the id follows from what the manifest says that the run rests on."""
    found = []
    manifest = run.manifest
    try:
        run_id = identity_of(manifest).run_id
    except (KeyError, TypeError, ValueError):
        found.append(Difference("manifest", NAME, "清单缺少确定运行编号所需的项目"))
    else:
        if run_id != manifest["run_id"]:
            found.append(Difference("run_id", NAME, "清单所列依据算出的编号与运行编号不同"))
        if run.folder.name != f"{manifest['as_of']}-{manifest['run_id'][:12]}":
            found.append(Difference("run_id", NAME, "目录名与清单的认定日期、运行编号不一致"))
        if manifest.get("snapshot") != snapshot_id(inputs_of(manifest)):
            found.append(Difference("snapshot", NAME, "清单的快照编号与所列数据文件不一致"))
        if (run.folder / NAME).read_text(encoding="utf-8") != written(manifest):
            found.append(Difference("manifest", NAME, "清单的写法不是本程序写出的样子"))
    return Check("identity", "运行编号", 1, "个", found)


def identity_of(manifest: Mapping[str, Any]) -> Identity:
    """What the run rests on, as its manifest says.

    Raises:
        KeyError, TypeError, ValueError: the manifest lacks something.
    """
    return Identity(
        city=manifest["city"],
        as_of=date.fromisoformat(manifest["as_of"]),
        inputs=inputs_of(manifest),
        rules=manifest["rules"],
        content=manifest["content"],
        policies=manifest["policies"],
        waived=manifest["waived"],
        code=manifest["code"],
        ledger_head=manifest["ledger_head"],
    )


def written(manifest: Mapping[str, Any]) -> str:
    """A manifest as the program writes it."""
    return json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=2) + "\n"


def check_files(run: Run) -> Check:
    """Whether every file is there, as it was published, and no other."""
    listed = {file["path"]: file["sha256"] for file in run.manifest["outputs"]}
    found = []
    for name, sha256 in listed.items():
        path = run.folder / name
        if not path.is_file():
            found.append(Difference("missing", name, "清单所列的文件不在了"))
        elif sha256_of(path) != sha256:
            found.append(Difference("altered", name, "内容与清单的哈希不同，发布后被改动"))
    for name in sorted(published_files(run.folder) - listed.keys()):
        found.append(Difference("extra", name, "清单没有这个文件"))
    return Check("files", "文件内容", len(listed), "个文件", found)


def published_files(folder: Path) -> set[str]:
    """Every file of a run but its manifest, as paths within it."""
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {name for name in paths if name != NAME}


def check_rows(run: Run) -> Check:
    """Whether each table has as many rows as the manifest says, and can be read at all."""
    tables = {
        file["path"]: file["rows"]
        for file in run.manifest["outputs"]
        if file["path"].endswith(".parquet") and (run.folder / file["path"]).is_file()
    }
    return Check("rows", "表的行数", len(tables), "个表", list(_wrong_rows(run.folder, tables)))


def _wrong_rows(folder: Path, tables: Mapping[str, int | None]) -> Iterator[Difference]:
    for name, rows in tables.items():
        try:
            there = pq.read_metadata(folder / name).num_rows
        except (pa.ArrowException, OSError):
            yield Difference("unreadable", name, "不是可以读取的 Parquet 文件")
            continue
        if there != rows:
            yield Difference("rows", name, f"有 {there} 行，清单写的是 {rows} 行")


def check_inputs(run: Run, snapshots: Path) -> Check:
    """Whether the copies of the inputs that the manifest names are still there, and whole."""
    inputs = run.manifest["inputs"]
    found = []
    for one in inputs:
        copy, place = snapshots / one["sha256"], f"snapshots/{one['sha256']}"
        if not copy.is_file():
            found.append(Difference("input_missing", place, f"{one['name']} 的副本不在了"))
        elif sha256_of(copy) != one["sha256"]:
            found.append(Difference("input_altered", place, f"{one['name']} 的副本被改动"))
    return Check("inputs", "数据副本", len(inputs), "个数据文件", found)
