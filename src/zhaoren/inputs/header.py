"""Which column of a file is which column of the contract."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhaoren.contracts.model import Contract
from zhaoren.errors import InputError

_VALUE = re.compile(r"\d{6}")  # no header; a number that must not stand in a message


@dataclass(frozen=True)
class Header:
    """`places` maps canonical names to places in the file; `unknown` are the other headers."""

    width: int
    places: Mapping[str, int]
    unknown: tuple[str, ...]


def match_header(contract: Contract, headers: Sequence[str], file: str) -> Header:
    """Recognise canonical names, Chinese headers and aliases.

    Raises:
        InputError: a required column is missing, or two headers name the same column.
    """
    names = known_names(contract)
    places: dict[str, int] = {}
    for place, header in enumerate(headers):
        column = names.get(folded(header))
        if column is None:
            continue
        if column in places:
            raise InputError(
                f"The headers {headers[places[column]]!r} and {header!r} both mean this column.",
                file=file,
                column=column,
                next_step="Export it once only, or mend the aliases in the contract.",
            )
        places[column] = place
    for required in contract.columns:
        if required.required and required.name not in places:
            raise InputError(
                f"The required column {required.header or required.name} is missing; "
                f"{_found(headers)}.",
                file=file,
                column=required.name,
                next_step="Export the file with this column, or add the header that your system "
                f"uses to the aliases in data_contracts/inputs/{contract.name}.odcs.yaml.",
            )
    unknown = (header for place, header in enumerate(headers) if place not in places.values())
    return Header(len(headers), places, tuple(header.strip() for header in unknown))


def _found(headers: Sequence[str]) -> str:
    if any(_VALUE.search(header) for header in headers):
        return "the first row looks like data, not like headers"
    return f"the headers found are: {', '.join(headers) or '(none)'}"


def known_names(contract: Contract) -> dict[str, str]:
    """Every accepted header, folded, and the column that it means."""
    return {
        folded(header): column.name
        for column in contract.columns
        for header in (*column.aliases, column.header, column.name)
        if header
    }


def folded(header: str) -> str:
    """A header as it is compared: NFKC, no white space, no case."""
    return "".join(unicodedata.normalize("NFKC", header).split()).casefold()
