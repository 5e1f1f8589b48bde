"""What a book holds: grants, and the lists, notices, applications and batches they stand in.

Amounts in fen. A *reference* is `@P0000001` (a party) or `=text` (a value), so
that a party can never be mistaken for a value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zhaoren.ledger.lifecycle import State

References = tuple[str, ...]


@dataclass(slots=True)
class Party:
    """A person (P…) or an organisation (O…); `into`: the party that it was merged with."""

    id: str
    digests: list[str]
    into: str | None = None


@dataclass(slots=True)
class Grant:
    """One benefit for one beneficiary, found once.

    `key`: what it is given once per; `candidate`: on which it rests; `basis`:
    digest of its particulars (names for documents); `place`: its place among
    all that were found; `since`: the day on which its state was entered.
    """

    id: str
    place: int
    policy_id: str
    benefit_id: str
    key: References
    candidate: References
    beneficiary_kind: str
    beneficiary: str
    person: str | None
    employer: str | None
    district: str | None
    level: str | None
    period: str | None
    amount_fen: int
    city_fen: int
    district_fen: int
    ceiling_group: References | None
    ceiling_year: int | None
    basis: str
    confirmed: bool
    found_on: date
    state: State
    since: date
    held_from: State | None = None
    hold_reasons: tuple[str, ...] = ()
    approved_by: str | None = None  # who approved it for the district
    notice: str | None = None
    applications: tuple[str, ...] = ()
    due_on: date | None = None
    batch: str | None = None
    batched_from: State | None = None
    payee: str | None = None
    submitted_on: date | None = None
    paid_on: date | None = None
    bank_reason: str | None = None
    mended: bool = False
    conflict: dict[str, Any] | None = None
    kept_conflicts: list[dict[str, Any]] = field(default_factory=list)  # decided: it stays
    findings: list[dict[str, Any]] = field(default_factory=list)
    seqs: list[int] = field(default_factory=list)

    def begin_anew(self) -> None:
        """Forget what came of the way so far: it is reviewed, requested and paid anew."""
        self.held_from, self.hold_reasons, self.notice = None, (), None
        self.applications, self.due_on = (), None
        self.batch, self.batched_from, self.payee, self.mended = None, None, None, False
        self.submitted_on, self.paid_on, self.bank_reason = None, None, None


@dataclass(slots=True)
class Round:
    """A review list that went out: row → (grant or None, digest of the row as shown)."""

    id: str
    stage: str
    district: str
    listed_on: date
    rows: tuple[dict[str, Any], ...]
    returned: list[str] = field(default_factory=list)  # SHA-256 of the files that came back


@dataclass(slots=True)
class Notice:
    """A public notice; without objection its grants are cleared after `last_day`.

    A grant's serial is its place in `grants`, from 1; `contact`: the office
    that takes objections, as printed.
    """

    id: str
    first_day: date
    last_day: date
    grants: tuple[str, ...]
    contact: str


@dataclass(slots=True)
class Objection:
    """An objection to a grant that is on notice; `outcome`: upheld, dismissed, lapsed or None."""

    id: str
    grant: str
    raised_on: date
    note: str | None
    outcome: str | None = None


@dataclass(slots=True)
class Application:
    """Funds requested of one payer (city or district) for one district.

    `shares`: grant → what was requested for it; `rows`: the lines of the form
    as they were written then.
    """

    id: str
    district: str | None
    payer: str
    amount_fen: int
    grants: tuple[str, ...]
    requested_on: date
    shares: dict[str, int]
    rows: tuple[dict[str, Any], ...]
    arrived_on: date | None = None
    due_on: date | None = None


@dataclass(slots=True)
class Line:
    """One line of a payment batch; `payee`: digest of the account, `basis`: of the names."""

    grant: str
    payee: str
    amount_fen: int
    basis: str


@dataclass(slots=True)
class Batch:
    """A payment file for a bank; `status`: batched, released, submitted or voided.

    `form`: what its bytes follow from beside the lines (bank_name, layout,
    debtor), so that the file can be written again whatever was edited since;
    `signatures` and `public_keys`: by signer, the preparer first; `results`:
    what the bank said, by grant.
    """

    id: str
    bank: str
    part: int
    parts: int
    prepared_on: date
    lines: tuple[Line, ...]
    file_sha256: str
    manifest: str
    signatures: dict[str, str]
    public_keys: dict[str, str]
    form: dict[str, Any]
    status: str = "batched"
    results: dict[str, str] = field(default_factory=dict)

    @property
    def total_fen(self) -> int:
        """The sum of its lines."""
        return sum(line.amount_fen for line in self.lines)


@dataclass(frozen=True, slots=True)
class Payment:
    """What a bank paid for a grant, and out of which applications' funds."""

    grant: str
    batch: str
    amount_fen: int
    applications: tuple[str, ...]
    paid_on: date


@dataclass(frozen=True, slots=True)
class Recovery:
    """What came back of a grant that had been paid."""

    grant: str
    amount_fen: int
    recovered_on: date


@dataclass(frozen=True, slots=True)
class Return:
    """A bank's return file: what it said about the lines of a batch; grant → fen."""

    file_sha256: str
    seq: int
    batch: str
    count: int
    total_fen: int
    amounts: dict[str, int]


@dataclass(slots=True)
class Key:
    """A person's Ed25519 key (32 bytes, hexadecimal); roles: prepare, release."""

    name: str
    roles: tuple[str, ...]
    public_key: str
    registered_by: str
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A reviewer's answer on a candidate in review; stands while what is unknown is unchanged.

    `basis`: digest of the candidate's particulars, as a grant would have it.
    """

    policy_id: str
    candidate: References
    unknown: tuple[str, ...]
    evidence: str
    confirmed: bool
    basis: str
    seq: int
