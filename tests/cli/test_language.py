"""Which language is spoken, and that help, usage and errors all are in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.typed import type_in
from zhaoren.cli.boundary import readable
from zhaoren.errors import InputError
from zhaoren.messages import Language, language_of, speak


@pytest.mark.parametrize(
    ("environment", "asked", "set_", "spoken"),
    [
        ({}, None, None, "en"),
        ({"LANG": "zh_CN.UTF-8"}, None, None, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, None, None, "en"),
        ({"LANG": "C", "LC_MESSAGES": "zh_CN.UTF-8"}, None, None, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": ""}, None, None, "zh"),
        ({"LANG": "zh_CN.UTF-8"}, None, "en", "en"),
        ({"ZHAOREN_LANG": "zh"}, None, "en", "zh"),
        ({"ZHAOREN_LANG": "zh"}, "en", "zh", "en"),
        ({"LANG": "de_DE.UTF-8"}, None, None, "en"),
    ],
)
def test_what_is_typed_comes_before_the_variable_the_settings_and_the_locale(
    environment: dict[str, str], asked: str | None, set_: str | None, spoken: str
) -> None:
    assert language_of(environment, asked, set_) == Language(spoken)


@pytest.mark.parametrize("words", [("--lang", "zh", "gc"), ("gc", "--lang=zh")])
def test_the_language_may_stand_before_and_behind_the_command(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    said = type_in(monkeypatch, *words, "--help")
    assert said.code == 0
    assert said.out.startswith("用法：")
    assert "示例：zhaoren gc --out out --dry-run" in said.out
    assert "[必填]" in said.out


def test_wrong_words_are_answered_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    said = type_in(monkeypatch, "gc", environment={"ZHAOREN_LANG": "zh"})
    assert said.code == 2
    assert "缺少选项 '--out'" in said.err
    assert type_in(monkeypatch, "gc").err.endswith("Error: Missing option '--out'.\n")


def test_an_error_is_told_in_chinese_with_the_same_exit_code(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    words = ["ledger", "head", "--city", "zibo", "--out", str(tmp_path)]
    english, chinese = type_in(monkeypatch, *words), type_in(monkeypatch, *words, "--lang", "zh")
    assert english.code == chinese.code == 5
    assert english.err.startswith("There is no ledger at ")
    assert chinese.err.startswith(f"{tmp_path}")
    assert "处没有账本" in chinese.err


def test_an_error_in_an_export_names_its_place_in_chinese() -> None:
    error = InputError("The file is empty (0 bytes).", next_step="Export it again.", file="a.csv",
                       row=7, column="level")  # fmt: skip
    speak(Language.zh)
    said = readable(error)
    speak(Language.en)
    assert said == "文件 a.csv，第 7 行，列 level：文件是空的（0 字节）。请重新导出。"


def test_a_wrong_command_is_answered_with_those_that_look_like_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = type_in(monkeypatch, "verfy")
    assert (said.code, "There is no command verfy. Did you mean verify" in said.err) == (2, True)
