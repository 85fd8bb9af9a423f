"""When to post: a planted hour is found, noise is not, and the clocks are those of the zone."""

from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from tests.builds import answer, build, build_tables, made_up_posts, write_posts
from tests.drafts import write_drafts

START = 1_700_000_000
# A spread between posts that has nothing to do with the hour.
NOISE = "exp(0.4 * sqrt(-2 * ln((hash(i) % 9973 + 1) / 9974)) * cos(hash(i * 7) % 628 / 100))"
BUSY = f"case hour(make_timestamp(({START} + 23400 * i) * 1000000)) when 18 then 3 else 1 end"


def times_of(folder, likes, make=build):
    """A warehouse of 4,000 posts, one every six and a half hours, of forty accounts."""
    query = made_up_posts(
        4000,
        owner_id="i % 40",
        created_at=f"{START} + 23400 * i",
        likes=f"cast(200 * {likes} as bigint)",
    )
    warehouse = folder / "warehouse.duckdb"
    built = make(warehouse, write_posts(folder / "posts.csv", query))
    assert built.code == 0, built.errors
    return built


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planted")
    built = times_of(folder, f"{NOISE} * {BUSY}")
    ((newest,),) = built.rows("select max(posted_at) + interval 3 day from marts.posts")
    plan = {"account": "account_0", "planned_at": f"{newest:%Y-%m-%dT%H:%M}"}
    drafts = write_drafts(folder / "d.csv", plan | {"timezone": "America/New_York"})
    assert answer(built.warehouse, drafts).code == 0
    return built


def test_a_planted_hour_is_found_on_every_day_and_hardly_another(planted):
    better = planted.rows(
        "select hour = 18, count(*) from predictions.best_times"
        " where scope = 'everyone' and timezone = 'UTC' and verdict = 'better' group by all"
    )
    found = dict(better)
    assert found[True] == 7
    assert found.get(False, 0) <= 8, "of 161 intervals at 95 % about four miss a true null above"


def test_the_week_has_168_cells_in_each_zone_and_an_interval_around_each(planted):
    assert (
        planted.rows(
            "select count(*), count(distinct (weekday, hour)),"
            " count(*) filter (where ci_low < difference_percent and difference_percent < ci_high)"
            " from predictions.best_times where scope = 'everyone' group by timezone"
        )
        == [(168, 168, 168)] * 2
    )


def test_hours_are_those_of_the_zone_summer_time_included(planted):
    moments = planted.rows("select posted_at from marts.posts where is_mature")
    zone = ZoneInfo("America/New_York")
    expected = Counter()
    for (moment,) in moments:
        local = moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone)
        expected[local.isoweekday(), local.hour] += 1
    found = planted.rows(
        "select weekday, hour, n_posts from predictions.best_times"
        " where scope = 'everyone' and timezone = 'America/New_York'"
    )
    assert {(day, hour): n for day, hour, n in found if n} == dict(expected)


def test_an_account_has_its_own_zone_and_the_others_have_utc(planted):
    assert planted.rows(
        "select account_name, list_sort(list(distinct timezone))"
        " from predictions.best_times inner join marts.accounts using (account_id)"
        " where account_name in ('account_0', 'account_1') group by all order by all"
    ) == [("account_0", ["America/New_York", "UTC"]), ("account_1", ["UTC"])]


def test_noise_alone_has_no_good_hour(tmp_path):
    built = times_of(tmp_path, NOISE, make=build_tables)
    assert built.rows(
        "select count(*) from predictions.best_times"
        " where scope = 'everyone' and verdict in ('better', 'worse')"
    ) == [(0,)]
    ((largest,),) = built.rows(
        "select max(abs(difference_percent)) from predictions.best_times where scope = 'everyone'"
    )
    ((raw,),) = built.rows("select max(abs(mean_deviation)) from predictions.overall_times")
    assert largest < 20 * raw, "at most a fifth of the largest raw difference is left"


def test_few_posts_are_not_enough_history(sample):
    verdicts = sample.sql(
        "select distinct verdict from predictions.best_times"
        " inner join (select account_id, count(*) filter (where is_mature) as n_mature"
        " from marts.posts group by all) as counts using (account_id)"
        " where n_mature < 10"
    ).fetchall()
    assert verdicts == [("not enough history",)]


def test_one_post_gives_a_week_without_a_verdict(tmp_path):
    posts = write_posts(tmp_path / "posts.csv", made_up_posts(1))
    built = build(tmp_path / "warehouse.duckdb", posts)
    assert built.code == 0, built.errors
    assert built.rows(
        "select distinct verdict, count(*) from predictions.best_times group by all"
    ) == [("not enough history", 2 * 168)]
