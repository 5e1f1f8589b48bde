-- Certificates of a level that a policy of the city looks at.
-- One row per certificate_no and person_id.
with
certificates as (select * from staging.certificates),
certificate_levels as (select * from reference.certificate_levels)
select certificates.*
from certificates
inner join certificate_levels
    on certificates.level = certificate_levels.level
