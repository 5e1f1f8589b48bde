"""Great Expectations suites, built from the data contracts, that gate a run."""

from zhaoren.validation.gate import check_inputs, check_outputs, prepare
from zhaoren.validation.summary import CheckResult, ValidationSummary

__all__ = ["CheckResult", "ValidationSummary", "check_inputs", "check_outputs", "prepare"]
