"""One person, several numbers (1-inputs, `persons.merged_into`)."""

from __future__ import annotations

from collections.abc import Iterable

from .world import Row


class Merging:
    """Which number each person is known under.

    "a person whose number changed is known under the new one everywhere";
    "a cycle of merges makes in_service unknown for all in it".
    """

    def __init__(self, persons: Iterable[Row]) -> None:
        self._next = {row["person_id"]: row["merged_into"] for row in persons if row["merged_into"]}

    def path(self, person_id: str) -> list[str]:
        """The numbers from this one to the newest, or once round to a repeat."""
        numbers = [person_id]
        while numbers[-1] in self._next:
            following = self._next[numbers[-1]]
            if following in numbers:
                break
            numbers.append(following)
        return numbers

    def in_cycle(self, person_id: str) -> bool:
        """Whether the merges from this number come round, or lead to others that do."""
        return self.path(person_id)[-1] in self._next

    def known_as(self, person_id: str) -> str:
        """The number after merging; those in a cycle keep their own (nobody knows the newest)."""
        return person_id if self.in_cycle(person_id) else self.path(person_id)[-1]

    def steps(self, person_id: str) -> int:
        """How many changes lie between this number and the one it is known under."""
        return self.path(person_id).index(self.known_as(person_id))

    def standing(self, rows: Iterable[Row]) -> dict[str, Row]:
        """The one row per person that stands, by number after merging.

        "where only one row per person may stand (persons, accounts), the new
        number's own row wins"; among older numbers the nearest to the new one,
        then the smallest (the specification is silent).
        """
        kept: dict[str, Row] = {}
        for row in sorted(rows, key=lambda row: (self.steps(row["person_id"]), row["person_id"])):
            kept.setdefault(self.known_as(row["person_id"]), row)
        return kept
