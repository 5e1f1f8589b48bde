"""Where a verdict's evidence comes from: what was asked, and the input rows that were read."""

from zhaoren.lineage.asked import tell_rules
from zhaoren.lineage.rows import show_sources

__all__ = ["show_sources", "tell_rules"]
