"""Whether the cases of a policy notice that it was altered."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from zhaoren.cases import run_cases
from zhaoren.content import Content
from zhaoren.contracts import Contracts
from zhaoren.rules import LoadedPolicy, Ruleset


def noticed(content: Content, contracts: Contracts, rules: Ruleset, mutant: LoadedPolicy) -> bool:
    """Whether a case of the policy comes out otherwise, or the SQL does not stand."""
    policies = tuple(mutant if one.id == mutant.id else one for one in rules.policies)
    try:
        results = run_cases(content, contracts, replace(rules, policies=policies), mutant.id)
    except (duckdb.Error, KeyError):
        return True
    return any(result.fault for result in results)
