"""Writes the reference that warehouses with few posts lean on, from a warehouse of many.

Usage: make reference WAREHOUSE=kaggle.duckdb. Numbers only: no post, caption or account goes in.
"""

import sys
from pathlib import Path

import duckdb

from commands.errors import BuildError, plain_errors
from commands.workspace import check_it_is_a_warehouse, named_paths, workspace_of

GROWTH = Path("dbt_project/seeds/reference_growth.csv")
# A share is never less than that of younger posts: what is less is noise.
GROWTH_QUERY = """
    select
        from_hours,
        round(max(share) over (order by from_hours), 3) as share,
        round(log_spread, 3) as log_spread
    from marts.growth_curve
    where media_type = 'all' and from_hours between 24 and 120
    union all
    select
        from_hours,
        1,
        round(
            (ln(quantile_cont(ratio_to_usual, 0.75)) - ln(quantile_cont(ratio_to_usual, 0.25)))
            / 1.349,
            3
        )
    from marts.aged_readings where is_final group by from_hours
    order by from_hours
"""

RESIDUALS = Path("dbt_project/seeds/reference_residuals.csv")
RESIDUALS_QUERY = """
    select history, columns('q.*')::decimal(9, 3)
    from predictions.residual_quantiles
    where fit = 'serving' and told = 'as draft'
    order by list_position(['none', '1 to 4', '5 to 11', '12 or more'], history)
"""
TERMS = Path("dbt_project/seeds/reference_terms.csv")
TERMS_QUERY = """
    select target, fit, term, round(coefficient, 6) as coefficient, round(mean, 6) as mean,
        round(scale, 6) as scale
    from predictions.model_terms
    where fit like 'serving%'
    order by target, fit, position
"""
QUERIES = {GROWTH: GROWTH_QUERY, RESIDUALS: RESIDUALS_QUERY, TERMS: TERMS_QUERY}


def main() -> int:
    """Write the seeds from the warehouse that WAREHOUSE names."""
    warehouse, _ = named_paths()
    try:
        with plain_errors(f"reading '{warehouse}'", workspace_of(warehouse)):
            check_it_is_a_warehouse(warehouse)
            write_seeds(warehouse)
    except BuildError as error:
        print(f"No reference: {error}", file=sys.stderr)
        return 1
    print(f"Of {warehouse}: {', '.join(map(str, QUERIES))}")
    return 0


def write_seeds(warehouse: Path) -> None:
    """Write all seeds or none. Raises BuildError where the warehouse cannot tell all numbers."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        seeds = {path: connection.sql(query) for path, query in QUERIES.items()}
        for path, rows in seeds.items():
            numbers = rows.fetchall()
            if not numbers or any(None in row for row in numbers):
                raise BuildError(f"'{warehouse}' has too few posts for {path}")
        for path, rows in seeds.items():
            rows.write_csv(str(path))


if __name__ == "__main__":
    sys.exit(main())
