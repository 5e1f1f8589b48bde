"""The active policies of each city."""

from __future__ import annotations

from . import (
    awards,
    graduates,
    headcounts,
    newcomers,
    organisations,
    startups,
    talent,
    technicians,
    titles,
)
from .candidate import Policy

POLICIES: dict[str, tuple[Policy, ...]] = {
    "zibo": (
        *technicians.ZIBO,
        *newcomers.ZIBO,
        *talent.ZIBO,
        *graduates.ZIBO,
        *organisations.ZIBO,
    ),
    "liaocheng": (
        *technicians.LIAOCHENG,
        *awards.LIAOCHENG,
        *graduates.LIAOCHENG,
        *headcounts.LIAOCHENG,
        *organisations.LIAOCHENG,
        *startups.LIAOCHENG,
    ),
    "rizhao": (
        *technicians.RIZHAO,
        *awards.RIZHAO,
        *talent.RIZHAO,
        *titles.RIZHAO,
        *headcounts.RIZHAO,
        *organisations.RIZHAO,
    ),
}
