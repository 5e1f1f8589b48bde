"""What codes of the ledger are called in the office's Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from zhaoren.payments.answer_layouts import TITLES as ANSWERS
from zhaoren.payments.documents import reason_label

HOLDS: Mapping[str, str] = {
    "superseded": "另有对象优先享受",
    "capped": "限额已用完",
    "already_granted": "同一补贴已享受",
    "no_candidate": "最新数据中已无此认定对象",
    "deceased": "受益人已去世",
    "conflict": "金额与最新认定不一致",
    "merged": "编号合并后同一补贴重复",
}
"""Why a grant is held, beside what a criterion or an account says."""

FINDINGS: Mapping[str, str] = {
    "certificate_revoked": "证书已注销或撤销",
    "deceased": "认定前已去世",
    "retired": "认定前已退休",
    "contract_ended": "认定前劳动合同已终止",
    "paid_elsewhere": "同一补贴已由其他地区或系统发放",
    "merged": "编号合并后同一补贴重复",
    "reported": "经办人登记，见说明",
}
"""What a look-back found on a paid grant."""


def hold_said(reason: str, criteria: Mapping[str, str]) -> str:
    """A hold's reason in words; `criteria`: criterion → its label."""
    kind, _, name = reason.partition(":")
    if kind == "fail":
        return f"不再符合：{criteria.get(name, name)}"
    if kind == "unknown":
        return f"需要核实：{criteria.get(name, name)}"
    if kind == "account":
        return reason_label(name)
    return HOLDS.get(reason, reason)


def finding_said(finding: str) -> str:
    """A look-back's finding in words."""
    return FINDINGS.get(finding, finding)


def answer_said(reason: str) -> str:
    """Why a bank did not pay, in words; it need not say why."""
    return ANSWERS.get(reason, reason) or "银行未说明原因"
