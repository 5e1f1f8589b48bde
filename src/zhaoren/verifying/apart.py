"""Where two files of the same name differ: rows by number, columns by name, never a value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

import duckdb
from python_calamine import CalamineError, CalamineWorkbook

from zhaoren.contracts import Contract
from zhaoren.manifest import parquet_relation

_TEXTS = {".csv", ".html", ".json", ".sql", ".txt", ".xml"}
_NAMED = 6  # columns that a sentence names


def where_apart(published: Path, recomputed: Path, contract: Contract | None = None) -> str:
    """One Chinese sentence on two files with different bytes; `contract`: the table's."""
    if published.suffix == ".parquet":
        return _tables(published, recomputed, contract)
    if published.suffix == ".xlsx":
        return _workbooks(published, recomputed)
    if published.suffix in _TEXTS:
        return _texts(published, recomputed)
    return "内容不同"


def values_apart(published: Any, recomputed: Any, place: str = "") -> Iterator[str]:
    """The places within JSON values that differ: `summary.amount_fen`."""
    if isinstance(published, dict) and isinstance(recomputed, dict):
        for name in sorted(published.keys() | recomputed.keys()):
            inner = f"{place}.{name}" if place else str(name)
            yield from values_apart(published.get(name), recomputed.get(name), inner)
    elif published != recomputed:
        yield place


def _tables(published: Path, recomputed: Path, contract: Contract | None) -> str:
    with duckdb.connect() as db:
        try:
            for name, path in (("published", published), ("recomputed", recomputed)):
                relation = parquet_relation(path).replace(")", ", file_row_number = true)")
                db.execute(f"create view {name} as from {relation}")
            return _rows_apart(db, contract)
        except duckdb.Error:
            return "不能作为 Parquet 文件读取"


def _rows_apart(db: duckdb.DuckDBPyConnection, contract: Contract | None) -> str:
    columns = [_columns(db, name) for name in ("published", "recomputed")]
    if columns[0] != columns[1]:
        other = sorted(columns[0].keys() ^ columns[1].keys()) or ["类型"]
        return f"列不同：{_listed(other)}"
    rows = [_count(db, f"from {name}") for name in ("published", "recomputed")]
    names = [name for name in columns[0] if name != "file_row_number"]
    key = [name for name in (contract.key if contract else ()) if name in names]
    if key:
        return _by_key(db, key, names, rows)
    return f"发布的有 {rows[0]} 行，重算有 {rows[1]} 行，内容不同"


def _by_key(
    db: duckdb.DuckDBPyConnection, key: list[str], names: list[str], rows: list[int]
) -> str:
    """Rows of the same key are compared; the first by its place in the published file."""
    same = " and ".join(f'p."{name}" is not distinct from r."{name}"' for name in key)
    apart = {name: f'p."{name}" is distinct from r."{name}"' for name in names if name not in key}
    differ = " or ".join(apart.values()) or "false"
    counted = ", ".join(f"count(*) filter (where {test})" for test in apart.values())
    (found,) = db.execute(
        f"select count(*), min(p.file_row_number){', ' if counted else ''}{counted} "
        f"from published as p inner join recomputed as r on {same} where {differ}"
    ).fetchall()
    only = [
        _count(db, f"from {one} as p where not exists (from {other} as r where {same})")
        for one, other in (("published", "recomputed"), ("recomputed", "published"))
    ]
    parts = [f"发布的有 {rows[0]} 行，重算有 {rows[1]} 行"] if rows[0] != rows[1] else []
    if only[0]:
        parts.append(f"{only[0]} 行重算没有")
    if only[1]:
        parts.append(f"重算另有 {only[1]} 行")
    if found[0]:
        changed = [name for name, count in zip(apart, found[2:], strict=True) if count]
        first = f"第一处在第 {found[1] + 1} 行"
        parts.append(f"按 {_listed(key)} 对应的 {found[0]} 行有别，{first}，列 {_listed(changed)}")
    return "；".join(parts) or "各行相同，但文件的字节不同"


def _columns(db: duckdb.DuckDBPyConnection, name: str) -> dict[str, str]:
    found = db.execute(f"describe {name}").fetchall()
    return {row[0]: row[1] for row in found}


def _count(db: duckdb.DuckDBPyConnection, rest: str) -> int:
    ((count,),) = db.execute(f"select count(*) {rest}").fetchall()
    return int(count)


def _listed(names: list[str]) -> str:
    more = f" 等 {len(names)} 列" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more


def _texts(published: Path, recomputed: Path) -> str:
    if published.suffix == ".json":
        try:
            pair = [json.loads(path.read_bytes()) for path in (published, recomputed)]
        except ValueError:
            return "不能作为 JSON 读取"
        if places := list(values_apart(*pair)):
            return f"不同的项：{_listed(places)}"
    lines = (path.read_bytes().splitlines(keepends=True) for path in (published, recomputed))
    for number, (one, other) in enumerate(zip_longest(*lines), start=1):
        if one != other:
            return f"从第 {number} 行起不同"
    return "内容不同"


def _workbooks(published: Path, recomputed: Path) -> str:
    try:
        pair = [
            CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
            for path in (published, recomputed)
        ]
    except (CalamineError, OSError, ValueError):
        return "不能作为工作簿读取"
    for number, (one, other) in enumerate(zip_longest(*pair, fillvalue=[]), start=1):
        if one != other:
            cells = enumerate(zip_longest(one, other), start=1)
            column = next(place for place, (a, b) in cells if a != b)
            return f"第 {number} 行第 {column} 列起不同"
    return "各格相同，但文件的字节不同"
