"""The states of a grant and the events that move it (4-lifecycle, as data)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a grant stands."""

    FOUND = "found"
    DISTRICT_APPROVED = "district_approved"
    CITY_APPROVED = "city_approved"
    NOTICED = "noticed"
    SUSPENDED = "suspended"
    CLEARED = "cleared"
    REQUESTED = "requested"
    FUNDED = "funded"
    BATCHED = "batched"
    RELEASED = "released"
    SUBMITTED = "submitted"
    PAID = "paid"
    FAILED = "failed"
    UNKNOWN = "unknown"
    HELD = "held"
    REJECTED = "rejected"
    RECOVERY = "recovery"
    RECOVERED = "recovered"
    DISMISSED = "dismissed"


TITLES: Mapping[State, str] = {
    State.FOUND: "待区县初审",
    State.DISTRICT_APPROVED: "待市级复核",
    State.CITY_APPROVED: "待公示",
    State.NOTICED: "公示中",
    State.SUSPENDED: "异议处理中",
    State.CLEARED: "待申请资金",
    State.REQUESTED: "待资金到账",
    State.FUNDED: "待编制发放批次",
    State.BATCHED: "待放行",
    State.RELEASED: "待报送银行",
    State.SUBMITTED: "银行处理中",
    State.PAID: "已发放",
    State.FAILED: "发放失败",
    State.UNKNOWN: "银行结果不明",
    State.HELD: "暂缓",
    State.REJECTED: "不予发放",
    State.RECOVERY: "待追回",
    State.RECOVERED: "已追回",
    State.DISMISSED: "已发放，回查无误",
}

OPEN = frozenset(
    {
        State.FOUND, State.DISTRICT_APPROVED, State.CITY_APPROVED, State.NOTICED, State.SUSPENDED,
        State.CLEARED, State.REQUESTED, State.FUNDED, State.BATCHED, State.RELEASED, State.FAILED,
        State.HELD,
    }
)  # fmt: skip
"""Not with a bank: an incumbent, which each night looks at again."""

GRANTED = frozenset({State.SUBMITTED, State.PAID, State.UNKNOWN, State.RECOVERY, State.DISMISSED})
"""The money has left, or may have: nobody is granted the same again."""

HOLDABLE = OPEN - {State.HELD}

MOVES: Mapping[str, tuple[frozenset[State], State]] = {
    "district_approved": (frozenset({State.FOUND}), State.DISTRICT_APPROVED),
    "city_approved": (frozenset({State.DISTRICT_APPROVED}), State.CITY_APPROVED),
    "rejected": (
        frozenset({State.FOUND, State.DISTRICT_APPROVED, State.CITY_APPROVED, State.HELD}),
        State.REJECTED,
    ),
    "noticed": (frozenset({State.CITY_APPROVED}), State.NOTICED),
    "objected": (frozenset({State.NOTICED}), State.SUSPENDED),
    "objection_upheld": (frozenset({State.SUSPENDED}), State.REJECTED),
    "cleared": (frozenset({State.NOTICED, State.SUSPENDED}), State.CLEARED),
    "requested": (frozenset({State.CLEARED}), State.REQUESTED),
    "batched": (frozenset({State.FUNDED, State.FAILED}), State.BATCHED),
    "released": (frozenset({State.BATCHED}), State.RELEASED),
    "submitted": (frozenset({State.RELEASED}), State.SUBMITTED),
    "held": (HOLDABLE, State.HELD),
    "recovery_opened": (frozenset({State.PAID, State.DISMISSED}), State.RECOVERY),
    "recovered": (frozenset({State.RECOVERY}), State.RECOVERED),
    "recovery_dismissed": (frozenset({State.RECOVERY}), State.DISMISSED),
    "reopened": (frozenset({State.REJECTED, State.RECOVERED}), State.FOUND),
}
"""Kind of event → the states that it leaves, and the one that it enters."""

BANK_RESULTS: Mapping[str, State] = {
    "paid": State.PAID,
    "failed": State.FAILED,
    "unknown": State.UNKNOWN,
}
