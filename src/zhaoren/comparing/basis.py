"""What two runs rest on, and in what that differs: the only possible reasons of any difference.

A run depends on nothing but its identity (manifest.json), so a cause that no
difference here allows is none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_SHARED = ("rules/criteria.yaml", "rules/{city}/city.yaml")
_NOT_OF_VERDICTS = ("cases.yaml", "catalogue.yaml", "banks.yaml", ".txt", "risks.yaml")


@dataclass(frozen=True)
class Basis:
    """The differences between two manifests.

    `days`: the dates of decision, where they differ. `inputs`: source → names
    of files that are new, gone or have another content. `rules`, `other`:
    files of rules, and of transforms and contracts, that differ. `code`: parts
    of the program or its engines that differ. `ledger`: whether the runs rest
    on other heads of the ledger. `choice`: whether other policies were asked
    for, or other sources waived.
    """

    city: str
    days: tuple[str, str] | None
    inputs: Mapping[str, Sequence[str]]
    rules: Sequence[str]
    other: Sequence[str]
    code: Sequence[str]
    ledger: bool
    choice: bool

    def rules_of(self, policy_id: str) -> list[str]:
        """The files of rules that differ and may move a verdict of the policy."""
        own = f"rules/{policy_id}/policy.yaml"
        shared = {name.format(city=self.city) for name in _SHARED}
        return [name for name in self.rules if name == own or name in shared]

    @property
    def kinds(self) -> list[str]:
        """Every kind of cause that the runs allow, in the order in which they are thought of."""
        there = {
            "data": bool(self.inputs),
            "rules": any(not name.endswith(_NOT_OF_VERDICTS) for name in self.rules),
            "date": self.days is not None,
            "ledger": self.ledger,
            "code": bool(self.code or self.other),
            "choice": self.choice,
        }
        return [kind for kind, differs in there.items() if differs]


def basis_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> Basis:
    """In what two manifests differ."""
    content = sorted(_differing(before["content"], after["content"]))
    days = (before["as_of"], after["as_of"])
    asked = [(run["policies"], run["waived"]) for run in (before, after)]
    return Basis(
        city=after["city"],
        days=days if days[0] != days[1] else None,
        inputs=_inputs(before["inputs"], after["inputs"]),
        rules=[name for name in content if name.startswith("rules/")],
        other=[name for name in content if not name.startswith("rules/")],
        code=sorted(_differing(before["code"], after["code"])),
        ledger=before["ledger_head"] != after["ledger_head"],
        choice=asked[0] != asked[1],
    )


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def _inputs(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> dict[str, list[str]]:
    """Source → files that are not the same in both."""
    sides = [
        {(one["source"], one["name"], one["sha256"], one["total_line"]) for one in run}
        for run in (before, after)
    ]
    found: dict[str, set[str]] = {}
    for source, name, *_ in sides[0] ^ sides[1]:
        found.setdefault(source, set()).add(name)
    return {source: sorted(found[source]) for source in sorted(found)}
