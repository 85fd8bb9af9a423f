"""The main job as people write it with pandas and scikit-learn: what `make bench` compares with.

Read, clean, one post once, label, features and history as of the post, fit, score: no checks, no
tables, no pages. Usage: .venv/bin/python -m tests.peers FILE.csv
"""

import resource
import sys
import time

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

FEATURES = ["is_video", "log_chars", "log_hashtags", "hour", "weekday", "log_followers",
            "log_past", "past_log_rate"]  # fmt: skip


def main(file: str) -> None:
    """Time the whole script on one export in the Kaggle schema, and print seconds and MB."""
    started = time.perf_counter()
    posts = pd.read_csv(file, low_memory=False, on_bad_lines="skip")
    for name in ("likes", "comments", "followers", "created_at"):
        posts[name] = pd.to_numeric(posts[name], errors="coerce")
    posts = posts.dropna(subset=["likes", "comments", "followers", "created_at"])
    posts = posts.drop_duplicates("shortcode", keep="last").query("followers > 0")
    posts = posts.sort_values(["owner_id", "created_at"], ignore_index=True)
    posts["posted_at"] = pd.to_datetime(posts["created_at"], unit="s")
    caption = posts["caption"].fillna("")
    posts["log_chars"] = np.log1p(caption.str.len())
    posts["log_hashtags"] = np.log1p(caption.str.count(r"#\w+"))
    posts["hour"], posts["weekday"] = posts["posted_at"].dt.hour, posts["posted_at"].dt.day_of_week
    posts["is_video"] = posts["is_video"].astype(str).eq("True")
    posts["log_followers"] = np.log(posts["followers"])
    rate = np.log((posts["likes"] + posts["comments"] + 1) / posts["followers"])
    # An expanding mean of the account's earlier posts.
    n_past = posts.groupby("owner_id").cumcount()
    total = rate.groupby(posts["owner_id"]).cumsum() - rate
    posts["log_past"] = np.log1p(n_past)
    posts["past_log_rate"] = (total / n_past.where(n_past > 0)).fillna(rate.mean())
    is_train = posts["posted_at"] <= posts["posted_at"].quantile(0.75)
    is_high = rate > rate[is_train].median()
    x = posts[FEATURES].to_numpy(dtype=float)
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=200))
    posts["p_high"] = model.fit(x[is_train], is_high[is_train]).predict_proba(x)[:, 1]
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{time.perf_counter() - started:.2f} {megabytes:.0f}")


if __name__ == "__main__":
    main(sys.argv[1])
