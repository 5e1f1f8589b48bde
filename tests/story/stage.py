"""The stage: plays nights and commands as a bureau runs them, and tells what they print."""

from __future__ import annotations

import io
import shlex
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from tests.story.banks import bank_return
from tests.story.standing import CITY, Standing
from tests.story.telling import MOST_LINES, Day, tables
from zhaoren.cli import main
from zhaoren.nightly import NightOptions, run_night

PLACES = ["--city", CITY, "--out", "out"]


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


@dataclass
class Stage(Standing):
    """Where the quarter is played: every method plays, tells and compares."""

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
        self.day.session(shown, self._shown(done.stdout), most=40, heads=True)

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
        self.heads.append(self.book().head)
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

    def does(
        self,
        command: str,
        *,
        most: int = MOST_LINES,
        on: bool = True,
        placed: bool = True,
        heads: bool = False,
    ) -> Answer:
        """A staff command that succeeds, as it is typed; `on`: the day is added.

        `placed`: the command takes --city and --out, which are not shown.
        """
        line = f"{command} --on {self.day.on}" if on else command
        answer = self.run(line, placed=placed)
        assert answer.code == 0, f"{line}\n{answer.err}{answer.out}"
        self.day.session(f"zhaoren {line}", self._shown(answer.out), most=most, heads=heads)
        if placed:
            self._again(line)
        return answer

    def status(self, *titles: str) -> None:
        """`zhaoren status` of the day, of which these tables are shown."""
        line = f"status --as-of {self.day.on}"
        answer = self.run(line)
        assert answer.code == 0, answer.err
        self.day.session(f"zhaoren {line}", tables(answer.out, titles), most=80)

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
        """A command that was given before, once more, changes nothing."""
        self._again(f"{command} --on {self.day.on}")

    def _again(self, line: str) -> None:
        before = self.book().head
        answer = self.run(line)
        assert answer.code == 0, f"{line}, the second time\n{answer.err}"
        assert self.book().head == before, f"{line}: the second time changed the ledger"

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

    def sends(self, who: str) -> None:
        """The prepared batches are released and handed to the banks."""
        numbers = self.batches("batched")
        for number in numbers.values():
            self.does(f"batch release {number} --by 严明 --key keys/严明.key")
        self.moves("released", who)
        self.check()
        for number in numbers.values():
            self.does(f"batch export {number} --by 严明", most=1)
        self.moves("submitted", who)
        self.check()

    def answers_all_paid(self) -> None:
        """The banks' answers on all that they have: everybody is paid."""
        for number in self.waits_for_bank().values():
            self.does(f"batch return {bank_return(self, number, {})} --by 严明")
