"""Times `make build` on growing synthetic exports: seconds, memory and the growth between.

Posts of many accounts, then of one: whatever looks back on an account must bear both.
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
SIZES = (10_000, 100_000)


def build_seconds(n_posts: int, n_accounts: int, folder: Path) -> float:
    """Make an export of n posts and time its build, all tests included."""
    posts, warehouse = folder / f"{n_posts}.csv", folder / f"{n_posts}.duckdb"
    make = [sys.executable, ROOT / "data/sample/make_sample.py", "--posts", str(n_posts)]
    subprocess.run([*make, "--accounts", str(n_accounts), "--output", posts], check=True)
    variables = {"POSTS": str(posts), "WAREHOUSE": str(warehouse)}
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "commands.build"],
        check=True,
        cwd=ROOT,
        env=os.environ | variables | {"PYTHONPATH": str(ROOT)},
    )
    return time.perf_counter() - started


def main() -> None:
    """Build each size (arguments override them) and print a line per build."""
    sizes = tuple(int(size) for size in sys.argv[1:]) or SIZES
    folder = ROOT / "bench"
    folder.mkdir(exist_ok=True)
    for posts_per_account in (10, None):
        before = None
        for size in sizes:
            n_accounts = size // posts_per_account if posts_per_account else 1
            seconds = build_seconds(size, n_accounts, folder)
            memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            growth = f", {seconds / before:.1f} times the one before" if before else ""
            print(
                f"\n{size:,} posts of {n_accounts:,} accounts: {seconds:.1f} s{growth}; "
                f"largest process so far {memory:.0f} MB\n"
            )
            before = seconds


if __name__ == "__main__":
    main()
