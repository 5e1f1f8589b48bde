"""From the verdicts to the lines of bank files and lists, sum by sum and line by line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from zhaoren.durable import sha256_of
from zhaoren.money import yuan
from zhaoren.payments.bankfile import MARK
from zhaoren.payments.layouts import Banks, Form
from zhaoren.payments.sheets import neutral
from zhaoren.runs import Run
from zhaoren.verifying.bankfiles import BankFile, read_bank_file, read_csv_amounts, read_list
from zhaoren.verifying.found import Check, Difference

_DUE = """
select
    decisions.policy_id,
    decisions.candidate_id,
    decisions.amount_fen,
    decisions.hold_reason,
    payees.account_no,
    payees.account_name
from decisions
left join payees
    on
        decisions.beneficiary_kind = payees.beneficiary_kind
        and decisions.beneficiary_id = payees.beneficiary_id
where decisions.outcome = 'eligible'
order by decisions.policy_id, decisions.candidate_id
"""

_Key = tuple[str, str]  # policy, candidate


@dataclass(frozen=True)
class _Due:
    amount_fen: int
    hold_reason: str | None
    account_no: str | None
    account_name: str | None


@dataclass(frozen=True)
class _Batch:
    """A manifest of a bank file, and its name."""

    name: str
    manifest: Mapping[str, Any]

    @property
    def keys(self) -> list[_Key]:
        return [(one["policy_id"], one["candidate_id"]) for one in self.manifest["grants"]]

    @property
    def amounts(self) -> list[int]:
        return [int(one["amount_fen"]) for one in self.manifest["grants"]]


def check_money(run: Run, db: duckdb.DuckDBPyConnection, banks: Banks | None) -> Check:
    """Whether what is due is what the bank files and lists pay and hold, line by line.

    `db`: a connection in which the run's tables are views. `banks`: the
    layouts of the run's bank files; None: those that it used are not at hand,
    so the inside of the bank files is left out.
    """
    due = {(row[0], row[1]): _Due(*row[2:]) for row in db.execute(_DUE).fetchall()}
    folder = run.folder / "payments"
    batches = [
        _Batch(path.name, json.loads(path.read_text(encoding="utf-8")))
        for path in sorted(folder.glob("*.manifest.json"))
    ]
    found = list(_manifests(batches, due, folder))
    for batch in batches:
        layout = banks.layout(batch.manifest["bank_code"]) if banks else None
        found += _bank_file(folder, batch, layout, due)
        found += _roster(folder, batch, due)
    held = {key: one for key, one in due.items() if key not in _batched(batches)}
    found += _held(folder, run.city, held)
    found += _sums(run.manifest["summary"], batches, held)
    left_out = (
        "" if banks else "代发文件的格式（banks.yaml）已不是本次运行所用的，未核对文件内的逐行"
    )
    return Check("money", "资金：认定到代发文件", len(due), "笔应发", found, left_out)


def _batched(batches: Sequence[_Batch]) -> Counter[_Key]:
    return Counter(key for batch in batches for key in batch.keys)


def _manifests(
    batches: Sequence[_Batch], due: Mapping[_Key, _Due], folder: Path
) -> Iterator[Difference]:
    """Each grant of a batch is due, with that amount, once, and not held."""
    several = {key for key, count in _batched(batches).items() if count > 1}
    for batch in batches:
        place, manifest = f"payments/{batch.name}", batch.manifest
        for number, (key, amount) in enumerate(zip(batch.keys, batch.amounts, strict=True), 1):
            if said := _wrong_grant(due.get(key), amount, twice=key in several):
                yield Difference("batch", place, f"第 {number} 笔{said}")
        if (manifest["rows"], manifest["total_fen"]) != (len(batch.keys), sum(batch.amounts)):
            yield Difference("batch", place, "笔数或合计不等于所列各笔之和")
        file = folder / manifest["file"]
        if not file.is_file() or sha256_of(file) != manifest["sha256"]:
            yield Difference("batch", place, "代发文件的内容与批次清单的哈希不同")


def _wrong_grant(due: _Due | None, amount: int, *, twice: bool) -> str:
    if due is None:
        return "不在应发之列"
    if due.hold_reason:
        return "在认定中暂缓发放，却列入了代发"
    if due.amount_fen != amount:
        return f"金额 {yuan(amount)} 元，认定为 {yuan(due.amount_fen)} 元"
    return "重复列入代发" if twice else ""


def _bank_file(
    folder: Path, batch: _Batch, layout: Form | None, due: Mapping[_Key, _Due]
) -> Iterator[Difference]:
    """The bank's lines pay what is due to the accounts on record, and the control sums agree."""
    place = f"payments/{batch.manifest['file']}"
    path = folder / batch.manifest["file"]
    if layout is None or not path.is_file():
        return
    try:
        file = read_bank_file(path.read_bytes(), layout)
    except (ValueError, LookupError, SyntaxError, OSError):
        yield Difference("bank_file", place, "不能按银行的文件格式读取")
        return
    yield from _lines(place, file, batch, due, named=True)


