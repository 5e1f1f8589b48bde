"""report.html: the run at a glance, one file, readable offline, nobody's data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from zhaoren.contracts import Contracts
from zhaoren.money import yuan
from zhaoren.payments.bankfile import MARK
from zhaoren.payments.documents import reason_label
from zhaoren.publish.figures import OUTCOMES, Figures
from zhaoren.publish.parquet import Stamp


@dataclass(frozen=True)
class Surroundings:
    """What a reader of the figures must know beside them."""

    city_title: str
    not_in_force: Sequence[str]
    waived: Sequence[str]


def write_report(
    path: Path, figures: Figures, stamp: Stamp, contracts: Contracts, around: Surroundings
) -> None:
    """Write the report of a run."""
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    page.filters["yuan"] = yuan
    page.filters["reason"] = reason_label
    template = files("zhaoren.publish").joinpath("report.html.j2").read_text(encoding="utf-8")
    text = page.from_string(template).render(
        figures=figures,
        stamp=stamp,
        around=around,
        outcomes=outcome_titles(contracts),
        sources={name: contract.title for name, contract in contracts.inputs.items()},
        mark=MARK,
    )
    path.write_text(text, encoding="utf-8")


def outcome_titles(contracts: Contracts) -> Mapping[str, str]:
    """Outcome → its Chinese label, in the order in which people want them."""
    codes = contracts.outputs["decisions"].column("outcome").codes
    labels = {value: raw for raw, value in codes.items() if not raw.isascii()}
    return {name: labels.get(name, name) for name in OUTCOMES}
