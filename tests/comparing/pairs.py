"""Nights in pairs: the same but for one thing, on technicians who each meet a fate of their own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from zhaoren.content import FOLDERS, find_content
from zhaoren.ledger import Draft, Ledger, Plan, perform
from zhaoren.ledger.store import default_url
from zhaoren.nightly import Night
from zhaoren.runs import Run, open_run
from zhaoren.workspace import Workspace

from ..nights.inboxes import FIRST, Exports
from ..nights.runs import way
from ..reference import rows
from ..reference.ids import credit_code, person_number

POLICY = "zibo/technician-2022"
OTHER_FIRM = credit_code(77)
TOMORROW = date(2026, 11, 17)


class Lean(Night):
    """A night without the suites of checks: they change no verdict, and take half of the time."""

    def check(self) -> None:
        """Nothing."""

    def verify(self) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Pair:
    """Two runs, and the numbers of the technicians in them by what happens to each."""

    before: Run
    after: Run
    people: dict[str, str]


FATES = (
    "terminated", "revoked", "merged", "paid elsewhere", "deceased", "account closed",
    "promoted", "vanishes", "in doubt", "moves", "reissued",
)  # fmt: skip
"""What happens to the first technicians between the nights whose data differ."""


@dataclass
class Town:
    """Exports with one technician a fate and a crowd that fills the firm's ceiling."""

    folder: Path

    def __post_init__(self) -> None:
        self.out = self.folder / "out"
        self.exports = Exports(self.out)
        self.people = {fate: self.exports.technician(n) for n, fate in enumerate(FATES, start=1)}
        self.exports.add("employers", rows.employer(employer_id=OTHER_FIRM, employer_name="某厂"))
        for source in ("contracts", "contributions", "employment_registrations"):
            self.exports.change(source, self.people["moves"], employer_id=OTHER_FIRM)
        self._second_certificate(self.people["reissued"])
        tomorrow = self.exports.technician(40, issued_on=TOMORROW, certificate_no="ZSZ")
        self.people["tomorrow"] = tomorrow
        self.people |= {f"crowd {n}": self.exports.technician(n) for n in range(50, 63)}

    def _second_certificate(self, person: str) -> None:
        """The same occupation and level again, later: it is superseded."""
        (first,) = (row for row in self.exports.rows["certificates"] if row["person_id"] == person)
        self.exports.add("certificates", first | {
            "certificate_no": "ZS900", "issued_on": date(2024, 5, 10),
        })  # fmt: skip

    def change_data(self) -> None:
        """Every fate takes its course."""
        exports, who = self.exports, self.people
        exports.change("contracts", who["terminated"], terminated_on=date(2026, 10, 31))
        exports.change("certificates", who["revoked"], status="revoked")
        exports.renumber(who["merged"], person_number(801))
        self.people["merged into"] = person_number(801)
        paid = {"person_id": who["paid elsewhere"], "benefit": POLICY, "payment_no": "FF7"}
        exports.add("payments", rows.payment(**paid, occupation_code="6-18-01-01"))
        exports.change("persons", who["deceased"], deceased_on=date(2026, 11, 1))
        exports.change("accounts", who["account closed"], status="cancelled")
        exports.change("certificates", who["promoted"], level="senior_technician")
        for source, listed in exports.rows.items():
            kept = [row for row in listed if row.get("person_id") != who["vanishes"]]
            exports.rows[source] = kept
        exports.change("persons", who["in doubt"], deceased_on="不详")
        for place, row in enumerate(exports.rows["employers"]):
            if row["employer_id"] == OTHER_FIRM:
                exports.rows["employers"][place] = row | {"district": "周村"}
        for place, row in enumerate(exports.rows["certificates"]):
            if row["person_id"] == who["reissued"] and row["certificate_no"] != "ZS900":
                exports.rows["certificates"][place] = row | {"status": "cancelled"}
        self.people["newcomer"] = exports.technician(70)

    def night(self, day: date = FIRST, **how: Any) -> Run:
        """A night on the exports as they are; recorded only where it is asked for."""
        how = {"dry_run": True, "ledger": f"sqlite:///{self.folder}/none.db", **how}
        options = self.exports.options(day, policies=(POLICY,), **how)
        with Workspace(options.out).locked():
            return open_run(Lean(options).run(lambda _name, step: step()).run_dir)

    def pay(self, grant: str) -> None:
        """A bank has had the grant's money."""
        with Ledger(default_url(self.out)) as ledger:
            for kind, data in way(grant, "B0001", FIRST):
                if kind != "bank_answered":
                    plan = Plan([Draft(kind, FIRST, data)])
                    perform(
                        ledger, "zibo", lambda _book, _known, plan=plan: plan, by="王五",
                        recorded_at=datetime(2026, 11, 16, 12, tzinfo=ZoneInfo("Asia/Shanghai")),
                    )  # fmt: skip


def other_project(folder: Path, change: Callable[[str], str]) -> Path:
    """A project whose rules for the policy read otherwise."""
    root = find_content().root
    for name in FOLDERS:
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("inbox"))
    path = folder / "rules" / POLICY / "policy.yaml"
    text = path.read_text(encoding="utf-8")
    assert change(text) != text
    path.write_text(change(text), encoding="utf-8")
    return folder
