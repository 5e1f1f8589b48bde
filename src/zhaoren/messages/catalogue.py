"""Templates and their translations.

A template is a text with numbered places (`{1}`, `{2}` …; braces doubled). A
finished English text is recognised by the template whose words it has; what
stands in its places is carried over, translated in its turn where it is a
message itself.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from string import Formatter

_WORD = re.compile(r"[A-Za-z]{2}")
KINDS = ("message", "piece")

PLACES = 20
"""More places than any template has."""


@dataclass(frozen=True)
class Template:
    """An English text with places, and its translation, which names the same places."""

    english: str
    translated: str

    @cached_property
    def words(self) -> list[str]:
        """The pieces between the places."""
        return [words for words, *_ in Formatter().parse(self.english) if words]

    @property
    def places(self) -> list[str]:
        """The places of the English text, in its order."""
        return [name for _, name, *_ in Formatter().parse(self.english) if name]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What texts that were made from the English template look like."""
        pattern = ""
        for words, name, *_ in Formatter().parse(self.english):
            pattern += re.escape(words) + ("(.*?)" if name else "")
        return re.compile(pattern, re.DOTALL)

    def places_of(self, text: str) -> dict[str, str] | None:
        """What stands in the places of a text; None if it was not made from this template."""
        if not all(words in text for words in self.words):
            return None
        found = self.pattern.fullmatch(text)
        return None if found is None else dict(zip(self.places, found.groups(), strict=True))


class Catalogue:
    """All templates of a language: whole messages, and pieces that stand only in their places."""

    def __init__(self, messages: Mapping[str, str], pieces: Mapping[str, str]) -> None:
        self.translations = {**pieces, **messages}
        self._messages = _Templates(messages)
        self._all = _Templates(self.translations)

    def translate(self, text: str) -> str:
        """A message in the catalogue's language; what the catalogue does not know stays."""
        return self._translate(text, self._messages)

    def translate_piece(self, text: str) -> str:
        """What stands in a place of a message: a piece, or a message itself."""
        return self._translate(text, self._all)

    def _translate(self, text: str, known: _Templates) -> str:
        if (found := known.find(text)) is not None:
            template, places = found
            said = {
                name: self.translate_piece(value) if _WORD.search(value) else value
                for name, value in places.items()
            }
            return template.format(*(said.get(str(number), "") for number in range(PLACES)))
        if "\n" in text:
            return "\n".join(self._translate(line, known) for line in text.split("\n"))
        return text


class _Templates:
    """Templates in the order in which they are tried: those with more words of their own first."""

    def __init__(self, translations: Mapping[str, str]) -> None:
        self._exact = {
            english.format(): said for english, said in translations.items() if "{1}" not in english
        }
        templates = [Template(*pair) for pair in translations.items() if "{1}" in pair[0]]
        self._templates = sorted(
            templates, key=lambda one: (-sum(map(len, one.words)), one.english)
        )

    def find(self, text: str) -> tuple[str, dict[str, str]] | None:
        """The translated template of a text, and what stands in its places."""
        if text in self._exact:
            return self._exact[text], {}
        lines = "\n" in text
        for template in self._templates:
            if lines and "\n" not in template.english:
                continue  # several messages, a line each
            if (places := template.places_of(text)) is not None:
                return template.translated, places
        return None


def load_catalogue(language: str) -> Catalogue:
    """The catalogue of a language; English, the source, has none to look up."""
    folder = Path(__file__).parent / language
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))]
    kinds = (dict(pair for text in texts for pair in pairs(text, kind)) for kind in KINDS)
    return Catalogue(*kinds)


def pairs(text: str, kind: str) -> Iterable[tuple[str, str]]:
    """English and translation of each `[[message]]` or `[[piece]]` in a catalogue file."""
    return ((one["en"], one["zh"]) for one in tomllib.loads(text).get(kind, ()))
