"""The input rows that a verdict rests on: which of them speak of its candidate."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhaoren.explain.model import Record, Said
from zhaoren.explain.tables import Labels, Row, Tables, places, said

_PERSONS = ("person_id", "person_name", "account_name")
_ABOUT_EMPLOYERS = "employers"
_UNMATCHED = {"person_id", "period"}  # may be merged away; is told as a day, too
_MONTH = 7  # signs of YYYY-MM


@dataclass(frozen=True)
class Candidate:
    """What tells a candidate's rows from others: its people, and the parts of its key.

    `benefits`: the ids under which the payments export knows what it would get.
    """

    people: frozenset[str]
    organisations: frozenset[str]
    parts: Mapping[str, str]
    benefits: frozenset[str]


class Records:
    """The rows of those concerned; `place` counts them as they are first used, from 1."""

    def __init__(
        self,
        tables: Tables,
        subject: Iterable[str],
        concerned: Iterable[str],
        benefits: Mapping[str, str],
    ) -> None:
        self.own, self.benefits = frozenset(subject), benefits
        wanted = sorted({*self.own, *concerned})
        self.rows = tables.rows(
            "sources",
            f"subject_id in ({places(wanted)})",
            wanted,
            order="source, file, row, subject_id",
        )
        self.says: list[dict[str, Any]] = [json.loads(row["says"]) for row in self.rows]
        self.labels: Mapping[str, Any] = tables.labels("sources").get("says", {}).get("within", {})
        self.used: dict[tuple[str, str, int], Record] = {}

    def place_of(
        self, sources: Sequence[str], candidate: Candidate, evidence: Mapping[str, Any]
    ) -> tuple[int, ...]:
        """The places of the rows of these sources that speak of the candidate's evidence."""
        found = [
            (row, says)
            for row, says in zip(self.rows, self.says, strict=True)
            if row["source"] in sources and self._speaks_of(row, says, candidate, evidence)
        ]
        chosen = _named_in(found, evidence)
        return tuple(sorted({self._place(row, says) for row, says in chosen}))

    def titles(self, sources: Iterable[str]) -> tuple[str, ...]:
        """What sources are called."""
        return tuple(str(self.labels.get(name, {}).get("title") or name) for name in sources)

    def all_own(self) -> None:
        """Use every row of the subject, for one about whom nothing was decided."""
        for row, says in zip(self.rows, self.says, strict=True):
            if row["subject_id"] in self.own:
                self._place(row, says)

    def _speaks_of(
        self, row: Row, says: Mapping[str, Any], one: Candidate, evidence: Mapping[str, Any]
    ) -> bool:
        if row["source"] == _ABOUT_EMPLOYERS:
            named = set(evidence.values()) & one.organisations
            return row["subject_id"] in (named or one.organisations)
        if row["subject_id"] not in one.people | self.own:
            return False
        if says.get("person_id") is not None and row["subject_id"] not in one.people:
            return False  # stands there for the organisation, and speaks of a person
        if "benefit" in says and says["benefit"] not in one.benefits:
            return False
        period = one.parts.get("period", "")
        if period and "period" in says and says["period"][:_MONTH] != period[:_MONTH]:
            return False
        return all(
            str(says[name]) == value
            for name, value in one.parts.items()
            if name in says and name not in _UNMATCHED and value
        )

    def _place(self, row: Row, says: Mapping[str, Any]) -> int:
        key = (row["source"], row["file"], row["row"])
        if key not in self.used:
            self.used[key] = self._record(len(self.used) + 1, row, says)
        return self.used[key].place

    def _record(self, place: int, row: Row, says: Mapping[str, Any]) -> Record:
        source = self.labels.get(row["source"], {})
        columns: Labels = source.get("columns", {})
        if says.get("benefit") in self.benefits:
            says = {**says, "benefit": self.benefits[says["benefit"]]}
        told: tuple[Said, ...] = tuple(said(name, value, columns) for name, value in says.items())
        older = row["number"] if row["number"] != row["subject_id"] else None
        others = row["subject_id"] not in self.own or (
            says.get("person_id") not in (None, *self.own, row["number"])
        )
        return Record(
            place=place,
            source=row["source"],
            title=str(source.get("title") or row["source"]),
            file=row["file"],
            row=row["row"],
            number=older,
            of_others=others and any(name in says for name in _PERSONS),
            says=told,
        )


def _named_in(
    found: Sequence[tuple[Row, Mapping[str, Any]]], evidence: Mapping[str, Any]
) -> list[tuple[Row, Mapping[str, Any]]]:
    """Of rows with a number of their own (contract_no …) only those that the evidence names."""
    chosen = []
    for row, says in found:
        numbers = [name for name in evidence if name.endswith("_no") and name in says]
        rivals = [other for one, other in found if one["source"] == row["source"]]
        named = [name for name in numbers if any(o.get(name) == evidence[name] for o in rivals)]
        if all(says[name] == evidence[name] for name in named):
            chosen.append((row, says))
    return chosen
