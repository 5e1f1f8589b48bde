"""Whether a published run is what its inputs, rules and code give, to the last byte and fen."""

from zhaoren.verifying.again import Means
from zhaoren.verifying.checks import verify
from zhaoren.verifying.found import Check, Difference, Verified

__all__ = ["Check", "Difference", "Means", "Verified", "verify"]
