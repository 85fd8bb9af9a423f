"""Writes a synthetic export: python data/sample/make_sample.py [--posts N] [--output FILE]."""

import argparse
from pathlib import Path

import duckdb

HERE = Path(__file__).parent


def make_sample(output: Path, n_posts: int, n_accounts: int, seed: int) -> None:
    """Run make_sample.sql and write its lines to `output` as they are (CSV text)."""
    with duckdb.connect() as connection:
        for name, value in {"n_posts": n_posts, "n_accounts": n_accounts, "seed": seed}.items():
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
    parser.add_argument("--output", type=Path, default=HERE / "posts.csv")
    arguments = parser.parse_args()
    n_accounts = arguments.accounts or max(arguments.posts // 10, 1)
    make_sample(arguments.output, arguments.posts, n_accounts, arguments.seed)
    print(f"{arguments.output}: {arguments.posts} synthetic posts of {n_accounts} accounts")


if __name__ == "__main__":
    main()
