# `make run` and `make test` need git, make and Python 3.11 or newer with venv.
# Everything else goes into .venv, at the versions and hashes of the lock files.

PYTHON ?= python3
UV_VERSION := 0.13.8

VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
UV_STAMP := $(VENV)/.stamp-uv-$(UV_VERSION)
RUN_STAMP := $(VENV)/.stamp-run
DEV_STAMP := $(VENV)/.stamp-dev

# The development environment holds all of the runtime one at the same versions,
# so once it is there `run` uses it and the two never undo each other.
RUN_ENVIRONMENT := $(or $(wildcard $(DEV_STAMP)),$(RUN_STAMP))

# Workers: one a core, at most four, since a test may start a solver of its own.
# A file stays with one worker, so that its shared plans are made once.
PYTEST := $(BIN)/pytest -n auto --maxprocesses=4 --dist=loadfile
PYTEST_ARGS ?=
LOCK_ARGS ?=

# Trust what the machine trusts (inner mirrors), and never fetch another Python.
export UV_SYSTEM_CERTS ?= true
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := true
export PIP_DISABLE_PIP_VERSION_CHECK := 1
unexport PYTHONHOME PYTHONPATH VIRTUAL_ENV
# Compiled modules halve the start of every child process.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run serve test test-all lint bench lock clean

help: ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

run: $(RUN_ENVIRONMENT) ## Plan the Grenland scenario into out/grenland
	$(BIN)/matcher plan scenarios/grenland --out out/grenland

serve: $(RUN_ENVIRONMENT) ## Serve Grenland on port 8000, with one-time codes for each role
	$(BIN)/matcher-api serve

test: $(DEV_STAMP) ## Run the tests, the slow ones left out
	$(PYTEST) $(PYTEST_ARGS)

test-all: $(DEV_STAMP) ## Run all tests
	$(PYTEST) -m "" $(PYTEST_ARGS)

lint: $(DEV_STAMP) ## Check format, style, types, layers and dependencies
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy matcher api tests $(wildcard benchmarks)
	$(BIN)/lint-imports --no-logo
	$(BIN)/deptry .

bench: $(DEV_STAMP) ## Measure the engine at growing sizes
	$(BIN)/pytest benchmarks -m "" --benchmark-enable --capture=no $(PYTEST_ARGS)

lock: $(UV_STAMP) ## Renew the lock files; LOCK_ARGS=--upgrade takes newer versions
	$(call compile,requirements.lock)
	$(call compile,requirements-dev.lock,--group dev --constraint requirements.lock)

clean: ## Remove what make and the tools made
	rm -rf $(VENV) out build dist htmlcov .coverage* .benchmarks .hypothesis \
	  .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(UV_STAMP):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Praksisplan needs Python 3.11 or newer as '$(PYTHON)';" \
	    "name another one with: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "'$(PYTHON)' cannot make a virtual environment;" \
	    "on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet uv==$(UV_VERSION)
	@touch $@

$(RUN_STAMP): requirements.lock pyproject.toml $(UV_STAMP)
	$(call sync,requirements.lock)

$(DEV_STAMP): requirements-dev.lock pyproject.toml $(UV_STAMP)
	$(call sync,requirements-dev.lock)

# $(call sync,LOCK): make .venv hold the lock's packages and matcher itself, editable.
# The build backend is not installed for that, but comes at its locked version.
define sync
$(UV) pip sync --quiet --python $(BIN)/python --require-hashes $(1)
$(UV) pip install --quiet --python $(BIN)/python --no-deps \
  --build-constraints requirements-dev.lock --editable .
@touch $@
endef

# $(call compile,LOCK[,OPTIONS]): pins already in LOCK are kept as long as they fit.
define compile
$(UV) pip compile --quiet --python $(BIN)/python --python-version 3.11 --universal \
  --generate-hashes --custom-compile-command "make lock" $(2) $(LOCK_ARGS) \
  pyproject.toml --output-file $(1)
endef
