"""Times what people wait for, as ratios in one run, and writes them to docs/performance.md.

Usage: make bench, or .venv/bin/python -m tests.bench small fit million (some parts, default all).
Commands of one comparison take turns; a figure is the median of its turns.
"""

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
from sklearn.metrics import roc_auc_score

from commands.cluster import free_port
from commands.workspace import workspace_of
from models_ml.columns import TARGETS
from models_ml.serving.posts import fit_training, numbers, posts_of

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "bench"
PAGE = ROOT / "docs" / "performance.md"
MARKS = ("<!-- figures of make bench -->", "<!-- end of figures -->")
KAGGLE_POSTS, KAGGLE_ACCOUNTS = 8_234, 929
LONG_POSTS, LONG_ACCOUNTS = 128_000, 27
MANY_PLANS = 100_000
MILLION, MILLION_ACCOUNTS, NEW_POSTS = 1_000_000, 20_000, 10_000
FIT_POSTS, FIT_ACCOUNTS, MAX_FIT_POSTS = 300_000, 6_000, 50_000
CLUSTER_POSTS = {100_000: 2_000, 1_000_000: 20_000}
MONTH_LATER = "(try_cast(created_at as double) + 30 * 86400)::varchar"
Timed = tuple[float, float]


def main() -> None:
    """Measure the parts that the command line names, and put them into the page."""
    chosen = sys.argv[1:] or [part for part in PARTS if part not in ON_REQUEST]
    FOLDER.mkdir(exist_ok=True)
    measured = {}
    for part in chosen:
        for line in PARTS[part]():
            print(line, flush=True)
            measured[name_of(line)] = line
    before, kept, after = re.split("|".join(MARKS), PAGE.read_text(encoding="utf-8"))
    lines = {name_of(line): line for line in kept.strip().splitlines()[2:]} | measured
    head = ["| work | seconds | peak MB | ratio |", "| --- | --- | --- | --- |"]
    figures = "\n".join([MARKS[0], *head, *lines.values(), MARKS[1]])
    PAGE.write_text(before + figures + after, encoding="utf-8")


def name_of(line: str) -> str:
    """The work of a line of the page's table; what was measured before is replaced by it."""
    return re.split(r"[:|]", line)[1].strip()


def small() -> list[str]:
    """The sample and an export of the Kaggle set's size, beside dbt building one table."""
    kaggle = generated(KAGGLE_POSTS, KAGGLE_ACCOUNTS)
    found = in_turns(
        {
            "dbt builds one table": empty_build,
            "sample, `none`": lambda: build("", "sample", "none"),
            "sample, `full`": lambda: build("", "sample", "full"),
            "sample, `full`, built before": lambda: build("", "sample", "full", forget=False),
            f"{KAGGLE_POSTS:,} posts, `none`": lambda: build(kaggle, "kaggle", "none"),
            f"{KAGGLE_POSTS:,} posts, `full`": lambda: build(kaggle, "kaggle", "full"),
        },
        turns=3,
    )
    return rows(found, "dbt builds one table")


def plans() -> list[str]:
    """Planned posts by the sample's warehouse, beside dbt building one table."""
    build("", "sample", "none")
    found = in_turns(
        {
            "dbt builds one table, beside planned posts": empty_build,
            "100 planned posts, asked of dbt": lambda: drafts("sample", VERBOSE="1"),
            "100 planned posts": lambda: drafts("sample"),
            f"{MANY_PLANS:,} planned posts": lambda: drafts("sample", MANY_PLANS),
        },
        turns=3,
    )
    return rows(found, "dbt builds one table, beside planned posts")


def long() -> list[str]:
    """Few accounts with long histories, in full, beside the export of the Kaggle set's size."""
    kaggle, posts = generated(KAGGLE_POSTS, KAGGLE_ACCOUNTS), generated(LONG_POSTS, LONG_ACCOUNTS)
    first = f"{KAGGLE_POSTS:,} posts of {KAGGLE_ACCOUNTS} accounts, `full`"
    found = in_turns(
        {
            first: lambda: build(kaggle, "kaggle", "full"),
            f"{LONG_POSTS:,} posts of {LONG_ACCOUNTS} accounts, `full`": lambda: build(
                posts, "long", "full"
            ),
        },
        turns=1,
    )
    return rows(found, first)


