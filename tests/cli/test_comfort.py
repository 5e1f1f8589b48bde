"""Help that fits a terminal, what the shell completes, and how long a night will still take."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from tests.cli.examples import commands
from tests.cli.typed import type_in
from zhaoren import cli
from zhaoren.cli.pace import Pace, WholePace, keep_pace, last_pace, said_of
from zhaoren.cli.wrapping import broken_command, width_of, wrapped
from zhaoren.content import find_content
from zhaoren.messages import Language, speak

COMMANDS = dict(commands())
WIDTH = 80


@pytest.mark.parametrize("language", Language)
def test_no_line_of_any_help_is_wider_than_a_terminal(
    language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(WIDTH))
    speak(language)
    try:
        for words, command in COMMANDS.items():
            with command.make_context(f"zhaoren {words}", [], resilient_parsing=True) as context:
                lines = command.get_help(context).splitlines()
            assert [line for line in lines if width_of(line) > WIDTH] == [], words
    finally:
        speak(Language.en)


def test_an_example_that_is_broken_is_still_one_command() -> None:
    command = "zhaoren batch prepare --city zibo --out out --by 王会计 --key ~/keys/wang.pem"
    lines = broken_command(command, 40, "    ")
    assert all(width_of(line) <= 40 for line in lines)
    assert shlex.split("\n".join(lines).replace("\\\n", " ")) == shlex.split(command)


def test_chinese_lines_break_between_characters_and_never_before_a_mark() -> None:
    lines = wrapped("由数据找出符合政策的人，按规则逐项认定（见 rules）。", 12)
    assert "".join(lines).replace(" ", "") == "由数据找出符合政策的人，按规则逐项认定（见rules）。"
    assert all(width_of(line) <= 12 for line in lines)
    assert not [line for line in lines if line[0] in "，。）" or line[-1] == "（"]


@pytest.mark.parametrize("width", [1, 7, 40])
def test_words_are_never_lost_however_narrow_it_is(width: int) -> None:
    text = "A paragraph of words, and /a/path/that/is/longer/than/any/line."
    assert " ".join(wrapped(text, width)).split() == text.split()


def complete(monkeypatch: pytest.MonkeyPatch, line: str) -> list[str]:
    words = line.split(" ")
    environment = {
        "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1), "_ZHAOREN_COMPLETE": "complete_bash",
    }  # fmt: skip
    return type_in(monkeypatch, environment=environment).out.split()


def test_the_shell_completes_cities_policies_sources_and_runs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("zibo/2026-10-20-aaaa", "zibo/2026-11-20-bbbb", "rizhao/2026-11-20-cccc"):
        (tmp_path / "out" / "runs" / name).mkdir(parents=True)
    assert complete(monkeypatch, "zhaoren run --city z") == ["zibo"]
    found = complete(monkeypatch, "zhaoren run --city zibo --policy zibo/technician-")
    assert found == ["zibo/technician-2021", "zibo/technician-2022"]
    assert complete(monkeypatch, "zhaoren run --without pers") == ["persons"]
    runs = complete(monkeypatch, "zhaoren run --city zibo --snapshot ")
    assert runs == ["2026-11-20-bbbb", "2026-10-20-aaaa"]
    assert complete(monkeypatch, "zhaoren ledger ver") == ["verify"]


def test_who_asks_for_completions_without_words_is_told_how(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for more in ({}, {"COMP_WORDS": "zhaoren "}, {"COMP_WORDS": "zhaoren ", "COMP_CWORD": "x"}):
        said = type_in(monkeypatch, environment={"_ZHAOREN_COMPLETE": "complete_bash", **more})
        assert (said.code, "is for the shell" in said.err) == (2, True)


def test_commands_are_completed_without_being_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = list(get_command(cli.app).commands)  # type: ignore[attr-defined]
    assert complete(monkeypatch, "zhaoren ") == listed


def test_every_city_of_the_rules_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = find_content().rules
    assert complete(monkeypatch, "zhaoren status --city ") == sorted(
        path.parent.name for path in rules.glob("*/city.yaml")
    )


def test_a_first_night_does_not_know_how_long_it_takes(tmp_path: Path) -> None:
    pace = last_pace(tmp_path, "zibo")
    pace.started("read", 100.0)
    assert (pace.whole, pace.remaining(105.0)) == (None, None)


def test_the_time_that_remains_is_that_of_the_last_night(tmp_path: Path) -> None:
    keep_pace(tmp_path, "zibo", {"snapshot": 2.0, "read": 10.0, "decide": 8.0})
    pace = last_pace(tmp_path, "zibo")
    pace.started("snapshot", 0.0)
    pace.ended("snapshot")
    pace.started("read", 2.0)
    assert (pace.passed(2.0), pace.remaining(2.0)) == (2.0, 18.0)
    assert pace.remaining(7.0) == 13.0
    assert pace.remaining(60.0) == 8.0  # it takes longer than the last time: the rest is to come
    pace.advanced(0.5)
    assert (pace.passed(22.0), pace.remaining(22.0)) == (7.0, 28.0)  # by its own pace


def test_several_steps_can_be_told_as_one() -> None:
    pace = WholePace({"simulate": 20.0})
    for step, now in (("read", 100.0), ("facts", 103.0), ("decide", 106.0)):
        pace.started(step, now)
        pace.ended(step)
    assert (pace.passed(110.0), pace.remaining(110.0), pace.remaining(150.0)) == (10.0, 10.0, 0.0)
    unknown = WholePace({})
    unknown.started("read", 1.0)
    assert unknown.remaining(2.0) is None


def test_a_damaged_record_of_seconds_is_no_hindrance(tmp_path: Path) -> None:
    keep_pace(tmp_path, "zibo", {})
    (path,) = (tmp_path / "cache" / "seconds").iterdir()
    for content in ("", "[]", "{", '{"read": "x"}'):
        path.write_text(content, encoding="utf-8")
        assert last_pace(tmp_path, "zibo") == Pace({})


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.4, "0:00"), (59.6, "1:00"), (750, "12:30"), (3723, "1:02:03")]
)
def test_seconds_are_told_as_a_clock_shows_them(seconds: float, said: str) -> None:
    assert said_of(seconds) == said


def test_no_arguments_show_the_help() -> None:
    assert "Usage: " in CliRunner().invoke(cli.app, []).output
