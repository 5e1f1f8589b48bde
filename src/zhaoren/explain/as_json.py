"""An explanation as JSON values."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date

from zhaoren.explain.model import Explanation


def as_json(found: Explanation) -> str:
    """One line of JSON: the fields of `zhaoren.explain.model`, days as YYYY-MM-DD."""
    return json.dumps(asdict(found), ensure_ascii=False, default=_day)


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")
