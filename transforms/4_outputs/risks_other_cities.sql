-- People who may be paid tonight and of whom the inputs know something in
-- another city: a labour contract in effect, or a payment under a name that
-- this city does not have. One row per flag and subject_id.
with
decisions as (select * from output.decisions),
employment as (select * from fact.employment),
quarantine as (select * from intake.quarantine),
merged_numbers as (select * from reference.merged_numbers),
risks as (select * from reference.risks),
people as (
    select
        person_id,
        cast(coalesce(sum(
            case when outcome = 'eligible' then amount_fen end
        ), 0) as bigint) as amount_fen
    from decisions
    where outcome in ('eligible', 'review') and person_id is not null
    group by person_id
),
signs as (
    select
        'employed_in_other_city' as flag,
        person_id,
        count(*) as figure
    from employment
    where not in_city
    group by person_id
    union all
    select
        'paid_by_other_city' as flag,
        coalesce(merged_numbers.person_id, quarantine.person_id) as person_id,
        count(*) as figure
    from quarantine
    left join merged_numbers on quarantine.person_id = merged_numbers.number
    where quarantine.source = 'payments' and quarantine."column" = 'benefit'
    group by coalesce(merged_numbers.person_id, quarantine.person_id)
)
select
    signs.flag,
    'person' as subject_kind,
    signs.person_id as subject_id,
    cast(null as varchar) as policy_id,
    cast(null as varchar) as period,
    cast(null as varchar) as district,
    signs.figure,
    risks.at_least as threshold,
    people.amount_fen,
    '{}' as evidence,
    case signs.flag
        when 'employed_in_other_city'
            then
                '与' || cast(signs.figure as varchar)
                || '家外市单位有在期劳动合同'
        else
            '历史发放中有' || cast(signs.figure as varchar)
            || '笔本市没有的补贴项目'
    end as explanation
from signs
inner join people on signs.person_id = people.person_id
inner join risks on signs.flag = risks.flag
where signs.figure >= risks.at_least
