-- Earlier payments; one that names no employer counts for the person's main
-- employer. One row per payment_no.
with
payments as (select * from staging.payments),
employment as (select * from fact.employment)
select
    payments.*,
    employment.employer_id as main_employer_id,
    case
        when regexp_matches(payments.period, '^[0-9]{4}')
            then cast(substring(payments.period, 1, 4) as bigint)
    end as period_year
from payments
left join employment
    on payments.person_id = employment.person_id and employment.place = 1
