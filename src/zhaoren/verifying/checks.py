"""Verifying a published run: files, figures, money, and the whole night computed again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import duckdb

from zhaoren.aside import folder_aside
from zhaoren.contracts import load_contracts
from zhaoren.durable import sha256_of
from zhaoren.errors import ZhaorenError
from zhaoren.manifest import NAME, content_hashes
from zhaoren.payments.layouts import Banks, load_banks
from zhaoren.rules import city_ids
from zhaoren.runs import Run
from zhaoren.verifying.again import (
    Means,
    compute_again,
    obstacles,
    previous_of,
    root_of,
)
from zhaoren.verifying.apart import values_apart, where_apart
from zhaoren.verifying.figures import check_figures
from zhaoren.verifying.files import (
    check_files,
    check_identity,
    check_inputs,
    check_rows,
    identity_of,
    published_files,
)
from zhaoren.verifying.found import Check, Difference, Verified
from zhaoren.verifying.money import check_money

_REPORT = "report.html"


def verify(run: Run, means: Means, *, quick: bool) -> Verified:
    """Check a run against its manifest and itself; unless `quick` also compute it again.

    Nothing is written but below a temporary folder, which is deleted.

    Raises:
        ZhaorenError: the night that computes it again stops.
    """
    snapshots = root_of(run) / "snapshots"
    checks = [
        _checked("identity", "运行编号", lambda: check_identity(run)),
        _checked("files", "文件内容", lambda: check_files(run)),
        _checked("rows", "表的行数", lambda: check_rows(run)),
        _checked("inputs", "数据副本", lambda: check_inputs(run, snapshots)),
        *_of_tables(run, means),
    ]
    why_not = [] if quick else _why_not(run, means, checks)
    recomputed = not quick and not why_not
    if recomputed:
        checks.append(_computed_again(run, means))
    name, city = run.folder.resolve().name, run.city
    return Verified(run.run_id, name, city, run.as_of.isoformat(), checks, recomputed, why_not)


def _checked(name: str, title: str, check: Callable[[], Check]) -> Check:
    """What a check finds; one that meets something unreadable finds that."""
    try:
        return check()
    except (KeyError, TypeError, ValueError, AttributeError, OSError, duckdb.Error):
        said = "文件或清单的结构被改动，不能核对"
        return Check(name, title, 0, "项", [Difference("unreadable", name, said)])


def _of_tables(run: Run, means: Means) -> list[Check]:
    with duckdb.connect() as db:
        db.execute("set enable_progress_bar = false")
        with suppress(ZhaorenError):  # what cannot be read is named by the check of rows
            run.show(db)
        banks = _banks_of(run, means)
        return [
            _checked("figures", "清单的数字", lambda: check_figures(run, db)),
            _checked("money", "资金：认定到代发文件", lambda: check_money(run, db, banks)),
        ]


def _banks_of(run: Run, means: Means) -> Banks | None:
    """The layouts that the run used; None where they are others now."""
    name = f"rules/{run.city}/banks.yaml"
    if run.city not in city_ids(means.content):
        return None
    here = content_hashes(means.content, run.city).get(name)
    content = run.manifest.get("content")
    same = isinstance(content, dict) and here == content.get(name)
    return load_banks(means.content, run.city) if same else None


def _why_not(run: Run, means: Means, checks: list[Check]) -> list[str]:
    """Why it cannot be computed again."""
    wrong = {check.name for check in checks if check.differences}
    if "identity" in wrong and _other_identity(run):
        return ["清单所列的依据被改动，无从按它重算。"]
    if "inputs" in wrong:
        return ["数据副本不全或被改动，无从重算。请从备份放回 snapshots/。"]
    return obstacles(run, means)


def _other_identity(run: Run) -> bool:
    try:
        return identity_of(run.manifest).run_id != run.run_id
    except (KeyError, TypeError, ValueError):
        return True


def _computed_again(run: Run, means: Means) -> Check:
    with folder_aside() as folder:
        again = compute_again(run, means, folder)
        contracts = load_contracts(means.content).outputs
        without = _not_comparable(run)
        names = sorted((published_files(run.folder) | published_files(again.folder)) - without)
        found = []
        for name in names:
            published, recomputed = run.folder / name, again.folder / name
            if not published.is_file():
                found.append(Difference("missing", name, "重算得到这个文件，发布的没有"))
            elif not recomputed.is_file():
                found.append(Difference("extra", name, "重算没有得到这个文件"))
            elif sha256_of(published) != sha256_of(recomputed):
                said = where_apart(published, recomputed, contracts.get(published.stem))
                found.append(Difference("recomputed", name, said))
        found += [
            Difference("recomputed", f"{NAME}: {place}", "重算的数字不同")
            for place in _manifest_apart(run, again, without)
        ]
    left_out = f"{_REPORT} 未逐字节核对：它所比较的上一次运行已不在" if without else ""
    return Check("recomputed", "按数据重算", len(names) + 1, "个文件", found, left_out)


def _not_comparable(run: Run) -> set[str]:
    """The report, where the run that it compares with has expired."""
    gone = bool(run.manifest.get("compared_with")) and previous_of(run) is None
    return {_REPORT} if gone else set()


def _manifest_apart(run: Run, again: Run, without: set[str]) -> list[str]:
    published, recomputed = (
        {**manifest, "outputs": {file["path"]: file for file in manifest["outputs"]}}
        for manifest in (run.manifest, again.manifest)
    )
    for name in without:
        published["outputs"].pop(name, None)
        recomputed["outputs"].pop(name, None)
    return list(values_apart(published, recomputed))
