-- Persons, and organisations that were paid, about whom a source could not be
-- read: one of its rows was quarantined, or their numbers merge in a circle.
-- One row per source and person_id.
with
quarantine as (select * from intake.quarantine),
merged_numbers as (select * from reference.merged_numbers),
circular_numbers as (select * from reference.circular_numbers),
quarantined as (
    select
        quarantine.source,
        coalesce(merged_numbers.person_id, quarantine.person_id) as person_id
    from quarantine
    left join merged_numbers on quarantine.person_id = merged_numbers.number
    where
        quarantine.person_id is not null
        and quarantine.source in ('persons', 'payments')
),
merged_in_a_circle as (
    select
        'persons' as source,
        number as person_id
    from circular_numbers
)
select * from quarantined
union
select * from merged_in_a_circle
