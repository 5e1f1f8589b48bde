"""Everything that the command can say has its Chinese, and says the same with the same places."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from typer.main import get_command

import zhaoren
from tests.messages.collecting import Source
from zhaoren import cli
from zhaoren.cli.helping import EXAMPLE
from zhaoren.cli.terminal import STEP_TITLES
from zhaoren.messages import Catalogue, load_catalogue
from zhaoren.messages.catalogue import KINDS, pairs
from zhaoren.settings import SHARED

PACKAGE = Path(zhaoren.__file__).parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")
CODE = re.compile(r"^[\w./:{}-]*$")
"""A single word is a name or a code; a catalogue may have it, and need not."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue("zh")


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    """Every message that can rise, and where."""
    return Source(PACKAGE).messages()


def helps() -> Iterator[tuple[str, str]]:
    """Every paragraph of help, and the command that shows it."""
    todo: list[tuple[str, Any]] = [("zhaoren", get_command(cli.app))]
    while todo:
        words, command = todo.pop()
        if hasattr(command, "loaded"):
            yield command.short_help, words
            command = command.loaded()
        paragraphs = (command.help or "").split("\n\n")
        paragraphs += [getattr(one, "help", None) or "" for one in command.params]
        for text in (" ".join(one.split()) for one in paragraphs):
            if text and not text.startswith(EXAMPLE):
                yield text, words
        below = getattr(command, "commands", {})
        todo += [(f"{words} {name}", one) for name, one in below.items()]


def to_be_added(missing: dict[str, str], file: str) -> str:
    """What to put into a catalogue file, but for the Chinese."""
    blocks = (
        f"# {where}\n[[message]]\nen = {json.dumps(text, ensure_ascii=False)}\nzh = \n"
        for text, where in sorted(missing.items(), key=lambda one: one[1])
    )
    return "\n".join([f"\nadd to src/zhaoren/messages/zh/{file}:\n", *blocks])


def test_every_message_of_the_source_has_its_chinese(
    catalogue: Catalogue, said: dict[str, str]
) -> None:
    told = dict.fromkeys(SHARED.values(), "settings.py")
    told |= dict.fromkeys(STEP_TITLES.values(), "terminal.py")
    told |= said
    needed = {text for text in told if not CODE.match(text.strip()) and not CHINESE.match(text)}
    missing = {text: told[text] for text in needed if text not in catalogue.translations}
    assert not missing, to_be_added(missing, "errors.toml")


def test_every_help_has_its_chinese(catalogue: Catalogue) -> None:
    missing = {text: words for text, words in helps() if text not in catalogue.translations}
    assert not missing, to_be_added(missing, "help.toml")


def test_the_source_is_read_where_messages_rise(said: dict[str, str]) -> None:
    assert "Grant {1} has no conflict." in said  # an f-string in a call
    assert "Nothing was recorded; ask the bank for a correct file." in said  # a constant by name
    assert "another process" in said  # a choice, kept in a name, in an f-string of a function
    assert (
        "Row {1} of the return file for batch {2} {3}. "
        + ("Nothing was recorded; ask the bank for a correct file.")
        in said
    )  # a constant within an f-string


def places(text: str) -> Counter[str]:
    return Counter(name for _, name, *_ in Formatter().parse(text) if name)


def test_a_translation_names_the_same_places(catalogue: Catalogue) -> None:
    for english, chinese in catalogue.translations.items():
        assert set(places(chinese)) <= set(places(english)), english
        assert set(places(english)) - set(places(chinese)) <= {"2"}, english
        assert CHINESE.search(chinese) or not re.search(r"[a-z]{3} [a-z]{3}", english), english


def test_no_message_stands_twice_in_the_catalogue() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (PACKAGE / "messages/zh").glob("*.toml")]
    stand = Counter(one for text in texts for kind in KINDS for one, _ in pairs(text, kind))
    assert [one for one, times in stand.items() if times > 1] == []


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Grant G0000001 has no conflict.", "G0000001 没有金额冲突。"),
        (
            "Grant G0000001 is paid; it is not held.",
            "G0000001 的状态是已发放，并未暂缓。",
        ),
        (
            "The workspace /srv/a b is in use: process 12 holds its lock. Nothing was read or "
            "written; wait until that run has ended, or choose another --out.",
            "工作区 /srv/a b 正被占用：进程 12 持有锁。没有读写任何内容；"
            "请等那次运行结束，或另选 --out。",
        ),
        ("zibo/banks.yaml:3: mend it\n1 faults; mend each at its line.",
         "zibo/banks.yaml:3: mend it\n1 处问题；请在所列各行改正。"),
        ("Nothing that anybody ever wrote.", "Nothing that anybody ever wrote."),
        ("There is no private key at /keys/{a}%s\\1.pem.", "/keys/{a}%s\\1.pem 处没有私钥。"),
    ],
)  # fmt: skip
def test_a_finished_text_is_recognised(catalogue: Catalogue, english: str, chinese: str) -> None:
    assert catalogue.translate(english) == chinese


def test_the_template_with_more_words_is_meant() -> None:
    catalogue = Catalogue({"{1} is lost.": "a {1}", "The file {1} is lost.": "b {1}"}, {})
    assert catalogue.translate("The file x is lost.") == "b x"
    assert catalogue.translate("Batch x is lost.") == "a Batch x"


def test_messages_a_line_each_are_told_a_line_each() -> None:
    catalogue = Catalogue({"{1}:{2}: {3}": "{1}:{2}: {3}"}, {"{1} is not {2}": "{1} 不是 {2}"})
    assert catalogue.translate("a:1: x is not y\nb:2: z is not w") == "a:1: x 不是 y\nb:2: z 不是 w"


def test_a_piece_is_translated_in_its_place_alone() -> None:
    catalogue = Catalogue(
        {"{1} holds {2}": "{2} 归 {1}"}, {"process {1}": "进程 {1}", "none": "无"}
    )
    assert catalogue.translate("process 7 holds none") == "无 归 进程 7"
    assert catalogue.translate("process 7") == "process 7"
    assert catalogue.translate_piece("process 7") == "进程 7"
