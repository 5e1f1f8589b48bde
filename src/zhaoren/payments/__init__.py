"""From verdicts to payment batch files, rosters and the held list.

Until review, notice and funding have their own issue all of it is a proposal
and marked 未审核 in file names, lists, manifests and the files' first line.
"""

from zhaoren.payments.prepare import Prepared, prepare_payments

__all__ = ["Prepared", "prepare_payments"]
