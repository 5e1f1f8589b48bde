"""The office: every planner of the program on a real ledger, watched from outside.

What the treasury sent and what banks truly did is kept here, apart from the
ledger, so that the ledger can be held against it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.batches.bank import answer, read_orders
from tests.ledger_builder import CHIEF, words
from tests.lifecycle.town import Memory, Town, published
from zhaoren.content import find_content
from zhaoren.documents.application import application_form
from zhaoren.errors import InputError, LedgerError, UsageError
from zhaoren.ledger import Book, Done, Grant, Ledger, perform
from zhaoren.ledger.perform import Planner
from zhaoren.office.batching import plan_batches, plan_mend, plan_release, plan_submission
from zhaoren.office.corrections import plan_recovered
from zhaoren.office.funding import plan_arrival
from zhaoren.office.keys import plan_register, public_of
from zhaoren.office.returns import plan_return
from zhaoren.payments.export import Words as RosterWords
from zhaoren.payments.export import batch_files, batch_folder, write_files
from zhaoren.payments.layouts import Banks, load_banks
from zhaoren.payments.payees import unpayable
from zhaoren.recording.night import plan_night
from zhaoren.recording.published import Payee
from zhaoren.working_days import Additions, Calendar, calendar_of

CITY = "zibo"
FIRST_DAY = date(2026, 3, 2)
SIGNERS, ADMINISTRATOR = ("甲", "乙"), "管理员"
WORDS = words(CITY)
REFUSED = (LedgerError, UsageError, InputError)
REASONS = (
    "户名不符",
    "账号不存在",
    "账户状态异常",
    "未激活",
    "冻结",
    "已销户",
    "重复记录",
    "查无此人",
)


def small_banks() -> Banks:
    """The city's banks, with files of at most two rows."""
    banks = load_banks(find_content(), CITY)
    layouts = {name: one.model_copy(update={"max_rows": 2}) for name, one in banks.layouts.items()}
    return banks.model_copy(update={"layouts": layouts})


BANKS = small_banks()


def long_calendar() -> Calendar:
    """Working days far enough for every example."""
    years = {year: {"source": "测试", "holidays": [f"{year}-01-01"]} for year in range(2027, 2040)}
    return calendar_of([Additions.model_validate({"years": years})])


CALENDAR = long_calendar()


@dataclass(frozen=True)
class BankFile:
    """A return file that some bank wrote; `truth`: it says what the bank did, or nothing yet."""

    batch: str
    content: bytes
    results: dict[str, str]
    truth: bool


