"""Rows of the exports with harmless defaults, and the standard person of the case table."""

from __future__ import annotations

from datetime import date
from typing import Any

from .evaluator import Row, World
from .evaluator.months import add_months
from .ids import credit_code, person_number

AS_OF = date(2026, 11, 20)
PERSON = person_number(1)
EMPLOYER = credit_code(1)
NAME = "王建国"


def contract(**changes: Any) -> Row:
    """A labour contract: fixed, 2020-03-01 to 2028-02-28."""
    row: Row = {
        "contract_no": "HT1",
        "person_id": PERSON,
        "person_name": NAME,
        "employer_id": EMPLOYER,
        "employer_name": "淄博远大机械有限公司",
        "contract_type": "fixed",
        "start_on": date(2020, 3, 1),
        "end_on": date(2028, 2, 28),
        "terminated_on": None,
        "host_employer_id": None,
    }
    return row | changes


def contribution(period: date, **changes: Any) -> Row:
    """A month of pension, paid as it should be."""
    row: Row = {
        "person_id": PERSON,
        "employer_id": EMPLOYER,
        "insurance": "pension",
        "period": period,
        "kind": "regular",
        "status": "paid",
        "base_fen": 600_000,
        "amount_fen": 48_000,
        "paid_on": None,
    }
    return row | changes


def certificate(**changes: Any) -> Row:
    """A technician's qualification, issued 2021-05-10."""
    row: Row = {
        "certificate_no": "ZS1",
        "person_id": PERSON,
        "person_name": NAME,
        "kind": "qualification",
        "occupation_code": "6-18-01-01",
        "occupation_name": "车工",
        "level": "technician",
        "issued_on": date(2021, 5, 10),
        "issuer": "淄博市职业技能鉴定中心",
        "route": None,
        "status": "valid",
    }
    return row | changes


def registration(**changes: Any) -> Row:
    """An employment registration with the employer since 2020-03-01."""
    row: Row = {
        "registration_no": "JY1",
        "person_id": PERSON,
        "employer_id": EMPLOYER,
        "registered_on": date(2020, 3, 1),
        "ended_on": None,
        "form": "employed",
    }
    return row | changes


def employer(**changes: Any) -> Row:
    """A private enterprise in 张店."""
    row: Row = {
        "employer_id": EMPLOYER,
        "employer_name": "淄博远大机械有限公司",
        "kind": "enterprise",
        "enterprise_like": None,
        "district": "370303",
        "status": "active",
    }
    return row | changes


def person(**changes: Any) -> Row:
    """Alive, not retired, never renumbered."""
    row: Row = {"person_id": PERSON, "deceased_on": None, "retired_on": None, "merged_into": None}
    return row | changes


def account(**changes: Any) -> Row:
    """An active social-security-card account in the person's name."""
    row: Row = {
        "person_id": PERSON,
        "account_name": NAME,
        "account_no": "6217000000000000001",
        "bank_code": "313453001017",
        "bank_name": "齐商银行",
        "status": "active",
    }
    return row | changes


def payment(**changes: Any) -> Row:
    """A technician's subsidy of the 2021 rules, paid for the standard certificate."""
    row: Row = {
        "payment_no": "FF1",
        "person_id": PERSON,
        "org_id": None,
        "benefit": "zibo/technician-2021",
        "certificate_no": None,
        "occupation_code": "6-18-01-01",
        "level": "technician",
        "period": None,
        "reference": None,
        "employer_id": None,
        "amount_fen": 250_000,
        "paid_on": date(2022, 6, 1),
        "status": "paid",
    }
    return row | changes


def pension(first: date, last: date, **changes: Any) -> list[Row]:
    """Pension month by month, both ends included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [contribution(add_months(first, number), **changes) for number in range(count)]


def standard_world(**sources: list[Row]) -> World:
    """The standard person on 2026-11-20; a source that is named replaces the standard's rows."""
    rows = {
        "contracts": [contract()],
        "contributions": pension(date(2020, 4, 1), date(2026, 10, 1)),
        "certificates": [certificate()],
        "employment_registrations": [registration()],
        "employers": [employer()],
        "persons": [person()],
        "accounts": [account()],
        "payments": [],
    }
    return World(AS_OF, {**rows, **sources})
