"""Exports with everything wrong that can be wrong, and a few rows for the quarantine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

Spoil = Callable[[Path], None]


def spoiled(inbox: Path, folder: Path) -> Iterator[tuple[str, Path]]:
    """A copy of the inbox for each way to spoil it, and the name of the way."""
    for name, spoil in SPOILS.items():
        copy = Path(shutil.copytree(inbox, folder / name))
        spoil(copy)
        yield name, copy


def quarantined(inbox: Path, folder: Path) -> Path:
    """A copy of which a few rows cannot be read: the run goes on without them."""
    copy = Path(shutil.copytree(inbox, folder / "quarantined"))
    for name, cell in (("accounts.csv", ",active"), ("contracts.csv", ",fixed")):
        _change(copy / name, lambda text, cell=cell: text.replace(cell, f"{cell}龘", 2))
    return copy


def _change(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text("utf-8")), encoding="utf-8")


def _bytes_of_no_text(inbox: Path) -> None:
    path = inbox / "contracts.csv"
    path.write_bytes(path.read_bytes() + b"\xff\xfe\x81\x00\n")


def _without_column(inbox: Path) -> None:
    _change(inbox / "accounts.csv", lambda text: text.replace("account_no", "account", 1))


def _numbers_of_nobody(inbox: Path) -> None:
    _change(inbox / "certificates.csv", lambda text: text.replace(",3703", ",9703"))


def _wrong_total(inbox: Path) -> None:
    told = {"rows": 3, "amount": "1.00"}
    (inbox / "payments.csv.ctl.json").write_text(json.dumps(told), encoding="utf-8")


def _half_a_table(inbox: Path) -> None:
    path = inbox / "contributions.parquet"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _open_quote(inbox: Path) -> None:
    _change(inbox / "contracts.csv", lambda text: text.replace(",", ',"', 40))


def _nobody_employed(inbox: Path) -> None:
    (inbox / "contracts.csv").unlink()


SPOILS: dict[str, Spoil] = {
    "bytes_of_no_text": _bytes_of_no_text,
    "without_column": _without_column,
    "numbers_of_nobody": _numbers_of_nobody,
    "wrong_total": _wrong_total,
    "half_a_table": _half_a_table,
    "open_quote": _open_quote,
    "nobody_employed": _nobody_employed,
}
"""Each of these stops the run."""
