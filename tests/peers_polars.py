"""The same main job as tests/peers.py with polars, and scikit-learn for the fit.

Usage: .venv/bin/python -m tests.peers_polars FILE.csv (after `make bench` installed polars)
"""

import sys

import polars as pl
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

FEATURES = ["is_video", "log_chars", "log_hashtags", "hour", "weekday", "log_followers",
            "log_past", "past_log_rate"]  # fmt: skip
NUMBERS = ["likes", "comments", "followers", "created_at"]


def main(file: str) -> None:
    """Score every post of one export in the Kaggle schema."""
    rate = ((pl.col("likes") + pl.col("comments") + 1) / pl.col("followers")).log()
    n_past, caption = pl.int_range(pl.len()).over("owner_id"), pl.col("caption").fill_null("")
    posts = (
        pl.scan_csv(file, infer_schema=False, ignore_errors=True, truncate_ragged_lines=True)
        .with_columns(pl.col(NUMBERS).cast(pl.Float64, strict=False))
        .drop_nulls(NUMBERS)
        .unique("shortcode", keep="last", maintain_order=True)
        .filter(pl.col("followers") > 0)
        .sort("owner_id", "created_at")
        .with_columns(
            posted_at=(pl.col("created_at") * 1e6).cast(pl.Int64).cast(pl.Datetime("us")),
            rate=rate,
            n_past=n_past,
            log_chars=caption.str.len_chars().log1p(),
            log_hashtags=caption.str.count_matches(r"#\w+").log1p(),
            is_video=pl.col("is_video") == "True",
            log_followers=pl.col("followers").log(),
        )
        .with_columns(
            hour=pl.col("posted_at").dt.hour(),
            weekday=pl.col("posted_at").dt.weekday(),
            log_past=pl.col("n_past").log1p(),
            past_log_rate=(pl.col("rate").cum_sum().over("owner_id") - pl.col("rate"))
            / pl.col("n_past"),
        )
        .with_columns(
            pl.when(pl.col("n_past") > 0).then("past_log_rate").otherwise(pl.col("rate").mean())
        )
        .select(*FEATURES, "rate", "posted_at")
        .collect()
    )
    is_train = (posts["posted_at"] <= posts["posted_at"].quantile(0.75)).to_numpy()
    rates = posts["rate"].to_numpy()
    is_high = rates > posts["rate"].filter(is_train).median()
    x = posts.select(FEATURES).cast(pl.Float64).to_numpy()
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=200))
    print(len(model.fit(x[is_train], is_high[is_train]).predict_proba(x)))


if __name__ == "__main__":
    main(sys.argv[1])
