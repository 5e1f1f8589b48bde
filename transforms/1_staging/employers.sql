-- Employers with what their kind, name and district mean in this city; a
-- doubt is null. One row per employer_id.
with
employers as (select * from accepted.employers),
districts as (select * from reference.districts),
municipal_enterprises as (select * from reference.municipal_enterprises),
named as (
    select
        *,
        regexp_replace(employer_name, '\s', '', 'g') as plain_name
    from employers
),
compared as (
    select
        named.employer_id,
        max(
            case when named.plain_name = listed.name then 2 else 1 end
        ) as resemblance
    from named
    inner join municipal_enterprises as listed
        on
            named.plain_name = listed.name
            or contains(named.plain_name, listed.name)
            or (
                length(named.plain_name) >= 4
                and contains(listed.name, named.plain_name)
            )
    group by named.employer_id
),
placed as (
    select
        named.employer_id,
        named.employer_name,
        named.kind,
        named.enterprise_like,
        named.status,
        districts.district,
        districts.in_city,
        districts.has_payer as district_has_payer,
        case coalesce(compared.resemblance, 0)
            when 2 then true
            when 0 then false
        end as municipal_enterprise
    from named
    left join districts
        on coalesce(named.district, '') = districts.district_as_written
    left join compared on named.employer_id = compared.employer_id
)
select
    *,
    case
        when status = 'closed' then null
        when municipal_enterprise and kind <> 'enterprise' then null
        when kind = 'enterprise' then true
        when kind = 'private_non_enterprise' then enterprise_like
        else false
    end as enterprise
from placed
