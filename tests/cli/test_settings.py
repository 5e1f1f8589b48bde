"""zhaoren.toml: defaults of options, what comes before them, and what is wrong, by its line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.typed import type_in
from zhaoren.cli.commands import COMMANDS
from zhaoren.cli.frame import begin
from zhaoren.cli.on_demand import Deferred

NUMBER = "37030319910110063X"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A working folder below one with settings."""
    below = tmp_path / "office" / "desk"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    yield tmp_path / "office"
    empty = tmp_path / "empty.toml"
    empty.touch()
    begin(["--config", str(empty)])  # the next test begins without settings


def write(folder: Path, *lines: str) -> Path:
    path = folder / "zhaoren.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_an_option_that_is_not_typed_is_taken_from_the_file_above(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, 'city = "zibo"', 'out = "workspace"')
    said = type_in(monkeypatch, "ledger", "head")
    assert said.code == 5
    assert f"There is no ledger at {folder / 'workspace' / 'ledger.db'}" in said.err


def test_what_is_typed_and_the_environment_come_before_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, 'city = "zibo"', 'out = "workspace"', 'ledger = "sqlite:////of/the/file.db"')
    assert "/of/the/file.db" in type_in(monkeypatch, "ledger", "head").err
    other = {"ZHAOREN_LEDGER": "sqlite:////of/the/variable.db"}
    assert "/of/the/variable.db" in type_in(monkeypatch, "ledger", "head", environment=other).err
    typed = ["ledger", "head", "--ledger", "sqlite:////typed.db"]
    assert "/typed.db" in type_in(monkeypatch, *typed, environment=other).err


def test_a_command_has_settings_of_its_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, 'out = "a"', "[command.ledger.head]", 'out = "b"', 'city = "zibo"')
    assert f"{folder / 'b' / 'ledger.db'}" in type_in(monkeypatch, "ledger", "head").err


def test_a_city_of_the_file_never_narrows_what_is_checked(folder: Path) -> None:
    write(folder, 'city = "zibo"', 'out = "out"')
    begin([])
    for words in (["status"], ["ledger", "head"], ["ledger", "verify"], ["policies"], ["test"]):
        command: Any = Deferred(words[0], COMMANDS[words[0]]).loaded()
        command = command.commands[words[1]] if words[1:] else command
        city = command.make_context(" ".join(words), []).params["city"]
        assert city == (None if words[-1] in ("verify", "policies", "test") else "zibo")


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (['city = "zibo"', "", 'town = "x"'], ", line 3: there is no setting town"),
        (['city = "zibo"', "out = out"], ", line 2: this is not TOML"),
        (["threads = 'two'"], ", line 1: threads is a whole number"),
        (["", "[run]", "out = 'x'"], ", line 2: there is no setting run"),
        (["lang = 'fr'"], ', line 1: lang is "zh" or "en"'),
        (["city = 5"], ", line 1: city is text in quotation marks"),
        (
            ["[command.run]", 'inbox = "x"', "", "fly = true"],
            ", line 4: zhaoren run has no option --fly",
        ),
        (
            ["[command.batch.prepare]", "fly = true"],
            ", line 2: zhaoren batch prepare has no option --fly",
        ),
        (["", "[command.runn]", "a = 1"], ", line 2: there is no command runn"),
        (
            ["[command.explain]", f'person = "{NUMBER}"'],
            ", line 2: --person names somebody or a grant",
        ),
        (["[command.near]", 'within = "x"'], ", line 2: this is no value for --within: Input "),
        (["[command.near]", "within = -1"], ", line 2: this is no value for --within: Input "),
        (["[command.near]", "json = 'x'"], ", line 2: this is no value for --json: write true "),
        (["[command.run]", "policy = 'x'"], ", line 2: this is no value for --policy: write a "),
        (["[command.run]", "as-of = true"], ", line 2: this is no value for --as-of: write one "),
        (["[command.run]", "as-of = 'now'"], ", line 2: this is no value for --as-of: Value "),
    ],
)
def test_what_is_wrong_in_the_file_is_named_by_its_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch, lines: list[str], why: str
) -> None:
    path = write(folder, *lines)
    said = type_in(monkeypatch, "config")
    assert said.code == 2
    assert f"{path}{why}" in said.err
    assert NUMBER not in said.err


@pytest.mark.parametrize("option", ["person", "organisation", "certificate", "grant"])
def test_whom_an_explanation_is_about_is_typed_and_never_set(
    folder: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    path = write(folder, "[command.explain]", f'{option} = "{NUMBER}"')
    said = type_in(monkeypatch, "explain", "--out", ".", "--lang", "zh")
    assert (said.code, f"{path} 第 2 行：--{option}" in said.err) == (2, True), said.err


def test_a_wrong_value_is_told_by_its_line_unless_something_else_is_typed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(folder, "[command.near]", "within = 'soon'")
    said = type_in(monkeypatch, "near")
    assert (said.code, f"{path}, line 2: this is no value for --within" in said.err) == (2, True)
    assert "Say which city is meant" in type_in(monkeypatch, "near", "--within", "9").err


def test_a_date_may_be_written_as_toml_has_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, "[command.run]", "as-of = 2026-11-20")
    said = type_in(monkeypatch, "config", "run")
    assert (said.code, said.err, said.out.count("2026-11-20")) == (0, "", 1)


def test_a_settings_file_that_is_named_must_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    said = type_in(monkeypatch, "--config", "/nowhere/x.toml", "version")
    assert (said.code, said.err.startswith("There is no settings file /nowhere/x.toml; ")) == (
        2,
        True,
    )


def test_config_tells_value_source_and_meaning_and_hides_a_password(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(folder, 'city = "zibo"', 'ledger = "postgresql://me:secret@host/db"')
    said = type_in(monkeypatch, "config", "--json", "--lang", "en")
    assert said.code == 0
    assert "secret" not in said.out + said.err
    assert f"{path}, line 2: the ledger's URL holds a password" in said.err
    told = json.loads(said.out)
    shown = {one["name"]: (one["value"], one["source"]) for one in told["settings"]}
    assert told["file"] == str(path)
    assert shown["city"] == ("zibo", f"{path}, line 1")
    assert shown["lang"] == ("en", "flag --lang")
    assert shown["out"] == (None, "default")
    assert all(one["meaning"] for one in told["settings"])


def test_another_file_can_be_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, 'city = "nowhere"')
    other = folder / "other.toml"
    other.write_text('lang = "zh"\n', encoding="utf-8")
    said = type_in(monkeypatch, "--config", str(other), "config")
    assert said.out.startswith(f"设置文件：{other}")
    assert (
        type_in(monkeypatch, "config", environment={"ZHAOREN_CONFIG": str(other)}).out == said.out
    )
    assert type_in(monkeypatch, "--config", "none.toml", "config").code == 2


def test_settings_that_everybody_can_change_are_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, 'city = "zibo"').chmod(0o646)
    said = type_in(monkeypatch, "version")
    assert (said.code, "Everybody can change the settings" in said.err) == (2, True)


def test_a_folder_that_was_deleted_has_no_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert type_in(monkeypatch, "version").code == 0
    monkeypatch.chdir(tmp_path)
