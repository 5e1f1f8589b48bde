"""The ledger as a whole after payments: verified, in balance, and its digests known."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.batches.desk import Desk
from tests.ledger_builder import Person
from zhaoren.errors import LedgerError
from zhaoren.ledger import Ledger, State
from zhaoren.ledger.digests import named_digests
from zhaoren.ledger.store import default_url
from zhaoren.ledger.verify import verify_city
from zhaoren.office.balance import balance
from zhaoren.office.batching import held_lines
from zhaoren.payments.documents import held_list
from zhaoren.payments.layouts import Banks, Delimited


def with_encoding(banks: Banks, encoding: str) -> Banks:
    layout = banks.layouts["pipe"]
    assert isinstance(layout, Delimited)
    changed = layout.model_copy(update={"encoding": encoding})
    return banks.model_copy(update={"layouts": {**banks.layouts, "pipe": changed}})


def test_a_ledger_with_payments_verifies(desk: Desk) -> None:
    desk.funded(3)
    desk.prepare()
    desk.answered(desk.sent(), {"G0000001": ("paid", ""), "G0000002": ("failed", "别的原因")})
    with Ledger(default_url(desk.out)) as ledger, ledger.reading(desk.city) as found:
        checked = verify_city(found)
        kinds = {event.kind: event for event in found.events()}
    assert not checked.findings
    batch = desk.book.batches["B0001"]
    named = set(named_digests(kinds["batched"]))
    for line in batch.lines:
        assert {(line.grant, line.payee), (line.grant, line.basis)} <= named
    (note,) = [one["note"] for one in kinds["bank_answered"].data["results"] if "note" in one]
    assert ("G0000002", note) in set(named_digests(kinds["bank_answered"]))


def test_money_is_in_balance(desk: Desk) -> None:
    desk.funded(3)
    desk.prepare()
    desk.answered(desk.sent(), {"G0000001": ("paid", ""), "G0000002": ("failed", "冻结")})
    found = balance(desk.book)
    assert (found.arrived, found.paid, found.with_bank, found.unpaid) == (
        750_000,
        250_000,
        250_000,
        250_000,
    )


@pytest.mark.parametrize(
    ("encoding", "name", "writable"),
    [
        ("gb18030", "王䶮", True),
        ("gb18030", "李𠮷", True),
        ("gb18030", "𰻝面", True),
        ("gbk", "王䶮", False),
        ("gb2312", "朱镕", False),
        ("gb2312", "朱容", True),
    ],
)
def test_a_name_that_the_encoding_cannot_hold_is_held_and_named_in_the_list(
    desk: Desk, encoding: str, name: str, writable: bool
) -> None:
    desk.banks = with_encoding(desk.banks, encoding)
    (grant,) = desk.fund(Person(1, name=name))
    done = desk.prepare()
    if writable:
        assert f"|{name}|".encode(encoding) in desk.sent().read_bytes()
        return
    assert desk.states() == [State.HELD]
    assert desk.book.grants[grant].hold_reasons == ("account:account_name_not_encodable",)
    assert done.said == [f"{grant} 暂缓：户名含有银行文件编码不能表示的字符"]
    with Ledger(default_url(desk.out)) as ledger, ledger.reading(desk.city) as found:
        held = held_lines(found.book(), found, {})
    workbook, text = held_list(held, {}, "淄博市", desk.book.grants[grant].since, proposed=False)
    path = Path(desk.out, "held.xlsx")
    path.write_bytes(workbook)
    cells = [cell for row in openpyxl.load_workbook(path).worksheets[0].values for cell in row]
    assert name in cells
    assert name in text.decode("utf-8-sig")


def test_names_at_the_limit_of_bytes(desk: Desk) -> None:
    assert desk.banks.layout("102").name_bytes == 60
    desk.fund(Person(1, name="古" * 30))
    desk.fund(Person(2, name="古" * 30 + "a"))
    desk.prepare()
    assert desk.states() == [State.BATCHED, State.HELD]
    assert desk.book.grants["G0000002"].hold_reasons == ("account:account_name_too_long",)


def test_after_erasure_the_file_is_not_made_up(desk: Desk) -> None:
    desk.funded(1)
    desk.prepare()
    file = desk.sent()
    digest = desk.book.batches["B0001"].lines[0].payee
    with Ledger(default_url(desk.out)) as ledger, ledger.transaction(desk.city) as found:
        found.erase([], [digest])
    with pytest.raises(LedgerError, match="G0000001: its name or account was erased"):
        desk.files()
    with pytest.raises(LedgerError, match="erased"):
        desk.answered(file, {"G0000001": ("paid", "")})


def test_a_new_number_of_the_same_person_pays_the_same_person(desk: Desk) -> None:
    desk.funded(1)
    other = Person(77)
    (old,) = desk.payees.values()
    desk.payees = {other.id: old._replace(beneficiary_id=other.id)}
    party = desk.book.grants["G0000001"].beneficiary
    with Ledger(default_url(desk.out)) as ledger, ledger.transaction(desk.city) as found:
        found.keep_numbers({other.id: party}, desk.book.grants["G0000001"].found_on)
    desk.prepare()
    assert desk.states() == [State.BATCHED]
