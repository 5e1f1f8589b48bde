"""The rows of a grain that a policy looks at, with their keys and amounts."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

from zhaoren.contracts.model import Contract
from zhaoren.rules.amounts import amount_fen, looked_at
from zhaoren.rules.answers import answer
from zhaoren.rules.load import LoadedPolicy
from zhaoren.rules.sql import (
    KEY_SEPARATOR,
    boolean,
    candidate_id,
    column,
    fact_text,
    key,
    literal,
    null,
    rank,
)
from zhaoren.rules.values import dated_value


def candidates_of(
    item: LoadedPolicy, grain: Contract, facts: Mapping[str, str], which: str
) -> exp.Select:
    """The rows that are looked at; of a policy with a gate, whole rows and months."""
    policy, repeat = item.policy, item.policy.repeat
    never_null = frozenset(c.stored_as for c in grain.columns if c.required)
    found = (
        exp.select(
            literal(item.id).as_("policy_id"),
            candidate_id(grain.key).as_("candidate_id"),
            candidate_id(grain.key, KEY_SEPARATOR).as_("candidate_parts"),
            key(policy.once.per).as_("once_key"),
            column(policy.payee).as_("beneficiary_id"),
            fact_text(_name_of(policy.payee), facts).as_("payee_name"),
            amount_fen(policy, facts).as_("amount_fen"),
            boolean(_asks_for_less(item)).as_("lower_is_less"),
            *([] if "person_id" in facts else [null("varchar").as_("person_id")]),
            exp.Star(),
        )
        .from_(f"fact.{policy.grain}{which}")
        .where(looked_at(policy, facts, never_null))
    )
    if repeat is None:
        return found
    within = column("month_number") <= dated_value(policy.parameters[repeat.times], policy, facts)
    if not repeat.gate:
        return found.where(within)
    gate = exp.and_(*(answer(n, item.criteria[n], policy, facts) for n in repeat.gate))
    row_key = [name for name in grain.key if name != "period"]
    is_row = exp.Is(this=column("period"), expression=exp.Null())
    return found.where(exp.or_(is_row, within)).select(
        is_row.copy().as_("whole_row"),
        candidate_id(row_key).as_("row_id"),
        key(repeat.per).as_("row_group"),
        rank((*repeat.keep, *row_key)).as_("row_rank"),
        gate.as_("gate_passes"),
    )


def _asks_for_less(item: LoadedPolicy) -> bool:
    """Whether a lower sum paid before is not the grant itself, but a doubt."""
    return any("paid_less_before" in one.unknown for one in item.criteria.values())


def _name_of(payee: str) -> str:
    return payee.removesuffix("_id") + "_name"
