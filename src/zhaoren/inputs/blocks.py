"""Records of a text file on their way to the engine."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Malformed:
    """A record of the wrong width: its line and its fields."""

    line: int
    fields: tuple[str, ...]


@dataclass
class Block:
    """Records and the line on which each starts (the header's line is 1 or more)."""

    data: bytes
    lines: npt.NDArray[np.int64]
    malformed: list[Malformed] = field(default_factory=list)
    separator: str = SEPARATOR
