"""Writes a synthetic export: python data/sample/make_sample.py --help says how."""

import argparse
from pathlib import Path

import duckdb

HERE = Path(__file__).parent


def make_sample(
    output: Path, n_posts: int, n_accounts: int, seed: int = 1, days_earlier: int = 0
) -> None:
    """Run make_sample.sql and write its lines to `output` as they are (CSV text)."""
    with duckdb.connect() as connection:
        numbers = {"n_posts": n_posts, "n_accounts": n_accounts, "seed": seed}
        for name, value in (numbers | {"days_earlier": days_earlier}).items():
            connection.execute(f"set variable {name} = {int(value)}")
        connection.execute((HERE / "make_sample.sql").read_text(encoding="utf-8"))
        connection.table("sample_lines").order("part, place").project("line").write_csv(
            str(output), header=False, sep="\x1f", quotechar="", escapechar=""
        )


def main() -> None:
    """Read the command line and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=3000)
    parser.add_argument("--accounts", type=int, help="default: one per ten posts")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--days-earlier", type=int, default=0, help="the same posts as they stood days before"
    )
    parser.add_argument("--output", type=Path, default=HERE / "posts.csv")
    arguments = parser.parse_args()
    n_accounts = arguments.accounts or max(arguments.posts // 10, 1)
    make_sample(
        arguments.output, arguments.posts, n_accounts, arguments.seed, arguments.days_earlier
    )
    print(f"{arguments.output}: {arguments.posts} synthetic posts of {n_accounts} accounts")


if __name__ == "__main__":
    main()
