"""Faults of the machine and of this program, told without anybody's data.

Text of an engine's or the system's own errors may hold values of rows, so it
is never shown: only what kind of fault it was and where in the code. Every
command imports this module, so it imports the engine where one is at work.
"""

from __future__ import annotations

import errno
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zhaoren.errors import ZhaorenError

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""Numbers of the errors that say that no more can be written."""
_FULL_SAID = ("no space left", "quota exceeded", "file too large", "max_temp_directory_size")


@contextmanager
def plain_fault(out: Path) -> Iterator[None]:
    """Turn a full disk and too little memory into an error that says what to do.

    Raises:
        ZhaorenError: for those two; every other error passes unchanged.
    """
    import duckdb  # takes long # noqa: PLC0415

    try:
        yield
    except (OSError, duckdb.Error) as error:
        plain = _full(error, out) or _memory(error)
        if plain is None:
            raise
    else:
        return
    raise plain


def is_full_disk(error: BaseException) -> bool:
    """Whether an error says that a disk or a quota is full."""
    import duckdb  # takes long # noqa: PLC0415

    said = str(error).lower()
    return (isinstance(error, OSError) and error.errno in FULL) or (
        isinstance(error, OSError | duckdb.Error) and any(part in said for part in _FULL_SAID)
    )


def _full(error: Exception, out: Path) -> ZhaorenError | None:
    if not is_full_disk(error):
        return None
    return ZhaorenError(
        f"The disk that holds {out} is full (or a quota or limit on file sizes was reached). "
        "Nothing was published; make room, for instance by deleting the folder cache in it, "
        "and run again."
    )


def _memory(error: Exception) -> ZhaorenError | None:
    import duckdb  # takes long # noqa: PLC0415

    if not isinstance(error, duckdb.OutOfMemoryException):
        return None
    return ZhaorenError(
        "The run needs more memory than its limit allows. Nothing was published; run again "
        "with a larger --memory, or with fewer --threads."
    )


def describe(error: BaseException) -> str:
    """An unexpected error in one paragraph: its kind and where it rose, no values."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames[-6:]]
    return (
        f"This program failed unexpectedly ({type(error).__module__}.{type(error).__qualname__} "
        f"at {' < '.join(reversed(places))}). Nothing was published; please report this line. "
        "It is a fault of the program, not of your data or of what you typed."
    )


def paragraph(error: BaseException) -> str:
    """What a person reads of an error, whatever it is."""
    return str(error) if isinstance(error, ZhaorenError) else describe(error)
