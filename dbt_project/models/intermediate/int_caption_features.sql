{{ select_caption_features(ref("int_posts")) }}
