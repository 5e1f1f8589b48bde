-- The accounts of who holds an open grant, or is to be granted something
-- tonight; of several names by which candidates know somebody, the account's,
-- else the smallest. One row per beneficiary_kind and beneficiary_id.
with
grants as (select * from ledger.grants),
findings as (select * from output.findings),
accounts as (select * from staging.payees),
wanted as (
    select
        beneficiary_kind,
        beneficiary_id,
        cast(null as varchar) as payee_name
    from grants
    where standing = 'open' and beneficiary_id is not null
    union
    select
        beneficiary_kind,
        beneficiary_id,
        payee_name
    from findings
    where stands
),
compared as (
    select
        wanted.*,
        accounts.beneficiary_id is not null as has_account,
        accounts.account_name_original,
        accounts.account_no,
        accounts.bank_code,
        accounts.bank_name,
        accounts.status,
        coalesce(
            regexp_replace(accounts.account_name, '\s', '', 'g')
            = regexp_replace(wanted.payee_name, '\s', '', 'g'),
            false
        ) as is_the_accounts
    from wanted
    left join accounts
        on
            wanted.beneficiary_id = accounts.beneficiary_id
            and (wanted.beneficiary_kind = 'person') = accounts.is_person
),
chosen as (
    select
        *,
        row_number() over (
            partition by beneficiary_kind, beneficiary_id
            order by
                is_the_accounts desc,
                payee_name asc nulls last
        ) as choice
    from compared
)
select
    beneficiary_kind,
    beneficiary_id,
    payee_name,
    account_name_original as account_name,
    account_no,
    bank_code,
    bank_name,
    status,
    case
        when not has_account then 'no_account'
        when status <> 'active' then 'account_not_active'
        when payee_name is not null and not is_the_accounts
            then 'account_name_differs'
    end as hold_reason
from chosen
where choice = 1
