"""Whether the files of exported batches are what the ledger says was signed and handed over.

The bank file is read by code of its own and compared line by line: the grant's
amount and account, the count and the sums; then its SHA-256, the manifest and
both signatures, and the roster. What a difference says holds no person's data:
a line is named by its number and its grant.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhaoren.durable import sha256_of
from zhaoren.ledger.book import Book
from zhaoren.ledger.records import Batch, Line
from zhaoren.ledger.store import Transaction
from zhaoren.money import yuan
from zhaoren.office.batch_files import batch_of, reference_of
from zhaoren.office.keys import public_pem, verified
from zhaoren.payments.layouts import layout_of
from zhaoren.payments.sheets import neutral
from zhaoren.verifying.bankfiles import BankFile, Paid, read_bank_file, read_list
from zhaoren.verifying.found import Check, Difference

_ROLES = ("prepare", "release")
_MANIFEST = "manifest.json"
_HALF = ".part"
_STATUS = {"batched": "尚未放行", "released": "尚未报送银行", "voided": "已作废"}
_UNREADABLE = (ValueError, LookupError, SyntaxError, OSError)


@dataclass(frozen=True)
class _Owed:
    """A line as the ledger has it; `account` None: erased since, or not what its digest says."""

    line: Line
    account: Mapping[str, Any] | None


def check_exported(
    book: Book, transaction: Transaction, folder: Path, chosen: Sequence[str] = ()
) -> list[Check]:
    """A check for each batch that is with the bank, or for those chosen.

    `folder`: that which holds a folder for each batch, named by its number.
    Folders that belong to no such batch are differences, unless some are chosen.

    Raises:
        LedgerError: the ledger has no batch of a chosen number.
    """
    batches = [batch_of(book, one) for one in chosen] or [
        one for one in book.batches.values() if one.status == "submitted"
    ]
    checks = [_check(book, transaction, one, folder / one.id) for one in batches]
    if not chosen:
        checks.append(_others(book, folder))
    return checks


def _others(book: Book, folder: Path) -> Check:
    """Whether there are files of batches that are not with the bank, or of none."""
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    found = []
    for name in names:
        batch = book.batches.get(name)
        if batch is None:
            found.append(Difference("unknown", name, "账本中没有这一批次，不应有它的文件"))
        elif batch.status != "submitted":
            found.append(
                Difference("not_exported", name, f"批次{_STATUS[batch.status]}，不应有文件")
            )
    return Check("folders", "文件夹都属于已报送的批次", len(names), "个", found)


def _check(book: Book, transaction: Transaction, batch: Batch, folder: Path) -> Check:
    title = f"{batch.id} 报送银行的文件"
    if batch.status != "submitted" and not folder.exists():
        return Check(batch.id, title, 0, "笔", left_out=f"批次{_STATUS[batch.status]}，没有文件")
    found = [*_status(batch), *_names(book, batch, folder), *_signed(batch, folder)]
    owed, erased = _owed(transaction, batch), 0
    for one in owed:
        if one.account is None:
            erased += 1
        elif transaction.digest(dict(one.account)) != one.line.payee:
            said = f"{one.line.grant} 的账户与账本链上的摘要不符"
            found.append(Difference("digest", f"{batch.id}", said))
    found += _bank_file(book, batch, folder, owed)
    found += _roster(book, batch, folder, owed)
    left_out = f"{erased} 笔的账户信息已按规定清除，其账号和户名未核对" if erased else ""
    return Check(batch.id, title, len(batch.lines), "笔", found, left_out)


def _status(batch: Batch) -> Iterator[Difference]:
    if batch.status != "submitted":
        said = f"批次{_STATUS[batch.status]}，不应有文件"
        yield Difference("not_exported", batch.id, said)


def _owed(transaction: Transaction, batch: Batch) -> list[_Owed]:
    kept = transaction.particulars([line.payee for line in batch.lines])
    return [_Owed(line, kept.get(line.payee)) for line in batch.lines]


def _name(batch: Batch) -> str:
    """The name of the bank file, as it was signed."""
    return str(json.loads(batch.manifest)["file"])


def _roster_name(book: Book, batch: Batch) -> str:
    return f"发放花名册-{reference_of(book.city, batch.id)}.xlsx"


def _names(book: Book, batch: Batch, folder: Path) -> Iterator[Difference]:
    """All files are there, and no other."""
    wanted = {_name(batch), _roster_name(book, batch), _MANIFEST}
    wanted |= {f"manifest.{role}.{kind}" for role in _ROLES for kind in ("sig", "pub")}
    there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    for name in sorted(wanted - there):
        said = "没有这个文件；zhaoren batch export 可重新写出"
        yield Difference("missing", f"{batch.id}/{name}", said)
    for name in sorted(there - wanted):
        if not (name.startswith(".") and name.endswith(_HALF)):
            yield Difference("extra", f"{batch.id}/{name}", "不是账本写出的文件")


def _signed(batch: Batch, folder: Path) -> Iterator[Difference]:
    """The manifest is the one that both signed, and both signatures hold."""
    manifest = batch.manifest.encode()
    wanted: dict[str, bytes] = {_MANIFEST: manifest}
    for role, (signer, signature) in zip(_ROLES, batch.signatures.items(), strict=False):
        public = batch.public_keys[signer]
        wanted[f"manifest.{role}.sig"] = bytes.fromhex(signature)
        wanted[f"manifest.{role}.pub"] = public_pem(public)
        if not verified(public, manifest, signature):
            said = f"账本中{signer}对清单的签名不成立"
            yield Difference("signature", batch.id, said)
    for name, content in wanted.items():
        path = folder / name
        if path.is_file() and path.read_bytes() != content:
            kind = "manifest" if name == _MANIFEST else "signature"
            yield Difference(kind, f"{batch.id}/{name}", "与账本所记的不同")


def _bank_file(
    book: Book, batch: Batch, folder: Path, owed: Sequence[_Owed]
) -> Iterator[Difference]:
    path = folder / _name(batch)
    place = f"{batch.id}/{path.name}"
    if not path.is_file():
        return
    if sha256_of(path) != batch.file_sha256:
        yield Difference("hash", place, "内容与双方签署的 SHA-256 不同")
    try:
        layout = layout_of(json.loads(batch.form["layout"]))
        file = read_bank_file(path.read_bytes(), layout, marked=False)
    except _UNREADABLE:
        yield Difference("bank_file", place, "不能按银行的文件格式读取")
        return
    yield from _lines(place, file, owed, named=True)


def _roster(book: Book, batch: Batch, folder: Path, owed: Sequence[_Owed]) -> Iterator[Difference]:
    path = folder / _roster_name(book, batch)
    place = f"{batch.id}/{path.name}"
    if not path.is_file():
        return
    try:
        file = read_list(path.read_bytes())
    except _UNREADABLE:
        yield Difference("roster", place, "不能读取")
        return
    yield from _lines(place, file, owed, named=False)


def _lines(
    place: str, file: BankFile, owed: Sequence[_Owed], *, named: bool
) -> Iterator[Difference]:
    """The lines are those of the ledger, in its order; `named`: with the account's name."""
    if len(file.lines) != len(owed):
        yield Difference("lines", place, f"有 {len(file.lines)} 笔，账本为 {len(owed)} 笔")
    for number, (line, one) in enumerate(zip(file.lines, owed, strict=False), start=1):
        where = f"第 {number} 笔（{one.line.grant}）"
        if line.amount_fen != one.line.amount_fen:
            said = f"{where} {yuan(line.amount_fen)} 元，账本为 {yuan(one.line.amount_fen)} 元"
            yield Difference("amount", place, said)
        if one.account is not None and not _same_account(line, one.account, named=named):
            yield Difference("account", place, f"{where}的账号或户名与账本不同")
    total, due = (sum(line.amount_fen for line in file.lines),
                  sum(one.line.amount_fen for one in owed))  # fmt: skip
    if total != due:
        yield Difference("total", place, f"合计 {yuan(total)} 元，账本为 {yuan(due)} 元")
    for count, control in file.said:
        if count not in (None, len(file.lines)) or control not in (None, total):
            yield Difference("control_sum", place, "文件自己写的笔数或合计与各笔之和不同")


def _same_account(line: Paid, account: Mapping[str, Any], *, named: bool) -> bool:
    number = str(account["account_no"] or "")
    if not named:
        return line.account_no == neutral(number)
    return (line.account_no, line.account_name) == (number, account["account_name"] or "")
