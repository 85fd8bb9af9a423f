# Variables: POSTS (an export or a glob of them), DRAFTS (planned posts, the same), WAREHOUSE
# (the DuckDB file), SITE (the folder for reports), EVALUATION (full, quick or none).
POSTS ?=
DRAFTS ?=
WAREHOUSE ?= warehouse.duckdb
SITE ?= site
EVALUATION ?=
export POSTS DRAFTS WAREHOUSE SITE EVALUATION
export PYTHONPATH := $(CURDIR)

BIN := .venv/bin
PYTHON ?= python3

.PHONY: help build drafts site test browser lint sql bench alarms sample lock clean

help: ## List these commands.
	@echo "Variables: POSTS, DRAFTS, WAREHOUSE, SITE, EVALUATION=full|quick|none (see the README)"
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

build: .venv/installed ## Build the warehouse from POSTS (default: the synthetic sample), tests included.
	@$(BIN)/python -m commands.build

drafts: .venv/installed ## Answer planned posts: make drafts DRAFTS=my.csv
	@$(BIN)/python -m commands.drafts

site: .venv/installed ## Render the pages again from a finished warehouse.
	@$(BIN)/python -m commands.site

test: .venv/installed lint ## Run every check: style, types, SQL, and the tests.
	@$(BIN)/python -m pytest

browser: ## Install Chromium for the page tests (Debian and Ubuntu, as root).
	@apt-get update -qq && apt-get install -y -qq chromium

lint: .venv/installed ## Check style and types.
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy
	@$(BIN)/sqlfluff lint dbt_project --processes 2 --disable-progress-bar

sql: .venv/installed ## Ask the warehouse questions: make sql [QUERY="select ..."].
	@$(BIN)/python -m commands.sql

bench: .venv/installed ## Time a build of a growing synthetic export (a few minutes).
	@$(BIN)/python tests/bench.py

alarms: .venv/installed ## Simulate how often the guards would stop an honest build (minutes).
	@$(BIN)/python tests/false_alarms.py

sample: .venv/installed ## Make the bundled synthetic sample again.
	@$(BIN)/python data/sample/make_sample.py

lock: ## Pin the dependencies of pyproject.toml with hashes (needs uv).
	@uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
	  --no-strip-extras --no-header --no-annotate --no-emit-index-url --no-emit-find-links -q -o requirements.txt

clean: ## Remove everything that the commands above made.
	@rm -rf .venv target logs site bench .*.build .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@rm -f *.duckdb *.duckdb.wal; find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/installed: requirements.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(not (3, 11) <= v <= (3, 13) and \
	  "This is Python %d.%d, the packages need 3.11, 3.12 or 3.13: set PYTHON=python3.13, say" % v)'
	@echo "Installing the pinned packages into .venv (about a minute, once)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@
