# `make help` explains the variables.
POSTS ?=
DRAFTS ?=
WAREHOUSE ?= warehouse.duckdb
SITE ?= site
EVALUATION ?=
VERBOSE ?=
ACCOUNT ?=
CAPTION ?=
FORMAT ?=
AT ?=
LAKE ?=
LAKE_DATA ?=
AS_OF ?=
ENGINE ?=
export POSTS DRAFTS WAREHOUSE SITE EVALUATION VERBOSE ACCOUNT CAPTION FORMAT AT LAKE LAKE_DATA AS_OF ENGINE
export PYTHONPATH := $(CURDIR)
# The regressions are small: threads of linear algebra wait for each other more than they compute.
export OPENBLAS_NUM_THREADS ?= 1

BIN := .venv/bin
PYTHON ?= python3
# What only a shared warehouse needs.
SHARED := $(if $(LAKE),.venv/shared)
# And a cluster.
CLUSTER := $(if $(filter spark,$(ENGINE)),.venv/spark)

.PHONY: help build spark-up spark-down test-engines drafts site sql fetch forget test lint browser bench soak reference pictures sample lock clean

help: ## List the commands, with examples | make
	@awk -F ' *(## |[|] )' '/^[a-z-]+:.*## /{split($$1, name, ":"); printf "  %-12s %-31s %s\n", name[1], $$2, $$3}' $(MAKEFILE_LIST)
	@echo "  POSTS, DRAFTS  exports, planned posts: file, folder, zip, glob"
	@echo "  CAPTION=, AT=, FORMAT=, ACCOUNT=  one planned post instead, asked once"
	@echo "  WAREHOUSE, SITE  file, folder; EVALUATION=full, quick, none; VERBOSE=1"
	@echo "  LAKE, LAKE_DATA, AS_OF, ENGINE=spark: docs/; SHOW_ACCOUNT_NAMES=false"

build: .venv/installed $(SHARED) $(CLUSTER) ## Build and test tables and pages | make build POSTS=my.csv
	@$(BIN)/python -m commands.build

spark-up: .venv/spark ## Start a Spark cluster here | make build ENGINE=spark
	@$(BIN)/python -m commands.cluster up

spark-down: .venv/spark ## End it | make spark-down
	@$(BIN)/python -m commands.cluster down

drafts: .venv/installed ## Answer planned posts | make drafts DRAFTS=my_plans.csv
	@$(BIN)/python -m commands.drafts

site: .venv/installed $(CLUSTER) ## Render the pages again | make site SITE=/srv/pages
	@$(BIN)/python -m commands.site

sql: .venv/installed $(SHARED) ## Ask the warehouse questions | make sql QUERY="from marts.posts"
	@$(BIN)/python -m commands.sql

fetch: .venv/installed $(SHARED) ## Copy a shared warehouse | make fetch LAKE="dbname=team"
	@$(BIN)/python -m commands.fetch

forget: .venv/installed $(SHARED) ## Remove an account from all | make forget ACCOUNT=ana
	@$(BIN)/python -m commands.forget

test: .venv/installed .venv/shared lint ## Check style and SQL, run tests | make test
	@$(BIN)/python -m pytest

test-engines: .venv/spark ## Run the tests on Spark (minutes) | make test-engines
	@$(BIN)/python -m pytest -n 0 -m engines

lint: .venv/installed ## Check style, types and SQL only | make lint
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
	@$(BIN)/sqlfluff lint dbt_project --processes 2 --disable-progress-bar

browser: ## Install Chromium for page tests | sudo make browser
	@apt-get update -qq && apt-get install -y -qq chromium

bench: .venv/installed .venv/bench ## Time growing builds (minutes) | make bench
	@$(BIN)/python tests/bench.py

soak: .venv/installed ## Tests that take hours | make soak
	@HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest -m "soak or random" --dist load

reference: .venv/installed ## Make the reference again | make reference WAREHOUSE=k.db
	@$(BIN)/python -m commands.reference

pictures: .venv/installed ## Draw pictures for the docs | make pictures
	@$(BIN)/python -m commands.pictures

sample: .venv/installed ## Make the synthetic sample again | make sample
	@$(BIN)/python data/sample/make_sample.py

lock: ## Pin dependencies (uv) | make lock
	@uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-strip-extras --no-header --no-annotate --no-emit-index-url --no-emit-find-links -q -o requirements.txt
	@uv pip compile --group shared --universal --python-version 3.11 --generate-hashes \
	  --constraint requirements.txt --no-header --no-annotate --no-emit-index-url --no-emit-find-links -q -o requirements-shared.txt
	@uv pip compile --group spark --universal --python-version 3.11 --generate-hashes \
	  --constraint requirements.txt --no-header --no-annotate --no-emit-index-url --no-emit-find-links -q -o requirements-spark.txt
	@uv pip compile --group bench --universal --python-version 3.11 --generate-hashes \
	  --constraint requirements.txt --no-header --no-annotate --no-emit-index-url --no-emit-find-links -q -o requirements-bench.txt
	@$(MAKE) --no-print-directory .venv/installed && $(BIN)/python -m commands.bill

clean: ## Remove all that was made here | make clean
	@if [ -f target/spark/processes.json ]; then $(BIN)/python -m commands.cluster down; fi
	@rm -rf .venv target logs site bench .*.build .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@rm -f *.duckdb *.duckdb.wal; find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(not (3, 11) <= v <= (3, 13) and \
	  "This is Python %d.%d, the packages need 3.11, 3.12 or 3.13: set PYTHON=python3.13, say" % v)'
	@echo "Installing the pinned packages into .venv (a minute or a few, once)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@if [ -f dbt_project.yml ]; then WAREHOUSE=warehouse.duckdb $(BIN)/dbt --quiet --log-level-file none parse \
	  --no-write-json; fi
	@touch $@

.venv/shared: requirements-shared.txt .venv/installed
	@echo "Installing what a shared warehouse needs (27 MB, once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-shared.txt
	@touch $@

.venv/spark: requirements-spark.txt .venv/installed
	@echo "Installing Spark and dbt's way to it (500 MB, once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.txt
	@touch $@

.venv/bench: requirements-bench.txt .venv/installed
	@echo "Installing polars, which make bench compares with (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@
