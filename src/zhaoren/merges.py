"""Numbers that changed: the number under which a person is known today."""

from __future__ import annotations

from collections.abc import Mapping


def current_numbers(
    merged_into: Mapping[str, str],
) -> tuple[dict[str, tuple[str, int]], set[str]]:
    """Follow `merged_into` (number → the number that replaced it) to its end.

    Returns:
        number → (current number, merges between them) for every number that
        was replaced; and the numbers that merge in a circle or lead into
        one, which keep their own number since no current one can be named.
    """
    current: dict[str, tuple[str, int]] = {}
    circular: set[str] = set()
    for start in merged_into:
        path, number = [start], merged_into[start]
        seen = {start}
        while number in merged_into and number not in seen and number not in circular:
            if number in current:
                break
            path.append(number)
            seen.add(number)
            number = merged_into[number]
        if number in seen or number in circular:
            circular.update(path)
            continue
        end, steps = current.get(number, (number, 0))
        for back, passed in enumerate(reversed(path), start=1):
            current[passed] = (end, steps + back)
    return current, circular
