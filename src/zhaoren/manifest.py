"""Which run this is, what it rests on and what it wrote: manifest.json.

The manifest holds no clock and no machine: the same inputs, rules, code and
date give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import orjson

import zhaoren
from zhaoren.content import Content, benefits_elsewhere
from zhaoren.durable import sha256_of
from zhaoren.errors import DamagedRunError

NAME = "manifest.json"
EMPTY_LEDGER = "0" * 64  # the head of a ledger without events
ELSEWHERE = "rules/*/*/policy.yaml"  # in the content: what the other cities' measures are called
_CONTENT = {".sql", ".yaml", ".txt"}
_CODE = {".py", ".j2"}


@dataclass(frozen=True)
class InputFile:
    """An input as the run used it."""

    source: str
    name: str
    sha256: str
    total_line: bool


@dataclass(frozen=True)
class Identity:
    """Everything that the results of a run depend on."""

    city: str
    as_of: date
    inputs: Sequence[InputFile]
    rules: Mapping[str, str]
    content: Mapping[str, str]
    policies: Sequence[str]
    waived: Sequence[str]
    code: Mapping[str, str]
    ledger_head: str = EMPTY_LEDGER

    def values(self) -> dict[str, object]:
        """The identity as JSON values."""
        return {**asdict(self), "as_of": self.as_of.isoformat()}

    @property
    def run_id(self) -> str:
        """SHA-256 of the identity's canonical JSON."""
        return hashlib.sha256(canonical_json(self.values())).hexdigest()


def canonical_json(value: object) -> bytes:
    """JSON with sorted keys and no white space, in UTF-8."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def code_version() -> dict[str, str]:
    """The program's version and the hash of its source; the engines' versions."""
    package = Path(__file__).resolve().parent
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*"), key=lambda path: path.relative_to(package).as_posix()):
        name = path.relative_to(package).as_posix()
        if path.suffix in _CODE and not name.startswith("_content/"):
            digest.update(f"{name}\0{sha256_of(path)}\n".encode())
    return {
        "zhaoren": zhaoren.__version__,
        "source": digest.hexdigest(),
        "duckdb": version("duckdb"),
        "pyarrow": version("pyarrow"),
    }


def content_hashes(content: Content, city: str) -> dict[str, str]:
    """Path → SHA-256 of every rule, transform and contract that the city's run uses.

    Of other cities' rules it uses the names of what they pay: ELSEWHERE.
    """
    others = {path.parent for path in content.rules.glob("*/city.yaml") if path.parent.name != city}
    found = {}
    for folder in (content.rules, content.transforms, content.data_contracts):
        for path in sorted(folder.rglob("*")):
            if path.suffix in _CONTENT and not others & set(path.parents):
                found[path.relative_to(content.root).as_posix()] = sha256_of(path)
    named = sorted(benefits_elsewhere(content.rules, city))
    return {**found, ELSEWHERE: hashlib.sha256(canonical_json(named)).hexdigest()}


def output_files(folder: Path, rows: Mapping[str, int]) -> list[dict[str, object]]:
    """Every file below `folder`, sorted: its path, sha256, and `rows` where it has any."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    names = [(path.relative_to(folder).as_posix(), path) for path in paths]
    return [
        {"path": name, "sha256": sha256_of(path), "rows": rows.get(name)}
        for name, path in names
        if name != NAME
    ]


def parquet_relation(path: Path) -> str:
    """A Parquet file as something that may follow `from`."""
    quoted = str(path).replace("'", "''")
    return f"read_parquet('{quoted}')"


def write_manifest(folder: Path, content: Mapping[str, object]) -> None:
    """Write manifest.json, readable and sorted."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=2)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")


def read_manifest(run_dir: Path) -> dict[str, Any]:
    """The manifest of a published run.

    Raises:
        DamagedRunError: it is missing or no manifest.
    """
    try:
        content = json.loads((run_dir / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise damaged(run_dir, NAME) from None
    if not isinstance(content, dict):
        raise damaged(run_dir, NAME)
    return content


def verify_run(run_dir: Path, run_id: str) -> dict[str, Any]:
    """The manifest of a run whose every file is as it was published.

    Raises:
        DamagedRunError: a file is missing or altered; the message names it.
    """
    content = read_manifest(run_dir)
    files = content.get("outputs")
    if content.get("run_id") != run_id or not isinstance(files, list):
        raise damaged(run_dir, NAME)
    for file in files:
        path = run_dir / file["path"]
        if not path.is_file() or sha256_of(path) != file["sha256"]:
            raise damaged(run_dir, file["path"])
    return content


def damaged(run_dir: Path, name: str) -> DamagedRunError:
    """A published run is not as it was published."""
    return DamagedRunError(
        f"The published run {run_dir} is damaged: {name} is missing or was altered after it was "
        "published. Nothing was changed; move that folder away and run again to rebuild it."
    )
