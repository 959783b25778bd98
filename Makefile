# make demo    render the example song to out/demo.mp4, from nothing
# make test    run the tests, from nothing
# make lint    formatting, lint and types        make bench   the benchmarks
# Everything is installed into .venv; missing system packages through apt where that is allowed.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
DEV := .venv/.ready-dev
SONG := $(firstword $(wildcard examples/*.m4a examples/*.ogg))

.PHONY: help setup demo test lint format bench clean

help:
	@sed -n 's/^# //p' Makefile

setup: $(READY)

$(READY): requirements.lock pyproject.toml tools/setup-system
	@PYTHON="$(PYTHON)" tools/setup-system
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing Clavilux into .venv ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $(READY)

$(DEV): $(READY) requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $(DEV)

demo: $(READY)
	@mkdir -p out
	@$(BIN)/clavilux make $(SONG) --out out/demo.mp4
	@echo "Your film: $(CURDIR)/out/demo.mp4"

test: $(DEV)
	@$(BIN)/python -m pytest

lint: $(DEV)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: $(DEV)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(DEV)
	@$(BIN)/python benchmarks/render.py
	@$(BIN)/python benchmarks/analysis.py

clean:
	rm -rf .venv out
