{{ config(materialized="view") }}

-- Named as the features of past posts name them, since both go through the same text.
select
    changes.variant_id as post_id,
    changes.draft_id,
    changes.change,
    changes.alternative,
    drafts.account_id,
    drafts.n_followers,
    drafts.n_following,
    coalesce(changes.media_type, drafts.media_type) as media_type,
    drafts.draft_id || ':' || coalesce(changes.media_type, drafts.media_type) as history_id,
    drafts.has_location,
    coalesce(changes.posted_at, drafts.planned_at) as posted_at

from {{ ref("int_draft_changes") }} as changes

inner join {{ ref("int_drafts") }} as drafts
    on changes.draft_id = drafts.draft_id
