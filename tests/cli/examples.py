"""The examples of every command's help, and an office in which they can be typed one by one."""

from __future__ import annotations

import io
import json
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl
from typer.main import get_command

from tests.batches.bank import answer
from tests.ledger_builder import Office
from zhaoren import cli
from zhaoren.cli.helping import EXAMPLE
from zhaoren.content import find_content
from zhaoren.ledger import Ledger, State
from zhaoren.ledger.store import default_url
from zhaoren.payments.export import batch_folder
from zhaoren.payments.layouts import load_banks

CITY = "zibo"
DAY = "2026-11-20"
PASSPHRASE = "three words only"


def commands() -> Iterator[tuple[str, Any]]:
    """Every command that can be typed, and every group of them."""
    todo: list[tuple[str, Any]] = [("", get_command(cli.app))]
    while todo:
        words, command = todo.pop()
        below = getattr(command, "commands", {})
        loaded = {name: one.loaded() if hasattr(one, "loaded") else one
                  for name, one in below.items()}  # fmt: skip
        todo += [(f"{words} {name}".strip(), one) for name, one in loaded.items()]
        if words:
            yield words, command


def examples(command: Any) -> list[str]:
    """The examples in a command's help, without the program's name."""
    blocks = [" ".join(block.split()) for block in (command.help or "").split("\n\n")]
    return [one.removeprefix(f"{EXAMPLE}zhaoren ") for one in blocks if one.startswith(EXAMPLE)]


def takes(words: list[str], option: str) -> bool:
    """Whether a command has an option."""
    found = _all_commands()
    name = next(name for name in (" ".join(words[:2]), words[0]) if name in found)
    return any(option in parameter.opts for parameter in found[name].params)


ELSEWHERE = {
    "run --city zibo --inbox exports --out out --as-of 2026-11-20": "the night of this workspace",
    "serve --city zibo --inbox exports --out out": "tests/flows/test_schedule.py",
    "check --project .": "tests/cli/test_commands.py",
    "test --city zibo": "tests/cli/test_commands.py",
    "sample --city zibo --people 3000 --seed 7 --out exports": "tests/sample",
    "readings --city zibo --inbox exports --as-of 2026-11-20": "tests/readings",
    "simulate --out out --set zibo/technician-2022.employer_limit=80000": "tests/simulating",
    "diff 2026-11-19 2026-11-20 --city zibo --out out": "tests/comparing",
    "explain --person - --policy zibo/technician-2022 --out out": "tests/explain",
}
"""Examples that take long or need another workspace, and where they are played."""


@cache
def _all_commands() -> dict[str, Any]:
    return dict(commands())


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    said: str


@dataclass
class Desk:
    """A workspace `out` with one night, in which commands are typed as the examples have them."""

    folder: Path

    def types(self, example: str, *, instead: dict[str, str] | None = None) -> Answer:
        """Type an example on the day of the night; `instead`: word → what stands here for it."""
        with patch.dict(os.environ, self._environment()), chdir(self.folder):
            words = [os.path.expanduser(word) for word in shlex.split(example)]  # noqa: PTH111
            words = [(instead or {}).get(word, word) for word in words]
            words += ["--on", DAY] if takes(words, "--on") else []
            said = io.StringIO()
            with redirect_stdout(said), redirect_stderr(said):
                code = self._main(words)
        return Answer(code, said.getvalue())

    def _environment(self) -> dict[str, str]:
        return {"HOME": str(self.folder), "ZHAOREN_KEY_PASSPHRASE": PASSPHRASE, "LANG": "C.UTF-8"}

    def _main(self, words: list[str]) -> int:
        with patch.object(sys, "argv", ["zhaoren", *words]):
            try:
                cli.main()
            except SystemExit as ended:
                return int(ended.code or 0)
        return 0

    def ledger(self) -> Ledger:
        """The ledger of the workspace."""
        return Ledger(default_url(self.folder / "out"))

    def head(self) -> str:
        """The newest head."""
        with self.ledger() as ledger:
            return ledger.head(CITY)

    def grants(self, *states: State) -> list[str]:
        """The grants in one of these states."""
        with self.ledger() as ledger:
            book = ledger.book(CITY)
        return sorted(one.id for one in book.grants.values() if one.state in states)

    def district_with_most(self) -> str:
        """The district whose first review has most to do."""
        with self.ledger() as ledger:
            book = ledger.book(CITY)
        found = [one.district for one in book.grants.values() if one.state == State.FOUND]
        return max(sorted({one for one in found if one}), key=found.count)

    def agrees(self, name: str) -> None:
        """Take a review list out of the documents and agree to every row of it."""
        (path,) = (self.folder / "out").rglob(name)
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets:
            rows = list(sheet.iter_rows())
            head = next(row for row in rows if any(cell.value == "意见" for cell in row))
            column = next(cell.column for cell in head if cell.value == "意见")
            for row in rows[head[0].row :]:
                if row[0].value is not None:
                    sheet.cell(row[0].row, column).value = "同意"
        book.save(self.folder / name)

    def sum_of(self, application: str) -> str:
        """What an application asks for, in yuan."""
        with self.ledger() as ledger:
            return f"{ledger.book(CITY).applications[application].amount_fen / 100:.2f}"

    def amount_of(self, grant: str) -> str:
        """What a grant is worth, in yuan."""
        with self.ledger() as ledger:
            return f"{ledger.book(CITY).grants[grant].amount_fen / 100:.2f}"

    def second_signer(self, name: str, private: str) -> None:
        """Another person makes a key, and it is registered to release batches."""
        made = self.types(f"keys make --private {private} --public second.pub --passphrase")
        told = f"--name {name} --role release --public second.pub"
        known = self.types(f"keys register {told} --city {CITY} --out out --by 管理员")
        assert (made.code, known.code) == (0, 0), made.said + known.said

    def notice_ends(self) -> None:
        """What a night records once the days of a notice are over."""
        names = self.grants(State.NOTICED)
        Office(self.folder / "out", CITY).record("cleared", date(2026, 11, 28), grants=names)

    def bank_answers(self, batch: str, name: str) -> str:
        """The bank pays all of a batch but the first; the grant that failed."""
        folder = batch_folder(self.folder / "out", CITY, batch)
        grants = json.loads((folder / "manifest.json").read_bytes())["grants"]
        (file,) = (path for path in folder.iterdir() if path.stem.rsplit("-", 1)[-1].isdigit())
        banks = load_banks(find_content(), CITY)
        results = dict.fromkeys(grants[1:], ("paid", "")) | {grants[0]: ("failed", "账号不存在")}
        (self.folder / name).write_bytes(answer(file, banks, results))
        return str(grants[0])


class Play(Desk):
    """Types all examples, in an order in which each can work; what was typed is kept."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.typed: set[str] = set()

    def does(self, example: str, **instead: str) -> str:
        """Type an example that works; `instead`: by the word's own letters."""
        self.typed.add(example)
        answer = self.types(example, instead={key.strip("_"): to for key, to in instead.items()})
        assert answer.code == 0, f"{example}\n{answer.said}"
        return answer.said

    def refused(self, example: str, why: str) -> None:
        """Type an example that this ledger does not allow, and says why."""
        self.typed.add(example)
        answer = self.types(example)
        assert (answer.code, why in answer.said) == (5, True), answer.said