def million() -> list[str]:
    """A million posts, beside reading them, and beside the main job in pandas."""
    posts = clean(generated(MILLION, MILLION_ACCOUNTS))
    found = in_turns(
        {
            "a million posts, DuckDB's `read_csv`": lambda: read_csv(posts),
            "a million posts, pandas and scikit-learn": lambda: run(
                [sys.executable, ROOT / "tests/peers.py", posts], {}
            ),
            "a million posts, polars and scikit-learn": lambda: run(
                [sys.executable, "-m", "tests.peers_polars", posts], {}
            ),
            "a million posts, `none`": lambda: build(posts, "million", "none"),
            "100 planned posts, a million past ones, asked of dbt": lambda: drafts(
                "million", VERBOSE="1"
            ),
            "100 planned posts, a million past ones": lambda: drafts("million"),
            "ten million posts scored in SQL": lambda: score_ten_times("million"),
        },
        turns=1,
    )
    return rows(found, "a million posts, pandas and scikit-learn")


def grown() -> list[str]:
    """One percent of new posts on top of a million: what was read before is not read again."""
    folder, posts = FOLDER / "grown", clean(generated(MILLION, MILLION_ACCOUNTS))
    new = newer(posts)
    folder.mkdir(exist_ok=True)
    (FOLDER / "grown.duckdb").unlink(missing_ok=True)
    for posted in (new, posts):
        (folder / posted.name).unlink(missing_ok=True)
    (folder / posts.name).hardlink_to(posts)
    first = build(folder, "grown", "none")
    (folder / new.name).hardlink_to(new)
    found = {
        "a million posts in a folder, `none`": first,
        f"{NEW_POSTS:,} more, `none`": build(folder, "grown", "none", forget=False),
    }
    return rows(found, "a million posts in a folder, `none`")


def ten_million() -> list[str]:
    """Ten times the posts and accounts, and the first million of them alone: half an hour."""
    posts = clean(generated(MILLION, MILLION_ACCOUNTS))
    found = in_turns(
        {
            "a million posts, `none`, once more": lambda: build(posts, "million", "none"),
            "ten million posts, `none`": lambda: build(ten_times(posts), "ten", "none"),
        },
        turns=1,
    )
    return rows(found, "a million posts, `none`, once more")


def whole() -> list[str]:
    """A million posts with the evaluation, beside those without."""
    posts = clean(generated(MILLION, MILLION_ACCOUNTS))
    found = in_turns(
        {
            f"a million posts, `{evaluation}`, again": lambda evaluation=evaluation: build(
                posts, "million", evaluation
            )
            for evaluation in ("none", "full")
        },
        turns=1,
    )
    return rows(found, "a million posts, `none`, again")


def fit() -> list[str]:
    """The regression on a sample of whole accounts, and on all training posts, on later posts."""
    build(generated(FIT_POSTS, FIT_ACCOUNTS), "fit", "none")
    with duckdb.connect(str(FOLDER / "fit.duckdb"), read_only=True) as connection:
        features = connection.sql("from marts.post_features order by post_id").df()
        labels = connection.sql(
            "from marts.split_labels where protocol = 'by_time' order by target, post_id"
        ).df()
        sampled = connection.sql(
            f"select account_id from intermediate.int_account_sample "
            f"where n_posts_before < {MAX_FIT_POSTS}"
        ).df()["account_id"]
    lines = []
    for target in TARGETS:
        whole, test = (
            posts_of(features, labels, target, "by_time", role) for role in ("train", "test")
        )
        for training in (whole[whole["account_id"].isin(sampled)], whole):
            started = time.perf_counter()
            p_high = fit_training(training).p_high(numbers(test))
            seconds = time.perf_counter() - started
            auc = roc_auc_score(test["is_high"].astype(bool), p_high)
            work = f"`{target}` fitted on {len(training):,} posts: AUC {auc:.4f} on later ones"
            lines.append(f"| {work} | {seconds:.1f} | | |")
    return lines