def _roster(folder: Path, batch: _Batch, due: Mapping[_Key, _Due]) -> Iterator[Difference]:
    stem = batch.name.removesuffix(".manifest.json").removeprefix(f"{MARK}-")
    path = folder / f"{MARK}-发放花名册-{stem}.xlsx"
    place = f"payments/{path.name}"
    if not path.is_file():
        yield Difference("roster", place, "没有这一批次的发放花名册")
        return
    try:
        file = read_list(path.read_bytes())
    except (ValueError, LookupError, OSError):
        yield Difference("roster", place, "不能读取")
        return
    yield from _lines(place, file, batch, due, named=False)


def _lines(
    place: str, file: BankFile, batch: _Batch, due: Mapping[_Key, _Due], *, named: bool
) -> Iterator[Difference]:
    keys = batch.keys
    if len(file.lines) != len(keys):
        yield Difference("lines", place, f"有 {len(file.lines)} 笔，批次清单有 {len(keys)} 笔")
        return
    for number, (line, key) in enumerate(zip(file.lines, keys, strict=True), start=1):
        owed = due.get(key)
        if owed is None:
            continue  # said of the manifest
        if line.amount_fen != owed.amount_fen:
            said = f"第 {number} 笔 {yuan(line.amount_fen)} 元，认定为 {yuan(owed.amount_fen)} 元"
            yield Difference("amount", place, said)
        account = (owed.account_no or "") if named else neutral(owed.account_no or "")
        if line.account_no != account or (named and line.account_name != owed.account_name):
            said = f"第 {number} 笔的账号或户名与 payees.parquet 不同"
            yield Difference("account", place, said)
    total = sum(line.amount_fen for line in file.lines)
    for count, control in file.said:
        if count not in (None, len(file.lines)) or control not in (None, total):
            yield Difference("control_sum", place, "文件自己写的笔数或合计与各笔之和不同")


def _held(folder: Path, city: str, held: Mapping[_Key, _Due]) -> Iterator[Difference]:
    """The held list names what is due and in no batch, in the order of the verdicts."""
    amounts = [one.amount_fen for one in held.values()]
    stem = f"{MARK}-暂缓发放名单-{city}"
    for name in (f"{stem}.csv", f"{stem}.xlsx"):
        place = f"payments/{name}"
        try:
            content = (folder / name).read_bytes()
            if name.endswith(".csv"):
                listed, said = read_csv_amounts(content), []
            else:
                file = read_list(content)
                listed, said = [line.amount_fen for line in file.lines], list(file.said)
        except (ValueError, LookupError, OSError):
            yield Difference("held_list", place, "不能读取")
            continue
        if listed != amounts:
            yield Difference("held_list", place, "所列各笔不是应发而未列入代发的各笔")
        if said not in ([], [(len(listed), sum(listed))]):
            yield Difference("control_sum", place, "写明的人次或合计与各笔之和不同")


def _sums(
    summary: Mapping[str, Any], batches: Sequence[_Batch], held: Mapping[_Key, _Due]
) -> Iterator[Difference]:
    """The manifest's sums, from the batches and what is in none of them."""
    reasons = Counter(one.hold_reason for one in held.values() if one.hold_reason)
    counted = {
        "batches": (summary["batches"], len(batches)),
        "payable_fen": (summary["payable_fen"], sum(sum(batch.amounts) for batch in batches)),
        "held_fen": (summary["held_fen"], sum(one.amount_fen for one in held.values())),
        "held": (sum(summary["held"].values()), len(held)),
        **{f"held.{name}": (summary["held"].get(name, 0), n) for name, n in reasons.items()},
    }
    for name, (said, there) in counted.items():
        if said != there:
            yield Difference("figure", f"summary.{name}", f"清单写的是 {said}，应为 {there}")
