{{ select_post_features(
    ref("posts"), ref("int_caption_features"), ref("as_draft_history")
) }}
