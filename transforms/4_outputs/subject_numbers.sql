-- Numbers under which an export may know the people and organisations that
-- tonight's candidates name, and those that the ledger knows.
-- One row per subject_id, number and is_person.
with
decided as (select * from decision.decided),
known as (select * from staging.subject_numbers),
numbers as (select * from ledger.numbers),
people as (
    select person_id as subject_id
    from decided
    union
    select beneficiary_id as subject_id
    from decided
    where beneficiary_kind = 'person'
),
organisations as (
    select employer_id as subject_id
    from decided
    where employer_id is not null
    union
    select beneficiary_id as subject_id
    from decided
    where beneficiary_kind <> 'person' and beneficiary_id is not null
)
select
    people.subject_id,
    known.number,
    true as is_person
from people
inner join known on people.subject_id = known.person_id
union
select
    subject_id,
    subject_id as number,
    false as is_person
from organisations
union
select
    current_number as subject_id,
    number,
    substring(party_id, 1, 1) = 'P' as is_person
from numbers
