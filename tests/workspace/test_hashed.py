"""A file of the workspace is read again where it may have changed, and only there."""

import os
from pathlib import Path

import pytest

from zhaoren.durable import sha256_of
from zhaoren.hashed import NAME, Hashed

HOUR = 3_600_000_000_000  # nanoseconds


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that was noted, long before the note was written."""
    path = tmp_path / "copy"
    path.write_bytes(b"1234")
    note(tmp_path, path, "as noted")
    return path


def note(folder: Path, path: Path, sha256: str, later: int = HOUR) -> None:
    hashed = Hashed(folder)
    hashed.note(path, sha256)
    hashed.keep()
    time = path.stat().st_ctime_ns + later
    os.utime(folder / NAME, ns=(time, time))


def test_a_file_that_is_as_it_was_is_not_read(file: Path) -> None:
    assert Hashed(file.parent).of(file) == "as noted"


def test_a_file_of_the_same_size_and_time_that_was_written_since_is_read(file: Path) -> None:
    stat = file.stat()
    while file.stat().st_ctime_ns == stat.st_ctime_ns:
        file.write_bytes(b"4321")
        os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert Hashed(file.parent).of(file) == sha256_of(file)


def test_so_is_another_file_under_its_name(file: Path, tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"4321")
    (tmp_path / "other").replace(file)
    assert Hashed(file.parent).of(file) == sha256_of(file)


def test_so_is_one_that_was_written_while_the_note_was(file: Path) -> None:
    note(file.parent, file, "as noted", later=0)
    assert Hashed(file.parent).of(file) == sha256_of(file)


def test_what_was_read_is_noted(file: Path) -> None:
    file.write_bytes(b"other")
    hashed = Hashed(file.parent)
    hashed.of(file)
    hashed.keep()
    assert sha256_of(file) in (file.parent / NAME).read_text()


@pytest.mark.parametrize("damaged", ["", "[]", '{"copy": 1}', '{"copy": ["x", "y"]}'])
def test_without_a_sound_note_everything_is_read(file: Path, damaged: str) -> None:
    (file.parent / NAME).write_text(damaged)
    assert Hashed(file.parent).of(file) == sha256_of(file)


def test_files_that_are_gone_are_forgotten(file: Path, tmp_path: Path) -> None:
    (tmp_path / "new").write_bytes(b"new")
    file.unlink()
    note(tmp_path, tmp_path / "new", "new")
    assert "copy" not in (tmp_path / NAME).read_text()
