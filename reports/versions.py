"""The packages that made a build, and their versions."""

import tomllib
from importlib.metadata import version
from pathlib import Path

from reports.tables import Row

PACKAGES = (
    "dbt-core",
    "dbt-duckdb",
    "duckdb",
    "scikit-learn",
    "statsmodels",
    "pandas",
    "matplotlib",
)


def package_versions() -> list[Row]:
    """One row per package."""
    return [{"package": name, "version": version(name)} for name in PACKAGES]


def own_version() -> str:
    """The version of this project."""
    text = (Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8")
    return str(tomllib.loads(text)["project"]["version"])
