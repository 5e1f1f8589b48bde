"""What the bank answered: return files, matched line by line, taken whole or not at all.

A row is known by batch, serial number, account and amount, all four. What the
bank says later may only make `unknown` certain: paid stays paid and failed
stays failed until a person acts on it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zhaoren.errors import LedgerError
from zhaoren.ledger.book import Book
from zhaoren.ledger.events import Draft
from zhaoren.ledger.lifecycle import State
from zhaoren.ledger.perform import Plan, Planner
from zhaoren.ledger.records import Batch
from zhaoren.ledger.store import Transaction
from zhaoren.office.batch_files import lines_of, reference_of
from zhaoren.payments.answer_layouts import OTHER, REASONS, AnswerLayout
from zhaoren.payments.answers import Answer, AnswerRow, batch_named, read_answer
from zhaoren.payments.layouts import Banks
from zhaoren.payments.lines import GrantLine

_TITLES = {"paid": "已发放", "failed": "失败", "unknown": "结果不明"}
_NOTHING = "Nothing was recorded; ask the bank for a correct file."


@dataclass(frozen=True)
class _Answered:
    batch: Batch
    answer: Answer
    layout: AnswerLayout
    lines: Sequence[GrantLine]


def plan_return(content: bytes, banks: Banks, on: date, confirmed: Collection[str] = ()) -> Planner:
    """Take a bank's return file in; lines that it does not name stay with the bank.

    `confirmed`: grants of which a person has it in writing that they were paid
    though the bank answered before that they failed.

    The same file, or one that says nothing new, changes nothing. Refused whole
    by an `InputError` (not of the bank's layout, does not add up) or a
    `LedgerError` that names the row: an unknown line, another account, name
    or amount, two results for one line, a contradiction to an earlier answer.
    """

    def plan(book: Book, transaction: Transaction) -> Plan:
        digest = hashlib.sha256(content).hexdigest()
        if digest in book.returns:
            return Plan([], ["该回盘文件此前已导入。"])
        answered = _answered(book, transaction, content, banks)
        batch, answer = answered.batch, answered.answer
        _in_time(book, batch, on)
        rows = _one_a_line(answered)
        news = [row for row in rows if _is_news(book, batch, row, confirmed)]
        said = _said(batch, news, len(rows) - len(news))
        if not news:
            return Plan([], said)
        results = [_result(transaction, answered, row) for row in news]
        data = {
            "file_sha256": digest,
            "batch": batch.id,
            "count": len(answer.rows),
            "total_fen": answer.total_fen,
            "results": results,
        }
        return Plan([Draft("bank_answered", on, data)], said)

    return plan


def _answered(book: Book, transaction: Transaction, content: bytes, banks: Banks) -> _Answered:
    batch, layout = _batch_of(book, content, banks)
    if batch.status != "submitted":
        raise LedgerError(
            f"The return file answers batch {batch.id}, which is {batch.status}: it never went "
            f"to the bank. {_NOTHING}"
        )
    return _Answered(batch, read_answer(content, layout), layout, lines_of(transaction, batch))


def _batch_of(book: Book, content: bytes, banks: Banks) -> tuple[Batch, AnswerLayout]:
    """The batch that the file names in the layout of that batch's bank."""
    references = {reference_of(book.city, one.id): one for one in book.batches.values()}
    for name, layout in sorted(banks.returns.items()):
        batch = references.get(batch_named(content, layout) or "")
        if batch and batch.bank in banks.banks and banks.banks[batch.bank].returns == name:
            return batch, layout
    raise LedgerError(
        f"The return file names no batch of {book.city} in the layout that banks.yaml declares "
        f"for the returns of that batch's bank. {_NOTHING}"
    )


def _in_time(book: Book, batch: Batch, on: date) -> None:
    sent = book.grant(batch.lines[0].grant).submitted_on
    if sent and on < sent:
        raise LedgerError(f"Batch {batch.id} went to the bank on {sent}; {on} is before that.")


def _one_a_line(answered: _Answered) -> list[AnswerRow]:
    """The rows, each matched with its line; a row that stands there twice, once."""
    found: dict[int, AnswerRow] = {}
    for row in answered.answer.rows:
        _match(answered, row)
        before = found.setdefault(row.serial, row)
        if (before.result, before.reason) != (row.result, row.reason):
            raise _wrong(answered.batch, row, f"says something else than row {before.row}")
    return [found[serial] for serial in sorted(found)]


def _match(answered: _Answered, row: AnswerRow) -> None:
    if not 1 <= row.serial <= len(answered.lines):
        raise _wrong(answered.batch, row, "has a serial number that the batch does not have")
    line = answered.lines[row.serial - 1]
    if row.account_no != line.account_no:
        raise _wrong(answered.batch, row, f"has another account than grant {line.grant_id}")
    if row.amount_fen != line.amount_fen:
        raise _wrong(answered.batch, row, f"has another amount than grant {line.grant_id}")
    if row.account_name is not None and row.account_name != line.account_name:
        raise _wrong(answered.batch, row, f"has another name than grant {line.grant_id}")


def _is_news(book: Book, batch: Batch, row: AnswerRow, confirmed: Collection[str]) -> bool:
    """Whether a row says more than the bank said before.

    Raises:
        LedgerError: it says the contrary.
    """
    grant = book.grant(batch.lines[row.serial - 1].grant)
    before = batch.results.get(grant.id)
    if before in (None, "unknown"):
        return row.result != before
    if row.result in (before, "unknown"):
        return False
    if before == "paid":
        if grant.state not in (State.PAID, State.DISMISSED):
            return False  # a person has seen to it
        raise LedgerError(
            f"Row {row.row} of the return file says that grant {grant.id} failed, but the bank "
            "answered before that it was paid. Nothing was recorded. If the bank took the "
            f"transfer back (退汇), run `zhaoren recovery open {grant.id}` and import the file "
            "again; close the recovery once the money is back, then the grant can be reopened."
        )
    if grant.id in confirmed and grant.state is State.FAILED and grant.batch == batch.id:
        return True
    raise LedgerError(
        f"Row {row.row} of the return file says that grant {grant.id} was paid, but the bank "
        "answered before that it failed. Nothing was recorded. Have the bank say in writing "
        "which is true, and prepare no batch before; if it was paid, import the file again with "
        f"--confirm {grant.id}, which is possible while the grant is failed and in no new batch."
    )


def _result(transaction: Transaction, answered: _Answered, row: AnswerRow) -> dict[str, Any]:
    line = answered.lines[row.serial - 1]
    found: dict[str, Any] = {
        "grant": line.grant_id,
        "result": row.result,
        "reason": None,
        "amount_fen": line.amount_fen,
    }
    if answered.batch.results.get(line.grant_id) == "failed":
        found["confirmed"] = True
    if row.reason is None or row.result == "paid":
        return found
    code = _codes(answered.layout).get(row.reason)
    if code is not None:
        return {**found, "reason": code}
    note = transaction.keep({"kind": "note", "text": row.reason})
    return {**found, "reason": OTHER, "note": note}


def _codes(layout: AnswerLayout) -> Mapping[str, str]:
    return {**REASONS, **layout.reasons}


def _said(batch: Batch, news: Sequence[AnswerRow], old: int) -> list[str]:
    counts = Counter(row.result for row in news)
    told = "，".join(f"{title} {counts[result]} 笔" for result, title in _TITLES.items())
    missing = (
        len(batch.lines)
        - len(batch.results)
        - sum(1 for row in news if batch.lines[row.serial - 1].grant not in batch.results)
    )
    said = [f"{batch.id} 回盘：{told}；尚无结果 {missing} 笔。"]
    return [*said, f"{old} 笔与此前的结果相同，未重复记账。"] if old else said


def _wrong(batch: Batch, row: AnswerRow, what: str) -> LedgerError:
    return LedgerError(f"Row {row.row} of the return file for batch {batch.id} {what}. {_NOTHING}")
