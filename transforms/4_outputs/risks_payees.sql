-- Candidates and those who were paid whose account is also another's.
-- One row per subject_kind and subject_id.
with
payees as (select * from staging.payees),
decisions as (select * from output.decisions),
risks as (select * from reference.risks),
accounts as (
    select
        account_no,
        count(*) as holders
    from payees
    group by account_no
),
money as (
    select
        beneficiary_id,
        beneficiary_kind = 'person' as is_person,
        cast(sum(amount_fen) as bigint) as amount_fen
    from decisions
    where outcome = 'eligible'
    group by beneficiary_id, beneficiary_kind = 'person'
)
select
    'shared_account' as flag,
    case when payees.is_person then 'person' else 'organisation' end
        as subject_kind,
    payees.beneficiary_id as subject_id,
    cast(null as varchar) as policy_id,
    cast(null as varchar) as period,
    cast(null as varchar) as district,
    accounts.holders as figure,
    risks.at_least as threshold,
    coalesce(money.amount_fen, 0) as amount_fen,
    '{"account":"' || substring(sha256(payees.account_no), 1, 12)
    || '"}' as evidence,
    '与另外' || cast(accounts.holders - 1 as varchar)
    || '个收款人使用同一账户' as explanation
from payees
inner join accounts on payees.account_no = accounts.account_no
inner join risks on risks.flag = 'shared_account'
left join money
    on
        payees.beneficiary_id = money.beneficiary_id
        and payees.is_person = money.is_person
where accounts.holders >= risks.at_least
