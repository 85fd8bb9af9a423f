"""When to post: a planted hour is found, noise is not, and the clocks are those of the zone."""

import shutil
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.builds import answer, build, build_some, made_up_posts, write_posts
from tests.drafts import write_drafts

START, EVERY, N_POSTS = 1_700_000_000, 23_400, 4000  # seconds
# A spread between posts that has nothing to do with the hour.
NOISE = "exp(0.4 * sqrt(-2 * ln((hash(i) % 9973 + 1) / 9974)) * cos(hash(i * 7) % 628 / 100))"
BUSY = f"case hour(make_timestamp(({START} + {EVERY} * i) * 1000000)) when 18 then 3 else 1 end"


def times_of(folder, likes, drafts=""):
    """The times of 4,000 posts, one every six and a half hours, of forty accounts."""
    query = made_up_posts(
        N_POSTS,
        owner_id="i % 40",
        created_at=f"{START} + {EVERY} * i",
        likes=f"cast(200 * {likes} as bigint)",
    )
    warehouse = folder / "warehouse.duckdb"
    posts = write_posts(folder / "posts.csv", query)
    built = build_some(warehouse, posts, "best_times posts accounts", drafts=drafts)
    assert built.code == 0, built.errors
    return built


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planted")
    soon = datetime.fromtimestamp(START + EVERY * N_POSTS, UTC) + timedelta(days=3)
    plan = {"account": "account_0", "planned_at": f"{soon:%Y-%m-%dT%H:%M}"}
    drafts = write_drafts(folder / "d.csv", plan | {"timezone": "America/New_York"})
    return times_of(folder, f"{NOISE} * {BUSY}", drafts)


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


def test_planned_posts_add_the_hours_of_their_zones_and_no_others(small_build, tmp_path):
    """And make none of the hours in UTC anew, which takes longer than the answers."""
    warehouse = shutil.copyfile(small_build.warehouse, tmp_path / "own.duckdb")
    plan = {"account": "account_0", "planned_at": "2030-01-01T10:00"}
    zones = (
        "select timezone, count(distinct account_id), count(*) from predictions.best_times"
        " group by all order by all"
    )
    utc = ("UTC", 2, 3 * 168)
    made = "select table_oid from duckdb_tables() where table_name = 'account_times'"
    (first,) = small_build.rows(made)
    for zone, others in {"Asia/Kathmandu": [("Asia/Kathmandu", 1, 2 * 168)], "UTC": []}.items():
        drafts = write_drafts(tmp_path / "d.csv", plan | {"timezone": zone})
        answered = answer(warehouse, drafts)
        assert answered.code == 0, answered.errors
        assert answered.rows(zones) == [*others, utc]
        assert answered.rows(made) == [first]


def account_alone(folder, hour, likes, n_posts=120):
    """A warehouse of one account that posts every second day or so, at an hour of the day."""
    query = made_up_posts(
        n_posts,
        owner_id="1",
        owner_username="'only_one'",
        created_at=f"86400 * (19700 + 2 * i + hash(i * 11) % 2) + 3600 * ({hour})",
        likes=f"cast(500 * {NOISE} * ({likes}) as bigint)",
    )
    built = build(folder / "warehouse.duckdb", write_posts(folder / "posts.csv", query))
    assert built.code == 0, built.errors
    return built, (folder / "site" / "index.html").read_text(encoding="utf-8")


def test_one_account_alone_is_told_its_own_evening(tmp_path):
    hour = "8 + hash(i * 3) % 1500 / 100.0"
    built, page = account_alone(tmp_path, hour, f"if({hour} between 18 and 22, 2, 1)")
    days = built.rows(
        "select hour, verdict from predictions.account_times"
        " where weekday is null and timezone = 'UTC'"
    )
    better = {hour for hour, verdict in days if verdict == "better"}
    assert {19, 20} <= better <= set(range(17, 24))
    untried = {hour for hour, verdict in days if verdict == "not enough history"}
    assert untried == set(range(0, 7)), "posts go up between 8 and 23"
    ((p_chance, n_better),) = built.rows(
        "select any_value(p_chance), count(*) filter (where verdict = 'better')"
        " from predictions.best_times where scope = 'account' and timezone = 'UTC'"
    )
    assert p_chance < 0.01 and n_better > 0
    assert "its posts do best" in page and "figures/hours-1.svg" in page


def test_hours_in_another_zone_are_the_same_moments(planted):
    ahead, rows = planted.rows(
        "select any_value(ahead_hours), count(*) from predictions.account_zones"
        " where timezone = 'America/New_York'"
    )[0]
    assert (ahead, rows) in [(-5, 1), (-4, 1)]
    assert planted.rows(
        "select count(*), max(abs(utc.log_difference - own.log_difference)) < 1e-9"
        " from predictions.account_times as utc"
        " inner join predictions.local_account_times as own on utc.account_id = own.account_id"
        f" and (own.weekday * 24 + own.hour - ({ahead}) - 24 + 168) % 168 + 24"
        " = utc.weekday * 24 + utc.hour"
        " where own.timezone = 'America/New_York' and utc.timezone = 'UTC'"
    ) == [(168, True)]


def test_an_account_that_posts_at_one_hour_is_told_so(tmp_path):
    built, page = account_alone(tmp_path, "18", "1", n_posts=40)
    assert built.rows(
        "select count(*) from predictions.best_times"
        " where scope = 'account' and verdict in ('better', 'worse')"
    ) == [(0,)]
    assert "hardly ever at another time" in page


def test_noise_alone_has_no_good_hour(tmp_path):
    built = times_of(tmp_path, NOISE)
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
    built = build_some(tmp_path / "warehouse.duckdb", posts, "best_times")
    assert built.code == 0, built.errors
    assert built.rows(
        "select distinct verdict, count(*) from predictions.best_times group by all"
    ) == [("not enough history", 2 * 168)]
