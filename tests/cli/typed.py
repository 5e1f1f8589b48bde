"""Commands as they are typed, in this process."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass

import pytest

from zhaoren import cli
from zhaoren.messages import Language, speak


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


def type_in(
    monkeypatch: pytest.MonkeyPatch, *words: str, environment: Mapping[str, str] | None = None
) -> Answer:
    """Type a command where nothing of a language or of settings is in the environment."""
    for name in ("ZHAOREN_LANG", "ZHAOREN_CONFIG", "ZHAOREN_LEDGER", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    for name, value in (environment or {}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["zhaoren", *words])
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        cli.main()
    speak(Language.en)  # the next test begins as a process does
    return Answer(int(ended.value.code or 0), out.getvalue(), err.getvalue())
