"""The lists that go with the batches: 发放花名册 and 暂缓发放名单."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO

from zhaoren.payments.bankfile import MARK
from zhaoren.payments.capitals import capital_amount
from zhaoren.payments.filling import Value
from zhaoren.payments.lines import Held, Line
from zhaoren.payments.sheets import Sheet, neutral, sheet_bytes

REASONS: Mapping[str, tuple[str, str]] = {
    "no_account": ("没有收款账户", "个人请到合作银行开通社保卡金融账户，单位请登记账户"),
    "account_not_active": ("账户未激活或状态异常", "请到开户银行激活或恢复账户"),
    "account_name_differs": (
        "户名与姓名（名称）不一致",
        "请核对户名和姓名（名称），更正后重新认定",
    ),
    "account_incomplete": ("账号或户名缺失", "请银行补全账户数据"),
    "bank_not_declared": ("开户银行未登记代发文件格式", "请在 banks.yaml 登记该银行的文件格式"),
    "account_name_not_encodable": (
        "户名含有银行文件编码不能表示的字符",
        "请与银行商定能表示该字的编码，不得用其他字符代替",
    ),
    "account_name_too_long": ("户名超过银行文件的字段长度", "请与银行商定更长的户名字段，不得截断"),
    "account_name_holds_delimiter": ("户名含有文件分隔符", "请银行更正户名"),
    "account_no_holds_delimiter": ("账号含有文件分隔符", "请银行更正账号"),
    "account_no_too_long": ("账号超过银行文件的字段长度", "请银行核对账号"),
    "account_no_not_encodable": ("账号含有不能表示的字符", "请银行更正账号"),
}
"""Reason → what it is called, and what to do about it."""

_PERSON = (
    ("序号", 6),
    ("姓名（名称）", 16),
    ("公民身份号码（信用代码）", 22),
    ("单位", 30),
    ("职业（工种）", 20),
    ("等级", 10),
    ("证书编号", 26),
    ("所属期", 10),
    ("区县", 10),
    ("政策", 30),
)
_ROSTER = (*_PERSON, ("户名", 14), ("开户银行", 20), ("账号", 24), ("金额（元）", 13))
_HELD = (*_PERSON, ("金额（元）", 13), ("暂缓原因", 26), ("处理办法", 40))


def reason_label(reason: str) -> str:
    """What a reason is called."""
    return REASONS[reason][0] if reason in REASONS else f"银行文件不能表示（{reason}）"


@dataclass(frozen=True)
class Heading:
    """What stands above and below a roster; `signers`: who prepared and released it.

    Without signers it is the roster of a proposal, and marked as one.
    """

    city_title: str
    batch: str
    bank_name: str
    day: date
    part: int
    parts: int
    signers: tuple[str, str] | None = None


def roster(lines: Sequence[Line], heading: Heading, levels: Mapping[str, str]) -> bytes:
    """The roster of a batch (XLSX), with the total in figures and in capitals."""
    total = sum(line.amount_fen for line in lines)
    day = "编制日期" if heading.signers else "认定日期"
    made, checked = heading.signers or ("", "")
    sheet = Sheet(
        title=f"{heading.city_title}技能人才补贴发放花名册{_mark(heading.signers is None)}",
        notes=[
            f"批次 {heading.batch}    开户银行 {heading.bank_name}    {day} {heading.day}    "
            f"第{heading.part}批，共{heading.parts}批",
            "金额、账户与报送银行的文件一致。"
            if heading.signers
            else f"本表为系统建议，{MARK}，不得据此发放。",
        ],
        headings=_ROSTER,
        rows=[
            [
                *_person(serial, line, levels),
                line.account_name,
                line.bank_name,
                line.account_no,
                _yuan(line.amount_fen),
            ]
            for serial, line in enumerate(lines, start=1)
        ],
        closing=[
            f"合计：{len(lines)}人次，{_yuan(total):,.2f}元，大写：{capital_amount(total)}",
            f"制表人：{made:<12}复核人：{checked:<12}审批人：            日期：",
        ],
    )
    return sheet_bytes(sheet, heading.day)


def held_list(
    held: Sequence[Held],
    levels: Mapping[str, str],
    city_title: str,
    day: date,
    *,
    proposed: bool,
) -> tuple[bytes, bytes]:
    """The held list as XLSX for people and as CSV (UTF-8 with BOM)."""
    rows = _held_rows(held, levels)
    total = sum(item.line.amount_fen for item in held)
    sheet = Sheet(
        title=f"{city_title}技能人才补贴暂缓发放名单{_mark(proposed)}",
        notes=[
            f"{'认定' if proposed else '编制'}日期 {day}。"
            "名单内人员符合条件，但暂不能发放；原因消除后自动列入发放。"
        ],
        headings=_HELD,
        rows=rows,
        closing=[f"合计：{len(held)}人次，{_yuan(total):,.2f}元，大写：{capital_amount(total)}"],
    )
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([name for name, _ in _HELD])
    writer.writerows([[_text(value) for value in row] for row in rows])
    return sheet_bytes(sheet, day), text.getvalue().encode("utf-8-sig")


def _held_rows(held: Sequence[Held], levels: Mapping[str, str]) -> list[list[Value]]:
    return [
        [
            *_person(serial, item.line, levels),
            _yuan(item.line.amount_fen),
            reason_label(item.reason),
            REASONS.get(item.reason, ("", "请与银行商定"))[1],
        ]
        for serial, item in enumerate(held, start=1)
    ]


def _mark(proposed: bool) -> str:
    return f"（{MARK}）" if proposed else ""


def _person(serial: int, line: Line, levels: Mapping[str, str]) -> list[Value]:
    return [
        serial,
        line.payee_name,
        line.beneficiary_id,
        line.employer_name,
        line.occupation_name,
        levels.get(line.level or "", line.level),
        line.certificate_no,
        line.period,
        line.district,
        line.policy_title,
    ]


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def _text(value: Value) -> str:
    return neutral(value) if isinstance(value, str) else "" if value is None else str(value)
