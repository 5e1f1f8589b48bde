-- Social-security-card account of each subject: the current number's own row
-- wins, else that of the number fewest merges away. One row per person_id.
with
accounts as (select * from accepted.accounts),
subject_numbers as (select * from staging.subject_numbers),
known as (
    select
        subject_numbers.person_id,
        accounts.account_name,
        accounts.account_name_original,
        accounts.account_no,
        accounts.bank_code,
        accounts.bank_name,
        accounts.status,
        row_number() over (
            partition by subject_numbers.person_id
            order by subject_numbers.steps asc, subject_numbers.number asc
        ) as place
    from accounts
    inner join subject_numbers on accounts.person_id = subject_numbers.number
)
select
    person_id,
    account_name,
    account_name_original,
    account_no,
    bank_code,
    bank_name,
    status
from known
where place = 1
