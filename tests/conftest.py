"""What all tests share: Hypothesis leaves nothing behind and draws the same on every machine."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("zhaoren", database=None, deadline=None, derandomize=True)
settings.load_profile("zhaoren")
