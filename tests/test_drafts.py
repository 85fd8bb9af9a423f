"""Planned posts: answered as past posts are, by the same text."""

import subprocess
import sys
from datetime import datetime

import duckdb
import numpy as np
import pytest
from scipy.stats import norm

from models_ml import score_with_terms
from models_ml.serving.curves import shapes_from
from tests.builds import SAMPLE, answer, run_models
from tests.drafts import answers, write_drafts


def test_past_posts_as_drafts_have_the_same_features_and_scores(own, tmp_path):
    """As of their own time, bit for bit: the proof that training and serving are one text."""
    drafts = tmp_path / "past.csv"
    with duckdb.connect(str(own), read_only=True) as connection:
        connection.sql("""
            select
                post_id as draft_id, account_id as account, media_type, caption,
                strftime(posted_at, '%Y-%m-%dT%H:%M:%SZ') as planned_at,
                location_name as location, n_followers as followers
            from marts.posts
            where is_mature
        """).write_csv(str(drafts))
    run_models(
        own, SAMPLE, "stg_draft_records+1 +draft_scores,tag:drafts",
        {"drafts_as_of": "1970-01-01", "drafts_with_alternatives": 0}, drafts=drafts,
    )  # fmt: skip
    with duckdb.connect(str(own), read_only=True) as connection:
        planned = connection.sql(
            "select * replace (split_part(post_id, ':', 1) as post_id)"
            " from marts.draft_features order by post_id"
        )
        past = connection.sql(
            "select features.* from marts.post_features as features"
            " inner join marts.posts using (post_id) where is_mature order by post_id"
        )
        n_posts = past.count("*").fetchone()[0]
        assert n_posts > 2000
        assert planned.except_(past).fetchall() == []
        assert planned.count("*").fetchone()[0] == n_posts
        scored = connection.sql(
            "select p_high from predictions.draft_scores order by draft_id, target"
        ).fetchnumpy()["p_high"]
        expected = score_with_terms(past.df(), **tables_of(connection))["p_high"]
    np.testing.assert_allclose(scored, expected, rtol=0, atol=1e-12)


def tables_of(connection):
    """What a warehouse scores with, as arguments of score_with_terms."""
    names = {"terms": "model_terms", "covariances": "model_covariances",
             "shapes": "model_shapes", "fits": "model_fits"}  # fmt: skip
    return {key: connection.sql(f"from predictions.{name}").df() for key, name in names.items()}


def only_row(relation):
    """The first row of a relation, by column."""
    return dict(zip(relation.columns, relation.fetchone(), strict=True))


def read_twice(folder):
    """Made-up posts as they stood on the 20th and on the 30th of June."""
    command = [sys.executable, "data/sample/make_sample.py", "--posts", "1200", "--output"]
    folder.mkdir()
    for day, days_earlier in [(20, "10"), (30, "0")]:
        export = folder / f"posts_2026-06-{day}.csv"
        subprocess.run([*command, export, "--days-earlier", days_earlier], check=True)
    return folder


def test_as_drafts_is_what_an_export_of_that_moment_would_have_told(warehouse, tmp_path):
    """The history that the accuracy beside a draft rests on, against a real cut of the export.

    Young posts were read at that very moment, and stand with what they had.
    """
    folder = read_twice(tmp_path / "both")
    settings = {"growth_min_posts": 100_000}
    run_models(warehouse, folder, "+as_draft_history", settings)
    moment = "timestamp '2026-06-20 18:00:00'"
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        chosen = connection.sql(f"""
            select told.post_id, account_id, media_type, posted_at, told.* exclude (post_id)
            from marts.as_draft_history as told
            inner join marts.posts using (post_id)
            where posted_at <= {moment} and n_young_posts > n_simulated_posts
            order by posted_at desc, post_id limit 1
        """)
        expected = only_row(chosen)
        del chosen  # it holds the file open
    post_id, account_id, media_type, posted_at = list(expected.values())[:4]
    assert posted_at > datetime(2026, 6, 19)
    drafts, cut = tmp_path / "drafts.csv", folder / "posts_2026-06-20.csv"
    plan = {"draft_id": post_id, "account": account_id, "media_type": media_type}
    write_drafts(drafts, plan | {"planned_at": f"{posted_at:%Y-%m-%dT%H:%M:%SZ}"})
    as_of = {"drafts_as_of": "1970-01-01", "drafts_with_alternatives": 0}
    anew = tmp_path / "anew" / "warehouse.duckdb"
    anew.parent.mkdir()
    run_models(anew, cut, "+draft_history", settings | as_of, drafts=drafts)
    with duckdb.connect(str(anew), read_only=True) as connection:
        found = only_row(connection.sql("from marts.draft_history"))
    # Everyone's means are of posts that are mature at the reading, hours after the plan.
    for name in ("everyone_mean_log_rate", "everyone_mean_log_engagement"):
        assert found.pop(name) == pytest.approx(expected[name], abs=0.05)
    del found["post_id"]
    near = {
        name: pytest.approx(expected[name], 1e-6) if type(value) is float else expected[name]
        for name, value in found.items()
    }
    assert found == near


