"""Bank files: their bytes, and what goes into none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from zhaoren.content import find_content
from zhaoren.errors import ZhaorenError
from zhaoren.payments import batches as batches_module
from zhaoren.payments.bankfile import bank_file, unwritable
from zhaoren.payments.batches import make_batches
from zhaoren.payments.layouts import Banks, Delimited, layout_of, load_banks
from zhaoren.payments.lines import Line

from .conftest import LAYOUT, STANDARD

DAY = date(2026, 11, 20)
Lines = Callable[..., Line]
MakeBanks = Callable[..., Banks]


def test_the_bytes_of_a_file(banks: MakeBanks, line: Lines) -> None:
    layout = banks().layout("102")
    lines = [line(1), line(2, account_name="买买提·艾力", amount_fen=300_050)]
    assert bank_file(lines, layout, "id", DAY).decode("gb18030").split("\r\n") == [
        "未审核不得发放|id|2026-11-20|2|5500.50",
        "序号|账号|户名|金额",
        "1|6222020000000000001|王伟|2500.00",
        "2|6222020000000000001|买买提·艾力|3000.50",
        "合计|2|5500.50",
        "",
    ]


def test_a_layout_without_a_header_still_says_that_nobody_pays_from_it(line: Lines) -> None:
    layout = layout_of(
        {**LAYOUT, "header": [], "titles": False, "trailer": [], "amount_unit": "fen",
         "delimiter": ",", "line_end": "lf"}
    )  # fmt: skip
    assert bank_file([line()], layout, "id", DAY).decode("gb18030") == (
        "未审核不得发放\n1,6222020000000000001,王伟,250000\n"
    )


@pytest.mark.parametrize("name", ["王䶮", "李𠮷", "赵㛃", "阿依古丽•吐尔逊"])
def test_rare_characters_are_written_as_they_are(banks: MakeBanks, line: Lines, name: str) -> None:
    layout = banks().layout("102")
    one = line(account_name=name)
    assert unwritable(one, layout) is None
    assert f"|{name}|".encode("gb18030") in bank_file([one], layout, "id", DAY)


@pytest.mark.parametrize(
    ("changes", "layout", "reason"),
    [
        ({"account_name": "王䶮"}, {"encoding": "gbk"}, "account_name_not_encodable"),
        ({"account_name": "李𠮷"}, {"encoding": "gb2312"}, "account_name_not_encodable"),
        ({"account_name": "王|伟"}, {}, "account_name_holds_delimiter"),
        ({"account_name": "王\n伟"}, {}, "account_name_holds_delimiter"),
        ({"account_no": "62|22"}, {}, "account_no_holds_delimiter"),
        ({"account_name": "古丽" * 8}, {}, "account_name_too_long"),
        ({"account_no": ""}, {}, "account_incomplete"),
        ({"bank_code": "999"}, {}, "bank_not_declared"),
        ({"bank_code": None}, {}, "bank_not_declared"),
        ({"hold_reason": "no_account", "bank_code": None}, {}, "no_account"),
        ({"hold_reason": "account_name_differs"}, {}, "account_name_differs"),
    ],
)
def test_what_goes_into_no_file(
    banks: MakeBanks,
    line: Lines,
    changes: dict[str, object],
    layout: dict[str, object],
    reason: str,
) -> None:
    batches, held = make_batches([line(1), line(2, **changes)], banks(**layout), "zibo", DAY)
    assert [len(batch.lines) for batch in batches] == [1]
    assert [item.reason for item in held] == [reason]


def test_a_name_of_just_the_limit_fits(banks: MakeBanks, line: Lines) -> None:
    layout = banks().layout("102")
    assert unwritable(line(account_name="古" * 15), layout) is None
    assert unwritable(line(account_name="古" * 15 + "x"), layout) == "account_name_too_long"


def test_a_clearing_number_names_its_bank(banks: MakeBanks) -> None:
    known = banks()
    assert known.code_of("102") == "102"
    assert known.code_of("102453000012") == "102"
    assert known.code_of("103453000012") is None
    assert known.code_of("1024") is None


def test_a_batch_is_cut_at_the_limit_of_rows(banks: MakeBanks, line: Lines) -> None:
    lines = [line(number) for number in range(7)]
    batches, held = make_batches(lines, banks(max_rows=3), "zibo", DAY)
    assert not held
    assert [(len(one.lines), one.part, one.parts) for one in batches] == [
        (3, 1, 3),
        (3, 2, 3),
        (1, 3, 3),
    ]
    assert len({one.id for one in batches}) == 3
    assert [one.id for one in make_batches(lines, banks(max_rows=3), "zibo", DAY)[0]] == [
        one.id for one in batches
    ]


@given(
    st.lists(
        st.tuples(
            st.integers(1, 10**7),
            st.sampled_from([None, "no_account"]),
            st.sampled_from(["102", "103", "999", None]),
        ),
        max_size=40,
    ),
    st.integers(1, 5),
)
def test_every_grant_stands_once_and_every_fen_adds_up(
    grants: list[tuple[int, str | None, str | None]], max_rows: int
) -> None:
    banks = Banks.model_validate(
        {
            "layouts": {"pipe": {**LAYOUT, "max_rows": max_rows}},
            "banks": {code: {"name": code, "layout": "pipe"} for code in ("102", "103")},
        }
    )
    lines = [
        Line(
            **{
                **vars(STANDARD),
                "candidate_id": str(number),
                "amount_fen": fen,
                "hold_reason": hold,
                "bank_code": bank,
            }
        )
        for number, (fen, hold, bank) in enumerate(grants)
    ]
    batches, held = make_batches(lines, banks, "zibo", DAY)
    batched = [one for batch in batches for one in batch.lines]
    found = sorted([*batched, *(item.line for item in held)], key=lambda one: int(one.candidate_id))
    assert found == lines
    assert sum(batch.total_fen for batch in batches) == sum(
        one.amount_fen
        for one in lines
        if one.hold_reason is None and one.bank_code in ("102", "103")
    )


def test_sums_that_differ_stop_everything(line: Lines) -> None:
    with pytest.raises(ZhaorenError, match="do not add up"):
        batches_module._check_sums([line()], [], [])


@pytest.mark.parametrize(
    "change",
    [
        {"encoding": "latin-1"},
        {"delimiter": ";;"},
        {"columns": {"account_no": "账号", "amount": "金额"}},
        {"columns": {**LAYOUT["columns"], "phone": "电话"}},
        {"unknown": 1},
        {"name_bytes": 0},
        {"max_rows": 0},
    ],
)
def test_a_layout_that_does_not_stand_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        layout_of({**LAYOUT, **change})


def test_the_banks_of_zibo_stand() -> None:
    banks = load_banks(find_content(), "zibo")
    assert banks.code_of("102") == "102"
    layout = banks.layout("105")
    assert isinstance(layout, Delimited)
    assert layout.delimiter == ","
