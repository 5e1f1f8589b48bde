"""Payment batches: prepared by one person, released by another, then handed to the bank.

A batch holds funded grants (and failed ones whose cause was mended) that go to
one bank, each with its full amount, no more than the bank's limit of rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zhaoren.errors import LedgerError
from zhaoren.ledger.book import Book, numbered
from zhaoren.ledger.events import Draft
from zhaoren.ledger.lifecycle import State
from zhaoren.ledger.perform import Plan, Planner
from zhaoren.ledger.records import Batch, Grant
from zhaoren.ledger.store import Transaction
from zhaoren.office.accounts import Accounts
from zhaoren.office.batch_files import batch_of, made_again, make_file
from zhaoren.office.keys import public_of
from zhaoren.office.signing import in_order, not_before, own_key, signed_with, two_people
from zhaoren.payments.documents import reason_label
from zhaoren.payments.layouts import Banks
from zhaoren.payments.lines import GrantLine, Held
from zhaoren.payments.payees import line_of, particulars_of
from zhaoren.publish import yuan
from zhaoren.recording.published import Payee

HELD = "account:"
"""What reasons of a hold at batching begin with."""


@dataclass(frozen=True)
class _Payable:
    grant: Grant
    payee: dict[str, Any]
    line: GrantLine


def plan_batches(
    banks: Banks, payees: Sequence[Payee], signer: str, private_key: Ed25519PrivateKey, on: date
) -> Planner:
    """Put everything that can be paid into batches, signed by who prepares them.

    `payees`: the accounts as the newest run has them. A grant whose account
    cannot be paid to is held. Refused by a `LedgerError`: no key with the role
    `prepare`, another private key than the registered one.
    """

    def plan(book: Book, transaction: Transaction) -> Plan:
        own_key(book, signer, "prepare", private_key)
        accounts = Accounts(book, transaction, payees, banks)
        due = book.in_state(State.FUNDED, State.FAILED)
        said = [f"{one.id} 金额有冲突，待处理，未列入。" for one in due if one.conflict]
        due = [one for one in due if one.conflict is None and accounts.is_due(one)]
        held = {one.id: reason for one in due if (reason := accounts.unpayable(one))}
        plan = Plan([], said)
        if held:
            _hold(plan, held, on)
        payable = [_payable(accounts, one) for one in due if one.id not in held]
        if payable:
            _batch(plan, book, transaction, payable, banks, (signer, private_key), on)
        return plan

    return plan


def plan_release(batch_id: str, signer: str, private_key: Ed25519PrivateKey, on: date) -> Planner:
    """Release a batch: a second person signs the same manifest.

    Doing it again changes nothing. Refused by a `LedgerError`: the person or
    the key that prepared it, a signer who registered the other, a file that is
    not what was signed, a batch that was voided.
    """

    def plan(book: Book, transaction: Transaction) -> Plan:
        batch = batch_of(book, batch_id)
        if signer in list(batch.signatures)[1:] and batch.status in ("released", "submitted"):
            return Plan([], [f"{batch.id} 此前已由 {signer} 放行。"])
        in_order(book, batch, "batched", State.BATCHED)
        not_before(on, batch)
        key = own_key(book, signer, "release", private_key)
        two_people(signed_with(book, batch)[0], key)
        made = made_again(book, transaction, batch)
        signature = private_key.sign(made.manifest).hex()
        data = {
            "batch": batch.id,
            "grants": [line.grant for line in batch.lines],
            "signer": signer,
            "signature": signature,
            "public_key": key.public_key,
        }
        return Plan([Draft("released", on, data)], [f"{batch.id} 已放行：{_sums(batch)}"])

    return plan


def plan_submission(batch_id: str, on: date) -> Planner:
    """Record that a released batch goes to the bank; only then its file may be written.

    Doing it again changes nothing. Refused by a `LedgerError`: it is not
    released, a grant in it is no longer in order, a signature does not hold, a
    key was revoked since.
    """

    def plan(book: Book, transaction: Transaction) -> Plan:
        batch = batch_of(book, batch_id)
        if batch.status == "submitted":
            return Plan([], [f"{batch.id} 此前已报送银行。"])
        in_order(book, batch, "released", State.RELEASED)
        not_before(on, batch)
        preparer, releaser = signed_with(book, batch)
        two_people(preparer, releaser)
        made_again(book, transaction, batch)
        data = {"batch": batch.id, "grants": [line.grant for line in batch.lines]}
        return Plan([Draft("submitted", on, data)], [f"{batch.id} 报送银行：{_sums(batch)}"])

    return plan


def plan_void(batch_id: str, reason: str, on: date) -> Planner:
    """Give a batch up that is not with the bank; its grants can be batched again."""

    def plan(book: Book, transaction: Transaction) -> Plan:
        batch = batch_of(book, batch_id)
        if batch.status == "voided":
            return Plan([], [f"{batch.id} 此前已作废。"])
        if batch.status == "submitted":
            raise LedgerError(f"Batch {batch.id} is with the bank; it cannot be voided.")
        note = transaction.keep({"kind": "note", "text": reason})
        data = {"batch": batch.id, "note": note}
        return Plan([Draft("voided", on, data)], [f"{batch.id} 已作废：{_sums(batch)}"])

    return plan


def plan_mend(grant_id: str, reason: str, on: date) -> Planner:
    """Record that the cause of a failed payment is mended though the account is the same."""

    def plan(book: Book, transaction: Transaction) -> Plan:
        grant = book.grant(grant_id)
        if grant.state is not State.FAILED:
            raise LedgerError(f"Grant {grant.id} is {grant.state}; only a failed one is mended.")
        if grant.mended:
            return Plan([], [f"{grant.id} 此前已记为可再次发放。"])
        note = transaction.keep({"kind": "note", "text": reason})
        data = {"grants": [grant.id], "notes": {grant.id: note}}
        return Plan([Draft("mended", on, data)], [f"{grant.id} 已记为可再次发放。"])

    return plan


def _hold(plan: Plan, held: dict[str, str], on: date) -> None:
    reasons = {grant: [f"{HELD}{reason}"] for grant, reason in held.items()}
    plan.drafts.append(Draft("held", on, {"grants": list(held), "reasons": reasons}))
    plan.said += [f"{grant} 暂缓：{reason_label(reason)}" for grant, reason in held.items()]


def _payable(accounts: Accounts, grant: Grant) -> _Payable:
    payee = particulars_of(accounts.known(grant))
    return _Payable(grant, payee, line_of(grant.id, accounts.basis(grant), payee, grant.amount_fen))


def _batch(
    plan: Plan,
    book: Book,
    transaction: Transaction,
    payable: Sequence[_Payable],
    banks: Banks,
    signer: tuple[str, Ed25519PrivateKey],
    on: date,
) -> None:
    by_bank = defaultdict[str, list[_Payable]](list)
    for one in payable:
        by_bank[banks.code_of(one.payee["bank_code"]) or ""].append(one)
    items: list[dict[str, Any]] = []
    for code, all_ in sorted(by_bank.items()):
        size = banks.layout(code).max_rows
        cuts = [all_[start : start + size] for start in range(0, len(all_), size)]
        for part, cut in enumerate(cuts, start=1):
            number = numbered("B", len(book.batches) + len(items) + 1)
            place = (number, code, (part, len(cuts)))
            items.append(_item(book.city, transaction, place, cut, banks, signer, on))
    grants = [line["grant"] for item in items for line in item["lines"]]
    plan.drafts.append(Draft("batched", on, {"grants": grants, "batches": items}))
    for item in items:
        total = sum(line["amount_fen"] for line in item["lines"])
        name = item["form"]["bank_name"]
        plan.said.append(f"{item['batch']} {name}：{len(item['lines'])} 笔，{yuan(total)} 元")


def _item(
    city: str,
    transaction: Transaction,
    place: tuple[str, str, tuple[int, int]],
    cut: Sequence[_Payable],
    banks: Banks,
    signer: tuple[str, Ed25519PrivateKey],
    on: date,
) -> dict[str, Any]:
    number, code, parts = place
    form = {
        "bank_name": banks.banks[code].name,
        "layout": banks.layout(code).model_dump_json(),  # a text: its columns are in order
        "debtor": banks.debtor.model_dump(mode="json") if banks.debtor else None,
    }
    made = make_file(city, number, code, parts, on, form, [one.line for one in cut])
    digests = transaction.keep_all([one.payee for one in cut])
    return {
        "batch": number,
        "bank": code,
        "part": parts[0],
        "parts": parts[1],
        "form": form,
        "lines": [
            {
                "grant": one.grant.id,
                "payee": digest,
                "basis": one.grant.basis,
                "amount_fen": one.grant.amount_fen,
            }
            for one, digest in zip(cut, digests, strict=True)
        ],
        "file_sha256": made.sha256,
        "manifest": made.manifest.decode(),
        "signer": signer[0],
        "signature": signer[1].sign(made.manifest).hex(),
        "public_key": public_of(signer[1]),
    }


def _sums(batch: Batch) -> str:
    return f"{len(batch.lines)} 笔，{yuan(batch.total_fen)} 元"


def held_lines(book: Book, transaction: Transaction, titles: Mapping[str, str]) -> list[Held]:
    """Grants that are held because of their account, in the order in which they were found.

    `titles`: policy → title. What was erased is left empty.
    """
    held = [
        (grant, reason.removeprefix(HELD))
        for grant in book.in_state(State.HELD)
        for reason in grant.hold_reasons[:1]
        if reason.startswith(HELD)
    ]
    kept = transaction.particulars(sorted({grant.basis for grant, _ in held}))
    return [
        Held(line_of(one.id, kept.get(one.basis, {}), None, one.amount_fen, titles), reason)
        for one, reason in held
    ]
