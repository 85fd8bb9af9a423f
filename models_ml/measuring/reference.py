"""scikit-learn's own scores, which those of the SQL must equal."""

import pandas as pd

from models_ml.columns import FITS, TARGETS
from models_ml.measuring.classifiers import p_high_of
from models_ml.remembered import remembered
from models_ml.serving.posts import posts_of


@remembered
def score_posts(features: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Python's own probability for every post and target: the evaluation fits'."""
    frames = []
    for target in TARGETS:
        training = posts_of(features, labels, target, FITS["evaluation"][0])
        frames.append(
            pd.DataFrame(
                {
                    "post_id": features["post_id"],
                    "target": target,
                    "p_high": p_high_of("served", training, features),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)
