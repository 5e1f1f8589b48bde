"""What two runs say of the same candidates, and why they say it differently."""

from zhaoren.comparing.outcomes import compare_outcomes

__all__ = ["compare_outcomes"]
