-- Contest awards, who is paid under the current number.
-- One row per award_no.
with
contest_awards as (select * from accepted.contest_awards),
merged_numbers as (select * from reference.merged_numbers)
select
    contest_awards.award_no,
    contest_awards.contest,
    contest_awards.event,
    contest_awards.class,
    contest_awards.prize,
    contest_awards.rank,
    contest_awards.role,
    coalesce(merged_numbers.person_id, contest_awards.person_id) as person_id,
    contest_awards.team_id,
    contest_awards.employer_id,
    contest_awards.awarded_on
from contest_awards
left join merged_numbers on contest_awards.person_id = merged_numbers.number
