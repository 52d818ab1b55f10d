# Two targets do all the set-up: `make demo` and `make test`. Both make .venv themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test check fmt bench fuzz chaos samples extras clean

demo: $(VENV)/.run  ## look into samples/ and show incidents and a report
	@sh samples/demo.sh $(BIN)/dlp

test: check  ## lint, types, tests
	$(BIN)/python -m pytest

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fmt: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.dev
	$(BIN)/python -m bench

extras: $(VENV)/.run  ## also read 7z, rar and cab, and recognise the text of pictures
	$(PIP) install --require-hashes --only-binary :all: -r requirements/extras.txt
	$(PIP) install --no-deps --no-build-isolation -e .

SECONDS_EACH ?= 600
fuzz: $(VENV)/.dev  ## change documents at random until a reader breaks its promise; SECONDS_EACH=600
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS_EACH)

BURST ?= 20000
KILLS ?= 60
MESSAGES ?= 10000
SEED ?= 1
chaos: $(VENV)/.dev  ## bursts of files and kill -9 at random, until something is lost; BURST=20000 KILLS=60 MESSAGES=10000 SEED=1
	$(BIN)/python -m pytest tests/chaos -s --burst $(BURST) --kills $(KILLS) --messages $(MESSAGES) --seed $(SEED)

samples: $(VENV)/.dev  ## make the files of samples/ anew
	$(BIN)/python samples/make.py

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Kedun needs Python 3.11 or newer; name one: make PYTHON=/path/to/python3.11" >&2; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python requirements/run.txt pyproject.toml
	$(PIP) install --require-hashes --only-binary :all: -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python requirements/dev.txt pyproject.toml
	$(PIP) install --require-hashes --only-binary :all: -r requirements/dev.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
