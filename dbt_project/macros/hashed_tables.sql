{#- The public tables whose content ops.build_runs keeps a hash of: all but those that say when
    something was done, and those that answers to planned posts change afterwards. -#}
{% macro hashed_tables() -%}
    {{ return([
        "rejected_files", "rejected_records",
        "accounts", "backtest_origins", "feature_availability", "growth_curve",
        "learning_curve_posts", "post_features", "post_labels", "post_metric_readings",
        "post_splits", "posts", "row_accounting", "split_labels", "split_thresholds",
        "as_draft_metrics", "backtest", "backtest_trends", "calibration_bins",
        "classification_report", "classifier_scores", "confusion_matrix", "draft_calibrations",
        "expectation_terms", "expected_engagement", "feature_influence", "learning_curve",
        "metrics_by_slice", "model_covariances", "model_fits", "model_metrics", "model_shapes",
        "model_terms", "post_predictions", "range_coverage", "residual_quantiles", "roc_points",
        "drift", "format_rates", "guards", "leakage_ladder", "model_attempts", "planted_leaks",
        "published_claims", "sensitivity",
    ]) }}
{%- endmacro %}
