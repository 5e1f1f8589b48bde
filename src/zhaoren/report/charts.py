"""Bar charts as inline SVG, drawn by Vega-Lite.

All charts of a report are one drawing, and one call of vl-convert: starting it
costs 0.4 s of a processor, which `prepare` spends beside other steps, a call
0.03 s. The drawing is then cut into its charts. What stands on a chart is put
in afterwards: measuring Chinese text costs 2 ms a label and would let the bytes
depend on the machine's fonts. Colours come from the style sheet, by class.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any
from unicodedata import east_asian_width
from xml.etree import ElementTree

from zhaoren.report.wording import Both

WIDTH, ROW, THICK = 320, 36, 10
_TEXT_UNITS = 34  # half-width characters beside the number, at 12 px
_SVG = "{http://www.w3.org/2000/svg}"
_PARTS = 4


@dataclass(frozen=True)
class Bar:
    """One bar: what it is, its parts from the left, and the number beside it."""

    label: Both
    parts: Sequence[int]
    said: Both


@dataclass(frozen=True)
class Chart:
    """Bars over one scale. `kind` names the colours of their (at most four) parts."""

    name: str
    kind: str
    bars: Sequence[Bar]


def prepare() -> None:
    """Start the drawing engine ahead, beside steps that wait for the disk or the database."""
    _drawn(_drawing([]))


def draw(charts: Sequence[Chart]) -> dict[str, str]:
    """Name → SVG, to stand in a page that holds the element `<name>-said`."""
    rows = [(chart, place, bar) for chart in charts for place, bar in enumerate(chart.bars)]
    if not rows:
        return {}
    pieces: dict[str, list[str]] = {chart.name: [] for chart in charts}
    for (chart, place, bar), *parts in zip(rows, *_layers(_drawn(_drawing(rows))), strict=True):
        said = _text("label", 0, place, Both(_cut(bar.label.zh), _cut(bar.label.en)))
        pieces[chart.name] += [*_paths(parts), said, _text("number", WIDTH, place, bar.said)]
    return {chart.name: _svg(chart, pieces[chart.name]) for chart in charts if chart.bars}


def _drawing(rows: Sequence[tuple[Chart, int, Bar]]) -> dict[str, Any]:
    """The Vega-Lite specification; every layer has one mark a bar, in the order of `rows`."""
    tall = ROW * max((place + 1 for _, place, _ in rows), default=1)
    x = {"type": "quantitative", "axis": None, "scale": {"domain": [0, 1]}}
    y = {"type": "quantitative", "axis": None, "scale": {"domain": [0, tall], "range": [0, tall]}}
    layers = [
        {
            "name": f"part{number}",
            "mark": {"type": "rect", "aria": False},
            "encoding": {
                "x": {"field": f"edge{number}", **x},
                "x2": {"field": f"edge{number + 1}"},
                "y": {"field": "top", **y},
                "y2": {"field": "bottom"},
            },
        }
        for number in range(_PARTS)
    ]
    return {
        "data": {"values": [_row(chart, place, bar) for chart, place, bar in rows]},
        "width": WIDTH,
        "height": tall,
        "padding": 0,
        "autosize": {"type": "none"},
        "background": None,
        "config": {"view": {"stroke": None}},
        "layer": layers,
    }


def _row(chart: Chart, place: int, bar: Bar) -> dict[str, float]:
    """The edges of a bar's parts, as shares of the chart's longest bar; its height in pixels."""
    most = max(sum(other.parts) for other in chart.bars) or 1
    edges = {f"edge{n}": round(sum(bar.parts[:n]) / most, 4) for n in range(_PARTS + 1)}
    top = place * ROW + ROW - THICK - 8
    return {"top": top, "bottom": top + THICK, **edges}


def _drawn(drawing: dict[str, Any]) -> str:
    return _converted(json.dumps(drawing, sort_keys=True))


@cache
def _converted(drawing: str) -> str:
    import vl_convert  # noqa: PLC0415 # loads a JavaScript engine

    return str(vl_convert.vegalite_to_svg(drawing, vl_version="5.21"))


def _layers(svg: str) -> Iterator[list[ElementTree.Element]]:
    """The marks of each layer, one a bar, in the order of the drawing."""
    tree = ElementTree.fromstring(svg)  # noqa: S314 # drawn by ourselves just now
    groups = {item.get("class", "").rpartition(" ")[2]: item for item in tree.iter(f"{_SVG}g")}
    for number in range(_PARTS):
        yield list(groups[f"part{number}_marks"])


def _paths(parts: Sequence[ElementTree.Element]) -> Iterator[str]:
    for number, part in enumerate(parts):
        if "h0v" not in (shape := part.get("d", "")):
            yield f'<path class="part{number}" d="{escape(shape)}"/>'


def _text(name: str, x: int, place: int, said: Both) -> str:
    text = escape(said.zh)
    if said.zh != said.en:
        text = (
            f'<tspan class="zh" lang="zh-CN">{text}</tspan>'
            f'<tspan class="en" lang="en">{escape(said.en)}</tspan>'
        )
    return f'<text class="{name}" lang="zh-CN" x="{x}" y="{place * ROW + 12}">{text}</text>'


def _svg(chart: Chart, pieces: Sequence[str]) -> str:
    height = ROW * len(chart.bars)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'class="chart {chart.kind}" role="img" aria-labelledby="{chart.name}-said">'
        f"{''.join(pieces)}</svg>"
    )


def _cut(text: str) -> str:
    """The text as far as it fits beside a number."""
    wide = 0
    for place, character in enumerate(text):
        wide += 2 if east_asian_width(character) in "WF" else 1
        if wide > _TEXT_UNITS:
            return f"{text[: place - 1]}…"
    return text