@dataclass
class LedgerOffice:
    """A ledger, today, and what the world outside knows about money."""

    folder: Path
    ledger: Ledger
    town: Town = field(default_factory=Town)
    today: date = FIRST_DAY
    nights: int = 0
    running: Book = field(default_factory=lambda: Book(CITY))
    stands: set[tuple[str, str]] = field(default_factory=set)  # number and level, last night
    truth: dict[tuple[str, str], str] = field(
        default_factory=dict
    )  # (batch, grant) → what was done
    told: dict[tuple[str, str], str] = field(default_factory=dict)  # what the ledger was told of it
    sent: dict[str, str] = field(
        default_factory=dict
    )  # grant → sent, paid or failed; not: recovered
    files: list[BankFile] = field(default_factory=list)
    treasury_fen: int = 0
    recovered_fen: int = 0
    mended: set[str] = field(default_factory=set)
    failed_to: dict[str, str] = field(default_factory=dict)  # grant → account that failed
    keys: dict[str, Ed25519PrivateKey] = field(default_factory=dict)
    keys_made: int = 0
    payees: Sequence[Payee] = ()

    def open(self) -> None:
        """Register the keys of two people."""
        for name in SIGNERS:
            self.give_key(name)

    def give_key(self, name: str) -> None:
        """Somebody gets a key that nobody had before."""
        self.keys_made += 1
        self.keys[name] = Ed25519PrivateKey.from_private_bytes(bytes([self.keys_made]) * 32)
        public, roles = public_of(self.keys[name]), ["prepare", "release"]
        self.must(plan_register(name, roles, public, ADMINISTRATOR, self.today), ADMINISTRATOR)

    @property
    def book(self) -> Book:
        """The newest book, folded from scratch."""
        return self.ledger.book(CITY)

    def do(self, planner: Planner, by: str = CHIEF, *, again: bool = True) -> Done | None:
        """Perform a plan, and once more; None: it was refused, and nothing had changed."""
        head = self.running.head
        moment = datetime.combine(self.today, time(12), UTC)
        run = partial(perform, self.ledger, CITY, planner, by=by, recorded_at=moment)
        try:
            tried = run(dry_run=True) if head[0] in "0123" else None
            done = run()
        except REFUSED:
            assert self.ledger.head(CITY) == head
            assert self.book == self.running
            return None
        if tried is not None:  # only tried, it said the same and left nothing behind
            assert [one.kind for one in done.events] == [one.kind for one in tried.events]
        for event in done.events:
            self.running.apply(event)
            if event.kind == "reopened":
                self.mended |= {*event.data["grants"]}  # it is reviewed and paid anew
            elif event.kind == "conflict_settled" and event.data["accepted"]:
                self.mended.add(event.data["grant"])
        if again:
            assert not run().events, "done once more, it records once more"
        return done

    def must(self, planner: Planner, by: str = CHIEF) -> Done:
        """Perform a plan that cannot be refused."""
        done = self.do(planner, by)
        assert done is not None, "it was refused"
        return done

    # ---- nights ----

    def night(self) -> Done:
        """Run a night on the town as it is."""
        self.nights += 1
        with self.ledger.reading(CITY) as known:
            book, memory = known.book(), Memory(known, self.town)
            run = published(self.town, book, memory, f"{self.nights:064}", self.today)
            outcomes = self.town.outcomes(book, memory, self.today)
        self.stands = {
            (self.town.current(one.number), one.level)
            for one in self.town.citizens
            if outcomes.get(one.place) == "eligible"
        }
        self.payees = run.payees
        return self.must(plan_night(run, partial(unpayable, banks=BANKS)), "zhaoren")

    def standing_keys(self) -> set[tuple[str, ...] | None]:
        """The keys that stood on the data of the last night."""
        with self.ledger.reading(CITY) as known:
            memory = Memory(known, self.town)
        return {memory.key(self.running, number, level) for number, level in self.stands}

    # ---- funds ----

    def arrive(self, application: str, off: int = 0) -> None:
        """Funds arrive, as requested or `off` by some fen."""
        one = self.running.applications[application]
        before = one.arrived_on
        done = self.do(plan_arrival(one.id, one.amount_fen + off, self.today, CALENDAR))
        assert (done is None) == bool(off or before not in (None, self.today))
        if done and done.events:
            self.treasury_fen += one.amount_fen

    def take_back(self, grant: Grant) -> None:
        """The whole amount of a grant comes back."""
        if self.do(plan_recovered(grant.id, grant.amount_fen, self.today)):
            del self.sent[grant.id]
            self.recovered_fen += grant.amount_fen

    # ---- batches ----

    def prepare(self, signer: str) -> Done | None:
        """Prepare batches."""
        return self.do(
            plan_batches(BANKS, self.payees, signer, self.keys[signer], self.today), signer
        )

    def release(self, batch: str, signer: str) -> Done | None:
        """Release a batch."""
        return self.do(plan_release(batch, signer, self.keys[signer], self.today), signer)

    def export(self, batch: str, truly: list[bool]) -> bool:
        """Hand a batch to its bank, which does with each line what `truly` says."""
        first = self.running.batches[batch].status != "submitted"
        if self.do(plan_submission(batch, self.today)) is None:
            return False
        file = self.write(batch)
        book = self.running
        lines = book.batches[batch].lines
        orders = read_orders(file, BANKS)
        assert [one.fen for one in orders] == [line.amount_fen for line in lines]
        assert sum(one.fen for one in orders) == book.batches[batch].total_fen
        if first:
            standing = self.standing_keys()
            for line, paid in zip(lines, truly, strict=False):
                self._hand_over(batch, line.grant, "paid" if paid else "failed", standing)
        return True

    def _hand_over(self, batch: str, name: str, result: str, standing: set[Any]) -> None:
        book = self.running
        assert self.sent.get(name) in (None, "failed"), f"{name} is sent again"
        key = book.full_key(book.grant(name))
        assert key in standing, f"{name} is sent though it no longer stands"
        for other, state in self.sent.items():
            same = other != name and book.full_key(book.grant(other)) == key
            assert not (same and state in ("sent", "paid")), f"{name} is paid though {other} was"
        payee = book.grant(name).payee or ""
        if self.sent.get(name) == "failed":
            mended = name in self.mended or payee != self.failed_to[name]
            assert mended, f"{name} is sent again to the account that failed"
        self.mended.discard(name)
        self.failed_to[name] = payee
        self.sent[name] = "sent"
        self.truth[batch, name] = result

    def write(self, batch: str) -> Path:
        """Write a batch's files twice: the same bytes; where the bank file lies."""
        roster = RosterWords(WORDS.city_title, {}, WORDS.levels)
        with self.ledger.reading(CITY) as known:
            book = known.book()
            files = batch_files(book, known, batch, roster)
            assert files == batch_files(book, known, batch, roster)
        folder = batch_folder(self.folder, CITY, batch)
        write_files(folder, files)
        return folder / json.loads(files["manifest.json"])["file"]

    def mend(self, name: str) -> None:
        """The cause of a failure is mended though the account is the same."""
        if self.do(plan_mend(name, "有书面说明", self.today)):
            self.mended.add(name)

    # ---- what banks say ----

    def bank_writes(self, batch: str, said: dict[str, tuple[str, str]], *, truth: bool) -> None:
        """The bank writes a return file; it is not delivered yet."""
        manifest = json.loads(
            (batch_folder(self.folder, CITY, batch) / "manifest.json").read_bytes()
        )
        file = batch_folder(self.folder, CITY, batch) / manifest["file"]
        content = answer(file, BANKS, said)
        results = {grant: result for grant, (result, _) in said.items()}
        self.files.append(BankFile(batch, content, results, truth))

    def deliver(self, file: BankFile) -> None:
        """Import a return file; what is true is never refused, the contrary never taken."""
        done = self.do(plan_return(file.content, BANKS, self.today))
        if not file.truth:
            assert done is None or not done.events, "a contradiction was recorded"
            return
        assert done is not None, "a true return was refused"
        for grant, result in file.results.items():
            if self.told.get((file.batch, grant)) not in ("paid", "failed"):
                self.told[file.batch, grant] = result
                if result != "unknown":
                    self.sent[grant] = result

    def settled(self) -> list[tuple[str, str, str]]:
        """(batch, grant, result) of all that the ledger was told for certain."""
        return [(*key, said) for key, said in self.told.items() if said != "unknown"]

    # ---- documents ----

    def forms(self) -> dict[str, bytes]:
        """All fund applications as files."""
        return {
            name: application_form(one, WORDS.city_title)
            for name, one in self.running.applications.items()
        }
