-- The account of everyone who may be paid, person or organisation.
-- One row per is_person and beneficiary_id.
with
accounts as (select * from staging.accounts),
org_accounts as (select * from staging.org_accounts)
select
    true as is_person,
    person_id as beneficiary_id,
    account_name,
    account_name_original,
    account_no,
    bank_code,
    bank_name,
    status
from accounts
union all
select
    false as is_person,
    org_id as beneficiary_id,
    account_name,
    account_name_original,
    account_no,
    bank_code,
    bank_name,
    status
from org_accounts
