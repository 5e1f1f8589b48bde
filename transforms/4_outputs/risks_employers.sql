-- Employers with improbably many holders of certificates: of the whole city,
-- of their own staff, and soon after their first labour contract.
-- One row per flag and subject_id.
with
employers as (select * from output.employers_counted),
risks as (select * from reference.risks),
everybody as (
    select cast(sum(holders) as bigint) as holders from employers
),
compared as (
    select
        risks.flag,
        employers.employer_id,
        employers.employer_name,
        employers.district,
        employers.holders,
        employers.amount_fen,
        employers.staff,
        employers.first_start_on,
        everybody.holders as of_all,
        risks.at_least,
        risks.percent,
        risks.since
    from employers
    cross join everybody
    inner join risks on employers.holders >= risks.at_least
)
select
    flag,
    'employer' as subject_kind,
    employer_id as subject_id,
    cast(null as varchar) as policy_id,
    cast(null as varchar) as period,
    district,
    holders as figure,
    at_least as threshold,
    amount_fen,
    case flag
        when 'employer_share'
            then
                '{"of":' || cast(of_all as varchar)
                || ',"percent":' || cast(percent as varchar) || '}'
        when 'employer_staff'
            then
                '{"staff":' || cast(staff as varchar)
                || ',"percent":' || cast(percent as varchar) || '}'
        else
            '{"first_contract_on":"' || cast(first_start_on as varchar)
            || '"}'
    end as evidence,
    '“' || employer_name || '”有' || cast(holders as varchar)
    || case flag
        when 'employer_share'
            then
                '名职工持证，全市在职持证职工共'
                || cast(of_all as varchar) || '人'
        when 'employer_staff'
            then
                '名职工持证，在期劳动合同的职工共'
                || cast(staff as varchar) || '人'
        else
            '名职工持证，而最早备案的劳动合同始于'
            || cast(first_start_on as varchar)
    end as explanation
from compared
where
    (flag = 'employer_share' and holders * 100 >= percent * of_all)
    or (flag = 'employer_staff' and holders * 100 >= percent * staff)
    or (flag = 'new_employer' and first_start_on > since)
