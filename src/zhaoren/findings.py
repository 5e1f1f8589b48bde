"""What the published findings and grants say of policies beside their verdicts.

`reference.granting`: what a policy's grants are named by; `reference.waiting`:
how the reason for which a grant is held is put to an office.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pyarrow as pa

from zhaoren.contracts import Contracts
from zhaoren.office.wording import HOLDS, hold_said
from zhaoren.payments.documents import REASONS
from zhaoren.rules.load import Ruleset

_GRANTING = pa.schema(
    [
        ("policy_id", pa.string()),
        ("place", pa.int64()),
        ("once_per", pa.list_(pa.string())),
        ("candidate_columns", pa.list_(pa.string())),
        ("ceiling_per", pa.list_(pa.string())),
    ]
)
_WAITING = pa.schema([("policy_id", pa.string()), ("reason", pa.string()), ("title", pa.string())])


def describe_policies(
    db: duckdb.DuckDBPyConnection, contracts: Contracts, ruleset: Ruleset
) -> None:
    """Make `reference.granting` and `reference.waiting`."""
    granting = [
        {
            "policy_id": item.id,
            "place": place,
            "once_per": list(item.policy.once.per),
            "candidate_columns": list(contracts.outputs[f"facts_{item.policy.grain}"].key),
            "ceiling_per": list(item.policy.ceilings[0].per) if item.policy.ceilings else None,
        }
        for place, item in enumerate(ruleset.policies, start=1)
    ]
    waiting = [
        {"policy_id": policy, "reason": reason, "title": title}
        for policy, reason, title in _reasons(ruleset)
    ]
    for name, rows, schema in (("granting", granting, _GRANTING), ("waiting", waiting, _WAITING)):
        db.register("reference_rows", pa.Table.from_pylist(rows, schema=schema))
        db.execute(f"create or replace table reference.{name} as from reference_rows")
        db.unregister("reference_rows")


def _reasons(ruleset: Ruleset) -> Iterator[tuple[str, str, str]]:
    """(policy, reason, how it is put) for every reason that a grant of the policy is held for."""
    for item in ruleset.policies:
        labels = {name: criterion.label or name for name, criterion in item.criteria.items()}
        asked = (f"{kind}:{name}" for kind in ("fail", "unknown") for name in labels)
        accounts = (f"account:{name}" for name in REASONS)
        for reason in (*HOLDS, *accounts, *asked):
            yield item.id, reason, hold_said(reason, labels)
