"""Which random worlds a test looks at: a few in every test run, all of them in the long ones."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

import pytest
from _pytest.mark import ParameterSet

Place = tuple[str, int]
"""A city, and the seed of a world in it."""


def places(
    chosen: Mapping[str, Sequence[int]], further: Sequence[int], short: Container[Place]
) -> list[ParameterSet]:
    """City and seed of each world, as a test's parameters; all but the `short` ones are long."""
    every = [(city, seed) for city, seeds in chosen.items() for seed in (*seeds, *further)]
    return [
        pytest.param(place, id=f"{place[0]}-{place[1]}", marks=marks)
        for place in every
        for marks in [() if place in short else pytest.mark.long]
    ]
