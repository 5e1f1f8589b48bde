"""What stands in the ledger, under the names of the script, and what ought to stand.

What ought to stand is written by hand in the script: `moves` says who enters
which state; `check` compares every grant of the ledger, no more and no fewer.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from tests.story.exports import Exports
from tests.story.people import HEATING, WHO
from tests.story.telling import Day
from zhaoren.cli.staff import open_ledger
from zhaoren.ledger import Book
from zhaoren.ledger.lifecycle import State
from zhaoren.ledger.records import Grant
from zhaoren.workspace import Workspace

CITY = "zibo"
STATION = "技师工作站"


@dataclass
class Standing:
    """A workspace in a folder, the exports around it, and what was told of it."""

    folder: Path
    exports: Exports = field(default_factory=Exports)
    days: list[Day] = field(default_factory=list)
    expected: dict[str, str] = field(default_factory=dict)
    nights: list[date] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)

    @property
    def inbox(self) -> Path:
        """Where the exports lie."""
        return self.folder / "exports"

    @property
    def out(self) -> Path:
        """The workspace."""
        return self.folder / "out"

    @property
    def day(self) -> Day:
        """The day that is being played."""
        return self.days[-1]

    def moves(self, state: str, who: str) -> None:
        """From here on these are expected in that state (names as `name_of` gives them)."""
        self.expected |= dict.fromkeys(who.split(), state)

    def check(self) -> None:
        """Every grant of the ledger is where the script says, and there is no other."""
        found = {name: grant.state.value for name, grant in self.grants().items()}
        wrong = {
            name: (self.expected.get(name), found.get(name))
            for name in self.expected.keys() | found.keys()
            if self.expected.get(name) != found.get(name)
        }
        assert not wrong, f"{self.day.on}: expected and found differ: {wrong}"

    def money(self, **yuan: int) -> None:
        """Yuan by state, all of them: the sum of the amounts of the grants in it."""
        found: Counter[str] = Counter()
        for grant in self.grants().values():
            found[grant.state.value] += grant.amount_fen
        assert found == {state: amount * 100 for state, amount in yuan.items()}

    def amounts(self, state: str, yuan: int) -> None:
        """What the grants in a state are worth."""
        found = sum(one.amount_fen for one in self.grants().values() if one.state.value == state)
        assert found == yuan * 100, f"{self.day.on}: {state} is {found} fen, not {yuan} yuan"

    def batches_hold(self, expected: dict[str, tuple[str, int]]) -> None:
        """The batches that wait for release hold these, and are worth so many yuan."""
        name = {grant.id: name for name, grant in self.grants().items()}
        book = self.book()
        found = {
            bank: (
                {name[line.grant] for line in book.batches[number].lines},
                book.batches[number].total_fen,
            )
            for bank, number in self.batches("batched").items()
        }
        assert found == {
            bank: (set(who.split()), yuan * 100) for bank, (who, yuan) in expected.items()
        }

    def outcomes(self, name: str) -> set[str]:
        """What the newest run decided on a person's certificates."""
        folder = Workspace(self.out).last_run_dir(CITY)
        asked = f"select distinct outcome from '{folder}/decisions.parquet' where person_id = ?"
        found = duckdb.connect().execute(asked, [WHO[name].number]).fetchall()
        return {row[0] for row in found}

    def id(self, name: str) -> str:
        """The number of a grant by the name of whom it is for."""
        return self.grants()[name].id

    def book(self) -> Book:
        """The ledger as it stands."""
        with open_ledger(self.out, None) as ledger, ledger.reading(CITY) as transaction:
            return transaction.book()

    def grants(self) -> dict[str, Grant]:
        """Every grant by a name: the person's, with the month where it is for a month."""
        with open_ledger(self.out, None) as ledger, ledger.reading(CITY) as transaction:
            book = transaction.book()
            bases = transaction.particulars([grant.basis for grant in book.grants.values()])
        named = {name_of(bases[grant.basis]): grant for grant in book.grants.values()}
        assert len(named) == len(book.grants)
        return named

    def batches(self, status: str) -> dict[str, str]:
        """Bank → number of its batch in that status."""
        found = [one for one in self.book().batches.values() if one.status == status]
        numbers = {one.bank: one.id for one in found}
        assert len(numbers) == len(found)
        return numbers

    def waits_for_bank(self) -> dict[str, str]:
        """Bank → number of the batch on which it has not answered."""
        book = self.book()
        return {
            batch.bank: batch.id
            for batch in book.batches.values()
            if any(
                grant.batch == batch.id and grant.state is State.SUBMITTED
                for grant in book.grants.values()
            )
        }


def name_of(basis: dict[str, Any]) -> str:
    """How the script calls a grant: 王建国, 邹明宇2026-07, or the station."""
    if basis["beneficiary_name"] == HEATING.name:
        return STATION
    return f"{basis['beneficiary_name']}{basis['period'] or ''}"
