"""What docs/lifecycle.md says before the story is true: its states and its commands."""

from __future__ import annotations

import re
from typing import Any

import typer.main

from tests.story.book import PREFACE
from zhaoren.cli import app
from zhaoren.ledger.lifecycle import TITLES

GROUPS = ("review", "notice", "fund", "batch", "grant", "recovery", "keys", "ledger")
BESIDE = {"ledger erase", "keys list", "fund write", "notice write"}
"""Not a step of the lifecycle."""


def test_every_state_stands_in_the_table_under_its_chinese_name() -> None:
    rows = re.findall(r"^\| (\w+) \| ([^|]+) \|", PREFACE.read_text("utf-8"), re.MULTILINE)
    told = {state: title for state, title in rows if state in {one.value for one in TITLES}}
    assert told == {state.value: title for state, title in TITLES.items()}


def test_every_command_of_the_lifecycle_stands_in_the_table_and_exists() -> None:
    table = PREFACE.read_text("utf-8").split("## Who does what")[1].split("## One quarter")[0]
    told = {" ".join(one.split()[:2]) for one in re.findall(r"`(\w+ [^`]+)`", table)}
    root: Any = typer.main.get_command(app)
    there = {
        f"{group} {name}" for group in GROUPS for name in root.commands[group].loaded().commands
    }
    assert there - BESIDE <= told, f"not told: {there - BESIDE - told}"
    assert {one for one in told if one.split()[0] in GROUPS} - {"review …"} <= there
