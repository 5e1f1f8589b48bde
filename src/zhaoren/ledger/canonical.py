"""Canonical JSON (RFC 8785), as it is hashed and kept.

Python's own encoder writes the same bytes for what ledgers hold (text, whole
numbers, ASCII names) at many times the speed; everything else is left to the
reference implementation.
"""

from __future__ import annotations

import json
from typing import Any

import rfc8785

from zhaoren.errors import LedgerError

_LARGEST = 2**53 - 1  # beyond it JSON's numbers are not exact
_encode = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=True,
    separators=(",", ":"),
).encode  # fmt: skip


def canonical(value: Any) -> bytes:
    """The canonical JSON of a value, in UTF-8.

    Raises:
        LedgerError: it has none (a lone surrogate, a number that is not exact); the text of
            the error holds nothing of the value.
    """
    try:
        return _encode(value).encode() if _is_plain(value) else rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError):
        pass
    raise LedgerError(
        "Something that was to be recorded cannot be written as canonical JSON: text with half a "
        "character (a lone surrogate), or a number that is not whole and exact. Nothing was "
        "recorded; look for such a value in the newest export or in what you typed."
    )


def _is_plain(value: Any) -> bool:
    """Whether Python's encoder writes it canonically: exact types, ASCII names."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return abs(int(value)) <= _LARGEST
    if kind is list or kind is tuple:
        return all(type(one) is str or _is_plain(one) for one in value)
    return kind is dict and all(
        type(name) is str and name.isascii() and (type(one) is str or _is_plain(one))
        for name, one in value.items()
    )
