# `make run` and `make test` are all that a fresh machine needs; both build .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test setup constraints clean

run: setup
	$(BIN)/curette sample

test: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $(READY)

# After a change of dependencies: pin what is installed now, names and versions alone.
constraints: setup
	( echo '# Exact versions that CI passes with, without addresses. Made by `make constraints`.'; \
	  $(BIN)/pip freeze --exclude-editable | grep -v '@' | sort -f ) > constraints.txt.new
	mv constraints.txt.new constraints.txt

# What is downloaded and made, but not data/: that is yours.
clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
