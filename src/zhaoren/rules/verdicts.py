"""Every criterion's answer and evidence, and where the candidate stands among others."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlglot import exp

from zhaoren.rules.amounts import full_said, share_percent
from zhaoren.rules.answers import answer, evidence_facts
from zhaoren.rules.dates import ahead, dated_answers
from zhaoren.rules.load import LoadedPolicy
from zhaoren.rules.sql import (
    KEY_SEPARATOR,
    boolean,
    column,
    concat,
    concat_words,
    fact_text,
    json_object,
    key,
    literal,
    null,
    rank,
    sentence,
)
from zhaoren.rules.values import dated_value

SHOWN = (
    "person_id",
    "employer_id",
    "district",
    "certificate_no",
    "occupation_code",
    "level",
    "period",
)
"""What decisions.parquet shows of a candidate, where its grain has it."""


def verdicts_of(item: LoadedPolicy, facts: Mapping[str, str], *, coming: bool) -> exp.Select:
    """One row a candidate: every answer with its evidence, what fails, and where it stands.

    `coming`: of rows as they will be on a known day.
    """
    policy, repeat = item.policy, item.policy.repeat
    gate = repeat.gate if repeat else ()
    rows = bool(gate)
    answers = _answers(item, facts, gate)
    answered = exp.select(
        exp.Star(), *(tree.as_(f"is_{name}") for name, tree in answers.items())
    ).from_("decision.candidates_with_history")
    dated = exp.select(exp.Star(), *dated_answers(item.criteria, answers, facts)).from_("answered")
    listed = exp.select(
        column("policy_id"),
        column("candidate_id"),
        column("candidate_parts"),
        column("once_key"),
        column("granted_before"),
        literal(policy.beneficiary).as_("beneficiary_kind"),
        column("beneficiary_id"),
        column("payee_name"),
        fact_text("person_name", facts).as_("person_name"),
        *(fact_text(policy.shows.get(name, name), facts).as_(name) for name in SHOWN),
        column("amount_fen"),
        share_percent(policy, facts).as_("city_percent"),
        *((column(name) for name in ("whole_row", "row_winner_id")) if rows else _no_rows()),
        *_standing(item, facts),
        *_lists(item, gate, rows),
        *ahead(item.criteria, gate, rows, assumed=coming),
        *(column(f"is_{name}") for name in answers),
        *(
            json_object(evidence_facts(name, criterion, policy, facts), facts).as_(
                f"evidence_{name}"
            )
            for name, criterion in item.criteria.items()
        ),
    ).from_("dated")
    seen = _unknown_evidence(item, gate, rows).as_("unknown_evidence")
    found = exp.select(exp.Star(), seen).from_("listed")
    found = found.with_("answered", as_=answered).with_("dated", as_=dated)
    return found.with_("listed", as_=listed)


def _answers(
    item: LoadedPolicy, facts: Mapping[str, str], gate: Collection[str]
) -> dict[str, exp.Expr]:
    """The answer to each criterion; of a policy with a gate the others are asked of months only."""
    found = {}
    for name, criterion in item.criteria.items():
        found[name] = answer(name, criterion, item.policy, facts)
        if gate and name not in gate:
            found[name] = exp.Case().when(exp.Not(this=column("whole_row")), found[name])
    return found


def _unknown_evidence(item: LoadedPolicy, gate: Iterable[str], rows: bool) -> exp.Expr:
    """SHA-256 over what the unknown criteria saw, of a candidate in review; else null."""
    seen = []
    for name in item.criteria:
        is_unknown = _is_unknown(name, gate, rows)
        evidence = concat([literal(f"{name}:"), column(f"evidence_{name}")])
        seen.append(_where(is_unknown, evidence))
    in_review = exp.and_(
        column("failed_ids").eq(literal("")), column("unknown_ids").neq(literal(""))
    )
    digest = exp.SHA2(this=concat_words(KEY_SEPARATOR, seen), length=literal(256))
    return exp.Case().when(in_review, digest)


def _is_unknown(name: str, gate: Iterable[str], rows: bool) -> exp.Expr:
    """Whether the answer is unknown; what is asked of months only is not of a whole row."""
    found: exp.Expr = exp.Is(this=column(f"is_{name}"), expression=exp.Null())
    return (
        exp.and_(found, exp.Not(this=column("whole_row"))) if rows and name not in gate else found
    )


def _no_rows() -> list[exp.Expr]:
    return [boolean(False).as_("whole_row"), null("varchar").as_("row_winner_id")]


def _lists(item: LoadedPolicy, gate: Iterable[str], rows: bool) -> list[exp.Expr]:
    """Which criteria fail and which are unknown, as ids and as sentences."""
    failed, unknown, failed_said, unknown_said = [], [], [], []
    for name, criterion in item.criteria.items():
        is_false: exp.Expr = exp.Not(this=column(f"is_{name}"))
        is_unknown = _is_unknown(name, gate, rows)
        label = criterion.label or name
        says = criterion.says
        failed.append(_where(is_false, literal(name)))
        unknown.append(_where(is_unknown, literal(name)))
        failed_said.append(_where(is_false, sentence(says.fail or f"不符合“{label}”")))
        unknown_said.append(_where(is_unknown, sentence(says.unknown or f"不能确认“{label}”")))
    return [
        concat_words(",", failed).as_("failed_ids"),
        concat_words(",", unknown).as_("unknown_ids"),
        concat_words("；", failed_said).as_("failed_said"),
        concat_words("；", unknown_said).as_("unknown_said"),
    ]


def _where(condition: exp.Expr, value: exp.Expr) -> exp.Expr:
    return exp.Case().when(condition.copy(), value)


def _standing(item: LoadedPolicy, facts: Mapping[str, str]) -> list[exp.Expr]:
    """Where a candidate stands among others: within its key, and under the ceiling."""
    policy = item.policy
    preferred = column("amount_fen") if policy.once.highest else literal(0)
    keep = [
        exp.cast(preferred, "bigint").as_("preferred_fen"),
        rank((*policy.once.keep, "candidate_id")).as_("keep_rank"),
    ]
    if not policy.ceilings:
        return [
            *keep,
            null("varchar").as_("ceiling_group"),
            null("bigint").as_("ceiling_year"),
            null("bigint").as_("ceiling_limit"),
            null("varchar").as_("ceiling_unit"),
            boolean(False).as_("pays_remainder"),
            literal(full_said("")).as_("full_said"),
            null("bigint").as_("ceiling_rank"),
        ]
    ceiling = policy.ceilings[0]
    limit = policy.parameters[ceiling.at_most]
    today = exp.select("as_of").from_("reference.day").subquery()
    of_day = exp.Extract(this=exp.var("year"), expression=today)
    year = of_day if ceiling.year_of == "as_of" else column(ceiling.year_of)
    return [
        *keep,
        key(ceiling.per).as_("ceiling_group"),
        exp.cast(year, "bigint").as_("ceiling_year"),
        dated_value(limit, policy, facts).as_("ceiling_limit"),
        literal(limit.unit).as_("ceiling_unit"),
        boolean(ceiling.when_full == "pay_remainder").as_("pays_remainder"),
        literal(full_said(limit.unit)).as_("full_said"),
        rank((*ceiling.order, "candidate_id")).as_("ceiling_rank"),
    ]
