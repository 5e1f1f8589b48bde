-- Every person whom a policy may look at, or whom one has paid.
-- One row per person_id.
select person_id from staging.certificates
union
select person_id from staging.payments
where person_id is not null
