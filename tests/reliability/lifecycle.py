"""A whole lifecycle of the small city, command after command, each recorded undisturbed.

Twelve grants in two districts: found, reviewed, published (one objection),
funded, paid through two banks (one transfer refused and paid again on a new
account), and one recovered after its certificate was revoked. One district's
list comes back filled in; a dearer rule of one night leaves a conflict; a batch is voided.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from zhaoren.content import FOLDERS, find_content
from zhaoren.money import fen_of

from ..review.desk import all_agreed, fill
from .answers import answer_of
from .city import DISTRICTS, PEOPLE, rows_of_city, write_city
from .picture import book_in
from .trial import OUT, Bench, Step

Words = tuple[str, ...]
ZIBO = ("--city", "zibo", "--out", OUT)
NIGHTS = ("2026-09-01", "2026-09-09", "2026-09-10", "2026-09-23", "2026-09-28")
REFUSED, REVOKED, REVERSED, KEPT = "G0000001", "G0000002", "G0000003", "G0000006"


class Life:
    """Plays the lifecycle on a bench; `steps` as they were recorded."""

    def __init__(self, bench: Bench, people: int = PEOPLE) -> None:
        self.bench, self.people = bench, people
        self.files = bench.folder / "files"
        self.files.mkdir()
        self.steps: list[Step] = []
        rows = rows_of_city(people)
        self.first = write_city(rows, bench.folder / "first", date(2026, 9, 1))
        for row in rows["accounts"][:people]:
            row["account_no"] = row["account_no"].replace("6217", "6228")
        self.mended = write_city(rows, bench.folder / "mended", date(2026, 9, 23))
        rows["certificates"][1]["status"] = "revoked"
        self.revoked = write_city(rows, bench.folder / "revoked", date(2026, 9, 28))

    def play(self) -> list[Step]:
        """All of it, once."""
        for part in (
            self.review,
            self.notice,
            self.funds,
            self.keys,
            self.payment,
            self.again,
            self.ends,
        ):
            for name, words in part():
                self.steps.append(self.bench.record(name, words))
        return self.steps

    def make_ready(self, step: Step) -> None:
        """What a step takes in beside the workspace, made from the workspace as it is now."""
        if step.name == "review import":
            self._filled("张店")

    def night(self, day: str, inbox: Path, *more: str) -> tuple[str, Words]:
        """A night without its orchestrator."""
        return f"night of {day}", ("night", "zibo", str(inbox), OUT, day, *more)

    def review(self) -> Iterator[tuple[str, Words]]:
        """The first night, and two people who approve each district."""
        yield self.night(NIGHTS[0], self.first)
        for stage, name in (("district", "李初审"), ("city", "王复核")):
            for district in DISTRICTS.values():
                words = ("--stage", stage, "--district", district, "--by", name)
                if stage == "district":
                    yield "review list", ("review", "list", *words, *ZIBO, "--on", "2026-09-01")
                if (stage, district) == ("district", "张店"):
                    told = (str(self._filled(district)), *ZIBO, "--by", name, "--on", "2026-09-02")
                    yield "review import", ("review", "import", *told)
                else:
                    told = (*words, *ZIBO, "--on", "2026-09-02")
                    yield "review approve", ("review", "approve", *told)

    def notice(self) -> Iterator[tuple[str, Words]]:
        """Five working days, one objection that is dismissed, and the night that ends it."""
        by = (*ZIBO, "--by", "赵公示")
        yield "notice publish", ("notice", "publish", *by, "--on", "2026-09-02")
        yield "notice write", ("notice", "write", "N0001", *ZIBO)
        told = ("--reason", "证书真伪存疑", *by, "--on", "2026-09-03")
        yield "notice object", ("notice", "object", "G0000005", *told)
        told = ("--outcome", "dismissed", "--reason", "查证属实", *by, "--on", "2026-09-04")
        yield "notice decide", ("notice", "decide", "J0001", *told)
        dearer = dearer_project(self.bench.folder / "dearer")
        yield self.night(NIGHTS[1], self.first, "unchecked", str(dearer))
        told = ("--keep", "--reason", "按公示金额", *by, "--on", "2026-09-09")
        yield "grant settle", ("grant", "settle", KEPT, *told)
        yield self.night(NIGHTS[2], self.first)

    def funds(self) -> Iterator[tuple[str, Words]]:
        """Requested of every payer, and arrived."""
        by = (*ZIBO, "--by", "孙会计")
        yield "fund request", ("fund", "request", *by, "--on", "2026-09-10")
        yield "fund write", ("fund", "write", "F0001", *ZIBO)
        for one in book_in(self.bench.out).applications.values():
            yuan = f"{one.amount_fen // 100}.{one.amount_fen % 100:02}"
            assert fen_of(yuan) == one.amount_fen
            words = ("fund", "arrive", one.id, "--amount", yuan, *by, "--on", "2026-09-14")
            yield "fund arrive", words

    def keys(self) -> Iterator[tuple[str, Words]]:
        """Two people's keys, registered by a third."""
        for name, role in (("钱制单", "prepare"), ("周放行", "release")):
            pair = ("--private", self._key(name), "--public", f"{self._key(name)}.pub")
            self.bench.run(("keys", "make", *pair))
            told = ("--name", name, "--role", role, "--public", pair[3], "--by", "管理员")
            yield "keys register", ("keys", "register", *told, *ZIBO, "--on", "2026-09-14")

    def payment(self) -> Iterator[tuple[str, Words]]:
        """Prepared by one, voided and prepared again, released by the other, sent, answered."""
        by = ("--by", "钱制单", *ZIBO, "--on", "2026-09-15")
        yield "batch prepare", ("batch", "prepare", "--key", self._key("钱制单"), *by)
        for batch in book_in(self.bench.out).batches:
            yield "batch void", ("batch", "void", batch, "--reason", "日期有误", *by)
        yield from self._batches("2026-09-15", fails=REFUSED)

    def again(self) -> Iterator[tuple[str, Words]]:
        """New accounts, the refused one paid again, one certificate revoked and its money back."""
        by = (*ZIBO, "--by", "孙会计")
        yield self.night(NIGHTS[3], self.mended)
        mended = ("--reason", "户名已更正", *by, "--on", "2026-09-23")
        yield "batch mend", ("batch", "mend", REFUSED, *mended)
        yield from self._batches("2026-09-24")
        yield self.night(NIGHTS[4], self.revoked)
        amount = ("--amount", "2500.00", *by, "--on", "2026-09-29")
        yield "recovery close", ("recovery", "close", REVOKED, *amount)

    def ends(self) -> Iterator[tuple[str, Words]]:
        """What is rare: given back, begun anew, refused, looked into, revoked, tidied."""
        by = (*ZIBO, "--by", "孙会计", "--on", "2026-09-30")
        yield "recovery open", ("recovery", "open", REVERSED, "--reason", "银行退汇", *by)
        yield "recovery dismiss", ("recovery", "dismiss", REVERSED, "--reason", "已到账", *by)
        yield "grant reopen", ("grant", "reopen", REVOKED, "--reason", "证书恢复有效", *by)
        yield "grant reject", ("grant", "reject", REVOKED, "--reason", "再次核查不符", *by)
        yield "keys revoke", ("keys", "revoke", "--name", "周放行", *by)
        yield "gc", ("gc", "--out", OUT, "--on", "2027-06-01")
        party = book_in(self.bench.out).grant(REVOKED).beneficiary
        told = ("--party", party, "--reason", "保管期满", "--by", "孙会计", "--on", "2057-06-01")
        yield "ledger erase", ("ledger", "erase", *told, *ZIBO)

    def _batches(self, on: str, fails: str | None = None) -> Iterator[tuple[str, Words]]:
        def signed(name: str) -> Words:
            return ("--by", name, "--key", self._key(name), *ZIBO, "--on", on)

        known = set(book_in(self.bench.out).batches)
        yield "batch prepare", ("batch", "prepare", *signed("钱制单"))
        for batch in [one for one in book_in(self.bench.out).batches if one not in known]:
            yield "batch release", ("batch", "release", batch, *signed("周放行"))
            sent = ("--by", "钱制单", *ZIBO, "--on", on)
            yield "batch export", ("batch", "export", batch, *sent)
            answer = answer_of(self.bench.out, batch, self.files, fails)
            yield "batch return", ("batch", "return", str(answer), *sent)

    def _filled(self, district: str) -> Path:
        """The list of a district, 同意 in every row."""
        (path,) = (self.bench.out / "documents" / "zibo").glob(f"*初审名单-{district}.xlsx")
        shutil.copy(path, self.files)
        return fill(self.files / path.name, all_agreed(self.people))

    def _key(self, name: str) -> str:
        return str(self.files / f"{name}.key")


def dearer_project(folder: Path) -> Path:
    """Rules under which a technician gets 2600 yuan instead of 2500."""
    if not folder.exists():
        for name in FOLDERS:
            shutil.copytree(find_content().root / name, folder / name)
        path = folder / "rules" / "zibo" / "technician-2021" / "policy.yaml"
        text = path.read_text("utf-8")
        assert "technician: 2500" in text
        path.write_text(text.replace("technician: 2500", "technician: 2600", 1), encoding="utf-8")
    return folder
