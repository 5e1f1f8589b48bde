"""Signs that nobody sees and that alter how others read: shown where people read.

A name may hold U+202E (from there on text runs to the left, so 2500.00 reads
00.0052), a sign of no width, or a control. What is matched, kept and paid
keeps them; a terminal, letter, list or report shows each as its number.
"""

from __future__ import annotations

import re
from typing import Any

_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls but for tabulators and ends of lines
    "\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    r"""The text with `\u202e` for the sign of that number, in units of UTF-16 as in JSON.

    A text of another class than `str` (of a template, say) stays of its class.
    """
    if text.isprintable() or _UNSEEN.search(text) is None:
        return text
    return type(text)(_UNSEEN.sub(_written, text))


def legible(value: Any) -> Any:
    """`visible` for what a template prints, which may be no text."""
    return visible(value) if isinstance(value, str) else value


def _written(found: re.Match[str]) -> str:
    units = memoryview(found.group().encode("utf-16-le")).cast("H")
    return "".join(f"\\u{unit:04x}" for unit in units)
