"""Lines to pay, and a bank to pay them through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from zhaoren.payments.layouts import Banks
from zhaoren.payments.lines import Line

LAYOUT: dict[str, Any] = {
    "format": "delimited",
    "delimiter": "|",
    "header": ["batch_id", "as_of", "count", "total"],
    "titles": True,
    "columns": {"serial": "序号", "account_no": "账号", "account_name": "户名", "amount": "金额"},
    "trailer": ["count", "total"],
    "name_bytes": 30,
}

STANDARD = Line(
    policy_id="zibo/technician-2021",
    policy_title="技师补贴",
    candidate_id="1|P",
    beneficiary_id="37030319800101001X",
    payee_name="王伟",
    employer_name="淄博恒通机械制造有限公司",
    occupation_name="电工",
    level="technician",
    certificate_no="1",
    period=None,
    district="张店",
    amount_fen=250_000,
    hold_reason=None,
    account_name="王伟",
    account_no="6222020000000000001",
    bank_code="102",
    bank_name="中国工商银行",
)


@pytest.fixture
def banks() -> Callable[..., Banks]:
    def make(**changes: object) -> Banks:
        return Banks.model_validate(
            {
                "layouts": {"pipe": {**LAYOUT, **changes}},
                "banks": {"102": {"name": "中国工商银行", "layout": "pipe"}},
            }
        )

    return make


@pytest.fixture
def line() -> Callable[..., Line]:
    def make(number: int = 1, **changes: Any) -> Line:
        return replace(STANDARD, **{"candidate_id": f"{number:05}|P", **changes})

    return make
