"""No message repeats a citizen number, wherever on the command line it was typed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

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


def start(
    *words: str, preexec: Callable[[], None] | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, as a shell starts it."""
    return subprocess.run(
        [sys.executable, "-c", "from zhaoren.cli import main; main()", *words],
        env={**os.environ, **environment},
        preexec_fn=preexec,
        capture_output=True,
        check=False,
        timeout=120,
    )
