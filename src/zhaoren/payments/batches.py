"""Batches: what is payable, by bank, cut at the bank's row limit."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from zhaoren.errors import ZhaorenError
from zhaoren.manifest import canonical_json
from zhaoren.payments.bankfile import bank_file, unwritable
from zhaoren.payments.layouts import SUFFIXES, Banks, Debtor, Form
from zhaoren.payments.lines import Held, Line


@dataclass(frozen=True)
class Batch:
    """One file for one bank; part `part` of `parts`."""

    city: str
    as_of: date
    bank_code: str
    bank_name: str
    layout: Form
    part: int
    parts: int
    lines: tuple[Line, ...]
    debtor: Debtor | None = None

    @property
    def total_fen(self) -> int:
        """The sum of the lines, in fen."""
        return sum(line.amount_fen for line in self.lines)

    @cached_property
    def id(self) -> str:
        """SHA-256 of what the batch pays to whom, and of the form it takes."""
        lines = [vars(line) for line in self.lines]
        what = [self.city, self.as_of.isoformat(), self.bank_code, self.part, self.parts]
        form = self.layout.model_dump(mode="json")
        return hashlib.sha256(canonical_json([what, form, lines])).hexdigest()

    @property
    def stem(self) -> str:
        """What the names of its files have in common."""
        return f"{self.city}-{self.bank_code}-{self.part}of{self.parts}-{self.id[:12]}"

    @property
    def suffix(self) -> str:
        """What the name of its bank file ends with."""
        return SUFFIXES[self.layout.format]

    def proposal(self) -> bytes:
        """Its bank file as a proposal, marked as one."""
        return bank_file(self.lines, self.layout, self.id, self.as_of, debtor=self.debtor)


def make_batches(
    lines: Sequence[Line], banks: Banks, city: str, as_of: date
) -> tuple[list[Batch], list[Held]]:
    """Every line once: in one batch, or held with the first reason that applies."""
    by_bank, held = defaultdict[str, list[Line]](list), list[Held]()
    for line in lines:
        code = banks.code_of(line.bank_code)
        reason = line.hold_reason or _not_written(line, code, banks)
        if reason or code is None:
            held.append(Held(line, reason or "bank_not_declared"))
        else:
            by_bank[code].append(line)
    batches = [
        batch
        for code, payable in sorted(by_bank.items())
        for batch in _cut(payable, banks, code, city, as_of)
    ]
    _check_sums(lines, batches, held)
    return batches, held


def _not_written(line: Line, code: str | None, banks: Banks) -> str | None:
    return "bank_not_declared" if code is None else unwritable(line, banks.layout(code))


def _cut(lines: Sequence[Line], banks: Banks, code: str, city: str, as_of: date) -> Iterator[Batch]:
    layout = banks.layout(code)
    starts = range(0, len(lines), layout.max_rows)
    for part, start in enumerate(starts, start=1):
        cut = tuple(lines[start : start + layout.max_rows])
        name = banks.banks[code].name
        yield Batch(city, as_of, code, name, layout, part, len(starts), cut, banks.debtor)


def _check_sums(lines: Sequence[Line], batches: Sequence[Batch], held: Sequence[Held]) -> None:
    """What is in batches and what is held is together what is due.

    Raises:
        ZhaorenError: it is not, which is a fault of this program.
    """
    due = sum(line.amount_fen for line in lines)
    batched = sum(batch.total_fen for batch in batches)
    kept = sum(item.line.amount_fen for item in held)
    rows = sum(len(batch.lines) for batch in batches) + len(held)
    if (batched + kept, rows) != (due, len(lines)):
        raise ZhaorenError(
            f"The payment batches do not add up: {due} fen are due for {len(lines)} grants, but "
            f"{batched} fen are in batches and {kept} fen are held, {rows} grants in all. Nothing "
            "was published; this is a fault of the program, please report it."
        )
