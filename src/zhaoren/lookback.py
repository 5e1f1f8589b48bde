"""What the look-back asks of paid grants (4-lifecycle), policy by policy, with the clause.

Which facts may have changed under a grant follows from the criteria that its
policy has; what the SQL needs of that stands in `reference.lookback`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from zhaoren.rules.load import LoadedPolicy, Ruleset
from zhaoren.rules.model import Grounds

ASKED: dict[str, tuple[str, ...]] = {
    "certificate_revoked": ("certificate_sound", "title_held"),
    "deceased": ("in_service", "alive"),
    "retired": ("in_service",),
    "contract_ended": ("contract_one_year", "works_there", "in_service"),
}
"""Finding → the criteria of which one makes a policy ask for it; the first gives the clause."""

_READING = "解读：已发放事项的事实后来发生变化的，列入追回清单由人工处理"
COLUMNS = (
    "policy_id varchar, finding varchar, clause varchar, citation varchar, highest_wins boolean"
)


def lookback_rows(ruleset: Ruleset) -> list[tuple[str, str, str, str, bool]]:
    """The findings that a policy's paid grants are looked at for, in COLUMNS.

    One row per policy_id and finding; highest_wins: a lower payment elsewhere
    was not the grant itself.
    """
    return sorted(chain.from_iterable(_asked(item, ruleset) for item in ruleset.policies))


def _asked(item: LoadedPolicy, ruleset: Ruleset) -> Iterator[tuple[str, str, str, str, bool]]:
    highest = item.policy.once.highest
    for finding, criteria in ASKED.items():
        asked = [item.criteria[name] for name in criteria if name in item.criteria]
        if asked:
            yield (item.id, finding, *_grounds(item, asked[0], ruleset), highest)
        elif finding == "deceased" and item.policy.beneficiary == "person":
            yield (item.id, finding, "", _READING, highest)
    yield (item.id, "paid_elsewhere", *_grounds(item, item.policy.once, ruleset), highest)


def _grounds(item: LoadedPolicy, grounds: Grounds, ruleset: Ruleset) -> tuple[str, str]:
    return grounds.clause, item.citation(grounds, ruleset.documents) or _READING
