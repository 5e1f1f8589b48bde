"""The stage: plays nights and commands, and compares the whole ledger after each.

What must stand is written by hand in the script: `moves` says who enters which
state, and after every night and every command every grant of the ledger must be
where the script says, no more and no fewer.
"""

from __future__ import annotations

import io
import shlex
import subprocess
import sys
from collections import Counter
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.story.banks import bank_return
from tests.story.exports import Exports
from tests.story.people import HEATING, WHO
from tests.story.telling import Day
from zhaoren.cli import main
from zhaoren.cli.staff import open_ledger
from zhaoren.ledger import Book
from zhaoren.ledger.lifecycle import State
from zhaoren.ledger.records import Grant
from zhaoren.nightly import NightOptions, run_night
from zhaoren.workspace import Workspace

CITY = "zibo"
STATION = "技师工作站"
PLACES = ["--city", CITY, "--out", "out"]


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


@dataclass
class Stage:
    """A workspace in a folder, the exports around it, and what was told of it."""

    folder: Path
    exports: Exports = field(default_factory=Exports)
    days: list[Day] = field(default_factory=list)
    expected: dict[str, str] = field(default_factory=dict)
    nights: list[date] = field(default_factory=list)

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

    def dawn(self, on: date, title: str) -> Day:
        """A new day."""
        self.days.append(Day(on, title))
        return self.day

    # ---- nights ----

    def first_night(self) -> None:
        """The night as the bureau runs it: the installed command, in a process of its own."""
        self.exports.write(self.inbox, self.day.on)
        words = ["run", *PLACES, "--inbox", "exports", "--as-of", str(self.day.on)]
        program = Path(sys.executable).with_name("zhaoren")
        done = subprocess.run(
            [program, *words], cwd=self.folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        self.nights.append(self.day.on)
        shown = f"zhaoren run --inbox exports --as-of {self.day.on}"
        self.day.session(shown, done.stdout.replace(str(self.folder) + "/", ""), most=40)

    def night(self, *, quiet: bool = False) -> None:
        """The nightly run of the day, in this process; where `quiet`, no event may follow."""
        changed = self.exports.write(self.inbox, self.day.on)
        before = self.book().seq
        said = self._run_night()
        events = self.book().seq - before
        self.nights.append(self.day.on)
        self.day.block(
            "text",
            [
                f"night of {self.day.on}; changed exports: {', '.join(changed) or 'none'}",
                *(said if events else ["nothing to record"]),
            ],
        )
        assert not (quiet and events), f"{self.day.on}: {events} events in a quiet night"
        self._run_night()
        assert self.book().seq - before == events, "the same night again recorded something"
        self.check()

    def night_again(self, on: date) -> None:
        """A night that was played before, on today's exports."""
        self._run_night(on)

    def _run_night(self, on: date | None = None) -> list[str]:
        options = NightOptions(city=CITY, inbox=self.inbox, out=self.out, as_of=on or self.day.on)
        return list(run_night(options).ledger["said"])

    # ---- commands ----

    def does(self, command: str, *, most: int = 14, on: bool = True, placed: bool = True) -> Answer:
        """A staff command that succeeds, as it is typed; `on`: the day is added.

        `placed`: the command takes --city and --out, which are not shown.
        """
        line = f"{command} --on {self.day.on}" if on else command
        answer = self.run(line, placed=placed)
        assert answer.code == 0, f"{line}\n{answer.err}{answer.out}"
        self.day.session(f"zhaoren {line}", self._shown(answer.out), most=most)
        return answer

    def refused(self, command: str, *why: str, on: bool = True) -> None:
        """A staff command that is refused, changes nothing and says why."""
        line = f"{command} --on {self.day.on}" if on else command
        before = self.book().head
        answer = self.run(line)
        assert answer.code not in (0, 1), f"{line} ended with {answer.code}\n{answer.err}"
        for word in why:
            assert word in answer.err, f"{line}: no {word!r} in {answer.err}"
        assert self.book().head == before
        self.day.session(f"zhaoren {line}", self._shown(answer.err))

    def again(self, command: str) -> None:
        """The same command once more changes nothing."""
        before = self.book().head
        answer = self.run(f"{command} --on {self.day.on}")
        assert answer.code == 0, answer.err
        assert self.book().head == before, f"{command}: the second time changed the ledger"

    def run(self, line: str, *, placed: bool = True) -> Answer:
        """The real command, in this process, in the story's folder."""
        out, err = io.StringIO(), io.StringIO()
        code, places = 0, PLACES if placed else []
        with (
            pytest.MonkeyPatch.context() as patch,
            redirect_stdout(out),
            redirect_stderr(err),
            chdir(self.folder),
        ):
            patch.setattr(sys, "argv", ["zhaoren", *shlex.split(line), *places])
            try:
                main()
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        return Answer(code, out.getvalue(), err.getvalue())

    def _shown(self, output: str) -> str:
        return output.replace(str(self.folder) + "/", "")

    # ---- payment, again and again the same ----

    def batches(self, status: str) -> dict[str, str]:
        """Bank → number of its batch in that status."""
        found = [one for one in self.book().batches.values() if one.status == status]
        numbers = {one.bank: one.id for one in found}
        assert len(numbers) == len(found)
        return numbers

    def sends(self, who: str) -> None:
        """The prepared batches are released and handed to the banks."""
        numbers = self.batches("batched")
        for number in numbers.values():
            self.does(f"batch release {number} --by 严明 --key keys/严明.key")
        self.moves("released", who)
        self.check()
        for number in numbers.values():
            self.does(f"batch export {number} --by 严明")
        self.moves("submitted", who)
        self.check()

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

    def answers_all_paid(self) -> None:
        """The banks' answers on all that they have: everybody is paid."""
        for number in self.waits_for_bank().values():
            self.does(f"batch return {bank_return(self, number, {})} --by 严明")

    # ---- what must stand ----

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
        return {row[0] for row in duckdb.sql(asked, params=[WHO[name].number]).fetchall()}

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


def name_of(basis: dict[str, Any]) -> str:
    """How the script calls a grant: 王建国, 邹明宇2026-07, or the station."""
    if basis["beneficiary_name"] == HEATING.name:
        return STATION
    return f"{basis['beneficiary_name']}{basis['period'] or ''}"
