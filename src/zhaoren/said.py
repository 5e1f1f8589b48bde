"""Values that are the same where they say the same, so that work on them is done once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True)
class Said(Generic[Value]):
    """A value to remember results by: equal to another where `by` is."""

    value: Value = field(compare=False)
    by: str
