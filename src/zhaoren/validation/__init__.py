"""Great Expectations suites, built from the data contracts, that gate a run."""

from zhaoren.validation.gate import check_inputs, check_outputs, prepare
from zhaoren.validation.remembered import Remembered
from zhaoren.validation.summary import CheckResult, ValidationSummary

__all__ = [
    "CheckResult",
    "Remembered",
    "ValidationSummary",
    "check_inputs",
    "check_outputs",
    "prepare",
]
