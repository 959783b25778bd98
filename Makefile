# make demo    render the example song to out/demo.mp4, from nothing
# make test    run the tests, from nothing
# make test-models   run the tests of the optional back ends: installs torch and others first (1.5 GB)
# make train-beats   make analysis/models/beats.onnx anew: composes and renders its music, trains, fits, scores (an hour)
# make train-tags    make analysis/models/tags.onnx anew: renders its sounds, then trains (2 hours)
# make lint    formatting, lint and types        make bench   the benchmarks
# Everything is installed into .venv; missing system packages through apt where that is allowed.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
DEV := .venv/.ready-dev
MODELS := .venv/.ready-models
TRAIN_BEATS := .venv/.ready-train-beats
TRAIN_TAGS := .venv/.ready-train-tags
SONG := $(firstword $(wildcard examples/*.m4a examples/*.ogg))

.PHONY: help setup demo test test-models lint format bench train-avc train-beats train-tags clean

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

$(MODELS): $(DEV) requirements-models.lock tools/setup-models
	@echo "Installing the optional back ends into .venv ..."
	@tools/setup-models
	@touch $(MODELS)

test: $(DEV)
	@$(BIN)/python -m pytest

test-models: $(MODELS)
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest tests/models

$(TRAIN_BEATS): $(MODELS) training/requirements-beats.txt tools/setup-training-beats
	@tools/setup-training-beats
	@touch $(TRAIN_BEATS)

train-beats: $(TRAIN_BEATS)
	@OMP_NUM_THREADS=1 $(BIN)/python training/beats.py
	@OMP_NUM_THREADS=1 $(BIN)/python training/fit_readings.py
	@OMP_NUM_THREADS=1 $(BIN)/python training/fit_evidence.py
	@OMP_NUM_THREADS=1 $(BIN)/python training/score_beats.py

$(TRAIN_TAGS): $(MODELS) training/requirements.txt training/recorded.lock tools/setup-training tools/setup-recorded
	@tools/setup-training
	@touch $(TRAIN_TAGS)

train-tags: $(TRAIN_TAGS)
	@PYTHONPATH=src:training OMP_NUM_THREADS=1 $(BIN)/python training/tags.py

lint: $(DEV)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: $(DEV)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

train-avc: $(DEV)
	@PYTHONPATH=training $(BIN)/python training/avc.py

bench: $(DEV)
	@$(BIN)/python benchmarks/render.py
	@$(BIN)/python benchmarks/analysis.py

clean:
	rm -rf .venv out
