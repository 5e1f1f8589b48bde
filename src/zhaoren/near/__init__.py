"""Who lacks one point, and what becomes due: answers from a published run."""

from zhaoren.near.groups import Due, Group, Near, Wanted, near_of
from zhaoren.near.people import people_of

__all__ = ["Due", "Group", "Near", "Wanted", "near_of", "people_of"]
