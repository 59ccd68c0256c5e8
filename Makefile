# What each target does is said by `make help`. Everything lives in the checkout: .venv/ and var/.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
PY := .venv/bin/python
PORT ?= 8000
HOST ?= 127.0.0.1
CASES ?= 2000
WORKERS ?= 2
PIP := $(PY) -m pip --quiet --disable-pip-version-check --no-input install --require-hashes
$(shell [ -x .venv/bin/python ] || rm -rf .venv)  # its Python was upgraded away
unexport PORT HOST  # they reach `up` as options, which says what is wrong with them
RUNTIME := .venv/.requirements-$(firstword $(shell cksum < requirements.txt))
DEV := .venv/.requirements-dev-$(firstword $(shell cat requirements.txt requirements-dev.txt | cksum))
CHECKED := tracker tests manage.py gunicorn.conf.py

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

.PHONY: run
run: $(RUNTIME) ## everything in one terminal on http://127.0.0.1:8000/ (PORT=, HOST=); Ctrl-C stops it
	@[ ! -e var ] || [ -w var ] || { \
		echo "var/ was made by another user: start as that user, or move it away to begin anew" >&2; exit 1; }
	@exec $(PY) manage.py up --with-parent --host "$(HOST)" --port "$(PORT)" --cases "$(CASES)"

.PHONY: setup
setup: $(RUNTIME) ## the virtual environment with the application's packages

.PHONY: test
test: $(DEV) ## the whole suite, browser tests included where a Chromium is found
	@$(PY) -m pytest -n $(WORKERS) -m "not slow"

.PHONY: browser
browser: $(DEV) ## every page in a real browser, in full
	@$(PY) -m pytest -n $(WORKERS) -m browser

.PHONY: faults
faults: $(DEV) ## kills, restarts, closed directories and ten thousand hostile requests, in full
	@HOSTILE_SEED=0 HOSTILE_REQUESTS=10000 EDITORS=200 $(PY) -m pytest tests/faults tests/web/test_hostile_requests.py

.PHONY: bench
bench: $(DEV) ## how fast it is, against limits of the same run, at 10,000 and a million cases (CASES=, OUT=file)
	@CASES="$(if $(filter command line environment,$(origin CASES)),$(CASES))" $(PY) -m tests.bench

.PHONY: check
check: $(DEV) ## style, types, imports, templates, migrations; all of them, whatever fails first
	@failed=""; \
	step() { local name="$$1"; shift; "$$@" || { failed="$$failed $$name"; echo "^^^ $$name" >&2; }; }; \
	step ruff $(PY) -m ruff check --quiet $(CHECKED); \
	step format $(PY) -m ruff format --check --quiet $(CHECKED); \
	step types $(PY) -m mypy --no-error-summary; \
	step imports .venv/bin/lint-imports --no-logo; \
	step templates find templates -name '*.html' -exec .venv/bin/djade --check --target-version 5.2 {} +; \
	step settings $(PY) manage.py check; \
	step migrations $(PY) -W "ignore:Got an error checking" manage.py makemigrations --check --dry-run; \
	if [ -n "$$failed" ]; then echo "make check failed:$$failed" >&2; exit 1; fi; \
	echo "make check: all passed"

# Python, its venv and the packages, each made anew when what it comes from changes.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed, and $(PYTHON) is $$($(PYTHON) --version 2>&1 || echo missing). Name one: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Making .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv --clear .venv || { rm -rf .venv; $(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		echo "On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }

$(RUNTIME): | .venv/bin/python
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv  # its making was interrupted
	@echo "Installing the packages (requirements.txt)"
	@$(PIP) -r requirements.txt
	@rm -f .venv/.requirements-*
	@touch $@

$(DEV): | $(RUNTIME)
	@echo "Installing the tools of the tests (requirements-dev.txt)"
	@$(PIP) -r requirements-dev.txt
	@touch $@
