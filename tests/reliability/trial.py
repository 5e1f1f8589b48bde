"""One trial: a command is killed, run again, and compared with how it goes undisturbed."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zhaoren.ledger import EMPTY_HEAD, Ledger
from zhaoren.ledger.store import default_url

from .picture import Picture, leftovers, open_to_others, picture_of
from .tracer import Kill, Traced
from .worker import Worker

KILLED = -9
EVERY_FIFTH = 5
OUT = "{out}"
"""Stands for the workspace in a command's words."""


@dataclass(frozen=True)
class Step:
    """A command that was run undisturbed: the workspace before it and what was there after it."""

    name: str
    words: tuple[str, ...]
    before: Path
    earlier: Picture
    later: Picture
    traced: Traced


class Bench:
    """A workspace at one path, into which the state before a step is put back."""

    def __init__(self, folder: Path, worker: Worker) -> None:
        self.folder, self.worker = folder, worker
        self.out = folder / "out"
        self.stages = folder / "stages"
        self.said: list[str] = []
        self.programs: list[list[str]] = []
        self.addresses: list[str] = []

    def record(self, name: str, words: Sequence[str]) -> Step:
        """Run a command undisturbed; keep what was there before it."""
        before = self.stages / f"{len(list(self.stages.glob('*'))):02}"
        self.out.mkdir(mode=0o700, exist_ok=True)
        shutil.copytree(self.out, before)
        earlier = picture_of(self.out)
        traced = self.run(words)
        return Step(name, tuple(words), before, earlier, picture_of(self.out), traced)

    def run(self, words: Sequence[str], kill: Kill | None = None) -> Traced:
        """Run a command in the workspace; one that is not killed must end well.

        Raises:
            AssertionError: it ended with an error.
        """
        traced, said = self._run(words, kill)
        assert traced.code in (0, KILLED if kill else 0), f"{' '.join(words[:3])}: {said}"
        return traced

    def refused(self, words: Sequence[str], *, limit: int = 0) -> str:
        """Run a command that must end with an error; what it says.

        Raises:
            AssertionError: it ended well.
        """
        traced, said = self._run(words, limit=limit)
        assert traced.code > 0, f"{' '.join(words[:3])} was not refused: {said}"
        return said

    def together(self, words: Sequence[str], times: int) -> list[tuple[int, str]]:
        """Run a command so many times at once; exit codes and what each printed."""
        own = [word.replace(OUT, str(self.out)) for word in words]
        ended = self.worker.together([own] * times)
        self.said += [said for _, said in ended]
        return ended

    def run_killed(self, words: Sequence[str], seconds: float) -> int:
        """Run a command and kill it after so many seconds; its exit code."""
        return self.run(words, Kill(seconds=seconds)).code

    def check_same(self, step: Step, *folders: str) -> None:
        """As after the step, but for moments and the runs and digests that follow from them."""
        found = picture_of(self.out)
        assert found.states == step.later.states
        assert found.events == step.later.events
        assert found.kept(*folders) == step.later.kept(*folders)
        assert not leftovers(self.out)
        verify_chain(self.out)

    def stopped(self, words: Sequence[str], *, limit: int = 0) -> int:
        """Run a command that may end anyhow; its exit code."""
        return self._run(words, limit=limit)[0].code

    def _run(
        self, words: Sequence[str], kill: Kill | None = None, limit: int = 0
    ) -> tuple[Traced, str]:
        own = [word.replace(OUT, str(self.out)) for word in words]
        traced, said = self.worker.run(own, self.out, kill, limit)
        self.said.append(said)
        self.programs += traced.programs
        self.addresses += traced.addresses
        return traced, said

    def put_back(self, step: Step) -> None:
        """The workspace as it was before the step."""
        shutil.rmtree(self.out, ignore_errors=True)
        shutil.copytree(step.before, self.out)

    def crash(self, step: Step, kill: Kill) -> Traced:
        """Kill the step once, look, run it again (at times twice) and compare.

        Raises:
            AssertionError: something was done twice, is missing, or was left lying about.
        """
        self.put_back(step)
        traced = self.run(step.words, kill)
        where = f"{step.name}, killed {kill.when} {traced.killed_at or kill.seconds}"
        self.check_whole(step, where)
        for again in range(1 + (kill.number % EVERY_FIFTH == 0)):
            self.run(step.words)
            self.check_done(step, f"{where}, then run {again + 1} times")
        return traced

    def check_whole(self, step: Step, where: str) -> None:
        """Right after a kill: the events of all of the step or of none; no half file."""
        found = picture_of(self.out)
        assert found.events in (step.earlier.events, step.later.events), (
            f"{where}: half a step in the ledger"
        )
        for name, sha256 in found.files.items():
            known = {step.earlier.files.get(name), step.later.files.get(name)}
            unfinished = Path(name).name.startswith(".") or name.endswith(".part")
            assert unfinished or sha256 in known, f"{where}: {name} is neither old nor new"

    def check_unchanged(self, step: Step, where: str) -> None:
        """A command that was refused has changed nothing that anybody reads."""
        found = picture_of(self.out)
        assert found.events == step.earlier.events, f"{where}: something was recorded"
        assert found.files == step.earlier.files, f"{where}: something was written"

    def check_done(self, step: Step, where: str) -> None:
        """After the step: the same events and states, byte-identical files, nothing left over."""
        found = picture_of(self.out)
        assert found.states == step.later.states, f"{where}: states differ"
        assert found.events == step.later.events, f"{where}: events differ"
        differ = set(found.files.items()) ^ set(step.later.files.items())
        assert not differ, f"{where}: files differ: {sorted({name for name, _ in differ})}"
        assert not leftovers(self.out), f"{where}: left {leftovers(self.out)}"
        assert not open_to_others(self.out), f"{where}: {open_to_others(self.out)} not private"
        verify_chain(self.out)


def verify_chain(out: Path, city: str = "zibo") -> str:
    """The newest head, computed from nothing but the bodies."""
    head = EMPTY_HEAD
    with Ledger(default_url(out)) as ledger, ledger.reading(city) as found:
        for _, hash_, _ in found.bodies():
            head = hash_
        assert head == found.head()
    return head
