-- The grain of the policies for platforms and schools. A doubt is null.
-- One row per org_id, title, object and recognised_on.
with
recognitions as (select * from staging.recognitions),
day as (select * from reference.day)
select
    recognitions.*,
    day.as_of,
    case
        when recognitions.recognised_on <= day.as_of
            then recognitions.recognised_on
    end as known_recognised_on
from recognitions
cross join day
