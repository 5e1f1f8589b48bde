-- Certificates and titles that were revoked or cancelled since a grant on them
-- was paid. Of a grant for a month only a title revoked before that month.
-- One row per grant_id, variant and value.
with
paid_grants as (select * from output.paid_grants),
certificates as (select * from staging.certificates),
designations as (select * from staging.designations),
day as (select * from reference.day)
select
    paid_grants.*,
    'status' as changed,
    certificates.status as value,
    'certificates' as source
from paid_grants
inner join certificates
    on
        paid_grants.candidate_id
        = certificates.certificate_no || '|' || certificates.person_id
where
    paid_grants.finding = 'certificate_revoked'
    and certificates.status in ('revoked', 'cancelled')
union all
select
    paid_grants.*,
    'revoked_on' as changed,
    cast(designations.revoked_on as varchar) as value,
    'designations' as source
from paid_grants
cross join day
inner join designations
    on
        paid_grants.person_id = designations.person_id
        and paid_grants.candidate_id in (
            designations.person_id || '|' || designations.title
            || '|' || cast(designations.effective_on as varchar),
            designations.person_id || '|' || designations.title
            || '|' || coalesce(paid_grants.period, '')
        )
where
    paid_grants.finding = 'certificate_revoked'
    and designations.revoked_on <= day.as_of
    and (
        paid_grants.period is null
        or designations.revoked_on < paid_grants.due_before
    )
