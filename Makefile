# Needs Python 3.11 or newer and pip; everything else goes into $(VENV).
PYTHON ?= python3
VENV ?= .venv
DEMO ?= cxtext-demo
ARGS ?=

BIN := $(VENV)/bin
# Bytecode is made of what is imported, when it is; making it of everything is much of the time that pip takes.
PIP_INSTALL := $(BIN)/python -m pip --disable-pip-version-check install --no-compile --quiet --quiet -c constraints.txt
RUNTIME := $(VENV)/.cxtext-runtime
DEV := $(VENV)/.cxtext-dev
BENCH := $(VENV)/.cxtext-bench
FUZZ := $(VENV)/.cxtext-fuzz
MINUTES ?= 60

.DEFAULT_GOAL := help
.PHONY: help demo test long lint bench fuzz models picture dev system chromium strace clean

help: ## list these targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | awk -F '\t' '{printf "make %-8s %s\n", $$1, $$2}'

demo: $(RUNTIME) ## analyse a sample survey and write its report to cxtext-demo/
	$(BIN)/cxtext demo --output $(DEMO) --force

# Two processes side by side, each of which loads the models; as many threads as cores in both would only wait for each other.
test: $(DEV) system ## run the tests; pass options as ARGS='-k readers'
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

long: $(DEV) ## run the simulations at length, and write what they measured to tests/statistics/measured.md
	$(BIN)/python -m pytest tests/statistics -m long $(ARGS)

lint: $(DEV) ## ruff, mypy strict, import layers
	$(BIN)/python -m ruff check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports

bench: $(BENCH) ## measure speed and memory as ratios against peers, into tests/bench/results/
	$(BIN)/python -m tests.bench.run $(ARGS)

picture: $(DEV) ## take the picture of the report that the README shows
	PYTHONPATH=tests $(BIN)/python -m e2e.picture

fuzz: $(FUZZ) ## run the fuzzer for MINUTES=60 on what reads the words of strangers; targets as ARGS='reading config'
	PYTHONPATH=tests OMP_NUM_THREADS=1 $(BIN)/python -m tests.fuzz.run --minutes $(MINUTES) $(ARGS)

models: $(DEV) ## rebuild the shipped weights from their pinned sources
	$(BIN)/python -m models.build $(ARGS)

dev: $(DEV) ## install everything needed for development

clean: ## remove the virtual environment, caches and the demo's output
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis $(DEMO)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "cxtext needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): pyproject.toml constraints.txt | $(BIN)/python
	@echo "installing cxtext into $(VENV) (a few minutes the first time)"
	$(PIP_INSTALL) -e .
	@touch $@

# torch comes first and pinned: left to a resolver, the newest build with GPU libraries would be taken.
$(DEV): pyproject.toml constraints.txt | $(BIN)/python
	@echo "installing cxtext and the tools to develop it into $(VENV) (a few minutes the first time)"
	$(PIP_INSTALL) torch==2.13.0
	$(PIP_INSTALL) -e '.[dev]'
	@touch $@ $(RUNTIME)

$(BENCH): $(DEV)
	@echo "installing the peers to measure against into $(VENV)"
	$(PIP_INSTALL) -e '.[bench]'
	@touch $@

$(FUZZ): $(DEV)
	$(PIP_INSTALL) -e '.[fuzz]'
	@touch $@

# The browser tests need a Chromium, and the test that nothing is sent sees native code through strace. Where one is missing
# and cannot be installed, the tests that need it are skipped and say so.
system: chromium strace
chromium strace:
	@command -v $@ >/dev/null || { [ $@ = chromium ] && { command -v chromium-browser || command -v google-chrome; } >/dev/null; } || \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo "installing $@ for the tests" && \
	  { apt-get install -qq -y --no-install-recommends $@ >/dev/null 2>&1 || \
	    { apt-get update -qq >/dev/null 2>&1 && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $@ >/dev/null 2>&1; }; }; } || \
	echo "no $@: the tests that need it will be skipped"
