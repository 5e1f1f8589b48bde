-- The grants of the ledger at the start of the night; of one whose parties
-- have several numbers in use, under that of tonight's candidate, else the
-- first. One row per grant_id.
with
grants as (select * from ledger.grants),
decided as (select * from decision.decided),
policies as (select * from reference.policies),
waiting as (select * from reference.waiting),
day as (select * from reference.day),
standing as (
    select distinct
        policies.benefit_id,
        coalesce(decided.once_key, decided.candidate_id) as taken_key
    from decided
    inner join policies on decided.policy_id = policies.policy_id
    where decided.stands
),
compared as (
    select
        grants.*,
        decided.outcome,
        standing.taken_key is not null as stands,
        case
            when
                grants.standing = 'open'
                or grants.state in ('submitted', 'unknown')
                then day.as_of - grants.found_on
        end as days_open,
        day.unpaid_after_days
    from grants
    cross join day
    left join decided
        on
            grants.policy_id = decided.policy_id
            and grants.candidate_id = decided.candidate_id
    left join standing
        on
            grants.benefit_id = standing.benefit_id
            and coalesce(grants.once_key, grants.candidate_id)
            = standing.taken_key
),
chosen as (
    select
        *,
        row_number() over (
            partition by grant_id
            order by
                case when outcome is null then 1 else 0 end asc,
                variant asc
        ) as choice
    from compared
)
select
    chosen.grant_id,
    chosen.policy_id,
    chosen.benefit_id,
    chosen.candidate_id,
    chosen.beneficiary_kind,
    chosen.beneficiary_id,
    chosen.person_id,
    chosen.employer_id,
    chosen.district,
    chosen.level,
    chosen.period,
    chosen.amount_fen,
    chosen.city_fen,
    chosen.district_fen,
    chosen.state,
    chosen.standing,
    chosen.hold_reasons,
    chosen.found_on,
    chosen.since,
    chosen.due_on,
    chosen.submitted_on,
    chosen.paid_on,
    chosen.batch,
    chosen.outcome,
    chosen.days_open,
    coalesce(chosen.days_open > chosen.unpaid_after_days, false)
    and (chosen.stands or chosen.standing = 'granted') as overdue,
    case
        when chosen.state = 'held'
            then
                chosen.title || '：'
                || coalesce(waiting.title, chosen.hold_reasons[1], '不详')
        else chosen.title
    end as waits_for
from chosen
left join waiting
    on
        chosen.policy_id = waiting.policy_id
        and chosen.hold_reasons[1] = waiting.reason
where chosen.choice = 1
