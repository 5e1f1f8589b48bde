"""A folder aside from any workspace, in which a published night is computed once more.

It holds people's data, so it goes with the process that made it: what a killed
process left is removed by the next one, by the next night and by `zhaoren gc`.
A folder that is in use is locked; a kill takes the lock away and leaves the
folder.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir, mkdtemp

PREFIX = "zhaoren-aside-"
_UNLOCKED = "zhaoren-empty-"


@contextmanager
def folder_aside() -> Iterator[Path]:
    """A folder for this user alone, among the system's temporary files; gone afterwards."""
    remove_abandoned()
    made = Path(mkdtemp(prefix=_UNLOCKED))
    with _opened(made) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        folder = made.rename(made.with_name(f"{PREFIX}{made.name.removeprefix(_UNLOCKED)}"))
        try:
            yield folder
        finally:
            shutil.rmtree(folder)


def remove_abandoned() -> None:
    """Remove this user's folders aside that no process holds any more."""
    for path in Path(gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # in use, another one's, or gone meanwhile
            _remove(path)


def _remove(path: Path) -> None:
    with _opened(path) as descriptor:
        if os.fstat(descriptor).st_uid == os.geteuid():
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(path)


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
