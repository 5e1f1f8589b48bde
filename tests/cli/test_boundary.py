"""What a command says where it was typed wrongly, or where nobody can read it.

No message repeats a citizen number, wherever on the command line it was typed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from tests.cli.typed import type_in

NUMBER = "37030319910110063X"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "words",
    [
        f"explain --out nowhere {NUMBER}",
        f"near --out nowhere --run {NUMBER}",
        f"near --out nowhere --within {NUMBER}",
        f"{NUMBER}",
    ],
)
def test_a_number_in_the_wrong_place_is_not_repeated(
    words: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = type_in(monkeypatch, "--lang", lang, *words.split())
    assert answer.code == 2
    assert NUMBER not in answer.out + answer.err


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk"])
def test_a_terminal_of_another_encoding_stops_no_command(encoding: str) -> None:
    done = start("--lang", "zh", "near", "-h", PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_closed_stdout_stops_no_command() -> None:
    done = start("config", preexec=lambda: os.close(1))
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_answer_that_a_full_disk_cannot_keep_is_told_in_a_sentence() -> None:
    with Path("/dev/full").open("wb") as full:
        done = start("version", stdout=full)
        both = start("version", stdout=full, stderr=full)
    assert (done.returncode, both.returncode) == (1, 1)
    assert done.stderr.decode().startswith("What this command printed could not be kept: the disk ")
    assert done.stderr.count(b"\n") == 1


def test_who_reads_no_more_is_no_fault() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = start("version", stdout=writer)
    wrong = start("fly", stdout=writer, stderr=writer)
    os.close(writer)
    assert (done.returncode, done.stderr, wrong.returncode) == (0, b"", 2)


def start(
    *words: str,
    preexec: Callable[[], None] | None = None,
    stdout: IO[bytes] | int = subprocess.PIPE,
    stderr: IO[bytes] | int = subprocess.PIPE,
    **environment: str,
) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, as a shell starts it."""
    return subprocess.run(
        [sys.executable, "-c", "from zhaoren.cli import main; main()", *words],
        env={**os.environ, **environment},
        preexec_fn=preexec,
        stdout=stdout,
        stderr=stderr,
        check=False,
        timeout=120,
    )
