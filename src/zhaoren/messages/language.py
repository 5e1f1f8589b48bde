"""Which language is spoken: asked for, of the environment, or of the settings."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from zhaoren.messages.catalogue import Catalogue, load_catalogue

VARIABLE = "ZHAOREN_LANG"
_OF_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


class Language(StrEnum):
    """The languages that the command speaks."""

    zh = "zh"
    en = "en"


def language_of(environment: Mapping[str, str], asked: str | None, set_: str | None) -> Language:
    """The option, ZHAOREN_LANG, the setting of zhaoren.toml, or the locale, in this order.

    Of the locale the first that is set counts, as everywhere: LC_ALL,
    LC_MESSAGES, LANG. What is no language of ours is English.
    """
    locale = next((environment[name] for name in _OF_LOCALE if environment.get(name)), "")
    named = next((one for one in (asked, environment.get(VARIABLE), set_) if one), locale)
    return Language.zh if named.lower().startswith("zh") else Language.en


_spoken = Language.en


def speak(language: Language) -> None:
    """Say everything in this language from here on."""
    global _spoken  # noqa: PLW0603 # one process speaks one language, in all its threads
    _spoken = language


def spoken() -> Language:
    """The language that is spoken."""
    return _spoken


def say(text: str) -> str:
    """An English text of this program in the language that is spoken."""
    return text if _spoken == Language.en else _catalogue(_spoken).translate(text)


def say_piece(text: str) -> str:
    """What stands within a text of this program in the language that is spoken."""
    return text if _spoken == Language.en else _catalogue(_spoken).translate_piece(text)


@cache
def _catalogue(language: Language) -> Catalogue:
    return load_catalogue(language.value)
