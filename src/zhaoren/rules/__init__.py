"""Rules as data: policies, what they say, whether they stand, and their SQL."""

from zhaoren.rules.check import check_rules
from zhaoren.rules.load import LoadedPolicy, Ruleset, city_ids, load_rules
from zhaoren.rules.yaml import Problem

__all__ = [
    "LoadedPolicy",
    "Problem",
    "Ruleset",
    "check_rules",
    "city_ids",
    "load_rules",
]
