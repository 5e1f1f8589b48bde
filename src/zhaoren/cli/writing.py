"""Where a command may write what it is asked to write: looked at before the work, private after."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from zhaoren.errors import UsageError
from zhaoren.faults import plain_fault
from zhaoren.manifest import NAME
from zhaoren.workspace import private_files

_OWN = 0o600


def may_write(*paths: Path | None) -> None:
    """See that files can be written there, before the work for them begins.

    Raises:
        UsageError: the folder is missing or closed, something that is no file
            stands there, or it lies in a published run, which never changes.
    """
    for path in paths:
        if path is None:
            continue
        try:
            _look_at(path)
        except OSError:
            raise _closed(path) from None


def _look_at(path: Path) -> None:
    if not path.parent.is_dir():
        raise UsageError(f"There is no folder {path.parent} to write {path.name} into; make it.")
    if path.exists() and not path.is_file():
        raise UsageError(f"{path} is no file that could be written over; name another.")
    if any((folder / NAME).is_file() for folder in path.resolve().parents):
        raise UsageError(
            f"{path} lies in a published run, which never changes; name another place."
        )
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise _closed(path)


@contextmanager
def written_to(path: Path) -> Iterator[Path]:
    """Where a file is written meanwhile: for the owner alone, also if one stood there.

    Raises:
        UsageError: as `may_write`, or the file cannot be written.
        ZhaorenError: the disk is full.
    """
    may_write(path)
    try:
        with plain_fault(path.parent), private_files():
            if path.exists():
                path.chmod(_OWN)
            yield path
    except OSError:
        raise _closed(path) from None


def _closed(path: Path) -> UsageError:
    return UsageError(f"{path} cannot be written; name another place, or have it opened to you.")
