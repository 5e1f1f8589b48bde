"""The ledger: the one thing that is not rebuilt from inputs (4-lifecycle).

events      canonical JSON in a hash chain per city (canonical, chain, digests)
lifecycle   the states of a grant and what moves it
book        the state that follows from a city's events
store       the database: SQLite embedded, PostgreSQL by URL (database, schema, transaction)
beside      personal data, by digest, that can be erased (references, erasure)
verify      whether it is what it was (heads)
perform     a plan (what a command wants to record) carried out as one transaction
"""

from zhaoren.ledger.book import Book
from zhaoren.ledger.events import EMPTY_HEAD, Draft, Event
from zhaoren.ledger.lifecycle import State
from zhaoren.ledger.perform import Done, Plan, perform
from zhaoren.ledger.records import Grant
from zhaoren.ledger.store import Ledger

__all__ = [
    "EMPTY_HEAD", "Book", "Done", "Draft", "Event", "Grant", "Ledger", "Plan", "State", "perform",
]  # fmt: skip
