# The recipes that people and CI call. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
LOCK := requirements/dev.txt

# Compiled modules are kept: without them every command would take seconds to begin.
unexport PYTHONDONTWRITEBYTECODE

help: ## list the recipes
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/installed: requirements/bootstrap.txt $(LOCK) pyproject.toml
	@echo "installing into .venv from $(LOCK)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@$(BIN)/uv pip sync --python $(BIN)/python --compile-bytecode --require-hashes $(LOCK)
	@$(BIN)/uv pip install --python $(BIN)/python --quiet --no-deps --no-build-isolation --editable .
	@touch $@

install: .venv/installed ## make .venv from the lock file

demo: .venv/installed ## a whole programme in seconds: make demo ARGS="--seed 7 --keep"
	@$(BIN)/mentoring demo $(ARGS)

up: .venv/installed ## the service in real time on this machine: make up ARGS="--people examples/people.csv --programme examples/programme.toml"
	@$(BIN)/mentoring up $(ARGS)

test: .venv/installed ## every test but the exhaustive ones
	@$(BIN)/pytest -n 3 --dist loadfile $(ARGS)

test-kill: .venv/installed ## SIGKILL before and after every record and every letter of a life
	@$(BIN)/pytest -m long --timeout 3600 $(ARGS)

bench-log: .venv/installed ## writing, following, projecting and rebuilding the log, beside raw INSERTs
	@$(BIN)/python -m benchmarks.log

test-fire: .venv/installed ## ten minutes of faults around the log, and what was lost: make test-fire ARGS="--minutes 3 --seed 7"
	@$(BIN)/pytest -m fire
	@$(BIN)/python -m tests.log.fire $(ARGS)

bench-life: .venv/installed ## what one completed pair costs: rows, letters, history events
	@$(BIN)/python -m benchmarks.life

bench-rules: .venv/installed ## what the rules cost: a decision, a fold, rows and state of a life
	@$(BIN)/python -m benchmarks.deciding

docs: .venv/installed ## write docs/events.md anew from the models of the events
	@$(BIN)/python -m tests.docs.events

check: .venv/installed ## format, lint, types, import directions
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

format: .venv/installed ## put the code into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: ## write the lock files anew from pyproject.toml (names, versions and hashes, no addresses)
	@echo 'uv>=0.13' | $(BIN)/uv pip compile - --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header -o requirements/bootstrap.txt
	@$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements/production.txt
	@$(BIN)/uv pip compile pyproject.toml --quiet --extra embedded --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o $(LOCK)

.PHONY: docs help install demo up test test-kill test-fire bench-log bench-life check format lock
