-- Numbers that the ledger knows, and what the persons export says of their
-- holders: the row of the number in use wins, else that of the number fewest
-- merges away. One row per party_id and number.
with
numbers as (select * from ledger.numbers),
persons as (select * from accepted.persons),
merged_numbers as (select * from reference.merged_numbers),
in_use as (select distinct current_number from numbers),
known as (
    select
        in_use.current_number,
        persons.deceased_on,
        persons.retired_on,
        row_number() over (
            partition by in_use.current_number
            order by
                coalesce(merged_numbers.steps, 0) asc,
                persons.person_id asc
        ) as place
    from persons
    left join merged_numbers on persons.person_id = merged_numbers.number
    inner join in_use
        on
            coalesce(merged_numbers.person_id, persons.person_id)
            = in_use.current_number
)
select
    numbers.party_id,
    numbers.number,
    numbers.current_number,
    known.deceased_on,
    known.retired_on
from numbers
left join known
    on numbers.current_number = known.current_number and known.place = 1
