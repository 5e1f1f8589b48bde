"""Where a command prints: streams that take every sign, and what holds when nobody reads them.

A command does its work to the end, whatever becomes of what it prints. Who
reads no more (`zhaoren … | head -1`) has seen enough: the rest is not printed,
and the exit code is that of the work. What could not be kept (`zhaoren … >
file` on a full disk) is told at the end as an error, for somebody wanted it.
"""

from __future__ import annotations

import codecs
import errno
import os
import sys
from io import BufferedWriter, FileIO, TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

from zhaoren.errors import ZhaorenError
from zhaoren.faults import FULL
from zhaoren.signs import visible

_ESCAPE = "\x1b"
_STANDS = (
    "The command did its work to the end, and what it recorded or wrote stands; only its answer is "
    "not there. It can be typed again with the output elsewhere."
)


def open_streams() -> None:
    """Let stdout and stderr take every sign, and end well whoever reads them."""
    sys.stdout, sys.stderr = _opened(sys.stdout), _opened(sys.stderr)


def print_rest() -> None:
    """Print what still waits to be printed.

    Raises:
        ZhaorenError: stdout could not hold all that was printed.
    """
    sys.stdout.flush()
    output = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    if isinstance(output, _Output) and output.fault is not None:
        raise _lost(output.fault)


def _opened(stream: TextIO | None) -> TextIO:
    """A stream for the one that the process began with: a closed one swallows."""
    if stream is None:
        return Path(os.devnull).open("w", encoding="utf-8")
    if not isinstance(stream, TextIOWrapper):
        return stream
    ascii_only = codecs.lookup(stream.encoding).name == "ascii"
    encoding = "utf-8" if ascii_only else stream.encoding
    if stream not in (sys.__stdout__, sys.__stderr__):
        stream.reconfigure(encoding=encoding, errors="backslashreplace")
        return stream
    line_buffering, out = stream.line_buffering, stream.detach().fileno()
    return Shown(
        BufferedWriter(_Output(out, "wb", closefd=False)),
        encoding=encoding,
        errors="backslashreplace",
        line_buffering=line_buffering,
    )


class Shown(TextIOWrapper):
    """A stream that shows unseen signs of names, but for the escapes that colour a terminal."""

    def write(self, text: str, /) -> int:
        """Write a text; how many characters were given."""
        super().write(_ESCAPE.join(map(visible, text.split(_ESCAPE))))
        return len(text)


class _Output(FileIO):
    """The bytes of a stream on their way out; after a fault nothing more is tried."""

    over = False
    fault: OSError | None = None

    def write(self, content: Any, /) -> int:  # any buffer of bytes
        """Write what can be written; what cannot be is swallowed, and the fault kept."""
        try:
            return len(content) if self.over else super().write(content)
        except BrokenPipeError:
            self.over = True
        except OSError as error:
            self.over, self.fault = True, error
        return len(content)


def _lost(fault: OSError) -> ZhaorenError:
    if fault.errno in FULL:
        return ZhaorenError(
            "What this command printed could not be kept: the disk that it goes to is full (or a "
            f"quota or limit on file sizes was reached). {_STANDS}"
        )
    name = errno.errorcode.get(fault.errno or 0, "?")
    return ZhaorenError(f"What this command printed could not be written ({name}). {_STANDS}")
