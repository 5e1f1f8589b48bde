"""The three answers of a criterion."""

from __future__ import annotations

PASS = "pass"
FAIL = "fail"
UNKNOWN = "unknown"

RANK = {PASS: 0, UNKNOWN: 1, FAIL: 2}  # "(pass, unknown, fail)"


def pass_if(condition: bool) -> str:
    """Pass where the condition holds, else fail."""
    return PASS if condition else FAIL
