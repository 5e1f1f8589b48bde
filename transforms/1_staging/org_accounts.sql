-- Bank account of each organisation. One row per org_id.
select
    org_id,
    account_name,
    account_name_original,
    account_no,
    bank_code,
    bank_name,
    status
from accepted.org_accounts
