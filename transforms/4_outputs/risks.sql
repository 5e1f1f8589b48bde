-- Hints for an auditor: what is improbable about issuers, employers, accounts,
-- certificates and people. None of them moves a verdict or holds money.
-- One row per flag, subject_kind, subject_id, policy_id and period.
with
issuers as (select * from output.risks_issuers),
employers as (select * from output.risks_employers),
same_day as (select * from output.risks_same_day),
certificates as (select * from output.risks_certificates),
holders as (select * from output.risks_holders),
payees as (select * from output.risks_payees),
other_cities as (select * from output.risks_other_cities),
money as (select * from output.risks_money),
leavers as (select * from output.risks_leavers),
risks as (select * from reference.risks),
flagged as (
    select * from issuers
    union all
    select * from employers
    union all
    select * from same_day
    union all
    select * from certificates
    union all
    select * from holders
    union all
    select * from payees
    union all
    select * from other_cities
    union all
    select * from money
    union all
    select * from leavers
)
select
    flagged.flag,
    flagged.subject_kind,
    flagged.subject_id,
    flagged.policy_id,
    flagged.period,
    flagged.district,
    flagged.figure,
    flagged.threshold,
    flagged.amount_fen,
    flagged.evidence,
    risks.title || '：' || flagged.explanation
    || '。仅为核查线索，不代表存在问题。' as explanation
from flagged
inner join risks on flagged.flag = risks.flag
