"""What the command says, in the language that was asked for.

English is the source: it stands where a message rises. `zh/*.toml` hold the
Chinese of every template; a test compares them with the source. Texts are
translated once, where they reach a person (`say`), so whatever is raised, kept
or compared stays English.
"""

from __future__ import annotations

from zhaoren.messages.catalogue import Catalogue, load_catalogue
from zhaoren.messages.language import Language, language_of, say, say_piece, speak, spoken

__all__ = [
    "Catalogue",
    "Language",
    "language_of",
    "load_catalogue",
    "say",
    "say_piece",
    "speak",
    "spoken",
]
