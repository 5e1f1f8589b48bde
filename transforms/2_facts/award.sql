-- The grain of the policies for contests: an award, with what the date knows
-- of who won and for whom. A doubt is null. One row per award_no.
with
contest_awards as (select * from staging.contest_awards),
designations as (select * from staging.designations),
employers as (select * from staging.employers),
person_names as (select * from fact.person_names),
contest_classes as (select * from reference.contest_classes),
day as (select * from reference.day),
recognised as (
    select
        designations.person_id,
        max(designations.effective_on) as latest_on
    from designations
    cross join day
    where
        designations.title = 'rizhao_skill_expert'
        and designations.effective_on <= day.as_of
    group by designations.person_id
),
recognised_later as (
    select
        contest_awards.award_no,
        min(designations.effective_on) as recognised_from
    from contest_awards
    cross join day
    inner join designations
        on
            contest_awards.person_id = designations.person_id
            and contest_awards.awarded_on <= designations.effective_on
    where
        designations.title = 'rizhao_skill_expert'
        and designations.effective_on > day.as_of
    group by contest_awards.award_no
)
select
    contest_awards.award_no,
    day.as_of,
    contest_awards.contest,
    contest_awards.event,
    contest_awards.class,
    contest_classes.place as class_place,
    contest_awards.prize,
    contest_awards.rank,
    contest_awards.role,
    contest_awards.person_id,
    person_names.person_name,
    contest_awards.team_id,
    contest_awards.employer_id,
    employers.employer_name,
    employers.district,
    employers.in_city,
    employers.district_has_payer,
    employers.enterprise,
    coalesce(contest_awards.team_id, contest_awards.person_id) as party,
    case
        when contest_awards.awarded_on <= day.as_of
            then contest_awards.awarded_on
    end as awarded_on,
    extract(year from contest_awards.awarded_on) as awarded_year,
    case when contest_awards.person_id is not null then true end as payee_known,
    case
        when recognised.latest_on >= contest_awards.awarded_on then true
    end as recognised_as_skill_expert,
    case
        when contest_awards.awarded_on > day.as_of
            then contest_awards.awarded_on
    end as later_awarded_on,
    recognised_later.recognised_from
from contest_awards
cross join day
left join contest_classes on contest_awards.class = contest_classes.class
left join employers on contest_awards.employer_id = employers.employer_id
left join person_names on contest_awards.person_id = person_names.person_id
left join recognised on contest_awards.person_id = recognised.person_id
left join recognised_later
    on contest_awards.award_no = recognised_later.award_no