def test_sql_and_python_agree_on_answers_and_intervals(sample):
    features = sample.sql("from marts.draft_features where post_id like '%:as planned:'").df()
    features["post_id"] = features["post_id"].str.split(":").str[0]
    expected = score_with_terms(features, **tables_of(sample))
    found = sample.sql("from predictions.draft_predictions order by draft_id, target").df()
    assert list(found["draft_id"]) == list(expected["post_id"]) and len(found) == 12
    is_told = found["verdict"] != "not known"
    assert is_told.sum() == 10
    found, expected = found[is_told], expected[is_told]
    for column in ("p_high", "ci_low", "ci_high"):
        np.testing.assert_allclose(found[column], expected[column], rtol=0, atol=1e-9)


def test_a_calibration_goes_through_answers_intervals_and_reasons(own):
    """SQL and Python tell the same after a shift and a slope; a table test adds up the reasons."""
    with duckdb.connect(str(own)) as connection:
        connection.execute(
            "update predictions.draft_calibrations set intercept = -0.3, slope = 0.7,"
            " intercept_variance = 0.01, slope_variance = 0.02, covariance = -0.005"
        )
    before = answers(answer(own), "draft_id, target, p_high")
    with duckdb.connect(str(own), read_only=True) as connection:
        features = connection.sql(
            "from marts.draft_features where post_id like '%:as planned:'"
        ).df()
        features["post_id"] = features["post_id"].str.split(":").str[0]
        calibrations = connection.sql("from predictions.draft_calibrations").df()
        expected = score_with_terms(features, **tables_of(connection), calibrations=calibrations)
        found = connection.sql(
            "from predictions.draft_predictions order by draft_id, target").df()  # fmt: skip
    is_told = (found["verdict"] != "not known").to_numpy()
    assert len(before) == len(found) == 12 and is_told.sum() == 10
    for column in ("p_high", "ci_low", "ci_high"):
        np.testing.assert_allclose(
            found[column][is_told], expected[column][is_told], rtol=0, atol=1e-9
        )


def test_the_interval_of_a_change_is_that_of_a_numerical_derivative(sample):
    """The delta method against finite differences of the change in every coefficient.

    The regression's uncertainty is taken for that of the answer, however much the shapes count.
    """
    features = sample.sql("from marts.draft_features order by post_id").df()
    tables = tables_of(sample)
    terms, fits = tables["terms"], tables["fits"]
    known = fits.query("target == 'above_median' and fit == 'serving'").iloc[0]
    assert 0 < known["shapes_weight"] < 1
    key = "summer-shelf:n_hashtags:5", "summer-shelf:as planned:"
    pair = features[features["post_id"].isin(key)].sort_values("post_id", ascending=False)
    names = terms.query("target == 'above_median' and fit == 'serving'").sort_values("position")

    def change(coefficients):
        moved = names.assign(coefficient=coefficients)
        scored = score_with_terms(pair[::-1], moved, shapes=tables["shapes"], fits=fits)
        return np.subtract(*scored["p_high"][::-1])

    start, step = names["coefficient"].to_numpy(), 1e-5
    moves = np.eye(len(start)) * step
    gradient = np.array([change(start + m) - change(start - m) for m in moves]) / (2 * step)
    gradient /= 1 - known["shapes_weight"]
    known = sample.sql("select covariances, moved from predictions.model_covariances"
                       " where target = 'above_median' and fit = 'serving' order by position"
                       ).fetchnumpy()  # fmt: skip
    # What the penalty moved draws a change towards zero, not across it.
    matrix = np.stack(known["covariances"]) - np.outer(known["moved"], known["moved"])
    # Up to seven other numbers of hashtags are tried at once.
    half_width = norm.ppf(1 - 0.025 / 7) * np.sqrt(gradient @ matrix @ gradient)
    ((difference, low, high, verdict),) = sample.sql(
        "select difference, ci_low, ci_high, verdict from predictions.draft_alternatives"
        " where draft_id = 'summer-shelf' and target = 'above_median'"
        " and change = 'n_hashtags' and alternative = '5'"
    ).fetchall()
    assert difference == pytest.approx(change(start), abs=1e-9)
    assert (low, high) == pytest.approx(
        (difference - half_width, difference + half_width), abs=1e-6
    )
    assert verdict == "worse"


