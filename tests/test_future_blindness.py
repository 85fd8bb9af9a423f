"""Later posts, altered or deleted, must not change one bit of an earlier post's features."""

import duckdb
import pytest

from tests.builds import SAMPLE, run_models

# Shares of the sample's posts that lie before the chosen time.
MOMENTS = (0.1, 0.5, 0.9)

ALTERED = {
    "deleted": "select * from records where not is_later",
    "altered": """
        select * replace (
            case when is_later then 'FOLLOW us! #new @all ? ' || hash(shortcode)
                else caption end as caption,
            case when is_later then (hash(shortcode) % 100000)::varchar else likes end as likes,
            case when is_later then '0' else comments end as comments,
            case when is_later then '77.0' else followers end as followers,
            case when is_later then 'True' else is_video end as is_video,
            -- Still later than the chosen moment, in another order.
            case when is_later then (2 * latest - created_at::double + moment)::varchar
                else created_at end as created_at
        ) from records
    """,
    "hidden": """
        select * replace (
            case when is_unknown then '-1' else likes end as likes,
            case when is_unknown then null else comments end as comments
        ) from records
    """,
    # A post's own outcome too, and all that is not yet known a day before it.
    "outcomes": """
        select * replace (
            case when is_unknown then (hash(shortcode) % 100000)::varchar else likes end as likes,
            case when is_unknown then '3' else comments end as comments
        ) from records
    """,
}


def features(folder, posts, moment):
    """Digests of the features, and of where expectations start, of every post up to the moment."""
    run_models(folder / "warehouse.duckdb", posts, "+post_features +expectation_bases")
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        return dict(
            connection.execute(
                "select features.post_id,"
                " md5(to_json(features)::varchar || to_json(bases)::varchar)"
                " from marts.post_features as features"
                " inner join marts.expectation_bases as bases using (post_id)"
                " inner join marts.posts using (post_id)"
                f" where posted_at <= make_timestamp(cast({moment} * 1e6 as bigint))"
            ).fetchall()
        )


def later_posts_changed(path, query, moment):
    """Write the sample with the posts after the moment altered or deleted."""
    with duckdb.connect() as connection:
        connection.execute(f"""
            create view records as
            select *, {moment} as moment, max(created_at::double) over () as latest,
                created_at::double > {moment} as is_later,
                created_at::double > {moment} - 86400 as is_unknown
            from read_csv('{SAMPLE}', all_varchar = true, ignore_errors = true)
            where try_cast(created_at as double) is not null
        """)
        connection.sql(query).project("* exclude (moment, latest, is_later, is_unknown)").write_csv(
            str(path)
        )
    return path


@pytest.mark.parametrize("how", ALTERED)
@pytest.mark.parametrize("share", MOMENTS)
def test_features_ignore_later_posts(share, how, tmp_path):
    (moment,) = duckdb.sql(
        f"select quantile_disc(try_cast(created_at as double), {share})"
        f" from read_csv('{SAMPLE}', all_varchar = true, ignore_errors = true)"
    ).fetchone()
    before = features(tmp_path, SAMPLE, moment)
    changed = later_posts_changed(tmp_path / "changed.csv", ALTERED[how], moment)
    after = features(tmp_path, changed, moment)
    assert len(before) > 200
    assert {post for post in before if before[post] != after.get(post)} == set()


def test_the_test_itself_sees_every_leak_that_guards_are_given(tmp_path):
    """Features that see an outcome of their own or later are noticed, weak ones as well."""
    moment = 1.775e9
    before = careless_features(tmp_path, SAMPLE, moment)
    seen = set()
    for how in ("deleted", "outcomes"):
        changed = later_posts_changed(tmp_path / f"{how}.csv", ALTERED[how], moment)
        after = careless_features(tmp_path, changed, moment)
        seen |= {key[1:] for key in before if before[key] != after.get(key)}
    planted = {key[1:] for key in before}
    assert len(planted) == 12 and seen == planted


def careless_features(folder, posts, moment):
    """The values of each leak for posts up to the moment."""
    run_models(folder / "warehouse.duckdb", posts, "+careless_features", evaluation="quick")
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select post_id, leak, strength, value from audit.careless_features"
            " inner join marts.posts using (post_id) where target = 'above_own_usual'"
            f" and posted_at <= make_timestamp(cast({moment} * 1e6 as bigint))"
        ).fetchall()
    return {(post_id, leak, strength): value for post_id, leak, strength, value in rows}
