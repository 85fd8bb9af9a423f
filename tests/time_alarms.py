"""Simulates how often an account is told a better hour: planted evenings, and none at all.

Every account is fitted alone, as most users are, by the tables that serve: its posts are read from
an export, and its verdicts from predictions.best_times. Posts go up evenly between 8 and 23, or
around noon and in the evening; those from 18 to 22 get 30 % more where an evening is planted.
"""

import sys
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pandas as pd
from scipy.stats import norm
from statsmodels.stats.proportion import proportion_confint

from models_ml import fit_times
from tests.builds import run_models

N_POSTS = [50, 100, 200, 400]
SPREADS = [0.2, 0.3, 0.4, 0.6, 0.8]  # of log engagement, without the hour
HABITS = {
    "all day": lambda random, n: random.uniform(8, 23, n),
    "noon and evening": lambda random, n: np.where(
        random.random(n) < 0.5, random.normal(12, 2, n), random.normal(19.5, 2, n)
    ),
    "mostly one hour": lambda random, n: np.where(
        random.random(n) < 0.8, random.normal(12, 0.5, n), random.uniform(8, 23, n)
    ),
}
PLANTED_HABITS = ["all day", "noon and evening"]
NOISES = {
    "normal": lambda random, n: random.normal(size=n),
    "heavy": lambda random, n: random.standard_t(3, size=n) / np.sqrt(3),
    "skewed": lambda random, n: random.exponential(size=n) - 1,
    # Ups and downs of weeks, while the hours move from the morning to the evening.
    "drifting": lambda random, n: in_a_row(random.normal(size=n), 0.3),
}
FIRST = 1_600_000_000  # a moment in seconds since 1970; posts go up once a day from then on


def in_a_row(noise: np.ndarray, correlation: float) -> np.ndarray:
    """Noise of variance 1 in which one post is like the last."""
    weights = correlation ** np.arange(30)
    return np.convolve(noise, weights)[: len(noise)] * np.sqrt(1 - correlation**2)


def posts_of(random, name: str, effect: float, n: int, spread: float, habit: str, noise: str):
    """The export of one account."""
    hours = HABITS[habit](random, n) % 24
    level = np.zeros(n)
    if noise == "drifting":
        hours, level = 8 + (hours - 8) / 2 + 7 * np.arange(n) / n, np.linspace(0, np.log(10), n)
    logs = np.log(2000) + level + spread * NOISES[noise](random, n)
    logs = logs + effect * ((hours >= 18) & (hours < 22))
    days = FIRST // 86400 + np.arange(n)
    return pd.DataFrame(
        {"owner_username": name, "created_at": days * 86400.0 + hours * 3600, "likes": np.exp(logs)}
    )


def write_export(path: Path, worlds: list[tuple], n_accounts: int) -> None:
    """So many accounts of each world, fewer where they have more than 100 posts."""
    random = np.random.default_rng(0)
    frames = [
        posts_of(random, f"world{number}_{repeat}", *world)
        for number, world in enumerate(worlds)
        for repeat in range(round(n_accounts * min(1, 100 / world[1])))
    ]
    posts = pd.concat(frames, ignore_index=True)
    posts["owner_id"] = posts["username"] = posts["owner_username"]
    posts["shortcode"] = "post" + posts.index.astype(str)
    posts["likes"] = posts["likes"].round().astype(int)
    for name, value in {"is_video": False, "caption": "", "comments": 0, "location": "",
                        "imageUrl": "", "multiple_images": False, "followers": 1000,
                        "following": 10}.items():  # fmt: skip
        posts[name] = value
    posts.to_csv(path, index=False)


def verdicts(folder: Path, export: Path) -> pd.DataFrame:
    """What each account is told, fitted as if it were the only one: `world, told, found`."""
    warehouse = folder / "warehouse.duckdb"
    before = "+time_posts +week_hours +overall_times +local_overall_times +account_hours"
    run_models(warehouse, export, before)
    with duckdb.connect(str(warehouse)) as connection:
        posts = connection.sql("from predictions.time_posts order by account_id, post_id").df()
        fits = pd.concat([fit_times(alone) for _, alone in posts.groupby("account_id")])
        connection.register("fits", fits)
        connection.execute("create or replace table predictions.time_fits as from fits")
    run_models(warehouse, export, "account_times local_account_times best_times")
    with duckdb.connect(str(warehouse)) as connection:
        return connection.sql(
            "select cast(regexp_extract(account_id, '[0-9]+') as int) as world,"
            " bool_or(verdict in ('better', 'worse')) as told,"
            " bool_or(verdict = 'better' and hour between 18 and 21) as found"
            " from predictions.best_times where scope = 'account' group by world, account_id"
        ).df()


def share(successes: pd.Series) -> str:
    """A share with its interval (Wilson, 1927), per cent."""
    low, high = proportion_confint(successes.sum(), len(successes), method="wilson")
    return f"{100 * successes.mean():.0f} [{100 * low:.0f}, {100 * high:.0f}]"


def of_all_knowing(n: int, spread: float, habit: str) -> str:
    """How often a one-sided test at 5 % finds the evening that knows which hours to look at."""
    hours = HABITS[habit](np.random.default_rng(1), 100_000)
    evening = np.mean((hours >= 18) & (hours < 22))
    distance = np.log(1.3) / spread * np.sqrt(n * evening * (1 - evening))
    return f"{100 * norm.sf(norm.isf(0.05) - distance):.0f}"


def print_table(title: str, rows: dict[str, list[str]]) -> None:
    """A table with a column for each number of posts."""
    print(f"\n{title}")
    print(f"{'posts':<28}" + "".join(f"{n:>16}" for n in N_POSTS))
    for name, cells in rows.items():
        print(f"{name:<28}" + "".join(f"{cell:>16}" for cell in cells))


def main() -> None:
    """Simulate so many accounts of 100 posts of each kind (argument; default 300)."""
    n_accounts = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    planted = list(product([np.log(1.3)], N_POSTS, SPREADS, PLANTED_HABITS, ["normal"]))
    empty = list(product([0.0], N_POSTS, [0.5], HABITS, NOISES))
    with TemporaryDirectory() as name:
        export = Path(name) / "posts.csv"
        write_export(export, planted + empty, n_accounts)
        results = verdicts(Path(name), export)
    of_world = dict(zip(planted + empty, (of for _, of in results.groupby("world")), strict=True))
    print("Per cent of accounts, each fitted alone, with 95 % intervals")
    for habit in PLANTED_HABITS:
        rows = {}
        for spread in SPREADS:
            worlds = [(np.log(1.3), n, spread, habit, "normal") for n in N_POSTS]
            rows[f"spread {spread}"] = [share(of_world[world]["found"]) for world in worlds]
            rows[f"  {spread}, hours known"] = [of_all_knowing(n, spread, habit) for n in N_POSTS]
        print_table(f"An evening of +30 % is found; posts go up: {habit}", rows)
    rows = {
        f"{habit}, {noise}": [share(of_world[0.0, n, 0.5, habit, noise]["told"]) for n in N_POSTS]
        for habit, noise in product(HABITS, NOISES)
    }
    print_table("Told an hour where none is better", rows)
    told = results.loc[results["world"] >= len(planted), "told"]
    low, high = proportion_confint(told.sum(), len(told), method="wilson")
    print(f"Of all {len(told):,}: {100 * told.mean():.1f} [{100 * low:.1f}, {100 * high:.1f}]")


if __name__ == "__main__":
    main()
