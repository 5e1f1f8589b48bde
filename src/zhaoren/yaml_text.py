"""YAML that is read at once, and whose lines are found when somebody asks for them.

libyaml reads six times faster than the reader that knows lines, which is asked only where
there is something to say about a place.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError

Place = Sequence[str | int]  # the way to a value: keys and positions


def values_of(text: str) -> Any:
    """The mappings, lists and scalars of a text; nobody changes them.

    Raises:
        MarkedYAMLError: it is not YAML; a key that stands twice is an error.
    """
    try:
        return _values(text)
    except MarkedYAMLError:
        _tree(text)  # says more plainly what is wrong
        raise


def line_of(text: str, place: Place) -> int:
    """The line, from 1, of the innermost part of `place` that exists."""
    line, node = 1, _tree(text)
    for part in place:
        if isinstance(node, CommentedMap) and part in node:
            line = node.lc.key(part)[0] + 1
        elif isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
            line = node.lc.item(part)[0] + 1
        else:
            break
        node = node[part]
    return int(line)


@cache
def _values(text: str) -> Any:
    return YAML(typ="safe").load(text)


@cache
def _tree(text: str) -> Any:
    return YAML(typ="rt").load(text)
