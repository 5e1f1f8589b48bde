"""Ways in which a ledger can be damaged, and words that a command must refuse."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from .lifecycle import ZIBO, Words
from .trial import Step

Damage = Callable[[Path], None]


def half_of_it(ledger: Path) -> None:
    """A copy that broke off."""
    ledger.write_bytes(ledger.read_bytes()[: ledger.stat().st_size // 2])


def no_database(ledger: Path) -> None:
    """Something else under its name."""
    ledger.write_bytes(b"no database" * 1000)


def changed_byte(ledger: Path) -> None:
    """An amount of an event altered in the file itself."""
    content = ledger.read_bytes()
    ledger.write_bytes(content.replace(b'"amount_fen":250000', b'"amount_fen":950000', 1))


def no_particulars(ledger: Path) -> None:
    """Names and accounts lost."""
    db = sqlite3.connect(ledger)
    for (name,) in db.execute("select name from sqlite_master where type = 'trigger'").fetchall():
        db.execute(f'drop trigger "{name}"')
    db.execute("delete from particulars")
    db.commit()
    db.close()


def no_tables(ledger: Path) -> None:
    """An empty database under its name."""
    ledger.unlink()
    sqlite3.connect(ledger).close()


DAMAGES: tuple[Damage, ...] = (half_of_it, no_database, changed_byte, no_particulars, no_tables)


def refusals(steps: list[Step], files: Path) -> Iterator[tuple[Step, Words]]:
    """Words that are refused in the state before a step."""
    for step in steps:
        yield from ((step, words) for words in _refused_before(step, files))


def _refused_before(step: Step, files: Path) -> Iterator[Words]:
    words = step.words
    if words[0] in ("night", "gc"):
        return
    yield (*words, "--ledger", "postgresql+psycopg://bureau:Geheim-4711@127.0.0.1:1/ledger")
    yield (*words, "--ledger", "sqlite:////dev/null/ledger.db")
    yield (*words, "--ledger", "nothing://bureau:Geheim-4711@nowhere/ledger")
    if step.name == "notice object":
        yield tuple("G9999999" if word == "G0000005" else word for word in words)
    if step.name == "fund arrive":
        yield tuple("1.00" if word.endswith(".00") else word for word in words)
        yield tuple("F0099" if word.startswith("F00") else word for word in words)
    if step.name == "batch release":
        yield tuple(word.replace("周放行", "钱制单") for word in words)
    if step.name == "batch return":
        yield from (_with(words, path) for path in _spoiled_returns(Path(words[2]), files))


def _with(words: Words, path: Path) -> Words:
    return (*words[:2], str(path), *words[3:])


def _spoiled_returns(path: Path, files: Path) -> Iterator[Path]:
    text = path.read_bytes().decode("gb18030")
    lines = text.splitlines(keepends=True)
    spoiled = {
        "amount": text.replace("|2500.00|", "|2500.01|", 1),
        "account": text.replace("|62", "|63", 1),
        "total": "".join([*lines[:-1], lines[-1].replace("00.00", "00.01")]),
        "missing": "".join([*lines[:2], *lines[3:]]),
        "twice": "".join([*lines[:3], lines[2], *lines[3:]]),
        "word": text.replace("成功", "或许", 1),
        "batch": text.replace("B00", "B09", 1),
        "empty": "",
    }
    for name, content in spoiled.items():
        made = files / f"{path.stem}-{name}.txt"
        made.write_bytes(content.encode("gb18030"))
        yield made
    made = files / f"{path.stem}-bytes.txt"
    made.write_bytes(path.read_bytes() + b"\xff\xff\x80")
    yield made


STATUS: Words = ("status", *ZIBO)
VERIFY: Words = ("ledger", "verify", *ZIBO)