def test_an_alternative_is_what_the_changed_draft_would_be_told(sample, own, tmp_path):
    drafts = write_drafts(
        tmp_path / "d.csv",
        {"draft_id": "plan"},
        {"draft_id": "video", "media_type": "video"},
    )
    built = answer(own, drafts)
    told = {(draft, target): p for draft, target, p in answers(built)}
    others = built.rows(
        "select change, alternative, target, p_high from predictions.draft_alternatives"
        " where draft_id = 'plan' and alternative = 'video'"
    )
    assert len(others) == 2
    for _, _, target, p_high in others:
        assert p_high == pytest.approx(told["video", target], abs=1e-12)
    ((n_hours, n_cells),) = built.rows(
        "select count(*), count(distinct (isodow(posted_at), hour(posted_at)))"
        " from predictions.draft_alternatives"
        " where draft_id = 'plan' and target = 'above_median' and change = 'posted_at'"
    )
    assert n_hours == n_cells == 168
    changed = built.rows("""
        select column_name, count(distinct value)
        from (
            unpivot (
                select post_id, cast(columns(* exclude (post_id)) as double)
                from marts.draft_features where post_id like 'plan:posted_at:%'
            ) on columns(* exclude (post_id)) into name column_name value value
        )
        group by all having count(distinct value) > 1
    """)
    clock = {"hour_sin", "hour_cos", "weekday_sin", "weekday_cos", "is_weekend"}
    assert {name for name, _ in changed} == clock, "waiting must not pass for timing"


def test_reasons_are_the_largest_contributions_in_words_with_numbers(sample):
    reasons = sample.sql(
        "select reason.words, reason.direction, reason.contribution"
        " from (select unnest(reasons) as reason from predictions.draft_predictions"
        " where draft_id = 'night-shift' and target = 'above_own_usual')"
    ).fetchall()
    assert 1 < len(reasons) <= 6
    for words, direction, contribution in reasons:
        assert words.endswith(f"{contribution:+.2f}")
        assert direction == ("for" if contribution > 0 else "against")
    sizes = [abs(contribution) for _, _, contribution in reasons]
    assert sizes == sorted(sizes, reverse=True)
    assert "7 hashtags, " in reasons[0][0] and "more than your usual" in reasons[0][0]


def test_each_concept_contributes_what_its_features_and_curves_add(sample):
    """Worked out feature by feature; without followers, with them, with a history and without."""
    told = sample.sql("""
        select scores.post_id, scores.fit, contributions.*
        from predictions.draft_contributions as contributions
        inner join predictions.draft_scores as scores using (draft_id, target)
        where change = 'as planned'
        order by draft_id, target
    """).df()
    features = sample.sql("from marts.draft_features").df().set_index("post_id")
    concepts = sample.sql("from staging.feature_concepts").df().set_index("column_name")["concept"]
    calibrations = sample.sql("from predictions.draft_calibrations where fit = 'serving'").df()
    slopes = calibrations.set_index("target")["slope"]
    terms, shapes, fits = (
        sample.sql(f"from predictions.{name}").df().set_index(["target", "fit"])
        for name in ("model_terms", "model_shapes", "model_fits")
    )
    assert len(told) == 12 and told["fit"].nunique() == 2
    for _, draft in told.iterrows():
        post, key = features.loc[draft["post_id"]], (draft["target"], draft["fit"])
        fit, own_terms = fits.loc[key], terms.loc[key].set_index("term")
        weight, parts = fit["shapes_weight"], dict.fromkeys(concepts, 0.0)
        for name, term in own_terms.drop("intercept").iterrows():
            value = (float(post[name]) - term["mean"]) / term["scale"]
            parts[concepts[name]] += (1 - weight) * term["coefficient"] * value
        curves = shapes_from(shapes.loc[key], key[0])
        spread = float(post[curves.spread]) if curves.spread else 1.0
        unit = weight * fit["margin_slope"] / spread
        mean = own_terms["mean"].get
        for name, curve in curves.curves.items():
            parts[concepts[name]] += unit * float(curve.at(float(post[name])))
        if curves.anchor:
            parts[concepts[curves.anchor]] += unit * (post[curves.anchor] - mean(curves.anchor))
        if curves.spread:
            start = curves.intercept + mean(curves.anchor, 0.0)
            parts[concepts[curves.spread]] += unit * start * (1 - spread / mean(curves.spread))
        found = dict(zip(draft["concepts"], draft["contributions"], strict=True))
        expected = {name: slopes[key[0]] * part for name, part in parts.items() if name in found}
        assert found == pytest.approx(expected, abs=1e-9)
        assert all(part == 0 for name, part in parts.items() if name not in found)


def test_without_followers_nothing_is_told_about_the_rate(own, tmp_path):
    """Never judged, never learned: the base rate, and how to do better, instead of 96 %."""
    drafts = write_drafts(
        tmp_path / "d.csv", {"account": "somebody"}, {"account": "somebody", "followers": "900"}
    )
    rows = answers(answer(own, drafts), "draft_id, target, verdict, ci_low, p_high, note")
    unknown, other, known = rows[0], rows[1], rows[2]
    assert unknown[1:4] == ("above_median", "not known", None) and 0.4 < unknown[4] < 0.6
    assert "Add the column followers" in unknown[5]
    assert other[2] == "no usual yet" and known[2] != "not known" and known[3] is not None


def test_an_account_never_seen_is_answered_and_told(sample):
    rows = sample.sql(
        "select is_cold_start, is_known_account, note, p_high"
        " from predictions.draft_predictions where draft_id = 'opening'"
    ).fetchall()
    assert len(rows) == 2
    for is_cold_start, is_known, note, p_high in rows:
        assert is_cold_start and not is_known and 0 < p_high < 1
        assert "not in the warehouse" in note
