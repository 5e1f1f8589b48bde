"""Files that appear whole and stay: fsync, rename, fsync of the folder."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_file(path: Path) -> None:
    """Make the content of a file durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """Make every file and folder below durable, the innermost first."""
    for parent, _, names in os.walk(folder, topdown=False):
        for name in names:
            sync_file(Path(parent, name))
        sync_folder(Path(parent))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that appears at once: beside, fsync, rename, fsync of the folder.

    Processes that write the same file at once wait for each other, and what a
    killed one left beside it is written over.
    """
    with _alone(path.with_name(f".{path.name}.part")) as beside:
        os.ftruncate(beside.fileno(), 0)
        beside.write(content)
        beside.flush()
        os.fsync(beside.fileno())
        Path(beside.name).replace(path)
        sync_folder(path.parent)


@contextmanager
def _alone(path: Path) -> Iterator[BinaryIO]:
    """A file that no other process writes; it may have been renamed while this one waited."""
    while True:
        with path.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if _is_at(path, file):
                yield file
                return


def _is_at(path: Path, file: BinaryIO) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
