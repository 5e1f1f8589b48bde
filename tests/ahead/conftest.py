"""What the pipeline says of the towns, once for all tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ..reference.evaluator import World
from ..reference.harness import night_with_facts
from ..reference.worlds import seeded_world
from .town import Town, liaocheng, rizhao, zibo


@dataclass
class Told:
    """A world, the workspace with its run, and what the run's tables say of it."""

    world: World
    out: Path
    near: list[dict[str, Any]]
    upcoming: list[dict[str, Any]]
    who: dict[str, str]

    def days(self, kind: str, policy: str, name: str = "") -> list[date]:
        """The days of somebody (or of all) under a policy."""
        return [
            row["on_date"]
            for row in self.upcoming
            if (row["kind"], row["policy_id"]) == (kind, policy)
            and (not name or row["person_id"] == self.who[name])
        ]

    def lacks(self, policy: str, name: str) -> dict[str, Any]:
        """The near miss of somebody."""
        whose = [row for row in self.near if row["person_id"] == self.who[name]]
        (found,) = (row for row in whose if row["policy_id"] == policy)
        return found


def tell(world: World, folder: Path, who: dict[str, str], *, publish: bool = False) -> Told:
    """Decide on the world; `publish` the run, for those who ask it by command."""
    with night_with_facts(world, folder) as night:
        night.decide()
        near, upcoming = (
            night.db.sql(f"from output.{table} order by all").to_arrow_table().to_pylist()
            for table in ("near", "upcoming")
        )
        if publish:
            night.write()
            night.publish()
    return Told(world, folder / "out", near, upcoming, who)


@pytest.fixture(scope="session")
def towns(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    return {town.city: _told(town, tmp_path_factory) for town in (zibo(), liaocheng(), rizhao())}


@pytest.fixture(scope="session")
def random_town(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return tell(seeded_world(0, 60, "zibo"), tmp_path_factory.mktemp("random"), {})


def _told(town: Town, folders: pytest.TempPathFactory) -> Told:
    folder = folders.mktemp(town.city)
    return tell(town.world, folder, town.who, publish=town.city == "zibo")
