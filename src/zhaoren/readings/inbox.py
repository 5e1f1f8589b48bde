"""Pricing every reading of a city over the exports in an inbox, or over a published run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from zhaoren.again import Means, lay_out, once_more
from zhaoren.aside import folder_aside
from zhaoren.content import Content
from zhaoren.engine import MEMORY_LIMIT, connect
from zhaoren.nightly import Night, NightOptions
from zhaoren.readings.price import Price, Pricing, Reading, readings_of
from zhaoren.runs import Run
from zhaoren.workspace import make_private


@dataclass(frozen=True)
class PricedReading:
    """A reading with the price of each alternative; `place` names document and article."""

    reading: Reading
    place: str
    prices: Mapping[str, Price]


def price_readings(
    content: Content, city: str, inbox: Path, as_of: date, threads: int | None = None
) -> list[PricedReading]:
    """Every reading of the city's policies in force, over facts made from `inbox`.

    Nothing is published: the workspace is a folder of its own, gone afterwards.

    Raises:
        ZhaorenError: the inputs or the rules do not stand.
    """
    with folder_aside() as folder:
        project = content.root
        night = Night(NightOptions(city, inbox, folder, as_of, project=project))
        make_private(night.workspace.spill)
        night.snapshot()
        with connect(
            night.workspace.spill, memory_limit=MEMORY_LIMIT, threads=threads or 2
        ) as night.db:
            night.read()
            night.facts()
            return _priced(night)


def price_run(run: Run, means: Means) -> list[PricedReading]:
    """Every reading of the policies that a published run decided, over its inputs and ledger.

    Raises:
        ZhaorenError: its inputs or its ledger are not there any more.
    """
    with folder_aside() as folder:
        lay_out(run, folder)
        with once_more(run, folder, means) as night:
            return _priced(night, frozenset(run.manifest["policies"]))


def _priced(night: Night, chosen: frozenset[str] | None = None) -> list[PricedReading]:
    """The readings of the policies in force, of all or of those chosen."""
    as_of, ruleset = night.options.as_of, night.begun.ruleset
    in_force = [one for one in ruleset.policies if one.policy.in_force <= as_of]
    pricing = Pricing(night.db, night.begun.content, night.begun.contracts, in_force)
    deciding = {one.id: one for one in in_force if chosen is None or one.id in chosen}
    return [
        PricedReading(
            reading,
            deciding[reading.policy_id].place(reading.grounds, ruleset.documents),
            {
                what: pricing.price(reading, other)
                for what, other in reading.grounds.otherwise.items()
            },
        )
        for reading in readings_of(ruleset)
        if reading.policy_id in deciding
    ]
