"""Writing all payment files of a run."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import orjson

from zhaoren.content import Content
from zhaoren.contracts import Contracts
from zhaoren.payments.bankfile import MARK, PROPOSAL
from zhaoren.payments.batches import Batch, make_batches
from zhaoren.payments.documents import Heading, held_list, roster
from zhaoren.payments.layouts import load_banks
from zhaoren.payments.lines import Held, read_lines
from zhaoren.rules.load import Ruleset
from zhaoren.transforms import SqlLog

_LIKE_PEOPLE_READ = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


@dataclass(frozen=True)
class Prepared:
    """What was prepared: sums in fen, grants by policy, held ones by reason, rows by file name."""

    batches: int
    grants: int
    total_fen: int
    held: Mapping[str, int]
    held_fen: int
    rows: Mapping[str, int]
    by_policy: Mapping[str, int]


def prepare_payments(
    db: duckdb.DuckDBPyConnection,
    *,
    content: Content,
    contracts: Contracts,
    ruleset: Ruleset,
    as_of: date,
    log: SqlLog,
    folder: Path,
) -> Prepared:
    """Write bank files, their manifests, rosters and the held list into a new `folder`.

    Raises:
        RuleError: banks.yaml does not stand.
        ZhaorenError: the sums do not add up.
    """
    banks = load_banks(content, ruleset.city_id)
    lines = read_lines(db, content, log)
    batches, held = make_batches(lines, banks, ruleset.city_id, as_of)
    city = (ruleset.city_id, ruleset.city.title)
    levels = labels(contracts, "level")
    return write_payments(folder, batches, held, city=city, as_of=as_of, levels=levels)


def write_payments(
    folder: Path,
    batches: Sequence[Batch],
    held: Sequence[Held],
    *,
    city: tuple[str, str],
    as_of: date,
    levels: Mapping[str, str],
) -> Prepared:
    """Write the files of `batches` and `held`; `city`: id and title."""
    folder.mkdir()
    rows: dict[str, int] = {}
    for batch in batches:
        rows |= _write_batch(folder, batch, city[1], levels)
    stem = f"{MARK}-暂缓发放名单-{city[0]}"
    workbook, text = held_list(held, levels, city[1], as_of, proposed=True)
    (folder / f"{stem}.xlsx").write_bytes(workbook)
    (folder / f"{stem}.csv").write_bytes(text)
    rows |= {f"{stem}.csv": len(held), f"{stem}.xlsx": len(held)}
    return Prepared(
        batches=len(batches),
        grants=sum(len(batch.lines) for batch in batches),
        total_fen=sum(batch.total_fen for batch in batches),
        held=dict(sorted(Counter(item.reason for item in held).items())),
        held_fen=sum(item.line.amount_fen for item in held),
        rows=rows,
        by_policy=Counter(line.policy_id for batch in batches for line in batch.lines),
    )


def _write_batch(
    folder: Path, batch: Batch, city_title: str, levels: Mapping[str, str]
) -> dict[str, int]:
    """Write the bank file, its manifest and its roster; the files for people → their rows."""
    name = f"{MARK}-{batch.stem}"
    file, listed = f"{name}.{batch.suffix}", f"{MARK}-发放花名册-{batch.stem}.xlsx"
    content = batch.proposal()
    (folder / file).write_bytes(content)
    manifest = orjson.dumps(_manifest(batch, file, content), option=_LIKE_PEOPLE_READ)
    (folder / f"{name}.manifest.json").write_bytes(manifest)
    heading = Heading(
        city_title, batch.id[:12], batch.bank_name, batch.as_of, batch.part, batch.parts
    )
    (folder / listed).write_bytes(roster(batch.lines, heading, levels))
    return {file: len(batch.lines), listed: len(batch.lines)}


def _manifest(batch: Batch, name: str, content: bytes) -> dict[str, object]:
    return {
        "status": PROPOSAL,
        "batch_id": batch.id,
        "city": batch.city,
        "as_of": batch.as_of.isoformat(),
        "bank_code": batch.bank_code,
        "bank_name": batch.bank_name,
        "part": batch.part,
        "parts": batch.parts,
        "file": name,
        "encoding": batch.layout.encoding,
        "sha256": hashlib.sha256(content).hexdigest(),
        "rows": len(batch.lines),
        "total_fen": batch.total_fen,
        "grants": [
            {
                "policy_id": line.policy_id,
                "candidate_id": line.candidate_id,
                "amount_fen": line.amount_fen,
            }
            for line in batch.lines
        ],
    }


def labels(contracts: Contracts, column: str) -> dict[str, str]:
    """Canonical value → its Chinese label, as the contract of decisions gives it."""
    codes = contracts.outputs["decisions"].column(column).codes
    return {value: raw for raw, value in codes.items() if not raw.isascii()}
