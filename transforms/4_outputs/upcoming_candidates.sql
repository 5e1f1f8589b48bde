-- Candidates who will qualify on a day of the coming year that is known, or
-- expected on a stated assumption; and the last day on which somebody who
-- lacks one point, or has not been paid yet, can still qualify. Of several
-- under one key the first, in the order of precedence.
-- One row per kind, policy_id and candidate_id.
with
compared as (select * from output.candidates_ahead),
granting as (select * from reference.granting),
qualifying as (
    select
        *,
        case when sure_on is null then 'expected' else 'qualifies' end as kind,
        coalesce(sure_on, perhaps_on) as on_date
    from compared
    where
        not taken
        and coalesce(sure_on, perhaps_on) > as_of
        and coalesce(sure_on, perhaps_on) <= horizon
),
closing_soon as (
    select
        *,
        'closes' as kind,
        closes_on as on_date,
        1 as place
    from compared
    where
        not taken
        and not is_coming
        and open_points <= 1
        and closes_on between as_of and horizon
),
first_of_key as (
    select
        qualifying.*,
        row_number() over (
            partition by
                qualifying.kind,
                qualifying.benefit_id,
                coalesce(qualifying.once_key, qualifying.candidate_id)
            order by
                qualifying.on_date asc,
                granting.place asc,
                qualifying.preferred_fen desc,
                qualifying.keep_rank asc,
                qualifying.candidate_id asc
        ) as place
    from qualifying
    inner join granting on qualifying.policy_id = granting.policy_id
),
found as (
    select * from first_of_key
    where place = 1
    union all
    select * from closing_soon
)
select
    kind,
    policy_id,
    candidate_id,
    on_date,
    district,
    person_id,
    employer_id,
    beneficiary_kind,
    beneficiary_id,
    period,
    amount_fen,
    assumed,
    assuming,
    closing,
    stands,
    title
from found
