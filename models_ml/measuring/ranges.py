"""How far off the expected engagement is for accounts never seen."""

import pandas as pd

from models_ml.remembered import remembered
from models_ml.serving.expectations import (
    KINDS,
    choose_penalty,
    left_over,
    regression,
    training_of,
)
from models_ml.serving.posts import numbers

COLUMNS = {"is_first": "bool", "post_id": "str", "fold": "int64", "residual": "float64"}


@remembered
def tell_unseen_accounts(posts: pd.DataFrame, evaluation: str) -> pd.DataFrame:
    """Each post as regressions on the accounts of the other folds expect it.

    One row per kind of start (`is_first`: as a first post) and post: `is_first, post_id, fold,
    residual`, the log of likes + comments + 1 less what was expected. `posts` as in
    `fit_expectations`, with `fold` by account. Nothing where `evaluation` is none.
    """
    frames = []
    for kind, (base, columns) in KINDS.items():
        known = training_of(posts, ("train", "embargo", "test"), base)
        penalty = choose_penalty(known, base, columns)
        for fold, block in known.groupby("fold") if evaluation != "none" else ():
            others = regression(known[known["fold"] != fold], base, columns, penalty)
            residual = left_over(block, base) - others.beyond_base(numbers(block, columns))
            told = block[["post_id", "fold"]].assign(residual=residual, is_first=kind != "")
            frames.append(told)
    found = pd.concat(frames) if frames else pd.DataFrame(columns=list(COLUMNS))
    return found[list(COLUMNS)].astype(COLUMNS)
