"""Every command's help has an example, and each is taken by its command word for word."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.cli.examples import commands, examples

COMMANDS = dict(commands())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which what examples name is there."""
    monkeypatch.chdir(tmp_path)
    for name in ("exports", "out", "rules", "transforms", "flows", "data_contracts", "sample_data"):
        (tmp_path / name).mkdir()
    for name in ("returned.txt", "R0001-初审名单-张店.xlsx"):
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.parametrize("words", sorted(COMMANDS))
def test_every_command_has_an_example_of_itself(words: str) -> None:
    found = examples(COMMANDS[words])
    assert found
    assert all(f"{one} ".startswith(f"{words} ") for one in found)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("words", sorted(COMMANDS))
def test_an_example_is_taken_word_for_word(words: str) -> None:
    for example in examples(COMMANDS[words]):
        typed = shlex.split(example)
        named = next(name for name in (" ".join(typed[:2]), typed[0]) if name in COMMANDS)
        context = COMMANDS[named].make_context("zhaoren", typed[len(named.split()) :])
        assert context.command is COMMANDS[named]
