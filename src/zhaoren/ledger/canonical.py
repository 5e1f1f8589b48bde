"""Canonical JSON (RFC 8785), as it is hashed and kept.

orjson writes the same bytes for what ledgers hold (text, whole numbers, ASCII
names) at many times the speed; everything else is left to the reference
implementation.
"""

from __future__ import annotations

from types import NoneType
from typing import Any

import orjson
import rfc8785

from zhaoren.errors import LedgerError

_PLAIN = frozenset({str, int, bool, NoneType})
_AS_IT_IS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER  # beyond 2^53 a number is not exact


def canonical(value: Any) -> bytes:
    """The canonical JSON of a value, in UTF-8.

    Raises:
        LedgerError: it has none (a lone surrogate, a number that is not exact); the text of
            the error holds nothing of the value.
    """
    try:
        return orjson.dumps(value, option=_AS_IT_IS) if _is_plain(value) else rfc8785.dumps(value)
    except (orjson.JSONEncodeError, rfc8785.CanonicalizationError, UnicodeError, RecursionError):
        pass
    raise LedgerError(
        "Something that was to be recorded cannot be written as canonical JSON: text with half a "
        "character (a lone surrogate), or a number that is not whole and exact. Nothing was "
        "recorded; look for such a value in the newest export or in what you typed."
    )


def _is_plain(value: Any) -> bool:
    """Whether orjson writes it canonically: exact types, ASCII names."""
    kind = type(value)
    if kind is dict:
        if not ({*map(type, value)} <= {str} and "".join(value).isascii()):
            return False
        value = value.values()
    elif kind is not list and kind is not tuple:
        return kind in _PLAIN
    return _PLAIN.issuperset(map(type, value)) or all(
        _is_plain(one) for one in value if type(one) not in _PLAIN
    )
