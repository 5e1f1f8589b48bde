"""The fund application 资金申请表: of one payer for one district, by policy and level.

Made from the application as the ledger holds it, so writing it again gives the
same bytes. It names nobody.
"""

from __future__ import annotations

from decimal import Decimal

from zhaoren.documents.wording import UNDECIDED
from zhaoren.ledger.records import Application
from zhaoren.office.funding import PAYERS
from zhaoren.payments.capitals import capital_amount
from zhaoren.payments.filling import Value
from zhaoren.payments.sheets import Sheet, sheet_bytes

_HEADINGS = (
    ("序号", 6),
    ("政策", 40),
    ("等级", 12),
    ("人次", 8),
    ("补贴总额（元）", 16),
    ("其中市级承担（元）", 18),
    ("其中区县承担（元）", 18),
    ("本次申请（元）", 16),
    ("本次申请（大写）", 40),
)


def file_name(application: Application) -> str:
    """What the form's file is called."""
    place, payer = application.district or UNDECIDED, PAYERS[application.payer]
    return f"{application.id}-资金申请表-{place}-{payer}.xlsx"


def application_form(application: Application, city_title: str) -> bytes:
    """The form as a workbook; the same bytes whenever it is made."""
    return sheet_bytes(_sheet(application, city_title), application.requested_on)


def _sheet(application: Application, city_title: str) -> Sheet:
    total = application.amount_fen
    return Sheet(
        title=f"{city_title}技能人才补贴资金申请表",
        notes=[
            f"申请编号 {application.id}    区县 {application.district or UNDECIDED}    "
            f"出资方 {PAYERS[application.payer]}财政    申请日期 {application.requested_on}"
        ],
        headings=_HEADINGS,
        rows=[*_rows(application), _total(application)],
        closing=[
            f"本次申请资金合计：{_yuan(total):,.2f}元，大写：{capital_amount(total)}",
            "编制：            复核：            审批：            日期：",
        ],
    )


def _rows(application: Application) -> list[list[Value]]:
    return [
        [
            serial,
            row["policy_title"],
            row["level_title"],
            row["count"],
            _yuan(row["city_fen"] + row["district_fen"]),
            _yuan(row["city_fen"]),
            _yuan(row["district_fen"]),
            _yuan(row["requested_fen"]),
            capital_amount(row["requested_fen"]),
        ]
        for serial, row in enumerate(application.rows, start=1)
    ]


def _total(application: Application) -> list[Value]:
    rows = application.rows
    city, district = (sum(row[name] for row in rows) for name in ("city_fen", "district_fen"))
    requested = application.amount_fen
    return [
        None,
        "合计",
        None,
        sum(row["count"] for row in rows),
        _yuan(city + district),
        _yuan(city),
        _yuan(district),
        _yuan(requested),
        capital_amount(requested),
    ]


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)
