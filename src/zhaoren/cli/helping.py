"""Help as it is printed: in the language that is spoken, examples fit to be copied."""

from __future__ import annotations

import re
from collections.abc import Sequence

from typer._click.formatting import HelpFormatter  # Typer shows no other way to it

from zhaoren.cli.wrapping import broken_command, width_of, wrapped
from zhaoren.messages import say

EXAMPLE = "Example: "
_LEAST = 20  # columns for what an option means
_EXTRA = re.compile(r"^(?P<help>.*?)(?:  )?(?P<extra>\[[^\[\]]*\])$", re.DOTALL)


class HelpPage(HelpFormatter):
    """One page of help, wrapped by columns rather than characters."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how the command is called."""
        super().write_usage(prog, args, say("Usage: ") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        self.write(" " * self.current_indent + say(f"{heading}:") + "\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs; an example stays a command that can be copied."""
        blocks = [" ".join(block.split()) for block in text.split("\n\n")]
        indent = " " * self.current_indent
        width = self.width - self.current_indent
        written = []
        for block in blocks:
            if block.startswith(EXAMPLE):
                lines = broken_command(say(EXAMPLE) + block.removeprefix(EXAMPLE), width, "    ")
            else:
                lines = wrapped(say(block), width)
            written.append("\n".join(indent + line for line in lines))
        self.write("\n\n".join(written) + "\n")

    def write_dl(
        self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write options or commands, each with what it means beside or below it."""
        widest = min(max((width_of(first) for first, _ in rows), default=0), col_max)
        column = widest + col_spacing
        width = max(self.width - self.current_indent - column, _LEAST)
        for first, second in rows:
            lines = _lines(second, width)
            if width_of(first) > widest:
                self._line(first)
            else:
                self._line(first + " " * (column - width_of(first)) + lines.pop(0))
            for line in lines:
                self._line(" " * column + line)

    def _line(self, text: str) -> None:
        self.write(" " * self.current_indent + text.rstrip() + "\n")


def _lines(meaning: str, width: int) -> list[str]:
    """What an option means, and in brackets what its default is or that it is required."""
    found = _EXTRA.match(meaning)
    if found is None:
        return wrapped(say(" ".join(meaning.split())), width)
    lines = wrapped(say(" ".join(found["help"].split())), width)
    extra = f"[{'; '.join(say(one) for one in found['extra'][1:-1].split('; '))}]"
    if width_of(lines[-1]) + 2 + width_of(extra) <= width:
        return [*lines[:-1], f"{lines[-1]}  {extra}".strip()]
    return [*lines, *wrapped(extra, width)]
