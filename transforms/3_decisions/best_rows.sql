-- The candidates of a policy with a gate: a row that fails or is in doubt as a
-- whole, the months of each group's best passing row, and once each the rows
-- that the best one supersedes (7-rules, repeat). One row per candidate_id.
with
rows_and_months as (select * from decision.rows_and_months),
worths as (
    select
        row_id,
        max(amount_fen) as worth_fen,
        min(case when not whole_row then candidate_id end) as first_month_id
    from rows_and_months
    group by row_id
),
placed as (
    select
        rows_and_months.row_id,
        rows_and_months.row_group,
        coalesce(worths.first_month_id, rows_and_months.candidate_id)
            as winner_id,
        row_number() over (
            partition by rows_and_months.row_group
            order by worths.worth_fen desc, rows_and_months.row_rank asc
        ) as place
    from rows_and_months
    inner join worths on rows_and_months.row_id = worths.row_id
    where rows_and_months.whole_row and rows_and_months.gate_passes
)
select
    rows_and_months.*,
    case when placed.place > 1 then best.winner_id end as row_winner_id
from rows_and_months
left join placed on rows_and_months.row_id = placed.row_id
left join placed as best
    on placed.row_group = best.row_group and best.place = 1
where
    (
        rows_and_months.whole_row
        and (placed.place is null or placed.place > 1)
    )
    or (not rows_and_months.whole_row and placed.place = 1)
