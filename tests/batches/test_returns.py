"""Return files: matched row by row, taken whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.batches.bank import Ordered, Replied, answer, read_orders, written
from tests.batches.desk import ANSWERED, SENT, WANG, Desk
from zhaoren.errors import InputError, LedgerError, ZhaorenError
from zhaoren.ledger import Ledger, State
from zhaoren.ledger.store import default_url
from zhaoren.office.corrections import plan_recovery
from zhaoren.office.returns import plan_return

PAID, FAILED, UNKNOWN, SUBMITTED = State.PAID, State.FAILED, State.UNKNOWN, State.SUBMITTED
ONE, TWO, THREE = "G0000001", "G0000002", "G0000003"
OK = ("paid", "")


@pytest.fixture
def file(desk: Desk) -> Path:
    desk.funded(3)
    desk.prepare()
    return desk.sent()


def replies(desk: Desk, file: Path, *results: str) -> list[Replied]:
    orders = read_orders(file, desk.banks)
    return [Replied(*pair) for pair in zip(orders, results, strict=False)]


@pytest.mark.parametrize("bank", ["102", "105", "306", "308"])
def test_every_bank_is_understood(desk: Desk, bank: str) -> None:
    desk.funded(3, bank_code=bank)
    desk.prepare()
    file = desk.sent()
    done = desk.answered(file, {ONE: OK, TWO: ("failed", "账号不存在"), THREE: ("unknown", "")})
    assert desk.states() == [PAID, FAILED, UNKNOWN]
    assert desk.book.grants[TWO].bank_reason == "no_such_account"
    assert done.said == ["B0001 回盘：已发放 1 笔，失败 1 笔，结果不明 1 笔；尚无结果 0 笔。"]
    data = done.events[0].data
    assert (data["batch"], data["count"], data["total_fen"]) == ("B0001", 3, 750_000)
    assert [item["amount_fen"] for item in data["results"]] == [250_000] * 3


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("户名不符", "name_mismatch"),
        ("账号不存在", "no_such_account"),
        ("账户状态异常", "account_abnormal"),
        ("未激活", "not_activated"),
        ("冻结", "frozen"),
        ("已销户", "closed"),
        ("重复记录", "duplicate"),
        ("王伟的卡片丢失", "other"),
        ("", None),
    ],
)
def test_reasons_are_codes_and_other_words_stand_beside_the_chain(
    desk: Desk, file: Path, word: str, code: str | None
) -> None:
    done = desk.answered(file, {ONE: ("failed", word)})
    (result,) = done.events[0].data["results"]
    assert result["reason"] == code
    assert desk.book.grants[ONE].bank_reason == code
    with Ledger(default_url(desk.out)) as ledger, ledger.reading(desk.city) as found:
        if code == "other":
            kept = found.particulars([result["note"]])
            assert kept[result["note"]] == {"kind": "note", "text": word}
        else:
            assert "note" not in result
        assert not any(word.encode() in body for _, _, body in found.bodies() if word)


def test_the_same_file_twice_changes_nothing(desk: Desk, file: Path) -> None:
    content = answer(file, desk.banks, {ONE: OK, TWO: ("failed", "冻结")})
    assert desk.take(content).events
    head = desk.book.head
    assert not desk.take(content).events
    assert desk.book.head == head


def test_the_same_answers_in_other_bytes_change_nothing(desk: Desk, file: Path) -> None:
    content = answer(file, desk.banks, {ONE: OK, TWO: ("failed", "冻结")})
    desk.take(content)
    assert not desk.take(content.replace(b"\r\n", b"\n")).events
    assert desk.states() == [PAID, FAILED, SUBMITTED]


def test_a_partial_answer_leaves_the_rest_with_the_bank(desk: Desk, file: Path) -> None:
    desk.answered(file, {TWO: OK})
    assert desk.states() == [SUBMITTED, PAID, SUBMITTED]
    done = desk.answered(file, {ONE: OK, TWO: OK, THREE: OK})
    assert [item["grant"] for item in done.events[0].data["results"]] == [ONE, THREE]
    assert desk.states() == [PAID] * 3
    assert sum(one.amount_fen for one in desk.book.payments) == 750_000


@pytest.mark.parametrize(("later", "state"), [(OK, PAID), (("failed", "冻结"), FAILED)])
def test_what_was_unknown_becomes_certain(
    desk: Desk, file: Path, later: tuple[str, str], state: State
) -> None:
    unknown = answer(file, desk.banks, {ONE: ("unknown", "")})
    desk.take(unknown)
    desk.answered(file, {ONE: later})
    assert desk.states()[0] is state
    again = desk.take(unknown.replace(b"\r\n", b"\n"))
    assert not again.events
    assert desk.states()[0] is state


def test_an_answer_that_says_unknown_after_a_certain_one_says_nothing(
    desk: Desk, file: Path
) -> None:
    desk.answered(file, {ONE: OK})
    assert not desk.answered(file, {ONE: ("unknown", "")}).events


@pytest.mark.parametrize(("first", "second"), [("paid", "failed"), ("failed", "paid")])
def test_contradictions_are_refused_and_named(
    desk: Desk, file: Path, first: str, second: str
) -> None:
    desk.answered(file, {ONE: (first, "")})
    with pytest.raises(LedgerError, match=f"Row 3 .* grant {ONE} "):
        desk.answered(file, {ONE: (second, ""), TWO: OK})
    assert desk.states()[1] is SUBMITTED


def test_a_transfer_that_the_bank_took_back_is_taken_in_once_a_recovery_is_open(
    desk: Desk, file: Path
) -> None:
    desk.answered(file, {ONE: OK})
    back = answer(file, desk.banks, {ONE: ("failed", "已销户"), TWO: OK})
    with pytest.raises(LedgerError, match="zhaoren recovery open"):
        desk.take(back)
    desk.do(plan_recovery(ONE, "退汇", ANSWERED))
    desk.take(back)
    assert desk.states() == [State.RECOVERY, PAID, SUBMITTED]


def test_a_person_may_confirm_that_a_failed_one_was_paid(desk: Desk, file: Path) -> None:
    desk.answered(file, {ONE: ("failed", "冻结"), TWO: ("failed", "冻结")})
    later = answer(file, desk.banks, {ONE: OK, TWO: OK})
    with pytest.raises(LedgerError, match=f"--confirm {ONE}"):
        desk.take(later)
    with pytest.raises(LedgerError, match=f"--confirm {TWO}"):
        desk.do(plan_return(later, desk.banks, ANSWERED, [ONE]), WANG)
    desk.do(plan_return(later, desk.banks, ANSWERED, [ONE, TWO]), WANG)
    assert desk.states() == [PAID, PAID, SUBMITTED]
    assert [(one.grant, one.batch) for one in desk.book.payments] == [
        (ONE, "B0001"),
        (TWO, "B0001"),
    ]


def test_what_was_sent_again_cannot_be_confirmed(desk: Desk, file: Path) -> None:
    desk.answered(file, {ONE: ("failed", "冻结")})
    later = answer(file, desk.banks, {ONE: OK})
    desk.change(1, account_no="6222029999999999999")
    desk.prepare()
    for _ in range(2):
        with pytest.raises(LedgerError, match="answered before that it failed"):
            desk.do(plan_return(later, desk.banks, ANSWERED, [ONE]), WANG)
        if desk.book.batches["B0002"].status == "batched":
            desk.sent("B0002")


def test_a_late_word_on_an_old_batch_touches_no_new_one(desk: Desk, file: Path) -> None:
    desk.answered(file, {ONE: ("failed", "已销户")})
    desk.change(1, account_no="6222029999999999999")
    desk.prepare()
    second = desk.sent("B0002")
    assert not desk.answered(file, {ONE: ("failed", "冻结")}).events
    with pytest.raises(LedgerError, match="answered before that it failed"):
        desk.answered(file, {ONE: OK})
    assert desk.states()[0] is SUBMITTED
    desk.answered(second, {ONE: OK})
    assert [one.batch for one in desk.book.payments] == ["B0002"]


class TestRefused:
    """One wrong row, and nothing of the file is taken."""

    def refused(self, desk: Desk, content: bytes, said: str) -> str:
        head = desk.book.head
        with pytest.raises(ZhaorenError, match=said) as error:
            desk.take(content)
        assert desk.book.head == head
        message = str(error.value)
        assert "622202" not in message
        assert "王伟" not in message
        return message

    def changed(
        self, desk: Desk, file: Path, change: Callable[[Ordered], Ordered], reference: str = ""
    ) -> bytes:
        first, second, third = replies(desk, file, "paid", "paid", "paid")
        wrong = replace(second, order=change(second.order))
        layout = desk.banks.returns["pipe"]
        return written(reference or "zibo-B0001", layout, [first, wrong, third])

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"fen": 249_999}, f"Row 4 .* another amount than grant {TWO}"),
            ({"account_no": "6222029"}, f"Row 4 .* another account than grant {TWO}"),
            ({"account_name": "王维"}, f"Row 4 .* another name than grant {TWO}"),
            ({"serial": 4}, r"Row 4 .* serial number that the batch does not have"),
            ({"serial": 0}, r"Row 4 .* serial number that the batch does not have"),
            ({"serial": -1}, r"Row 4 .* serial number that the batch does not have"),
            ({"serial": 1}, r"Row 4 .* another account"),
        ],
    )
    def test_a_row_that_is_not_that_of_the_batch(
        self, desk: Desk, file: Path, change: dict[str, object], said: str
    ) -> None:
        content = self.changed(desk, file, lambda order: replace(order, **change))  # type: ignore[arg-type]
        self.refused(desk, content, said)

    @pytest.mark.parametrize("reference", ["zibo-B0002", "rizhao-B0001", "B0001", "", "|"])
    def test_a_batch_that_is_not_there(self, desk: Desk, file: Path, reference: str) -> None:
        content = answer(file, desk.banks, {ONE: OK})
        wrong = content.replace(b"zibo-B0001", reference.encode())
        self.refused(desk, wrong, "names no batch of zibo")

    def test_a_batch_of_another_bank(self, desk: Desk, file: Path) -> None:
        wrong = written(
            "zibo-B0001", desk.banks.returns["comma"], replies(desk, file, "paid", "paid", "paid")
        )
        self.refused(desk, wrong, "names no batch of zibo")

    @pytest.mark.parametrize(
        ("old", "new", "said"),
        [
            ("zibo-B0001|3|7500.00", "zibo-B0001|2|7500.00", "row 1: Its count"),
            ("zibo-B0001|3|7500.00", "zibo-B0001|3|7500.01", "row 1: Its total"),
            ("zibo-B0001|3|7500.00", "zibo-B0001|3|", "row 1: An amount"),
            ("合计|3|7500.00", "合计|3|7499.99", "row 6: Its total"),
            ("合计|3|7500.00", "合计|4|7500.00", "row 6: Its count"),
            ("合计|3|7500.00", "总计|3|7500.00", "row 6: The last line"),
            ("合计|3|7500.00\r\n", "", "row 5: The last line"),
            ("|成功|", "|OK|", "row 3: The result is no word"),
            ("1|6222", "一|6222", "row 3: The serial number"),
            ("|2500.00|", "|2500.001|", "row 3: An amount"),
            ("|2500.00|", "|-2500.00|", "another amount|total"),
            ("|王伟|", "|王|伟|", "row 3: The row has 7 cells instead of 6"),
        ],
    )
    def test_a_file_that_does_not_add_up(
        self, desk: Desk, file: Path, old: str, new: str, said: str
    ) -> None:
        text = answer(file, desk.banks, {ONE: OK, TWO: OK, THREE: OK}).decode("gb18030")
        assert old in text
        self.refused(desk, text.replace(old, new, 1).encode("gb18030"), said)

    def test_a_row_twice_with_different_results(self, desk: Desk, file: Path) -> None:
        first, second, _ = replies(desk, file, "paid", "paid", "paid")
        layout = desk.banks.returns["pipe"]
        for other in (replace(first, result="failed"), replace(first, reason="x")):
            content = written("zibo-B0001", layout, [first, second, other])
            self.refused(desk, content, "Row 5 .* something else than row 3")

    def test_a_row_twice_with_the_same_result_is_one(self, desk: Desk, file: Path) -> None:
        first, second, _ = replies(desk, file, "paid", "paid", "paid")
        desk.take(written("zibo-B0001", desk.banks.returns["pipe"], [first, second, first]))
        assert desk.states() == [PAID, PAID, SUBMITTED]
        assert len(desk.book.payments) == 2

    @pytest.mark.parametrize("content", [b"", b"\r\n", b"\xff\xfe\x00", b"PK\x03\x04nothing"])
    def test_what_is_no_return_file(self, desk: Desk, file: Path, content: bytes) -> None:
        self.refused(desk, content, "names no batch of zibo")

    def test_a_batch_that_never_went_to_the_bank(self, desk: Desk, file: Path) -> None:
        desk.funded(1, first=9)
        desk.prepare()
        content = self.changed(desk, file, lambda order: order, "zibo-B0002")
        self.refused(desk, content, "which is batched: it never went to the bank")

    def test_a_day_before_the_file_went_out(self, desk: Desk, file: Path) -> None:
        content = answer(file, desk.banks, {ONE: OK})
        early = SENT - timedelta(days=1)
        with pytest.raises(LedgerError, match="is before that"):
            desk.do(plan_return(content, desk.banks, early), WANG)

    def test_numbers_as_a_spreadsheet_has_them_are_read(self, desk: Desk) -> None:
        """A bank that types amounts as numbers is understood; an account so typed is refused."""
        import io

        import openpyxl

        desk.funded(1, bank_code="306")
        desk.prepare()
        content = answer(desk.sent(), desk.banks, {ONE: OK})
        book = openpyxl.load_workbook(io.BytesIO(content))
        page = book.worksheets[0]
        for cell, value in (("B1", 1), ("C1", 2500.0), ("A3", 1), ("D3", 2500.0), ("C4", 2500)):
            page[cell] = value
        typed = io.BytesIO()
        book.save(typed)
        page["B3"] = float(page["B3"].value)
        rounded = io.BytesIO()
        book.save(rounded)
        self.refused(desk, rounded.getvalue(), "another account")
        desk.take(typed.getvalue())
        assert desk.states() == [PAID]


def test_an_input_error_has_its_own_exit_code() -> None:
    assert (InputError.exit_code, LedgerError.exit_code) == (3, 5)
