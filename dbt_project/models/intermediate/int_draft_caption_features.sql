{{ select_caption_features(
    "(select draft_id as post_id, caption from " ~ ref("int_drafts") ~ ")"
) }}
