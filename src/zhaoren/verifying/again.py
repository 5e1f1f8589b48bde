"""Computing a run again from what its manifest names, beside the workspace and apart from it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhaoren.content import Content
from zhaoren.errors import ZhaorenError
from zhaoren.manifest import NAME, code_version, content_hashes
from zhaoren.night import NightOptions
from zhaoren.nightly import run_night
from zhaoren.recording.bookkeeping import Bookkeeping
from zhaoren.rules import city_ids
from zhaoren.runs import Run, open_run
from zhaoren.workspace import Workspace, make_private

_NAMED = 3  # files that a sentence names


@dataclass(frozen=True)
class Means:
    """What a recomputation has at hand.

    `ledger_url`: where the ledger is; `threads` None: one a processor;
    `memory_limit`: the engine's, e.g. 2GB.
    """

    content: Content
    project: Path | None
    ledger_url: str
    memory_limit: str
    threads: int | None


def root_of(run: Run) -> Path:
    """The workspace that a run's folder stands in."""
    return run.folder.resolve().parents[2]


def obstacles(run: Run, means: Means) -> list[str]:
    """Why the run cannot be computed again here; each says what is missing, in Chinese."""
    manifest = run.manifest
    return [
        *_other_code(manifest["code"]),
        *_other_content(manifest, means.content),
        *_other_ledger(run, means.ledger_url),
    ]


def _other_code(wanted: Mapping[str, str]) -> Iterator[str]:
    here = code_version()
    engines = [
        f"{name} {wanted.get(name, '（未写明）')}（这里是 {here[name]}）"
        for name in ("zhaoren", "duckdb", "pyarrow")
        if wanted.get(name) != here[name]
    ]
    if engines:
        yield f"本次运行用的是 {'，'.join(engines)}。请安装那时的版本再核对。"
    elif wanted.get("source") != here["source"]:
        yield (
            f"程序代码与本次运行所用的不同（源码哈希 {str(wanted.get('source'))[:12]}，"
            f"这里是 {here['source'][:12]}）。请换回那时的程序再核对。"
        )


def _other_content(manifest: Mapping[str, Any], content: Content) -> Iterator[str]:
    city = manifest["city"]
    here = content_hashes(content, city) if city in city_ids(content) else {}
    wanted = manifest["content"]
    other = sorted(
        name for name in wanted.keys() | here.keys() if wanted.get(name) != here.get(name)
    )
    if other:
        more = f" 等 {len(other)} 个文件" if len(other) > _NAMED else ""
        yield (
            f"规则、转换或数据合同与本次运行所用的不同：{'，'.join(other[:_NAMED])}{more}。"
            "请用 --project 指明那时的内容再核对。"
        )


def _other_ledger(run: Run, url: str) -> Iterator[str]:
    head = run.manifest["ledger_head"]
    if Bookkeeping(url, run.city).place_of(head) is None:
        yield (
            f"账本没有本次运行所依据的记录（哈希 {head[:12]}）。"
            "请用 --ledger 指明那个账本，或放回最新的备份。"
        )


def compute_again(run: Run, means: Means, folder: Path) -> Run:
    """The same night in a workspace of its own below `folder`; nothing is recorded.

    The copies of the inputs are read where they are; nothing else of the
    workspace is, its cache least of all.

    Raises:
        ZhaorenError: the night stops, as a night would.
    """
    snapshots = root_of(run) / "snapshots"
    work = Workspace(folder / "work")
    make_private(work.root)
    work.snapshots.symlink_to(snapshots)
    manifest = run.manifest
    result = run_night(
        NightOptions(
            city=run.city,
            inbox=None,
            out=work.root,
            as_of=run.as_of,
            policies=tuple(manifest["policies"]),
            without=frozenset(manifest["waived"]),
            project=means.project,
            threads=means.threads,
            memory_limit=means.memory_limit,
            ledger=means.ledger_url,
            snapshot=str(_stand_in(run, folder / "named", snapshots)),
        )
    )
    return open_run(result.run_dir)


def _stand_in(run: Run, root: Path, snapshots: Path) -> Path:
    """The run's manifest alone, and what it was compared with: no other run is asked."""
    folder = root / "runs" / run.city / run.folder.resolve().name
    make_private(folder)
    shutil.copyfile(run.folder / NAME, folder / NAME)
    (root / "snapshots").symlink_to(snapshots)
    if previous := previous_of(run):
        (folder.parent / previous.name).symlink_to(previous)
    return folder


def previous_of(run: Run) -> Path | None:
    """The folder of the run that its report compares it with, if that is still there."""
    wanted = run.manifest.get("compared_with")
    folders = (root_of(run) / "runs" / run.city).glob(f"*-{str(wanted)[:12]}")
    for folder in sorted(folders) if wanted else ():
        try:
            if open_run(folder).run_id == wanted:
                return folder
        except ZhaorenError:
            continue
    return None
