"""The lists that go with the batches: 发放花名册 and 暂缓发放名单."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from zhaoren.payments.bankfile import MARK
from zhaoren.payments.batches import Batch
from zhaoren.payments.capitals import capital_amount
from zhaoren.payments.lines import Held, Line
from zhaoren.payments.sheets import Sheet, Value, neutral, write_sheet

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


def write_roster(path: Path, batch: Batch, levels: Mapping[str, str], city_title: str) -> None:
    """The roster of a batch (XLSX), with the total in figures and in capitals."""
    total = batch.total_fen
    sheet = Sheet(
        title=f"{city_title}技能人才补贴发放花名册（{MARK}）",
        notes=[
            f"批次 {batch.id[:12]}    开户银行 {batch.bank_name}    认定日期 {batch.as_of}    "
            f"第{batch.part}批，共{batch.parts}批",
            f"本表为系统建议，{MARK}，不得据此发放。",
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
            for serial, line in enumerate(batch.lines, start=1)
        ],
        closing=[
            f"合计：{len(batch.lines)}人次，{_yuan(total):,.2f}元，大写：{capital_amount(total)}",
            "制表人：            复核人：            审批人：            日期：",
        ],
    )
    write_sheet(path, sheet, batch.as_of)


def write_held(
    folder: Path, held: Sequence[Held], levels: Mapping[str, str], city: tuple[str, str], day: date
) -> None:
    """The held list as XLSX for people and CSV (UTF-8 with BOM); `city`: id and title."""
    rows = [
        [
            *_person(serial, item.line, levels),
            _yuan(item.line.amount_fen),
            reason_label(item.reason),
            REASONS.get(item.reason, ("", "请与银行商定"))[1],
        ]
        for serial, item in enumerate(held, start=1)
    ]
    total = sum(item.line.amount_fen for item in held)
    sheet = Sheet(
        title=f"{city[1]}技能人才补贴暂缓发放名单（{MARK}）",
        notes=[f"认定日期 {day}。名单内人员符合条件，但暂不能发放；原因消除后自动列入发放。"],
        headings=_HELD,
        rows=rows,
        closing=[f"合计：{len(held)}人次，{_yuan(total):,.2f}元，大写：{capital_amount(total)}"],
    )
    stem = f"{MARK}-暂缓发放名单-{city[0]}"
    write_sheet(folder / f"{stem}.xlsx", sheet, day)
    with (folder / f"{stem}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([name for name, _ in _HELD])
        writer.writerows([[_text(value) for value in row] for row in rows])


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
