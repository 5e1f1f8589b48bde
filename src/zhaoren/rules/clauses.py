"""Whether a quoted clause stands in its source document, in the article named."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from zhaoren.rules.model import Document

_PAGE_NUMBER = re.compile(r"^\s*—\s*\d+\s*—\s*$", re.MULTILINE)


def squeezed(text: str) -> str:
    """The text as clauses are compared: NFKC, no page-number lines, no white space."""
    return "".join(unicodedata.normalize("NFKC", _PAGE_NUMBER.sub("", text)).split())


class Clauses:
    """The source documents under `rules/documents`, by article."""

    def __init__(self, rules: Path, documents: Mapping[str, Document]) -> None:
        self._documents = documents
        self._texts = {
            name: squeezed(path.read_text(encoding="utf-8")) if path.is_file() else ""
            for name in documents
            for path in [rules / "documents" / f"{name}.txt"]
        }

    def fault(self, document: str, article: str, clause: str) -> str:
        """Why the clause does not stand there; empty if it does."""
        if not self._texts.get(document):
            return f"there is no document {document} in rules/documents"
        text = self._article(document, article)
        if text is None:
            return f"document {document} has no article {article!r} (documents.yaml lists them)"
        if squeezed(clause) not in text:
            return f"the clause does not stand in {article} of {document}; quote it verbatim"
        return ""

    def _article(self, document: str, article: str) -> str | None:
        """The squeezed text of an article: from its first words to the next one's."""
        text, start, found = self._texts[document], 0, None
        for name, words in self._documents[document].articles.items():
            place = text.find(squeezed(words), start)
            if place < 0:
                return None
            if found is not None:
                return text[found:place]
            start = place
            if name == article:
                found = place
        return None if found is None else text[found:]
