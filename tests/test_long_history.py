"""What is known of an account, at a length that only a cost like sorting's can bear."""

import statistics

import duckdb
import pytest

from tests.builds import made_up_posts, run_models, write_posts
from tests.drafts import write_drafts

N_POSTS = 100_000
START, SECONDS, DAY = 1_300_000_000, 2000, 86400
# Planned posts stand beside so many earlier ones; the last ones look back on young likes.
PLACES = (0, 43, 44, 1000, 77_777, N_POSTS - 100, N_POSTS + 50)


def n_engagements(i):
    return i * 7919 % 5003 + 1


@pytest.fixture(scope="module")
def looked_back(tmp_path_factory):
    """A hundred thousand posts of one account, one every 2,000 seconds, and seven planned ones."""
    folder = tmp_path_factory.mktemp("long")
    posts = made_up_posts(
        N_POSTS,
        owner_id="1",
        owner_username="'account_0'",
        likes="(i * 7919) % 5003",
        created_at=f"{START}.0 + {SECONDS} * i",
    )
    with duckdb.connect() as connection:
        times = [
            connection.execute(
                "select strftime(make_timestamp(?::bigint * 1000000), '%Y-%m-%dT%H:%M:%SZ')",
                [START + SECONDS * place],
            ).fetchone()[0]
            for place in PLACES
        ]
    plans = [
        {"draft_id": str(place), "account": "account_0", "planned_at": time}
        for place, time in zip(PLACES, times, strict=True)
    ]
    run_models(
        folder / "warehouse.duckdb",
        write_posts(folder / "posts.csv", posts),
        "+draft_history",
        {"drafts_as_of": "1970-01-01"},
        drafts=write_drafts(folder / "drafts.csv", *plans),
    )
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select post_id, n_past_posts, n_known_posts, median_engagements"
            " from marts.draft_history"
        ).fetchall()
        growth = connection.execute("select from_hours, to_hours, share from marts.young_growth")
        return rows, growth.fetchall()


@pytest.mark.parametrize("place", PLACES)
def test_the_middle_of_a_long_past_is_that_of_the_posts_up_to_a_day_before(looked_back, place):
    """Likes of the last week are raised, those of the last day unknown.

    Unknown ones are nulls, which once made the cost of a middle quadratic.
    """
    rows, growth = looked_back

    def share(hours):
        return next((share for low, high, share in growth if low <= hours < high), 1)

    past = [i for i in range(min(place, N_POSTS)) if (place - i) * SECONDS >= DAY]
    hours = {i: (N_POSTS - 1 - i) * SECONDS / 3600 for i in past}
    known = [n_engagements(i) / share(hours[i]) for i in past if hours[i] >= 24]
    median = pytest.approx(statistics.median(known)) if known else None
    found = {post_id: tuple(values) for post_id, *values in rows}
    assert found[f"{place}:image"] == (len(past), len(known), median)


def test_a_planned_post_looks_back_once_per_media_type(looked_back):
    """Not once for each of the 168 hours that it is tried at."""
    rows, _ = looked_back
    assert {post_id for post_id, *_ in rows} == {
        f"{place}:{media_type}" for place in PLACES for media_type in ("image", "carousel", "video")
    }
    assert len(rows) == 3 * len(PLACES)
