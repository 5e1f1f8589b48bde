"""Who is who among the staff: names as they are typed with --by."""

from __future__ import annotations

import unicodedata


def same_person(one: str, other: str | None) -> bool:
    """Whether two names of staff are the same, however they were typed; None is nobody."""
    return other is not None and _typed(one) == _typed(other)


def _typed(name: str) -> str:
    """NFKC, without case, white space and signs that nobody sees."""
    seen = (sign for sign in name if unicodedata.category(sign) != "Cf")
    return "".join(unicodedata.normalize("NFKC", "".join(seen)).split()).casefold()
