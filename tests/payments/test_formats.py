"""Every format of bank files: schema, other readers, limits; proposals and real files alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import openpyxl
import pandas as pd
import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from zhaoren.content import find_content
from zhaoren.payments.answer_layouts import AnswerLayout
from zhaoren.payments.bankfile import PROPOSAL, bank_file, unwritable
from zhaoren.payments.batches import make_batches
from zhaoren.payments.layouts import Banks, Debtor, Transfers, layout_of, load_banks
from zhaoren.payments.lines import GrantLine, Line

from .conftest import LAYOUT, STANDARD

DAY = date(2026, 11, 20)
CITIES = ("zibo", "rizhao", "liaocheng")
DEBTOR = Debtor(
    name="淄博市人力资源和社会保障局",
    account_no="1603000000000000001",
    bank_name="中国工商银行淄博分行",
    clearing_no="102453000012",
)
PAIN = Transfers(format="pain.001.001.09", note="技能人才补贴", name_bytes=120)
SCHEMA = xmlschema.XMLSchema(Path(__file__).parent / "schema" / "pain.001.001.09.xsd")
NAMESPACE = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


def paying(number: int = 1, **changes: Any) -> GrantLine:
    values = {**vars(STANDARD), "grant_id": f"G{number:07}", **changes}
    return GrantLine(**values)


def message(*lines: Line) -> bytes:
    return bank_file(lines, PAIN, "zibo-B0001", DAY, debtor=DEBTOR, mark=None)


class TestTransfers:
    def test_a_message_is_valid_and_says_what_is_paid(self) -> None:
        lines = [paying(1), paying(2, amount_fen=1, account_name="阿卜杜·艾力", bank_code="1" * 12)]
        content = message(*lines)
        assert content.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
        SCHEMA.validate(BytesIO(content))
        root = ElementTree.fromstring(content)
        texts = {
            path: [one.text for one in root.findall(f".//p:{path}", NAMESPACE)]
            for path in ("MsgId", "NbOfTxs", "CtrlSum", "EndToEndId", "InstdAmt", "Ustrd", "PmtMtd")
        }
        assert texts == {
            "MsgId": ["zibo-B0001"],
            "NbOfTxs": ["2", "2"],
            "CtrlSum": ["2500.01", "2500.01"],
            "EndToEndId": ["G0000001", "G0000002"],
            "InstdAmt": ["2500.00", "0.01"],
            "Ustrd": ["技能人才补贴"] * 2,
            "PmtMtd": ["TRF"],
        }
        assert {one.get("Ccy") for one in root.findall(".//p:InstdAmt", NAMESPACE)} == {"CNY"}
        assert root.findtext(".//p:DbtrAcct/p:Id/p:Othr/p:Id", None, NAMESPACE) == DEBTOR.account_no
        assert [one.text for one in root.findall(".//p:CdtrAgt//p:MmbId", NAMESPACE)] == ["1" * 12]

    def test_a_proposal_is_no_valid_message(self) -> None:
        content = bank_file([paying()], PAIN, "id", DAY, debtor=DEBTOR)
        assert f"<{PROPOSAL} ".encode() in content
        assert not SCHEMA.is_valid(BytesIO(content))

    @given(st.text(min_size=1, max_size=150), st.integers(1, 10**12), st.text(max_size=40))
    def test_what_is_writable_is_valid_and_read_back_as_it_was(
        self, name: str, fen: int, number: str
    ) -> None:
        line = paying(account_name=name, amount_fen=fen, account_no=number)
        if unwritable(line, PAIN) is not None:
            return
        content = message(line)
        SCHEMA.validate(BytesIO(content))
        root = ElementTree.fromstring(content)
        assert root.findtext(".//p:Cdtr/p:Nm", None, NAMESPACE) == name
        assert root.findtext(".//p:CdtrAcct//p:Id/p:Othr/p:Id", None, NAMESPACE) == number
        amount = root.findtext(".//p:InstdAmt", "", NAMESPACE)
        assert Decimal(amount) * 100 == fen

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"account_name": "王\x01伟"}, "account_name_holds_delimiter"),
            ({"account_name": "王\ufffe伟"}, "account_name_holds_delimiter"),
            ({"account_name": "王\ud800"}, "account_name_not_encodable"),
            ({"account_name": "王" * 40}, None),
            ({"account_name": "王" * 41}, "account_name_too_long"),
            ({"account_no": "1" * 34}, None),
            ({"account_no": "1" * 35}, "account_no_too_long"),
            ({"account_no": None}, "account_incomplete"),
        ],
    )
    def test_what_a_message_cannot_hold(self, changes: dict[str, str], reason: str | None) -> None:
        assert unwritable(paying(**changes), PAIN) == reason

    def test_a_name_of_140_characters_at_most(self) -> None:
        wide = PAIN.model_copy(update={"name_bytes": 560})
        assert unwritable(paying(account_name="王" * 140), wide) is None
        assert unwritable(paying(account_name="王" * 141), wide) == "account_name_too_long"

    def test_it_needs_a_debtor(self) -> None:
        with pytest.raises(ValueError, match="debtor"):
            bank_file([paying()], PAIN, "id", DAY)
        with pytest.raises(ValidationError, match="debtor"):
            Banks.model_validate({"layouts": {"x": {"format": "pain.001.001.09"}}, "banks": {}})


class TestWorkbook:
    def workbook(self, *lines: Line, mark: str | None = None) -> bytes:
        layout = {**LAYOUT, "format": "xlsx"}
        del layout["delimiter"]
        return bank_file(lines, layout_of(layout), "zibo-B0001", DAY, mark=mark)

    def cells(self, content: bytes) -> list[tuple[object, ...]]:
        return list(openpyxl.load_workbook(BytesIO(content)).worksheets[0].values)

    def test_every_cell_is_text(self) -> None:
        rows = self.cells(self.workbook(paying(1, account_no="0012"), paying(2, amount_fen=1)))
        assert rows == [
            ("zibo-B0001", "2026-11-20", "2", "2500.01"),
            ("序号", "账号", "户名", "金额"),
            ("1", "0012", "王伟", "2500.00"),
            ("2", "6222020000000000001", "王伟", "0.01"),
            ("合计", "2", "2500.01", None),
        ]

    def test_a_name_is_written_as_it_is_and_is_no_formula(self) -> None:
        content = self.workbook(paying(account_name="=1+1"))
        cell = openpyxl.load_workbook(BytesIO(content)).worksheets[0]["C3"]
        assert (cell.value, cell.data_type) == ("=1+1", "s")

    def test_the_same_lines_give_the_same_bytes(self) -> None:
        assert self.workbook(paying()) == self.workbook(paying())

    def test_a_proposal_says_so_in_its_first_cell(self) -> None:
        assert self.cells(self.workbook(paying(), mark=PROPOSAL))[0][0] == PROPOSAL


class TestDelimited:
    def test_without_a_mark_and_a_header_the_rows_come_first(self) -> None:
        layout = layout_of({**LAYOUT, "header": [], "titles": False, "trailer": []})
        content = bank_file([paying()], layout, "id", DAY, mark=None)
        assert content.decode("gb18030") == "1|6222020000000000001|王伟|2500.00\r\n"

    def test_duckdb_and_pandas_read_it(self, tmp_path: Path) -> None:
        layout = layout_of({**LAYOUT, "header": [], "trailer": [], "encoding": "utf-8"})
        lines = [paying(1, account_name="王䶮"), paying(2, account_no="0012", amount_fen=1)]
        content = bank_file(lines, layout, "id", DAY, mark=None)
        path = tmp_path / "file.txt"
        path.write_bytes(content)
        expected = [("1", STANDARD.account_no, "王䶮", "2500.00"), ("2", "0012", "王伟", "0.01")]
        read = duckdb.connect().execute(
            "select * from read_csv(?, delim='|', all_varchar=true)", [str(path)]
        )
        assert read.fetchall() == expected
        frame = pd.read_csv(path, sep="|", dtype=str)
        assert [tuple(row) for row in frame.to_numpy()] == expected

    def test_pandas_reads_gb18030_with_header_and_trailer(self) -> None:
        content = bank_file(
            [paying(1, account_name="李𠮷")], layout_of(LAYOUT), "id", DAY, mark=None
        )
        text = StringIO(content.decode("gb18030"))
        frame = pd.read_csv(text, sep="|", dtype=str, skiprows=1, skipfooter=1, engine="python")
        assert frame.to_dict("records") == [
            {"序号": "1", "账号": STANDARD.account_no, "户名": "李𠮷", "金额": "2500.00"}
        ]

    @pytest.mark.parametrize(("encoding", "bytes_of_one"), [("gb18030", 2), ("utf-8", 3)])
    def test_the_limit_of_a_name_is_in_bytes(self, encoding: str, bytes_of_one: int) -> None:
        layout = layout_of({**LAYOUT, "encoding": encoding, "name_bytes": 30})
        most = 30 // bytes_of_one
        assert unwritable(paying(account_name="古" * most), layout) is None
        assert unwritable(paying(account_name="古" * most + "a"), layout) == "account_name_too_long"

    def test_a_rare_character_takes_four_bytes_of_gb18030(self) -> None:
        layout = layout_of({**LAYOUT, "name_bytes": 6})
        assert unwritable(paying(account_name="李𠮷"), layout) is None
        assert unwritable(paying(account_name="李𠮷a"), layout) == "account_name_too_long"


@pytest.mark.parametrize(("rows", "parts"), [(1, 1), (4_999, 1), (5_000, 1), (5_001, 2)])
def test_a_file_is_split_at_five_thousand_rows(rows: int, parts: int) -> None:
    banks = load_banks(find_content(), "zibo")
    lines = [paying(number) for number in range(rows)]
    batches, held = make_batches(lines, banks, "zibo", DAY)
    assert (len(batches), held) == (parts, [])
    assert sum(len(batch.lines) for batch in batches) == rows


@pytest.mark.parametrize("city", CITIES)
def test_each_city_declares_every_format(city: str) -> None:
    banks = load_banks(find_content(), city)
    used = {banks.layout(code).format for code in banks.banks}
    assert used == {"delimited", "xlsx", "pain.001.001.09"}
    assert all(bank.returns for bank in banks.banks.values())
    assert {banks.layout(code).max_rows for code in banks.banks} == {5000}


@pytest.mark.parametrize("code", ["306", "308"])
def test_proposals_for_the_other_formats_are_marked(code: str, line: Callable[..., Line]) -> None:
    banks = load_banks(find_content(), "zibo")
    (batch,), _ = make_batches([line(bank_code=code)], banks, "zibo", DAY)
    content = batch.proposal()
    assert content == batch.proposal()
    if batch.suffix == "xml":
        assert PROPOSAL.encode() in content
    else:
        assert batch.suffix == "xlsx"
        assert openpyxl.load_workbook(BytesIO(content)).worksheets[0]["A1"].value == PROPOSAL


ANSWER: dict[str, Any] = {
    "format": "delimited",
    "header": ["batch_id", "count"],
    "columns": ["serial", "account_no", "amount", "result"],
    "results": {"成功": "paid", "失败": "failed"},
}


@pytest.mark.parametrize(
    "change",
    [
        {"header": ["count"]},
        {"columns": ["serial", "account_no", "amount"]},
        {"columns": ["serial", "serial", "account_no", "amount", "result"]},
        {"columns": []},
        {"results": {"成功": "paid"}},
        {"results": {"成功": "paid", "失败": "lost"}},
        {"results": {"": "paid", "失败": "failed"}},
        {"reasons": {"E1": "gone"}},
        {"encoding": "latin-1"},
        {"unknown": 1},
    ],
)
def test_a_layout_of_returns_that_does_not_stand_is_refused(change: dict[str, object]) -> None:
    AnswerLayout.model_validate(ANSWER)
    with pytest.raises(ValidationError):
        AnswerLayout.model_validate({**ANSWER, **change})


def test_a_bank_names_a_layout_of_returns_that_is_there() -> None:
    values = {"layouts": {"pipe": LAYOUT}, "banks": {"1": {"name": "x", "layout": "pipe"}}}
    Banks.model_validate(values)
    values["banks"] = {"1": {"name": "x", "layout": "pipe", "returns": "y"}}
    with pytest.raises(ValidationError, match="unknown layout of returns"):
        Banks.model_validate(values)
