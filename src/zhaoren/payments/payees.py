"""Whether an account can be paid to, and the line of a grant that is paid to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhaoren.inputs.normalise import name as normalised
from zhaoren.payments.bankfile import unwritable
from zhaoren.payments.layouts import Banks
from zhaoren.payments.lines import GrantLine
from zhaoren.recording.published import Payee

ACCOUNT = ("account_name", "account_no", "bank_code", "bank_name")
"""What is kept of an account beside the chain."""


def unpayable(payee: Payee | None, name: str | None, banks: Banks) -> str | None:
    """Why nothing can be paid to an account yet, the first reason that applies; else None.

    `name`: the beneficiary's as the grant's basis has it; None: no export told it.
    The reasons are those of `zhaoren.payments.documents.REASONS`.
    """
    if payee is None:
        return "no_account"
    if payee.hold_reason not in (None, "account_name_differs"):
        return payee.hold_reason
    if name is not None and not _same_name(payee.account_name or "", name):
        return "account_name_differs"
    code = banks.code_of(payee.bank_code)
    if code is None:
        return "bank_not_declared"
    basis = {"beneficiary_id": payee.beneficiary_id}
    return unwritable(line_of("", basis, particulars_of(payee), 0), banks.layout(code))


def particulars_of(payee: Payee) -> dict[str, Any]:
    """An account as it is kept beside the chain."""
    return {"kind": "payee", **{name: getattr(payee, name) for name in ACCOUNT}}


def line_of(
    grant_id: str,
    basis: Mapping[str, Any],
    payee: Mapping[str, Any] | None,
    amount_fen: int,
    titles: Mapping[str, str] | None = None,
) -> GrantLine:
    """The line of a grant, from the particulars of its basis and account; `titles`: of policies."""
    account = payee or dict.fromkeys(ACCOUNT)
    policy_id = basis.get("policy_id") or ""
    return GrantLine(
        policy_id=policy_id,
        policy_title=(titles or {}).get(policy_id, policy_id),
        candidate_id=basis.get("candidate_id") or "",
        beneficiary_id=basis.get("beneficiary_id"),
        payee_name=basis.get("beneficiary_name"),
        employer_name=basis.get("employer_name"),
        occupation_name=basis.get("occupation_name"),
        level=basis.get("level"),
        certificate_no=basis.get("certificate_no"),
        period=basis.get("period"),
        district=basis.get("district"),
        amount_fen=amount_fen,
        hold_reason=None,
        grant_id=grant_id,
        **{name: account[name] for name in ACCOUNT},
    )


def _same_name(one: str, other: str) -> bool:
    """Compared as the nights compare them: normalised, without white space."""
    return "".join(normalised(one).split()) == "".join(normalised(other).split())
