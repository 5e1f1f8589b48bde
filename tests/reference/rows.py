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
SCHOOL = credit_code(5_000)
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


def org_account(**changes: Any) -> Row:
    """An organisation's active account in its name."""
    row: Row = {
        "org_id": EMPLOYER,
        "account_name": "淄博远大机械有限公司",
        "account_no": "801000000000000001",
        "bank_code": "313453001017",
        "bank_name": "齐商银行",
        "status": "active",
    }
    return row | changes


def graduate(**changes: Any) -> Row:
    """Full-time graduate of a technical school in 张店, senior class, in the summer of 2025."""
    row: Row = {
        "person_id": PERSON,
        "school_id": SCHOOL,
        "person_name": NAME,
        "school_name": "淄博技师学院",
        "school_kind": "technical",
        "school_district": "370303",
        "programme": "senior",
        "full_time": True,
        "graduated_on": date(2025, 6, 30),
        "certificate_level": "senior",
        "certificate_issued_on": date(2025, 5, 20),
        "order_employer_id": None,
    }
    return row | changes


def award(**changes: Any) -> Row:
    """A gold medal of a provincial contest of the first class."""
    row: Row = {
        "award_no": "HJ1",
        "contest": "山东省职业技能大赛",
        "event": "数控车",
        "class": "provincial_1",
        "prize": "gold",
        "rank": 1,
        "role": "competitor",
        "person_id": PERSON,
        "team_id": None,
        "employer_id": EMPLOYER,
        "awarded_on": date(2025, 10, 20),
    }
    return row | changes


def designation(**changes: Any) -> Row:
    """A chief technician of Rizhao since 2025."""
    row: Row = {
        "person_id": PERSON,
        "title": "rizhao_chief_technician",
        "effective_on": date(2025, 4, 1),
        "revoked_on": None,
        "document_no": "日人社字〔2025〕1号",
    }
    return row | changes


def hire(**changes: Any) -> Row:
    """Somebody brought in from outside for full-time work, approved."""
    row: Row = {
        "person_id": PERSON,
        "employer_id": EMPLOYER,
        "year": 2025,
        "tier": "provincial_leading",
        "mode": "full_time",
        "from_city": "outside",
        "annual_pay_fen": 30_000_000,
        "approved": True,
        "approved_amount_fen": 50_000_000,
    }
    return row | changes


def recognition(**changes: Any) -> Row:
    """A technician's station of the city."""
    row: Row = {
        "org_id": EMPLOYER,
        "org_name": "淄博远大机械有限公司",
        "title": "city_technician_station",
        "object": None,
        "recognised_on": date(2025, 9, 1),
        "district": "370303",
        "national_subsidy_fen": None,
        "approved_amount_fen": None,
    }
    return row | changes


def org_year(**changes: Any) -> Row:
    """An evaluation that was looked at in 2025."""
    row: Row = {
        "org_id": EMPLOYER,
        "item": "self_evaluation",
        "year": 2025,
        "district": "370303",
        "quantity": None,
        "approved_amount_fen": 5_000_000,
    }
    return row | changes


def hosting(**changes: Any) -> Row:
    """A contest of the city's first class."""
    row: Row = {
        "org_id": EMPLOYER,
        "contest": "职业技能大赛",
        "event": "数控车",
        "class": "city_1",
        "held_on": date(2025, 9, 10),
        "district": "370303",
        "approved_amount_fen": 2_000_000,
    }
    return row | changes


def startup(**changes: Any) -> Row:
    """A year's rent of a graduate who founded a firm."""
    row: Row = {
        "person_id": PERSON,
        "year": 2025,
        "org_id": EMPLOYER,
        "district": "371502",
        "programme": "senior",
        "graduated_on": date(2023, 6, 30),
        "premises": "other",
        "rent_paid_fen": 1_200_000,
    }
    return row | changes


def pension(first: date, last: date, **changes: Any) -> list[Row]:
    """Pension month by month, both ends included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [contribution(add_months(first, number), **changes) for number in range(count)]


def standard_world(city: str = "zibo", **sources: list[Row]) -> World:
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
    return World(AS_OF, {**rows, **sources}, city=city)
