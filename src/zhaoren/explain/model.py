"""What an explanation consists of; the terminal, JSON and the letter share it.

Amounts are fen, days ISO dates. `text` is a value as a person reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Said:
    """A value under its column's Chinese title: as it stands in the table, and as people read it.

    `value` None: nothing is known, which `text` says too.
    """

    name: str
    title: str
    value: str | int | bool | None
    text: str


@dataclass(frozen=True)
class Record:
    """An input row that an answer rests on: where it stands and what it says.

    `number`: the number in it where that is not the one in use today.
    `of_others`: another person is named in it too.
    """

    place: int
    source: str
    title: str
    file: str
    row: int
    number: str | None
    of_others: bool
    says: tuple[Said, ...]


@dataclass(frozen=True)
class Answer:
    """A criterion's answer: its clause, what the data say, and what would change it.

    `records`: places of the records that it rests on; `absent`: titles of the
    sources that it looks at and in which no row speaks of the candidate.
    `mends_on`: the day on which it is met if nothing else changes, where that
    is known; `expected_on`: the same on an assumption, which `outlook` names.
    """

    criterion_id: str
    label: str
    verdict: str
    clause: str
    document: str | None
    article: str | None
    reading: str | None
    citation: str
    seen: tuple[Said, ...]
    records: tuple[int, ...]
    absent: tuple[str, ...]
    mend: str
    mends_on: date | None
    expected_on: date | None
    outlook: str


@dataclass(frozen=True)
class Finding:
    """What a look-back found on a paid grant."""

    finding: str
    title: str
    value: str
    citation: str


@dataclass(frozen=True)
class Grant:
    """Where a grant of the ledger stood when the night began."""

    grant_id: str
    policy_id: str
    title: str
    candidate_id: str | None
    period: str | None
    amount_fen: int
    state: str
    state_title: str
    waits_for: str
    found_on: date
    since: date
    due_on: date | None
    paid_on: date | None
    batch: str | None
    overdue: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Payee:
    """The account that is paid; of its number only the last four signs."""

    bank_name: str | None
    account_ends: str | None
    status_title: str


@dataclass(frozen=True)
class Winner:
    """What takes the place of a candidate; `of_subject`: it is the same subject's own."""

    policy_id: str
    title: str
    candidate_id: str
    of_subject: bool


@dataclass(frozen=True)
class Ceiling:
    """The ceiling that is used up: per what it counts, and who has it tonight.

    `grants` and `amount_fen`: of tonight's candidates that stand under it;
    payments made before count as well.
    """

    per: tuple[str, ...]
    grants: int
    amount_fen: int


@dataclass(frozen=True)
class Verdict:
    """What a policy says of one candidate. Amounts are null unless eligible or capped.

    `paid`: places of the records of what was paid before, where that decided it.
    """

    policy_id: str
    title: str
    document: str
    candidate_id: str
    about: tuple[Said, ...]
    beneficiary_kind: str
    beneficiary_title: str
    to_subject: bool
    district: str | None
    period: str | None
    outcome: str
    outcome_title: str
    amount_fen: int | None
    city_fen: int | None
    district_fen: int | None
    explanation: str
    winner: Winner | None
    ceiling: Ceiling | None
    hold_reason: str | None
    hold_title: str
    payee: Payee | None
    paid: tuple[int, ...]
    answers: tuple[Answer, ...]
    grant: Grant | None


@dataclass(frozen=True)
class NoCandidate:
    """A policy that gave no verdict on the subject, and why, as far as the run knows."""

    policy_id: str
    title: str
    why: str
    text: str


@dataclass(frozen=True)
class Rejected:
    """An input row that speaks of the subject and could not be accepted."""

    source: str
    title: str
    file: str
    row: int
    reason: str
    text: str


@dataclass(frozen=True)
class Upcoming:
    """Something that becomes due on a day that is known already."""

    kind: str
    policy_id: str | None
    title: str
    on_date: date
    text: str


@dataclass(frozen=True)
class Subject:
    """A person or organisation, and everything that the run says of them.

    `number` is the one in use after merging; `others` those they had before.
    `known`: whether any table of the run speaks of them; where none does,
    `hint` says what may be wrong with the number.
    """

    kind: str
    number: str
    others: tuple[str, ...]
    name: str | None
    known: bool
    hint: str
    verdicts: tuple[Verdict, ...]
    no_candidate: tuple[NoCandidate, ...]
    grants: tuple[Grant, ...]
    records: tuple[Record, ...]
    rejected: tuple[Rejected, ...]
    upcoming: tuple[Upcoming, ...]


@dataclass(frozen=True)
class Explanation:
    """The answer of one run: whom it was asked about, and what it says of each of them."""

    run_id: str
    run: str
    city: str
    city_title: str
    as_of: date
    subjects: tuple[Subject, ...]
