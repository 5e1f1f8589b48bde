-- Certificates that count for an employer which certifies its own staff, of
-- the employers that are candidates for it: where their rows stand.
-- One row per subject_id, file and row.
with
self_certified as (select * from fact.self_certified),
certificates as (select * from staging.certificates),
decided as (select * from decision.decided)
select distinct
    self_certified.employer_id as subject_id,
    certificates.source_file as file,
    certificates.source_row as row
from self_certified
inner join certificates
    on
        self_certified.certificate_no = certificates.certificate_no
        and self_certified.person_id = certificates.person_id
where
    self_certified.employer_id in (
        select decided.beneficiary_id
        from decided
        where
            decided.beneficiary_kind = 'employer'
            and decided.person_id is null
    )
