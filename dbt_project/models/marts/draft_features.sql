{{ select_post_features(
    ref("int_draft_variants"), ref("int_draft_variant_captions"), ref("int_draft_history")
) }}
