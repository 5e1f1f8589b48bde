-- Social-security-card account of each person after merging: the current
-- number's own row wins. One row per person.
with
accounts as (select * from accepted.accounts),
merged_numbers as (select * from reference.merged_numbers),
known_under_current_number as (
    select
        coalesce(merged_numbers.person_id, accounts.person_id) as person_id,
        coalesce(merged_numbers.steps, 0) as steps,
        accounts.person_id as number,
        accounts.account_name,
        accounts.account_name_original,
        accounts.account_no,
        accounts.bank_code,
        accounts.bank_name,
        accounts.status
    from accounts
    left join merged_numbers on accounts.person_id = merged_numbers.number
),
ranked as (
    select
        *,
        row_number() over (
            partition by person_id order by steps asc, number asc
        ) as place
    from known_under_current_number
)
select
    person_id,
    account_name,
    account_name_original,
    account_no,
    bank_code,
    bank_name,
    status
from ranked
where place = 1
