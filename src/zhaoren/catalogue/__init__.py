"""The catalogue of measures as a table: for a terminal, a script and docs/policies.md."""

from zhaoren.catalogue.entries import Entry, entries

__all__ = ["Entry", "entries"]
