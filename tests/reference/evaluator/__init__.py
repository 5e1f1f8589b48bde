"""A plain evaluator of the shared facts and of every active measure of three cities.

Simple loops over rows; each function quotes the sentence of the specification
(2-policies where nothing else is said) that it carries out. Slow and clear.
"""

from __future__ import annotations

from .decide import Verdicts, evaluate
from .world import Quarantined, Row, World

__all__ = ["Quarantined", "Row", "Verdicts", "World", "evaluate"]
