"""A data contract as the program uses it.

The files are Open Data Contract Standard v3.1; `load.py` turns them into
these values. Everything that reads, quarantines, validates, documents or
publishes a table takes it from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds, and so how it is normalised and typed."""

    TEXT = "text"  # varchar; NFKC, outer white space stripped
    IDENTIFIER = "identifier"  # varchar; NFKC, all white space stripped
    NAME = "name"  # varchar; a person's name; <column>_original kept beside it
    PERSON_ID = "person_id"  # varchar; GB 11643, 18 characters
    ORGANISATION_ID = "organisation_id"  # varchar; GB 32100, 18 characters
    CODE = "code"  # varchar; one of the contract's canonical values
    BENEFIT = "benefit"  # varchar; code list supplied by the rules
    DATE = "date"  # date; open-ended is null
    MONTH = "month"  # date, the first of the month
    PERIOD = "period"  # varchar; a month as YYYY-MM or a year as YYYY
    AMOUNT = "amount"  # yuan outside; inside bigint fen, named <column>_fen
    INTEGER = "integer"  # bigint
    BOOLEAN = "boolean"  # boolean
    STRINGS = "strings"  # varchar[] (published tables only)
    TIMESTAMP = "timestamp"  # never in a published table of rows


@dataclass(frozen=True)
class Column:
    """One column of a contract.

    `codes` maps every accepted raw value (code or Chinese label) to the
    canonical value; it is empty for columns that are not coded.
    """

    name: str
    kind: Kind
    required: bool
    description: str = ""
    header: str = ""
    aliases: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)
    required_unless: str | None = None  # SQL over the row's columns: may be empty where true
    sources: tuple[str, ...] = ()  # input sources that a published column comes from

    @property
    def stored_as(self) -> str:
        """The name under which the accepted value stands: amounts are fen."""
        return f"{self.name}_fen" if self.kind is Kind.AMOUNT else self.name

    @property
    def sql_type(self) -> str:
        """The DuckDB type of the accepted value."""
        return {
            Kind.DATE: "date",
            Kind.MONTH: "date",
            Kind.AMOUNT: "bigint",
            Kind.INTEGER: "bigint",
            Kind.BOOLEAN: "boolean",
            Kind.STRINGS: "varchar[]",
            Kind.TIMESTAMP: "timestamp",
        }.get(self.kind, "varchar")


@dataclass(frozen=True)
class Contract:
    """One input source or one published table.

    `key` is the primary key (of an output: also its order); empty for
    contributions, where all columns together are the key and exact repeats
    collapse. `sha256` is the hash of the file that says all this.
    """

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    sha256: str
    required: bool = True  # a run stops without it
    may_be_waived: bool = False  # unless it is told --without NAME
    absence: str = ""  # what its absence would mean, in one sentence
    quarantine_limit: float = 0.05  # share of a file's rows
    shrink_limit: float = 0.5  # share of the rows that the last published run read
    fresh_by: str = ""  # the date or month whose newest value says how recent a source is

    @property
    def month(self) -> str | None:
        """Of a source without a key: the column of the month that a row is about."""
        months = (column.name for column in self.columns if column.kind is Kind.MONTH)
        return None if self.key else next(months, None)

    def column(self, name: str) -> Column:
        """The column of that canonical name; KeyError if there is none."""
        return next(column for column in self.columns if column.name == name)
