"""docs/inputs.md: the input contracts as a page for the people who make the exports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from zhaoren.contracts.model import Column, Contract, Kind

INTRODUCTION = """\
# Inputs

<!-- Written by `python -m zhaoren.contracts > docs/inputs.md` from data_contracts/inputs; \
edit those files. -->

An inbox is a folder of export files. A file belongs to the source that its name begins with, up to
the first `.` or `-`: `contracts.csv`, `contributions-202609.csv`. A source may have many files, in
different formats and encodings. CSV and TXT (UTF-8 or GB18030, separated by `,`, tab or `|`), XLSX
(first sheet) and Parquet are read. A control file `<file>.ctl.json` beside an export
(`{"rows": N, "sha256": "…", "exported_at": "…", "total_line": false}`) is checked before anything
is written.

A column is found under its canonical name, its Chinese header or one of its other names; width and
case make no difference. Unknown columns are ignored and reported; a missing required column stops
the run. A bureau whose exports use other names or codes edits `data_contracts/inputs`.

Of a date, empty, `0`, `99991231` and `9999-12-31` all mean open-ended.

A faulty row is quarantined with file, line, column, value and reason. The run stops where more than
the quarantine limit of a file's rows are, or where a source has less than the shrink limit of the
rows that the last published run read (`--allow-shrink SOURCE` to go on).
"""

HOLDS: Mapping[Kind, str] = {
    Kind.TEXT: "text",
    Kind.IDENTIFIER: "identifier; white space is dropped",
    Kind.NAME: "name; the original spelling is kept beside it",
    Kind.PERSON_ID: "GB 11643 number, 18 or 15 digits",
    Kind.ORGANISATION_ID: "GB 32100 code (统一社会信用代码)",
    Kind.CODE: "code, see below",
    Kind.BENEFIT: "policy or benefit id, or a name that the city's rules map to one",
    Kind.DATE: "date: `2026-09-01`, `20260901`, `2026/9/1`, `2026年9月1日`",
    Kind.MONTH: "month: `202609`, `2026-09`, `2026年9月`",
    Kind.PERIOD: "month or year: `2026-09`, `202609`, `2026年9月`; `2026`, `2026年`",
    Kind.AMOUNT: "decimal yuan",
    Kind.INTEGER: "whole number",
    Kind.BOOLEAN: "yes or no, see below",
}


def describe_inputs(inputs: Mapping[str, Contract]) -> str:
    """The whole page, as Markdown; the same contracts give the same text."""
    return "\n".join([INTRODUCTION, *_contents(inputs), *map(_source, inputs.values())])


def _contents(inputs: Mapping[str, Contract]) -> Iterator[str]:
    yield "| source | | without it |"
    yield "| --- | --- | --- |"
    for contract in inputs.values():
        link = f"[{contract.name}](#{contract.name}) {contract.title}"
        yield f"| {link} | {_need(contract)} | {contract.absence} |"
    yield ""


def _need(contract: Contract) -> str:
    if not contract.required:
        return "optional"
    return f"required, or `--without {contract.name}`" if contract.may_be_waived else "required"


def _source(contract: Contract) -> str:
    key = " + ".join(contract.key) or "all columns together (exact repeats collapse)"
    lines = [
        f"## {contract.name}",
        "",
        f"**{contract.title}** ({_need(contract)}). {contract.description}",
        "",
        f"Key: {key}. Quarantine limit {contract.quarantine_limit:.0%} of a file's rows, "
        f"shrink limit {contract.shrink_limit:.0%}.",
        "",
        "| canonical | Chinese header | other names | holds | may be empty | meaning |",
        "| --- | --- | --- | --- | --- | --- |",
        *map(_column, contract.columns),
        "",
        *(line for column in contract.columns if column.codes for line in _codes(column)),
    ]
    return "\n".join(lines)


def _column(column: Column) -> str:
    cells = (
        column.name,
        column.header,
        ", ".join(column.aliases),
        HOLDS[column.kind],
        _emptiness(column),
        column.description,
    )
    return f"| {' | '.join(cells)} |"


def _emptiness(column: Column) -> str:
    if column.required_unless:
        return f"where `{column.required_unless}`"
    return "" if column.required else "yes"


def _codes(column: Column) -> Iterator[str]:
    accepted: dict[str, list[str]] = {}
    for raw, canonical in column.codes.items():
        accepted.setdefault(canonical, []).extend([raw] if raw != canonical else [])
    yield f"Codes of {column.name}, besides the canonical values themselves:"
    yield ""
    for canonical, others in accepted.items():
        yield f"* `{canonical}`: {', '.join(others)}"
    yield ""
