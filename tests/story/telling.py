"""What the story tells: days with text, exports, commands and tables, as Markdown.

Hashes and moments differ from run to run: they are shown as `……`, and the line with
the ledger's newest hash, which every command prints, is shown only where it matters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

MOST_LINES = 14
HEAD = "账本最新哈希"
_MASKS = (
    (re.compile(r"\b0{20,}1\b"), "0000……0001"),
    (re.compile(r"\b[0-9a-f]{12,64}\b"), "……"),
    (re.compile(r"^用时（秒）.*?(?=^运行编号)", re.MULTILINE | re.DOTALL), ""),
    (re.compile(r"记于 \d{4}-\d\d-\d\d \d\d:\d\d:\d\d"), "记于 ……"),
)
"""What differs from run to run, and what is shown instead."""


@dataclass
class Day:
    """One day of the quarter: paragraphs and blocks in the order in which they happened."""

    on: date
    title: str
    parts: list[str] = field(default_factory=list)

    def text(self, paragraph: str) -> None:
        """A paragraph; white space is that of the source text and means nothing."""
        self.parts.append(" ".join(paragraph.split()))

    def session(
        self, command: str, output: str, *, most: int = MOST_LINES, heads: bool = False
    ) -> None:
        """A command as it is typed, and what it answered; `heads`: with the newest hash."""
        lines = [line for line in plain(output) if heads or not line.startswith(HEAD)]
        self.block("console", [f"$ {plain(command)[0]}", *shortened(lines, most)])

    def block(self, language: str, lines: Sequence[str]) -> None:
        """Lines as they are; consecutive sessions share a block."""
        body = "\n".join(lines)
        if language == "console" and self.parts and self.parts[-1].startswith("```console"):
            self.parts[-1] = self.parts[-1].removesuffix("\n```") + f"\n{body}\n```"
        else:
            self.parts.append(f"```{language}\n{body}\n```")

    def markdown(self) -> str:
        """The day as a section."""
        return "\n\n".join([f"### {self.on:%Y-%m-%d} {self.title}", *self.parts])


def plain(output: str) -> list[str]:
    """The lines of an output without what differs from run to run."""
    masked = output
    for pattern, shown in _MASKS:
        masked = pattern.sub(shown, masked)
    return [line.rstrip() for line in masked.splitlines() if line.strip()]


def shortened(lines: list[str], most: int) -> list[str]:
    """The first and last lines; what is left out is counted."""
    if len(lines) <= most:
        return lines
    head = most // 2 + 1
    tail = max(most - head - 1, 0)
    return [
        *lines[:head],
        f"    （…… {len(lines) - head - tail} lines left out ……）",
        *lines[len(lines) - tail :],
    ]


def tables(output: str, titles: Sequence[str]) -> str:
    """The tables of these titles out of an output; the first line stays."""
    lines = output.splitlines()
    kept, keeping = lines[:1], False
    for line in lines[1:]:
        if line and line[0] not in "┏┃┡│└":
            keeping = line.strip() in titles
        if keeping:
            kept.append(line)
    return "\n".join(kept)
