"""The command line: words, help, exit codes."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from zhaoren import cli
from zhaoren.content import FOLDERS, find_content
from zhaoren.faults import describe

DEFERRED = get_command(cli.app).commands  # type: ignore[attr-defined]
COMMANDS = sorted(DEFERRED)
RUN = ["run", "--city", "zibo"]


def run_main(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["zhaoren", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_the_commands() -> None:
    of_staff = {
        "review",
        "notice",
        "fund",
        "keys",
        "batch",
        "grant",
        "recovery",
        "ledger",
        "status",
    }
    of_machines = {"check", "gc", "policies", "readings", "run", "sample", "serve", "test"}
    of_auditors = {"diff", "explain", "near", "verify", "simulate"}
    of_comfort = {"config", "doctor", "version"}
    assert of_staff | of_machines | of_auditors | of_comfort == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_shows_every_command(command: str) -> None:
    assert f"\nzhaoren {command}" in (find_content().root / "README.md").read_text("utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_an_example(command: str) -> None:
    found = CliRunner().invoke(cli.app, [command, "--help"])
    assert found.exit_code == 0
    assert f"Example: zhaoren {command}" in " ".join(found.output.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_listed_with_the_first_sentence_of_its_help(command: str) -> None:
    said = DEFERRED[command].loaded().help.partition("\n\n")[0]
    assert DEFERRED[command].get_short_help_str(1000) == " ".join(said.split())


def test_help_and_version_import_nothing_heavy() -> None:
    program = (
        "import sys; from zhaoren.cli import app; app(sys.argv[1:], standalone_mode=False);"
        "sys.stderr.write(' '.join(name.partition('.')[0] for name in sys.modules))"
    )
    heavy = {"duckdb", "great_expectations", "numpy", "pandas", "prefect", "pyarrow",
             "ruamel", "sqlalchemy", "sqlglot"}  # fmt: skip
    for words in (["--help"], ["version"]):
        command = [sys.executable, "-c", program, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout
        assert not heavy & set(done.stderr.split())


@pytest.mark.parametrize(
    "words",
    [
        [*RUN],
        [*RUN, "--out", "out"],
        ["run", "--city", "all", "--out", "out", "--snapshot", "ab"],
        [*RUN, "--inbox", "/nowhere", "--out", "out"],
        [*RUN, "--inbox", ".", "--out", "out", "--as-of", "yesterday"],
        [*RUN, "--inbox", ".", "--out", "out", "--as-of", "0001-01-01"],
        [*RUN, "--inbox", ".", "--out", "out", "--as-of", "9999-12-31"],
        [*RUN, "--inbox", ".", "--out", "who?"],
        ["status", "--city", "zibo", "--out", "who?"],
        [*RUN, "--inbox", ".", "--out", "out", "--threads", "0"],
        ["fly"],
        ["run", "--fly"],
    ],
)
def test_wrong_words_end_with_2(monkeypatch: pytest.MonkeyPatch, words: list[str]) -> None:
    assert run_main(monkeypatch, *words) == 2


def test_a_folder_that_is_no_project_ends_with_2(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_main(monkeypatch, "check", "--project", str(tmp_path)) == 2
    assert "lacks the folder(s)" in capsys.readouterr().err


def test_a_locked_workspace_ends_with_4(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (tmp_path / "lock").open("w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        words = [*RUN, "--inbox", str(tmp_path), "--out", str(tmp_path)]
        assert run_main(monkeypatch, *words) == 4
    assert "in use" in capsys.readouterr().err


def test_rules_that_do_not_stand_end_with_3(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in FOLDERS:
        shutil.copytree(find_content().root / name, tmp_path / name)
    banks = tmp_path / "rules" / "zibo" / "banks.yaml"
    banks.write_text(banks.read_text(encoding="utf-8") + '  "999": {name: 某}\n', encoding="utf-8")
    assert run_main(monkeypatch, "check", "--project", str(tmp_path)) == 3
    assert "zibo/banks.yaml:" in capsys.readouterr().err


def test_an_unexpected_error_ends_with_1_and_shows_no_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_name: str) -> None:
        raise ValueError("37030319800101001X")

    monkeypatch.setattr("zhaoren.cli.version.code_version", lambda: fail("x"))
    assert run_main(monkeypatch, "version") == 1
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert "3703" not in said
    assert said.count("\n") == 1


def test_an_error_is_described_by_kind_and_place() -> None:
    try:
        int("37030319800101001Y")
    except ValueError as error:
        said = describe(error)
    assert "builtins.ValueError at test_commands.py" in said
    assert "3703" not in said


def test_the_rules_stand_and_say_what_they_should(capsys: pytest.CaptureFixture[str]) -> None:
    runner = CliRunner()
    assert runner.invoke(cli.app, ["check"]).exit_code == 0
    assert runner.invoke(cli.app, ["test", "--city", "zibo"]).exit_code == 0