def in_turns(works: dict[str, Callable[[], Timed]], turns: int) -> dict[str, Timed]:
    """Median seconds and largest MB of each work, all of them once in every turn."""
    measured: dict[str, list[Timed]] = {name: [] for name in works}
    for _ in range(turns):
        for name, work in works.items():
            measured[name].append(work())
            print(f"  {name}: {measured[name][-1][0]:.1f} s", file=sys.stderr, flush=True)
    return {
        name: (statistics.median(s for s, _ in turn), max(mb for _, mb in turn))
        for name, turn in measured.items()
    }


def rows(found: dict[str, Timed], reference: str) -> list[str]:
    """A line of the page's table for each work, with its seconds as multiples of one of them."""
    base = found[reference][0]
    return [
        f"| {name} | {seconds:.1f} | {megabytes:,.0f} | {seconds / base:.2f} |"
        for name, (seconds, megabytes) in found.items()
    ]


def run(command: list, variables: dict[str, str]) -> Timed:
    """Seconds and peak memory of a command, which must succeed."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"} | variables
    started = time.perf_counter()
    process = subprocess.Popen(
        list(map(str, command)), cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed: {command} {variables}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def build(posts: Path | str, name: str, evaluation: str, forget: bool = True) -> Timed:
    """The whole of `make build`, pages included; dbt has read the project before."""
    warehouse = FOLDER / f"{name}.duckdb"
    remembered = FOLDER / f".{warehouse.name}.build" / "remembered"
    for answer in remembered.glob("*") if forget else ():
        answer.unlink()
    variables = {
        "POSTS": str(posts),
        "WAREHOUSE": str(warehouse),
        "SITE": str(FOLDER / f"site-{name}"),
        "EVALUATION": evaluation,
    }
    return run([sys.executable, "-m", "commands.build"], variables)


def empty_build() -> Timed:
    """`dbt build` of one table of one column."""
    folders = ["--target-path", FOLDER / "empty", "--log-path", FOLDER / "empty"]
    return run(
        [Path(sys.executable).parent / "dbt", "build", "--quiet", "--select",
         "stg_forgotten_accounts", "--exclude-resource-type", "test", *folders],
        {"WAREHOUSE": str(FOLDER / "empty.duckdb")},
    )  # fmt: skip


def drafts(name: str, n_plans: int = 100, **more: str) -> Timed:
    """`make drafts` for planned posts of accounts that the warehouse knows, 100 or more."""
    warehouse, plans = FOLDER / f"{name}.duckdb", FOLDER / "drafts.csv"
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        connection.sql(
            "select 'd' || row_number() over () as draft_id, account_name as account, "
            "'image' as media_type, 'a caption ' || turn as caption, "
            "timestamp '2030-01-01 10:00' + to_hours(turn) as planned_at "
            f"from marts.accounts cross join range({n_plans // 100}) as turns (turn) "
            f"order by turn, n_posts desc, account_id limit {n_plans}"
        ).write_csv(str(plans))
    variables = {"WAREHOUSE": str(warehouse), "DRAFTS": str(plans)} | more
    return run(
        [sys.executable, "-m", "commands.drafts"],
        variables | {"SITE": str(FOLDER / f"site-{name}")},
    )


def score_ten_times(name: str) -> Timed:
    """Seconds for the probabilities of every post of a warehouse, ten times over."""
    folder = FOLDER / f".{name}.duckdb.build" / "target" / "compiled"
    compiled = next(folder.rglob("post_predictions.sql")).read_text(encoding="utf-8")
    scored = compiled[: compiled.index("select\n    scored.post_id")].replace('"warehouse".', "")
    with duckdb.connect() as connection:
        connection.execute(f"attach '{FOLDER / name}.duckdb' as kept (read_only)")
        connection.execute("create schema marts; create schema predictions")
        for table in ("model_terms", "model_shapes", "shape_starts"):
            connection.execute(f"create table predictions.{table} as from kept.predictions.{table}")
        connection.execute(
            "create table marts.post_features as select features.* "
            "from kept.marts.post_features as features cross join range(10)"
        )
        started = time.perf_counter()
        connection.execute(
            f"create table scores as {scored} select post_id, target, p_high from scored"
        )
        return time.perf_counter() - started, 0


def read_csv(posts: Path) -> Timed:
    """DuckDB alone: the file as a table."""
    code = f"import duckdb; duckdb.sql(\"create table t as from read_csv('{posts}')\")"
    return run([sys.executable, "-c", code], {})


def generated(n_posts: int, n_accounts: int) -> Path:
    """A synthetic export of so many posts, with the dirt of a real one."""
    posts = FOLDER / f"{n_posts}-{n_accounts}.csv"
    if not posts.exists():
        make = [sys.executable, ROOT / "data/sample/make_sample.py", "--posts", n_posts]
        run([*make, "--accounts", n_accounts, "--output", posts], {})
    return posts


def newer(posts: Path) -> Path:
    """One percent of new posts: copies of the newest, a month later."""
    return written(
        posts.with_name("newer-" + posts.name),
        f"select * replace (shortcode || '-new' as shortcode, {MONTH_LATER} as created_at) "
        f"from read_csv('{posts}', all_varchar = true) "
        f"order by try_cast(created_at as double) desc nulls last limit {NEW_POSTS}",
    )


def ten_times(posts: Path) -> Path:
    """The same posts ten times, each time of other accounts."""
    return written(
        posts.with_name("ten-times-" + posts.name),
        "select posts.* replace (owner_id || turn as owner_id, "
        "owner_username || turn as owner_username, shortcode || turn as shortcode) "
        f"from read_csv('{posts}', all_varchar = true) as posts cross join range(10) as t (turn)",
    )


def clean(posts: Path) -> Path:
    """The same without records that no CSV reader takes: mending is another matter than speed."""
    return written(
        posts.with_name("clean-" + posts.name),
        f"from read_csv('{posts}', all_varchar = true, ignore_errors = true) "
        "where likes is not null and is_video in ('True', 'False')",
    )


def written(posts: Path, query: str) -> Path:
    """The file, with the rows of a query; one that is there is taken as it is.

    By a process of its own: what this one holds would count as memory of those that it starts.
    """
    if not posts.exists():
        code = f"import duckdb; duckdb.sql({query!r}).write_csv({str(posts)!r})"
        run([sys.executable, "-c", code], {})
    return posts


def cluster() -> list[str]:
    """The core tables on a cluster of one worker, and of two, and what is left to do after it,
    beside DuckDB's whole build.
    """
    lines = []
    for n_posts, n_accounts in CLUSTER_POSTS.items():
        posts = clean(generated(n_posts, n_accounts))
        found = {f"{n_posts:,} posts, DuckDB alone, `none`": build(posts, "one", "none")}
        for n_workers in (1, 2):
            made, rest = on_spark(posts, n_workers)
            found[f"{n_posts:,} posts, Spark, workers of one core, {n_workers}"] = made
        found[f"{n_posts:,} posts, `make site` after it"] = rest
        lines += rows(found, next(iter(found)))
    return lines


def on_spark(posts: Path, n_workers: int) -> tuple[Timed, Timed]:
    """`make build ENGINE=spark` and `make site ENGINE=spark` with a cluster that was started for
    it; MB are of the commands.
    """
    variables = {"SPARK_WORKERS": str(n_workers), "SPARK_PORT": str(free_port())}
    run([sys.executable, "-m", "commands.cluster", "up"], variables)
    try:
        warehouse = FOLDER / "on_spark.duckdb"
        shutil.rmtree(workspace_of(warehouse), ignore_errors=True)
        warehouse.unlink(missing_ok=True)
        variables |= {"POSTS": str(posts), "WAREHOUSE": str(warehouse), "ENGINE": "spark"}
        variables |= {"SITE": str(FOLDER / "site-on_spark"), "EVALUATION": "none"}
        made = run([sys.executable, "-m", "commands.build"], variables)
        return made, run([sys.executable, "-m", "commands.site"], variables)
    finally:
        run([sys.executable, "-m", "commands.cluster", "down"], variables)


PARTS = {
    "small": small,
    "plans": plans,
    "fit": fit,
    "long": long,
    "million": million,
    "grown": grown,
    "whole": whole,
    "ten_million": ten_million,
    "cluster": cluster,
}
# Half an hour of its own, and 20 GB of disk; or what only a cluster needs: where it is asked for.
ON_REQUEST = ("ten_million", "cluster")

if __name__ == "__main__":
    main()
