"""What if: a published night once more under other rules, beside what it said."""

from zhaoren.simulating.changes import Change, parse_change, parse_changes
from zhaoren.simulating.curves import Curve, Range, parse_range
from zhaoren.simulating.scenario import Scenario, Simulation, parse_budgets
from zhaoren.simulating.simulate import simulate

__all__ = [
    "Change",
    "Curve",
    "Range",
    "Scenario",
    "Simulation",
    "parse_budgets",
    "parse_change",
    "parse_changes",
    "parse_range",
    "simulate",
]
