{{ config(materialized="view") }}

select
    changes.variant_id as post_id,
    captions.* exclude (post_id) replace (
        coalesce(changes.n_hashtags, captions.n_hashtags) as n_hashtags,
        coalesce(changes.n_caption_chars, captions.n_caption_chars) as n_caption_chars,
        coalesce(changes.has_question, captions.has_question) as has_question,
        captions.has_caption or changes.n_caption_chars is not null as has_caption,
        case
            when changes.n_caption_chars is null then captions.n_caption_lines
            else greatest(captions.n_caption_lines, 1)
        end as n_caption_lines
    )

from {{ ref("int_draft_changes") }} as changes

inner join {{ ref("int_draft_caption_features") }} as captions
    on changes.draft_id = captions.post_id
