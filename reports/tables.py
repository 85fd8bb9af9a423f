"""The rows that pages show: each from one table of the reporting schema, in a fixed order."""

import csv
import io
from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]
Tables = dict[str, list[Row]]

QUERIES = {
    "overview": "select * from reporting.rpt_overview",
    "gates": "select * from reporting.rpt_gates order by target",
    "drift": "select * from reporting.rpt_drift order by source_format",
    "findings": "select * from reporting.rpt_findings order by name",
    "record_flow": "select * from reporting.rpt_record_flow order by position",
    "files": "select * from reporting.rpt_files order by position",
    "rejections": "select * from reporting.rpt_rejections order by n_records desc, reason",
    "ineligible": "select * from reporting.rpt_ineligible order by target, n_posts desc, reason",
    "nulls": "select * from reporting.rpt_nulls order by n_missing desc, column_name",
    "shortcodes": "select * from reporting.rpt_shortcode_check",
    "ages": "select * from reporting.rpt_post_ages order by position",
    "growth": "select * from reporting.rpt_growth order by media_position, from_hours",
    "distributions": "select * from reporting.rpt_distributions order by measure, bin_low",
    "correlations": "select * from reporting.rpt_correlations order by all",
    "formats": "select * from reporting.rpt_formats order by position, statistic",
    "tiers": "select * from reporting.rpt_tier_marks order by position, kind desc, benchmark_rate",
    "benchmarks": """
        select * from reporting.rpt_benchmarks order by year desc, source, engagement_rate
    """,
    "hours": "select * from reporting.rpt_hours order by weekday, hour",
    "timing_summary": "select * from reporting.rpt_timing_summary",
    "timing": "select * from reporting.rpt_timing order by target, measure",
    "effects": """
        select * from reporting.rpt_effects where target = 'above_own_usual'
        order by
            max(value) filter (where measure = 'within_account_effect')
                over (partition by feature) desc nulls last,
            feature, measure
    """,
    "hashtags": "select * from reporting.rpt_hashtags order by n_posts desc, hashtag",
    "importances": """
        select * from reporting.rpt_importances where target = 'above_own_usual'
        order by max(value) filter (where measure = 'permutation_importance')
            over (partition by feature) desc, feature, measure
    """,
    "coefficients": """
        select * from reporting.rpt_coefficients where target = 'above_own_usual'
        order by magnitude desc, term limit 20
    """,
    "shapes": """
        select * from reporting.rpt_shapes where target = 'above_own_usual'
        order by position, above nulls first
    """,
    "scoreboard": """
        select * from reporting.rpt_scoreboard order by target, roc_auc desc, classifier
    """,
    "ranges": "select * from reporting.rpt_ranges order by level, position",
    "slices": """
        select * from reporting.rpt_slices where protocol = 'by_time'
        order by dimension_position, slice_position, slice, target
    """,
    "all_slices": """
        select * from reporting.rpt_slices
        order by target, protocol, dimension_position, slice_position, slice
    """,
    "backtest-median": """
        select * from reporting.rpt_backtest where target = 'above_median' order by origin
    """,
    "backtest-own": """
        select * from reporting.rpt_backtest where target = 'above_own_usual' order by origin
    """,
    "backtests": "select * from reporting.rpt_backtest order by target, origin",
    "backtest_words": "select * from reporting.rpt_backtest_words order by target",
    "learning_curve": """
        select * from reporting.rpt_learning_curve order by target, n_earlier_posts, position
    """,
    "learning_curve_words": "select * from reporting.rpt_learning_curve_words",
    "confusion": "select * from reporting.rpt_confusion order by target, actual",
    "classes": """
        select * from reporting.rpt_classification_report
        order by target, classifier = 'served' desc, class
    """,
    "curves": """
        select * from reporting.rpt_curves where target = 'above_median'
        order by classifier, threshold
    """,
    "calibration": """
        select * from reporting.rpt_calibration where target = 'above_median' order by bin
    """,
    "scores": """
        select * from reporting.rpt_scores where target = 'above_median'
        order by is_high, bin_low
    """,
    "ladder": "select * from reporting.rpt_ladder order by step",
    # The front page shows a few steps, and none where one is missing or tested on hardly a post.
    "ladder-front": r"""
        select * replace (lower(regexp_replace(step_words, '^\d+ +', '')) as step_words)
        from reporting.rpt_ladder
        where step in (1, 5, 11, 12, 14) and n_test >= 100 and accuracy is not null
        qualify count(*) over () = 5
        order by list_position([1, 5, 12, 11, 14], step)
    """,
    "as_drafts": "select * from reporting.rpt_as_drafts order by target",
    "draft_words": "select * from reporting.rpt_draft_words order by target, position",
    "claims": "select * from reporting.rpt_claims order by position",
    "guards": "select * from reporting.rpt_guards order by target, position",
    "planted": "select * from reporting.rpt_planted_leaks order by target, leak, strength",
    "sensitivity": """
        select * from reporting.rpt_sensitivity order by position, setting_value, target
    """,
    "attempts": """
        select * from reporting.rpt_attempts
        order by
            protocol_position,
            max(gain) filter (where target = 'above_median')
                over (partition by protocol, attempt) desc,
            attempt, target
    """,
    "accounts": "select * from reporting.rpt_accounts order by n_posts desc, account_id",
    "account_posts": """
        select * from reporting.rpt_account_posts order by account_id, newest_position
    """,
    "account_front": "select * from reporting.rpt_account_front order by account_id",
    "account_months": "select * from reporting.rpt_account_months order by account_id, month",
    "account_formats": "select * from reporting.rpt_account_formats order by account_id, position",
    "account_contrasts": """
        select * from reporting.rpt_account_contrasts order by account_id, position
    """,
    "account_hours": "select * from reporting.rpt_account_hours order by account_id, hour",
    "account_times": "select * from reporting.rpt_account_times order by account_id",
    "aucs": """
        select * from reporting.rpt_metrics where metric = 'roc_auc' and target = 'above_median'
        order by protocol_position, classifier_position
    """,
    "aucs-own": """
        select * from reporting.rpt_metrics where metric = 'roc_auc' and target = 'above_own_usual'
        order by protocol_position, classifier_position
    """,
}


def read_tables(warehouse: Path) -> Tables:
    """Every table of the pages, by name."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return {name: rows(connection, query) for name, query in QUERIES.items()}


def rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    """The rows of a query, each a dictionary."""
    result = connection.execute(query)
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def write_csv(data: list[Row], path: Path) -> None:
    """The rows behind a figure or a page, safe to open in a spreadsheet."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, fieldnames=list(data[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows([{key: inert(value) for key, value in row.items()} for row in data])
    path.write_text(buffer.getvalue(), "utf-8")


def inert(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula, behind an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" else value
