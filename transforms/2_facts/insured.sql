-- Whether the main employer paid the pension of the settled months: all is
-- true, none is false, anything between is null. One row per person_id.
with
insured_months as (select * from fact.insured_months),
counted as (
    select
        person_id,
        count(*) as months,
        sum(case when state = 'paid' then 1 else 0 end) as months_paid,
        sum(case when state = 'none' then 1 else 0 end) as months_unpaid
    from insured_months
    group by person_id
)
select
    *,
    case
        when months = months_paid then true
        when months = months_unpaid then false
    end as insured
from counted
