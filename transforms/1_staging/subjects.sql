-- Every person whom a policy may look at, or whom one has paid.
-- One row per person_id.
select person_id from staging.certificates_looked_at
union
select person_id from staging.payments
where person_id is not null
union
select person_id from staging.graduates
union
select person_id from staging.designations
union
select person_id from staging.contest_awards
where person_id is not null
union
select person_id from staging.talent_hires
union
select person_id from staging.startups
