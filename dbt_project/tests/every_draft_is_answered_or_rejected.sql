{{ config(tags=["drafts"]) }}
-- Each record is rejected, tied to the post that it became, or answered for both targets.
with

counted as (

    select
        (select count(*) from {{ ref("stg_draft_records") }}) as n_records,
        (select count(*) from {{ ref("rejected_drafts") }}) as n_rejected,
        (select count(*) from {{ ref("stg_drafts") }} where post_id is not null) as n_posted,
        (
            select count(*)
            from {{ ref("draft_predictions") }} as answers
            inner join {{ ref("int_drafts") }} as drafts
                on answers.draft_id = drafts.draft_id
            where not drafts.is_typical
        ) as n_answers

)

select *

from counted

where 2 * (n_records - n_rejected - n_posted) != n_answers
