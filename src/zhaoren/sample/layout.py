"""How a source is written: file, encoding, headers, spelling of codes and dates.

Headers, field codes and code lists come from the data contracts; only the
choice among them stands in `sample_data/settings/inbox.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ruamel.yaml import YAML

from zhaoren.content import Content
from zhaoren.contracts.model import Column, Contract, Kind

DATE_STYLES = {
    "iso": "{0.year:04}-{0.month:02}-{0.day:02}",
    "compact": "{0.year:04}{0.month:02}{0.day:02}",
    "slash": "{0.year}/{0.month}/{0.day}",
    "han": "{0.year}年{0.month}月{0.day}日",
}
MONTH_STYLES = {
    "iso": "{0.year:04}-{0.month:02}",
    "compact": "{0.year:04}{0.month:02}",
    "slash": "{0.year:04}-{0.month:02}",
    "han": "{0.year}年{0.month}月",
}


@dataclass(frozen=True)
class Layout:
    """How one file is written."""

    file: str
    encoding: str = "utf-8"
    separator: str = ","
    headers: str = "chinese"
    codes: str = "labels"
    dates: str = "iso"
    control: bool = False
    total_line: str = ""  # the amount column that the trailing total line adds up
    extra: Mapping[str, str] = field(default_factory=dict)  # a column that no contract knows

    def header(self, column: Column) -> str:
        """The header under which the column is written."""
        if self.headers == "canonical":
            return column.name
        codes = [alias for alias in column.aliases if alias.isascii()]
        return codes[0] if self.headers == "codes" and codes else column.header or column.name

    def text(self, value: object, column: Column) -> str:
        """The value as this file spells it; text that is no code stays as it is."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, date):
            styles = MONTH_STYLES if column.kind is Kind.MONTH else DATE_STYLES
            return styles[self.dates].format(value)
        if isinstance(value, Decimal):
            return f"{value:.2f}"
        return self._code(str(value), column)

    def _code(self, value: str, column: Column) -> str:
        if column.kind is not Kind.CODE or self.codes == "canonical":
            return value
        raw = [
            text for text, canonical in column.codes.items() if canonical == value and text != value
        ]
        wanted = [text for text in raw if text.isascii() == (self.codes == "codes")]
        return (wanted or raw or [value])[0]


def load_layouts(content: Content) -> Mapping[str, Layout]:
    """The layouts by source, and the two of contributions as text."""
    found: dict[str, Any] = YAML(typ="safe").load(content.sample_data / "settings" / "inbox.yaml")
    return {source: Layout(**values) for source, values in found.items()}


def headers_of(layout: Layout, contract: Contract) -> list[str]:
    """The header line."""
    extra = [layout.extra["column"]] if layout.extra else []
    return [layout.header(column) for column in contract.columns] + extra
