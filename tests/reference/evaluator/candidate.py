"""A candidate of a policy, and what a policy is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from .verdict import FAIL, UNKNOWN
from .world import Row

if TYPE_CHECKING:
    from .ceilings import Limit
    from .people import Register

PERSON = "person"
EMPLOYER = "employer"
INSTITUTION = "institution"

NO_RECOVERY = "no_recovery"
LATER = "asked of the payments once all candidates are known"

Key = tuple[Any, ...]  # what a benefit is given once for; None within: not known
PaidKey = Callable[["Register", Row], Key]


class Payee(NamedTuple):
    """Who is paid, and the name that the account should bear."""

    kind: str
    id: str | None
    name: str | None


class Place(NamedTuple):
    """The employer or organisation that a candidate is judged by."""

    employer_id: str | None = None
    district: str | None = None


NOWHERE = Place()


@dataclass(frozen=True)
class Candidate:
    """Somebody or something looked at by one policy."""

    policy: Policy
    candidate_id: str
    criteria: dict[str, str]  # in the policy's order; no_recovery is answered last
    key: Key
    payee: Payee
    amount: int | None  # fen; None where a criterion says that it is not known
    order: tuple[Any, ...] = ()  # who goes first, for one key and under a ceiling
    place: Place = NOWHERE
    shown: dict[str, str | None] = field(default_factory=dict)  # further columns of decisions
    halved: bool = False  # city and district pay a half each
    under: Key = ()  # what a ceiling is for: the employer, the year
    lost_to: str | None = None  # the candidate that takes the place before any step

    @property
    def id(self) -> tuple[str, str]:
        """Policy and candidate."""
        return self.policy.policy_id, self.candidate_id

    def failed(self) -> list[str]:
        """Criteria that fail, in the policy's order."""
        return [name for name, answer in self.criteria.items() if answer == FAIL]

    def unknown(self) -> list[str]:
        """Criteria that are unknown, in the policy's order."""
        return [name for name, answer in self.criteria.items() if answer == UNKNOWN]


@dataclass(frozen=True)
class Policy:
    """A measure: whom it looks at, and what it is given once for."""

    policy_id: str
    in_force: date
    candidates: Callable[[Register, Policy], Iterable[Candidate]]
    paid_key: PaidKey  # the key that a payment's own columns tell
    shared_benefit: str | None = None
    yields_to: str | None = None  # the policy that takes precedence where it ends eligible
    ceiling: Limit | None = None
    lower_paid_before: bool = False  # "a lower one paid before: review"

    @property
    def benefit(self) -> str:
        """The benefit, which is the policy's own unless policies share one."""
        return self.shared_benefit or self.policy_id
