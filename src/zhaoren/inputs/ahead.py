"""One step of work done ahead, in a thread: decoding goes on while the engine parses."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterator[T]) -> Iterator[T]:
    """The items in their order; the next is made while the caller uses one.

    An error in making an item is raised where the item would have come.
    """
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(_next_of, items)
        while (item := coming.result()) is not None:
            coming = pool.submit(_next_of, items)
            yield item[0]


def _next_of(items: Iterator[T]) -> tuple[T] | None:
    for item in items:
        return (item,)
    return None
