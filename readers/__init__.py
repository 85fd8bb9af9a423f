"""Reads what DuckDB does not read by itself: plugins of dbt-duckdb, named in profiles.yml."""
