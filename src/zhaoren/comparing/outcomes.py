"""Who gains and who loses between two sets of verdicts."""

from __future__ import annotations

import duckdb

_COMPARED = """
create or replace table {into} as
with
earlier as (select * from {before}),
later as (select * from {after}),
sides as (
    select
        coalesce(later.policy_id, earlier.policy_id) as policy_id,
        coalesce(later.candidate_id, earlier.candidate_id) as candidate_id,
        earlier.outcome as outcome_before,
        later.outcome as outcome_after,
        case
            when earlier.outcome = 'eligible' then coalesce(earlier.amount_fen, 0) else 0
        end as amount_before_fen,
        case
            when later.outcome = 'eligible' then coalesce(later.amount_fen, 0) else 0
        end as amount_after_fen,
        case
            when earlier.outcome = 'eligible' then coalesce(earlier.city_fen, 0) else 0
        end as city_before_fen,
        case
            when later.outcome = 'eligible' then coalesce(later.city_fen, 0) else 0
        end as city_after_fen,
        case
            when later.policy_id is not null then later.district else earlier.district
        end as district,
        coalesce(later.beneficiary_kind, earlier.beneficiary_kind) as beneficiary_kind,
        coalesce(later.beneficiary_id, earlier.beneficiary_id) as beneficiary_id
    from earlier
    full outer join later
        on
            earlier.policy_id = later.policy_id
            and earlier.candidate_id = later.candidate_id
)
select
    *,
    case
        when outcome_after = 'eligible' and outcome_before is distinct from 'eligible'
            then 'gains'
        when outcome_before = 'eligible' and outcome_after is distinct from 'eligible'
            then 'loses'
        when amount_after_fen > amount_before_fen then 'more'
        when amount_after_fen < amount_before_fen then 'less'
        else 'other'
    end as change
from sides
where
    outcome_before is distinct from outcome_after
    or amount_before_fen <> amount_after_fen
    or city_before_fen <> city_after_fen
order by policy_id, candidate_id
"""


def compare_outcomes(db: duckdb.DuckDBPyConnection, before: str, after: str, into: str) -> None:
    """Make the table `into`: candidates whose outcome or money differs.

    `before`, `after`: names of relations with the columns of decisions
    (schema-qualified if need be); `into`: the name of the table to make.

    One row per policy_id and candidate_id that differs: outcome_before,
    outcome_after (null: no candidate), amount_before_fen, amount_after_fen and
    the city's share of them, city_before_fen, city_after_fen (all 0 unless
    eligible; the rest is the district's), district, beneficiary_kind and
    beneficiary_id (as after, else as before) and `change`: gains, loses, more,
    less, or other (no change of the whole amount).
    """
    db.execute(_COMPARED.format(before=before, after=after, into=into))
