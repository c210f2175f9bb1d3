# Touchstone. `make play` lets you try it in a browser; `make test` runs the tests.
# Each target makes .venv from requirements-dev.lock first, if it is not there or the lock is newer.

SHELL := /bin/sh
.DEFAULT_GOAL := help

# The first Python that is new enough; say `make PYTHON=/path/to/python3.12 …` to choose another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
ARGS ?=

BIN := .venv/bin
READY := .venv/.ready
CODE := bot handlers scheduler storage tests
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --universal --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command "make lock"

.PHONY: help install play demo test lint format bench chaos drill pictures lock clean

help:
	@echo 'make install only .venv, as every other target does first'
	@echo 'make play    try it in a browser, without a Slack workspace (ARGS="--port N")'
	@echo 'make demo    a quarter of two partnerships in seconds (ARGS="--http", ARGS="--database URL")'
	@echo 'make test    the tests, on SQLite and PostgreSQL, with coverage'
	@echo 'make lint    style, types, what may import what'
	@echo 'make format  put the code into the one style'
	@echo 'make bench   the timed checks'
	@echo 'make chaos   kill, starve and mislead the bot, and count what is lost (ARGS="--help" for how)'
	@echo 'make drill   export, import, back up and restore, and compare what came out'
	@echo 'make pictures the pictures of README, from the real page in a real browser'
	@echo 'make lock    newest allowed versions into the lock files'
	@echo 'make clean   remove what the targets made'

$(READY): requirements-dev.lock
	@test -n '$(PYTHON)' || { echo 'Touchstone needs Python 3.11 or newer: make PYTHON=/path/to/python3.12'; exit 1; }
	@echo 'Making .venv (once) ...'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

install: $(READY)

play: $(READY)
	@$(BIN)/python -m bot play $(ARGS)

demo: $(READY)
	@$(BIN)/python -m bot demo $(ARGS)

# All of it is covered; the gate leaves room for a branch that a random example may miss.
test: $(READY)
	$(BIN)/python -m pytest --numprocesses=auto --cov --cov-report= $(ARGS)
	$(BIN)/coverage report
	$(BIN)/coverage report --include='bot/rules/*,bot/services/*' --precision=2 --fail-under=99.9

lint: $(READY)
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(READY)
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

bench: $(READY)
	@$(BIN)/python -m tests.benchmarks $(ARGS)

chaos: $(READY)
	@$(BIN)/python -m tests.chaos $(ARGS)

drill: $(READY)
	@$(BIN)/python -m tests.drill

pictures: $(READY)
	@$(BIN)/python -m tests.pictures

lock: $(READY)
	$(LOCK) --upgrade --output-file requirements.lock
	$(LOCK) --upgrade --group dev --constraint requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf .venv .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
