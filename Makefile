.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test test-postgres lint format gold bench bench-browser screenshots lock clean

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
UPGRADE ?=
WRITE ?=
EVENTS ?=
UCDP ?=
REPEAT ?=

BIN := .venv/bin
RUNTIME := .venv/.runtime
TESTING := .venv/.testing
NODE := tests/node_modules/.package-lock.json
DATASETTE := .cache/bench/venv/.installed
COMPARED := tests/bench/node_modules/.package-lock.json
STATIC := .static/staticfiles.json
STATIC_SOURCES := $(shell find timeline/static -type f 2>/dev/null)

# Locks hold for every platform and name no registry: pip and npm ask whichever this machine is set to ask.
COMPILE = $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)
NPM = cd tests && PATH="$(CURDIR)/$(BIN):$$PATH" npm

# A deployment's settings, for the checks that ask whether they are safe. The key is nobody's.
PRODUCTION := DEBUG=0 ALLOWED_HOSTS=example.org DATABASE_URL=sqlite://:memory: \
	SECRET_KEY=only-for-checks-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ

# $(call debian,PACKAGES): install them, as root or through sudo without a password; else say what to install.
# $(call debian,PACKAGES,COMMAND): the same after this command.
debian = \
	if [ "$$(id -u)" = 0 ]; then as=env; else as="sudo -n env"; fi; \
	command -v apt-get >/dev/null && $$as true 2>/dev/null || { \
		echo "Missing: $(1). Install it as root (Debian: apt-get install $(1)), then run make again." >&2; exit 1; }; \
	echo "Installing $(1)"; \
	$$as sh -c '$(2)' && $$as apt-get update -qq && \
	$$as DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends $(1) >/dev/null

help: ## say what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile
	@echo "Settings: HOST=$(HOST) PORT=$(PORT) PYTHON=$(PYTHON); the README has those of the application."

setup: $(RUNTIME) ## make .venv with what Sourceline runs on

$(BIN)/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Sourceline needs Python 3.11 or newer. Name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { $(call debian,python3-venv); }
	$(PYTHON) -m venv .venv

$(RUNTIME): requirements.txt | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@touch $@

$(TESTING): tests/requirements.txt $(RUNTIME)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r tests/requirements.txt
	@touch $@

$(NODE): tests/package.json tests/package-lock.json tests/.npmrc | $(TESTING)
	$(NPM) ci --silent
	@touch $@

$(STATIC): $(STATIC_SOURCES) $(RUNTIME)
	@DEBUG=1 $(BIN)/python manage.py collectstatic --noinput --verbosity 0
	@touch $@

# What the bench compares with has an environment of its own: its libraries need not agree with ours.
$(DATASETTE): tests/bench/requirements.txt | $(TESTING)
	$(BIN)/python -m venv --clear .cache/bench/venv
	.cache/bench/venv/bin/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $<
	@touch $@

$(COMPARED): tests/bench/package.json tests/bench/package-lock.json tests/bench/.npmrc | $(TESTING)
	cd tests/bench && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent
	@touch $@

.PHONY: chromium java postgres
chromium: # and the fonts that it draws with
	@command -v $${CHROMIUM:-chromium} >/dev/null || { $(call debian,chromium fonts-dejavu-core fonts-liberation); }

java:
	@command -v java >/dev/null || { $(call debian,default-jre-headless); }

# Its programs alone: the tests start servers of their own, and no other shall run because of them.
NO_SERVER := mkdir -p /etc/postgresql-common/createcluster.d && \
	echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/sourceline.conf
postgres:
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { \
		$(call debian,postgresql,$(NO_SERVER)); }

