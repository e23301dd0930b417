# The commands of this project. `make run` starts the site, `make test` checks it; both install
# what they need into .venv first, and again whenever requirements.txt has changed.

PYTHON ?= python3
TESTS ?= tests
PROCESSES ?= 2

BIN := .venv/bin
INSTALLED := .venv/installed
BROWSER_INSTALLED := .venv/installed-browser
NODE_INSTALLED := tests/browser/node/node_modules/.package-lock.json
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
LANGUAGES := pl uk

.DEFAULT_GOAL := help
.PHONY: help run test check lint bench bench-places browser translations requirements postgres

help:
	@echo 'make run           start the site (PORT, OSL_INSTANCE, OSL_DATABASE_URL are honoured)'
	@echo 'make test          run the tests (TESTS=tests/events for some of them)'
	@echo 'make check         style, types, templates, tests'
	@echo 'make postgres      run the tests on a PostgreSQL server made for them'
	@echo 'make browser       open pages in a real Chromium, read the calendar with ical.js'
	@echo 'make bench         measure speed, as ratios'
	@echo 'make bench-places  let a crowd sign up at once, on SQLite and PostgreSQL (SMALL=1: some)'
	@echo 'make translations  bring translation files up to date with the words in the code'
	@echo 'make requirements  pin the packages of requirements.in (UPGRADE=1 for newer versions)'

run: $(INSTALLED)
	@$(BIN)/python wsgi.py

test: $(INSTALLED)
	$(BIN)/python -m pytest -n $(PROCESSES) $(TESTS)

check: lint test

lint: $(INSTALLED)
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/python -m djlint templates --lint --quiet

postgres: $(INSTALLED)
	.ci/with-postgres $(BIN)/python -m pytest -n $(PROCESSES) $(TESTS)

bench: $(INSTALLED)
	$(BIN)/python -m tests.bench

bench-places: $(INSTALLED)
	.ci/with-postgres $(BIN)/python -m tests.bench.places $(if $(SMALL),--small)

browser: $(INSTALLED) $(BROWSER_INSTALLED) $(NODE_INSTALLED)
	$(BIN)/python -m pytest -n $(PROCESSES) tests/browser

# Words marked with _(), _n(), _l() go into each language's file; what nobody uses any more leaves.
translations: $(INSTALLED)
	$(BIN)/python -m babel.messages.frontend -q extract -F pyproject.toml -k _l -k _n:1,2 --no-location --sort-output \
		--project OSL -o .venv/messages.pot .
	@for language in $(LANGUAGES); do \
		$(BIN)/python -m babel.messages.frontend -q update -i .venv/messages.pot -d osl/translations -l $$language \
			--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 120 || exit 1; \
	done
	$(BIN)/python -m babel.messages.frontend -q compile -d osl/translations

# uv resolves for every system and Python from 3.11 on. It is used from a folder of its own.
requirements:
	@$(PYTHON) -m venv .venv-uv && .venv-uv/bin/python -m pip --disable-pip-version-check --quiet install uv
	@for file in requirements tests/requirements-browser; do \
		.venv-uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --custom-compile-command 'make requirements' \
			$(if $(UPGRADE),--upgrade) $$( [ $$file = requirements ] || echo '-c requirements.txt' ) \
			$$file.in -o $$file.txt > /dev/null || exit 1; \
	done
	@rm -r .venv-uv

$(INSTALLED): requirements.txt
	@command -v $(PYTHON) > /dev/null || { \
		echo 'Python 3.11 or newer is needed, and there is no $(PYTHON) here. Install it, or say where it is: make PYTHON=/path/to/python3'; \
		exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Name a newer one: make PYTHON=/path/to/python3"; \
		exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || { \
		echo 'This Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv'; \
		exit 1; }
	@$(BIN)/python -c 'import pip' 2> /dev/null || $(PYTHON) -m venv --clear .venv
	@echo 'Installing what the site needs into .venv (about a minute the first time) …'
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@

$(BROWSER_INSTALLED): tests/requirements-browser.txt $(INSTALLED)
	@echo 'Installing what the browser tests need …'
	@$(PIP) install --require-hashes -r tests/requirements-browser.txt
	@touch $@

$(NODE_INSTALLED): tests/browser/node/package-lock.json
	@command -v npm > /dev/null || { \
		echo 'The browser tests read the calendar with ical.js and need Node.js with npm. On Debian and Ubuntu: apt install nodejs npm'; \
		exit 1; }
	@cd tests/browser/node && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error > /dev/null
	@touch $@
