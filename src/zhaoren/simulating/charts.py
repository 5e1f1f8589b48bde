"""A cost curve as a picture: money above, people below, over the same range."""

from __future__ import annotations

from typing import Any

from zhaoren.simulating.curves import Curve
from zhaoren.simulating.tables import UNITS

_WIDTH, _HEIGHT = 620, 150
_INK, _MONEY, _PEOPLE, _GRID = "#1f2933", "#1b5e8c", "#a4541b", "#dde3ea"
_TEN_THOUSAND_YUAN = 1_000_000  # fen


def curve_svg(curve: Curve) -> str:
    """The chart as SVG, with everything in it; nothing is fetched."""
    import vl_convert  # takes long # noqa: PLC0415

    svg: str = vl_convert.vegalite_to_svg(curve_spec(curve))
    return svg


def curve_spec(curve: Curve) -> dict[str, Any]:
    """The chart as a Vega-Lite specification; axes take the same room whatever the font."""
    values = [
        {
            "figure": float(one.figure),
            "money": one.due.amount_fen / _TEN_THOUSAND_YUAN,
            "people": one.due.beneficiaries,
        }
        for one in curve.points
    ]
    figure = f"{curve.place}（{UNITS[curve.unit]}）"
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": values},
        "spacing": 12,
        "vconcat": [
            _panel(curve, "money", "应发（万元）", _MONEY, figure_title=None),
            _panel(curve, "people", "对象（个）", _PEOPLE, figure_title=figure),
        ],
        "config": {
            "background": None,
            "view": {"stroke": None},
            "font": "sans-serif",
            "axis": {
                "labelColor": _INK,
                "titleColor": _INK,
                "gridColor": _GRID,
                "titleFontWeight": "normal",
            },
            "axisY": {"minExtent": 60, "maxExtent": 60, "domain": False, "ticks": False},
            "axisX": {"minExtent": 34, "maxExtent": 34},
        },
    }


def _panel(
    curve: Curve, field: str, title: str, colour: str, *, figure_title: str | None
) -> dict[str, Any]:
    x = {
        "field": "figure",
        "type": "quantitative",
        "title": figure_title,
        "scale": {"zero": False, "nice": False},
        "axis": {"grid": False, "labels": figure_title is not None, "tickCount": 8},
    }
    y = {
        "field": field,
        "type": "quantitative",
        "title": title,
        "scale": {"zero": False},
        "axis": {"tickCount": 5},
    }
    line = {"type": "line", "color": colour, "point": {"filled": True, "color": colour, "size": 36}}
    layers: list[dict[str, Any]] = [{"mark": line, "encoding": {"x": x, "y": y}}]
    figures = [one.figure for one in curve.points]
    if curve.now is not None and figures[0] <= curve.now <= figures[-1]:
        rule = {"type": "rule", "strokeDash": [4, 4], "color": _INK, "opacity": 0.6}
        now = {"values": [{"figure": float(curve.now)}]}
        layers.append({"data": now, "mark": rule, "encoding": {"x": {**x}}})
    return {"width": _WIDTH, "height": _HEIGHT, "layer": layers}