# The shell stands above the server and the worker, and ends both, whichever way it is told to.
run: $(RUNTIME) $(STATIC) ## serve Sourceline at http://127.0.0.1:8000/ (PORT=, HOST=), with a worker beside it
	@$(BIN)/python -c 'import socket; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(("$(HOST)", int("$(PORT)")))' 2>/dev/null || { \
		echo "Sourceline cannot listen on $(HOST), port $(PORT): it is taken or not allowed. Choose another: make run PORT=8001" >&2; exit 1; }
	@DEBUG=1 $(BIN)/python manage.py prepare
	@echo "Sourceline is at http://$(HOST):$(PORT)/ (Ctrl-C stops it)"
	@DEBUG=1 $(BIN)/python manage.py worker & worker=$$!; \
	DEBUG=1 $(BIN)/gunicorn --config config/gunicorn.py --bind $(HOST):$(PORT) config.wsgi & server=$$!; \
	trap 'trap "" INT TERM; kill $$worker $$server 2>/dev/null; wait' EXIT; trap 'exit 130' INT; trap 'exit 143' TERM; \
	wait $$server

test: lint $(NODE) java chromium postgres ## check everything: lint, then the tests, in parallel and in any order
	@$(BIN)/pytest -n 3
	@$(MAKE) --no-print-directory test-postgres

test-postgres: $(TESTING) postgres ## run what asks the database on PostgreSQL as well
	@$(BIN)/python -m tests.postgres $(BIN)/pytest -n 2

lint: $(TESTING) ## check style, templates, migrations and the settings of a deployment
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/djade --check --target-version 5.2 $$(find templates/desk timeline -name '*.html')
	@echo "manage.py makemigrations --check; manage.py check --deploy"
	@$(PRODUCTION) $(BIN)/python manage.py makemigrations --check --dry-run
	@$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

format: $(TESTING) ## put code and templates into the house style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/djade --target-version 5.2 $$(find templates/desk timeline -name '*.html')

gold: $(TESTING) ## score the extraction on articles annotated by hand, with gains and losses (WRITE=1 keeps the result)
	@$(BIN)/python -m tests.gold $(if $(WRITE),--write)

# Asked for on the command line alone: a database that is set for the application is none to fill with such events.
BENCH_DATABASE = $(if $(filter command line,$(origin DATABASE_URL)),--database $(DATABASE_URL))
BENCHED = $(if $(EVENTS),--events $(EVENTS)) $(if $(UCDP),--ucdp $(UCDP)) $(if $(REPEAT),--repeat $(REPEAT))

bench: $(DATASETTE) ## time every question beside Datasette (EVENTS=10000,200000,1000000 UCDP= DATABASE_URL= REPEAT=)
	@$(BIN)/python -m tests.bench $(BENCHED) $(BENCH_DATABASE)

bench-browser: $(COMPARED) chromium ## time the page beside TimelineJS and vis-timeline (EVENTS=20,200,2000,20000 UCDP= REPEAT=)
	@$(BIN)/python -m tests.bench.browser $(BENCHED)

screenshots: $(TESTING) $(STATIC) chromium ## draw every page, 1440 and 390 wide, light and dark, into .cache/screenshots/
	@$(BIN)/python -m tests.browser.screenshots

lock: $(BIN)/pip ## write the lock files anew from pyproject.toml and tests/package.json (UPGRADE=1 takes the newest)
	@$(BIN)/python -c 'import uv' 2>/dev/null || $(BIN)/pip install --quiet --disable-pip-version-check uv
	$(COMPILE) pyproject.toml --output-file requirements.txt
	$(COMPILE) --group test --constraints requirements.txt --output-file tests/requirements.txt
	@$(MAKE) --no-print-directory $(TESTING)
	$(NPM) install --package-lock-only --silent
	$(COMPILE) tests/bench/requirements.in --output-file tests/bench/requirements.txt
	cd tests/bench && PATH="$(CURDIR)/$(BIN):$$PATH" npm install --package-lock-only --silent

clean: ## take away all that was made, but not the database and its key
	rm -rf .venv .cache .static .pytest_cache .ruff_cache .hypothesis tests/node_modules tests/bench/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
