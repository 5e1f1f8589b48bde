-- Graduates' months that settle next, as they will be then; beside them each
-- record as a whole (no period), as it is today.
-- One row per person_id, school_id, graduated_on and period.
with
graduate_month as (select * from fact.graduate_month),
graduate_months_ahead as (select * from fact.graduate_months_ahead),
employers as (select * from staging.employers)
select
    person_id,
    school_id,
    graduated_on,
    period,
    as_of,
    false as assumed,
    person_name,
    school_name,
    school_kind,
    programme,
    full_time,
    certificate_level,
    employed_in_city,
    start_month,
    start_month_at_latest,
    months_to_start,
    five_years_end_on,
    month,
    month_number,
    month_state,
    insured_month,
    employer_id,
    employer_name,
    district,
    in_city,
    district_has_payer
from graduate_month
where period is null
union all
select
    whole.person_id,
    whole.school_id,
    whole.graduated_on,
    substring(cast(ahead.month_ahead as varchar), 1, 7) as period,
    ahead.settles_on as as_of,
    ahead.assumed,
    whole.person_name,
    whole.school_name,
    whole.school_kind,
    whole.programme,
    whole.full_time,
    whole.certificate_level,
    whole.employed_in_city,
    whole.start_month,
    whole.start_month_at_latest,
    whole.months_to_start,
    whole.five_years_end_on,
    ahead.month_ahead as month,
    ahead.month_number,
    'paid' as month_state,
    true as insured_month,
    ahead.employer_id,
    employers.employer_name,
    employers.district,
    employers.in_city,
    employers.district_has_payer
from graduate_month as whole
inner join graduate_months_ahead as ahead
    on
        whole.person_id = ahead.person_id
        and whole.school_id = ahead.school_id
        and whole.graduated_on = ahead.graduated_on
inner join employers on ahead.employer_id = employers.employer_id
where whole.period is null
