"""How each bank wants its payment file, and answers: `rules/<city>/banks.yaml`.

Form (by `format`)
├── Delimited         delimited text
├── Workbook          XLSX, every cell text
└── Transfers         ISO 20022 pain.001.001.09
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, model_validator

from zhaoren.content import Content
from zhaoren.errors import RuleError
from zhaoren.payments.answer_layouts import AnswerLayout
from zhaoren.rules.model import Strict
from zhaoren.rules.yaml import Problem, parse, read_yaml

Cell = Literal["serial", "account_no", "account_name", "amount", "note", "person_id", "bank_name"]
Count = Literal["batch_id", "as_of", "count", "total"]
Encoding = Literal["gb18030", "gbk", "gb2312", "utf-8"]
CLEARING_NUMBER = 12  # digits; the first three name the bank
_MOST_NAME, _MOST_NOTE = 140, 140  # characters of a name and a text (Max140Text)


class _Rows(Strict):
    """What the forms that are tables have in common."""

    encoding: Encoding = "gb18030"
    header: tuple[Count, ...] = ()
    titles: bool = False
    columns: Annotated[Mapping[Cell, str], Field(min_length=1)]
    trailer: tuple[Count, ...] = ()
    amount_unit: Literal["yuan", "fen"] = "yuan"
    note: str = ""
    max_rows: int = Field(default=5000, ge=1)
    name_bytes: int = Field(ge=1)

    @model_validator(mode="after")
    def _pays_somebody(self) -> _Rows:
        if missing := {"account_no", "account_name", "amount"} - set(self.columns):
            raise ValueError(f"columns lack {', '.join(sorted(missing))}")
        return self


class Delimited(_Rows):
    """One bank's form of delimited text.

    `header` and `trailer` are lines with the count of rows and their total
    (empty: no such line); `titles` adds a line with the columns' titles;
    `amount_unit` is how amounts are written (yuan: 2500.00); `name_bytes` is
    the most bytes that an account name may take in `encoding`.
    """

    format: Literal["delimited"]
    delimiter: Literal["|", ",", "\t"]
    line_end: Literal["crlf", "lf"] = "crlf"


class Workbook(_Rows):
    """The same as a workbook of one sheet; `encoding`: what the bank's system can hold."""

    format: Literal["xlsx"]


class Transfers(Strict):
    """ISO 20022 `pain.001.001.09`: a message a file, in yuan and UTF-8."""

    format: Literal["pain.001.001.09"]
    encoding: Literal["utf-8"] = "utf-8"
    note: Annotated[str, Field(max_length=_MOST_NOTE)] = ""
    max_rows: int = Field(default=5000, ge=1)
    name_bytes: int = Field(default=_MOST_NAME * 4, ge=1)


Form = Delimited | Workbook | Transfers
Layout = Annotated[Form, Field(discriminator="format")]
_LAYOUT: TypeAdapter[Form] = TypeAdapter(Layout)

SUFFIXES: Mapping[str, str] = {"delimited": "txt", "xlsx": "xlsx", "pain.001.001.09": "xml"}
"""Format → what the names of its files end with."""


class Debtor(Strict):
    """The bureau's own account, out of which a bank pays."""

    name: Annotated[str, Field(min_length=1, max_length=_MOST_NAME)]
    account_no: Annotated[str, Field(pattern=r"^\d{1,34}$")]
    bank_name: Annotated[str, Field(min_length=1, max_length=_MOST_NAME)]
    clearing_no: Annotated[str, Field(pattern=r"^\d{12}$")]


class Bank(Strict):
    """A bank, the layout of its files and that of its return files (none: not declared)."""

    name: str
    layout: str
    returns: str | None = None


class Banks(Strict):
    """All banks of a city."""

    debtor: Debtor | None = None
    layouts: Mapping[str, Layout]
    returns: Mapping[str, AnswerLayout] = {}
    banks: Mapping[Annotated[str, Field(pattern=r"^\w+$")], Bank]

    @model_validator(mode="after")
    def _layouts_exist(self) -> Banks:
        for code, bank in self.banks.items():
            if bank.layout not in self.layouts:
                raise ValueError(f"bank {code} names the unknown layout {bank.layout}")
            if bank.returns is not None and bank.returns not in self.returns:
                raise ValueError(f"bank {code} names the unknown layout of returns {bank.returns}")
        if self.debtor is None and any(isinstance(one, Transfers) for one in self.layouts.values()):
            raise ValueError("a layout of ISO 20022 needs the debtor, the bureau's account")
        return self

    def code_of(self, written: str | None) -> str | None:
        """The code of the bank that an account names; None where it is not declared."""
        if written in self.banks:
            return written
        if written and len(written) == CLEARING_NUMBER and written.isdigit():
            return written[:3] if written[:3] in self.banks else None
        return None

    def layout(self, code: str) -> Form:
        """The layout of a declared bank."""
        return self.layouts[self.banks[code].layout]


def layout_of(values: object) -> Form:
    """A layout that was kept as JSON values, or stands so in a file.

    Raises:
        ValidationError: it is none.
    """
    return _LAYOUT.validate_python(values)


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
