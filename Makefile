# Two commands do everything: `make demo` and `make test`. Both set up what they need.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export UV_PROJECT_ENVIRONMENT := $(CURDIR)/$(VENV)

.PHONY: setup demo test lint bench docs clean

setup: $(BIN)/amanet

# uv is fetched into .tools/, apart from the program's own environment.
.tools/bin/uv:
	$(PYTHON) -m venv .tools
	.tools/bin/pip install --quiet --disable-pip-version-check "uv>=0.8,<1"

$(BIN)/amanet: .tools/bin/uv pyproject.toml uv.lock
	.tools/bin/uv sync --locked --quiet --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')"
	@touch $@

demo: setup
	$(BIN)/amanet demo --again --open

test: setup
	@.ci/system-packages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 --dist worksteal

lint: setup
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

bench: setup
	$(BIN)/python bench/vault.py

clean:
	rm -rf $(VENV) .tools .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
