-- Skill certificates under the person's current number; of one certificate
-- known under several numbers of a person the current number's row wins.
-- One row per certificate_no and person_id.
with
certificates as (select * from accepted.certificates),
merged_numbers as (select * from reference.merged_numbers),
known_under_current_number as (
    select
        certificates.certificate_no,
        coalesce(merged_numbers.person_id, certificates.person_id)
            as person_id,
        coalesce(merged_numbers.steps, 0) as steps,
        certificates.person_id as number,
        certificates.person_name,
        certificates.kind,
        certificates.occupation_code,
        certificates.occupation_name,
        certificates.level,
        certificates.issued_on,
        certificates.issuer,
        certificates.route,
        certificates.status,
        certificates.source_file,
        certificates.source_row
    from certificates
    left join merged_numbers on certificates.person_id = merged_numbers.number
),
ranked as (
    select
        *,
        row_number() over (
            partition by certificate_no, person_id
            order by steps asc, number asc
        ) as place
    from known_under_current_number
)
select
    certificate_no,
    person_id,
    person_name,
    kind,
    occupation_code,
    occupation_name,
    level,
    issued_on,
    issuer,
    route,
    status,
    source_file,
    source_row
from ranked
where place = 1
