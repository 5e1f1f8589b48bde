"""What each kind of event means for a book, beside the moves that the lifecycle knows."""

from zhaoren.ledger.meanings.grants import GRANTS
from zhaoren.ledger.meanings.money import MONEY
from zhaoren.ledger.meanings.review import REVIEW

MEANINGS = {**GRANTS, **REVIEW, **MONEY}
"""Kind → what an event of that kind means."""

__all__ = ["MEANINGS"]
