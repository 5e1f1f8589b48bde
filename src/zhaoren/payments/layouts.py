"""How each bank wants its payment file: `rules/<city>/banks.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from zhaoren.content import Content
from zhaoren.errors import RuleError
from zhaoren.rules.model import Strict
from zhaoren.rules.yaml import Problem, parse, read_yaml

Cell = Literal["serial", "account_no", "account_name", "amount", "note", "person_id", "bank_name"]
Count = Literal["batch_id", "as_of", "count", "total"]
CLEARING_NUMBER = 12  # digits; the first three name the bank


class Layout(Strict):
    """One bank's form of delimited text.

    `header` and `trailer` are lines with the count of rows and their total
    (empty: no such line); `titles` adds a line with the columns' titles;
    `amount_unit` is how amounts are written (yuan: 2500.00); `name_bytes` is
    the most bytes that an account name may take in `encoding`.
    """

    format: Literal["delimited"]
    encoding: Literal["gb18030", "gbk", "gb2312", "utf-8"] = "gb18030"
    delimiter: Literal["|", ",", "\t"]
    line_end: Literal["crlf", "lf"] = "crlf"
    header: tuple[Count, ...] = ()
    titles: bool = False
    columns: Annotated[Mapping[Cell, str], Field(min_length=1)]
    trailer: tuple[Count, ...] = ()
    amount_unit: Literal["yuan", "fen"] = "yuan"
    note: str = ""
    max_rows: int = Field(default=5000, ge=1)
    name_bytes: int = Field(ge=1)

    @model_validator(mode="after")
    def _pays_somebody(self) -> Layout:
        if missing := {"account_no", "account_name", "amount"} - set(self.columns):
            raise ValueError(f"columns lack {', '.join(sorted(missing))}")
        return self


class Bank(Strict):
    """A bank and the layout of its files."""

    name: str
    layout: str


class Banks(Strict):
    """All banks of a city."""

    layouts: Mapping[str, Layout]
    banks: Mapping[Annotated[str, Field(pattern=r"^\w+$")], Bank]

    @model_validator(mode="after")
    def _layouts_exist(self) -> Banks:
        for code, bank in self.banks.items():
            if bank.layout not in self.layouts:
                raise ValueError(f"bank {code} names the unknown layout {bank.layout}")
        return self

    def code_of(self, written: str | None) -> str | None:
        """The code of the bank that an account names; None where it is not declared."""
        if written in self.banks:
            return written
        if written and len(written) == CLEARING_NUMBER and written.isdigit():
            return written[:3] if written[:3] in self.banks else None
        return None

    def layout(self, code: str) -> Layout:
        """The layout of a declared bank."""
        return self.layouts[self.banks[code].layout]


def load_banks(content: Content, city: str) -> Banks:
    """The banks of a city; a city without the file has none.

    Raises:
        RuleError: the file does not fit its shape; the message lists every fault.
    """
    path = content.rules / city / "banks.yaml"
    if not path.is_file():
        return Banks(layouts={}, banks={})
    source = read_yaml(path, content.rules)
    if isinstance(source, Problem):
        raise RuleError(str(source))
    banks = parse(Banks, source)
    if isinstance(banks, list):
        raise RuleError("\n".join(str(problem) for problem in sorted(banks)))
    return banks
