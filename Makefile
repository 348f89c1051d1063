# One command for each thing one does here. `make` alone lists them.
# Everything is installed into .venv from the lock files; a stamp beside each says when that was last done.

SHELL := /bin/sh
PYTHON ?= python3
PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
VENDOR := web/static/vendor
PARTS := web/node_modules

# What pip-compile is run with: the lock must not depend on the settings of the machine that makes it.
LOCK := env -u PIP_FIND_LINKS -u PIP_EXTRA_INDEX_URL -u PIP_CONSTRAINT PIP_CONFIG_FILE=/dev/null \
	.venv-lock/bin/python -m piptools compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

# What is compiled is kept: four workers read every test, and many tests start processes of their own.
unexport PYTHONDONTWRITEBYTECODE

# An upgrade of the system's Python leaves a .venv whose Python is gone, and stamps that say all is well.
$(shell test -x $(PY) || rm -rf .venv)

.DELETE_ON_ERROR:
.PHONY: help demo demo-reset test checks check-long torture words pictures bench static lock clean

help: ## list these commands
	@sed -n 's/^\([a-z-]*\):.*## /make \1|/p' Makefile | while IFS='|' read -r name what; do \
		printf '%-18s %s\n' "$$name" "$$what"; done

demo: .venv/demo static ## run the whole demo on this machine until Ctrl-C
	@exec $(PY) -m ipplan demo

demo-reset: .venv/demo ## empty the demo's data
	@exec $(PY) -m ipplan demo-reset

test: .venv/dev static ## install what tests need, then run every check
	@$(PY) -m tests.install_browser
	@$(PY) -m tests.install_clamd
	@test -z "$$IPPLAN_TESTS" || $(PY) -m tests.browsers.install
	@$(MAKE) --no-print-directory checks

# A file's tests share what they set up and stay together. What is promised within a second is measured last,
# with nothing beside it. Four workers, also on two cores: a test waits for browser and database half its time.
checks: # every check, with everything installed
	$(PY) -m ruff check
	$(PY) -m ruff format --check
	$(PY) -m mypy --num-workers 2
	.venv/bin/lint-imports
	$(PY) -m pytest --numprocesses 4 --dist loadfile --no-loadscope-reorder -m "not alone"
	$(PY) -m pytest -m alone

# The same tests, with more rounds and longer runs where a test has them.
check-long: export IPPLAN_TESTS := long
check-long: export PYTEST_TIMEOUT := 3600
check-long: test ## the same, with the long form of each test

torture: export IPPLAN_TESTS := torture
torture: export PYTEST_TIMEOUT := 0
torture: test ## the same, for hours

words: .venv/dev ## bring the catalogues of the languages up to date with the source
	@$(PY) -m tests.catalogues

pictures: .venv/dev static ## take the README's pictures again
	@IPPLAN_TESTS=long IPPLAN_PICTURES=docs/pictures $(PY) -m pytest tests/journeys/test_pictures.py -k main_pages

bench: .venv/dev static tests/bench/node_modules ## measure; prints a table and writes bench.json
	@exec $(PY) -m tests.bench

tests/bench/node_modules: tests/bench/package-lock.json | .venv/demo
	@cd tests/bench && ../../.venv/bin/npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

static: $(VENDOR)/.stamp

# Only the built files that pages ask for; the lock says exactly which releases.
$(VENDOR)/.stamp: web/package-lock.json web/package.json web/lighten.py Makefile | .venv/demo
	@echo "Henter nettsidenes deler …"
	@cd web && ../.venv/bin/npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@rm -rf $(VENDOR) && mkdir -p $(VENDOR)
	@# In one file: htmx starts on a timer, which may run out before an extension of its own file has come.
	@for part in htmx.min.js ext/hx-ws.min.js; do cat $(PARTS)/htmx.org/dist/$$part; echo ';'; done > $(VENDOR)/htmx.js
	@$(PY) web/lighten.py < $(PARTS)/@digdir/designsystemet-css/dist/src/index.css > $(VENDOR)/designsystemet.css
	@cp $(PARTS)/@digdir/designsystemet-css/dist/theme/designsystemet.css $(VENDOR)/designsystemet-theme.css
	@cp $(PARTS)/@digdir/designsystemet-web/dist/umd/index.js $(VENDOR)/designsystemet.js
	@touch $@

.venv/demo: requirements.lock | .venv/bin/python
	@echo "Installerer det ipplan trenger i .venv …"
	@$(PIP) -r requirements.lock
	@touch $@

.venv/dev: requirements-dev.lock .venv/demo
	@echo "Installerer det testene trenger i .venv …"
	@$(PIP) -r requirements-dev.lock
	@touch $@

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Fant ikke $(PYTHON). ipplan trenger Python 3.11 eller nyere." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "ipplan trenger Python 3.11 eller nyere, og dette er $$($(PYTHON) -V). Prøv make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python mangler venv. I Debian og Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

# Made with the oldest Python we support: a newer one would leave out what only the older need.
lock: .venv-lock/bin/pip-compile .venv/demo ## make the lock files again (UPGRADE=--upgrade for newer releases)
	$(LOCK) $(UPGRADE) --extra demo --output-file requirements.lock pyproject.toml
	$(LOCK) $(UPGRADE) --constraint requirements.lock --output-file requirements-production.lock pyproject.toml
	$(LOCK) $(UPGRADE) --extra demo --extra dev --constraint requirements.lock \
		--output-file requirements-dev.lock pyproject.toml
	cd web && ../.venv/bin/npm install --package-lock-only --ignore-scripts --no-audit --no-fund
	cd tests/bench && ../../.venv/bin/npm install --package-lock-only --ignore-scripts --no-audit --no-fund
	@# A lock says what is installed; who asks for money, and where, is no part of that.
	@$(PY) -c 'import json, pathlib; path = pathlib.Path("tests/bench/package-lock.json"); \
		lock = json.loads(path.read_text()); \
		[one.pop("funding", None) for one in lock["packages"].values()]; \
		path.write_text(json.dumps(lock, indent=2) + "\n")'

.venv-lock/bin/pip-compile:
	python3.11 -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet pip-tools==7.6.2

clean: ## remove everything that was installed or built; the demo's data stays
	rm -rf .venv .venv-lock $(PARTS) $(VENDOR)
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache bench.json
