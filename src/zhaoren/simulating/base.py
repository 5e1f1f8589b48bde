"""Whether a night that is decided again says what its published run said, and if not, why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb

from zhaoren.manifest import Identity, parquet_relation
from zhaoren.runs import Run

_SHOWN = 3  # names in a sentence


def differing_verdicts(db: duckdb.DuckDBPyConnection, again: Path, run: Run) -> int:
    """How many published verdicts are not decided so again; columns that only one has aside."""
    before, now = (parquet_relation(path) for path in (run.table("decisions"), again))
    columns = [
        {name for name, *_ in db.execute(f"describe select * from {one}").fetchall()}
        for one in (before, now)
    ]
    names = ", ".join(f'"{name}"' for name in sorted(columns[0] & columns[1] - {"run_id"}))
    (row,) = db.execute(
        "select count(*) from ("
        f"(select policy_id, candidate_id from (select {names} from {before} "
        f"except all select {names} from {now})) union "
        f"(select policy_id, candidate_id from (select {names} from {now} "
        f"except all select {names} from {before})))"
    ).fetchall()
    return int(row[0])


def what_changed_since(run: Run, now: Identity) -> Iterator[str]:
    """What a recomputation rests on that is not what the run rested on, as Chinese sentences."""
    rules = _differing(run.manifest["rules"], now.rules)
    if rules:
        yield f"规则在那次运行以后改过：{_some(rules)}"
    content = [
        name
        for name in _differing(run.manifest["content"], now.content)
        if not name.startswith("rules/")
    ]
    if content:
        yield f"数据契约或者SQL在那次运行以后改过：{_some(content)}"
    code = _differing(run.manifest["code"], now.code)
    engines = [name for name in code if name not in ("zhaoren", "source")]
    if len(code) > len(engines):
        yield "程序不是那次运行的程序（版本或者源代码不同）"
    if engines:
        yield f"计算引擎的版本不同：{_some(engines)}"


def _differing(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return sorted(name for name in {*before, *now} if before.get(name) != now.get(name))


def _some(names: list[str]) -> str:
    more = f"等{len(names)}项" if len(names) > _SHOWN else ""
    return "、".join(names[:_SHOWN]) + more
