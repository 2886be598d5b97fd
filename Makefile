# Paddock needs Python 3.11 or newer and make; everything else is installed into .venv.

PY := .venv/bin/python
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
COMPILE := .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	--python-version 3.11

CONFORMANCE := tests/conformance
FUZZ := tests/server/fuzz
SCANNER := venues/scanner
CLIENTS := $(CONFORMANCE)/node_modules/.package-lock.json
POSTGRAPHILE := benchmarks/postgraphile/node_modules/.package-lock.json

.DELETE_ON_ERROR:
.PHONY: help run scanner tour test test-browser check drills conformance bench-checkin bench-fanout \
	bench-feed bench-cold bench-door bench-leads format requirements clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

run: .venv/.runtime scanner ## Serve http://127.0.0.1:8000 from var/paddock.db, with the story in it
	$(PY) -m server run

scanner: $(SCANNER)/dist/index.html ## Build the tablets' web app, which is served at /scan

tour: .venv/.dev ## Do the main job against the running server, in a second terminal
	$(PY) -m tests.journeys.tour

test: .venv/.dev ## Run all tests but the drills, on SQLite and PostgreSQL
	$(PY) -m pytest --numprocesses logical --maxprocesses 8 --dist worksteal

test-browser: .venv/.dev scanner ## Try the pages in a real browser; installs Chromium where it is missing
	@tests/browser/install
	cd $(SCANNER) && PATH="$(CURDIR)/.venv/bin:$$PATH" npm run --silent check
	cd $(SCANNER) && PATH="$(CURDIR)/.venv/bin:$$PATH" npm test --silent
	$(PY) -m pytest -m browser tests/browser

drills: .venv/.dev ## Run the drills: processes killed, disks filled, backups restored
	$(PY) -m pytest -m drill --ignore=$(FUZZ)

conformance: .venv/.dev $(CLIENTS) ## Have outside judges, real clients, attackers and a fuzzer try the server
	$(PY) -m tests.conformance
	$(PY) -m pytest tests/engine/attacks
	$(PY) -m pytest -m drill $(FUZZ)

check: .venv/.dev ## Check style, types, imports, schema drift and missing migrations
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m server schema --check
	$(PY) -m server migrate --check

bench-checkin: .venv/.dev ## Measure check-ins beside pgbench
	$(PY) -m benchmarks.checkin

bench-fanout: .venv/.dev ## Measure how soon 500 subscribers hear of a lead
	$(PY) -m benchmarks.fanout

bench-leads: .venv/.dev ## Measure the intake of leads, how soon they are heard, and that none is lost
	$(PY) -m benchmarks.leads

bench-feed: .venv/.dev $(POSTGRAPHILE) ## Measure a page of the feed beside its rivals
	$(PY) -m benchmarks.feed

bench-cold: .venv/.dev ## Measure the start, a new document, and memory at its peak
	$(PY) -m benchmarks.cold

bench-door: .venv/.dev scanner ## Measure how long a tablet takes at the door, with a network and without
	@tests/browser/install
	$(PY) -m benchmarks.door

format: .venv/.dev ## Mend the style of the code where a tool can
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

# The runtime takes its versions from dev.txt, so that both can share one .venv.
requirements: .venv/.dev ## Pin the requirements again; UPGRADE=--upgrade for the newest
	$(COMPILE) $(UPGRADE) requirements/dev.in --output-file requirements/dev.txt
	$(COMPILE) --constraint requirements/dev.txt \
		requirements/runtime.in --output-file requirements/runtime.txt
	$(COMPILE) $(UPGRADE) requirements/node.in --output-file requirements/node.txt

clean: ## Delete .venv and what the tools left, but not var/
	rm -rf .venv $(CONFORMANCE)/node_modules benchmarks/postgraphile/node_modules
	rm -rf $(SCANNER)/node_modules $(SCANNER)/dist
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.runtime: requirements/runtime.txt | $(PY)
	@echo "installing $<"
	@$(INSTALL) -r $<
	@touch $@

.venv/.dev: requirements/dev.txt | $(PY)
	@echo "installing $<"
	@$(INSTALL) -r $<
	@touch $@ .venv/.runtime

# Node runs the tests' clients and PostGraphile: neither the server nor its own tests need it.
.venv/.node: requirements/node.txt | $(PY)
	@echo "installing $<"
	@$(INSTALL) -r $<
	@touch $@

%/node_modules/.package-lock.json: %/package-lock.json .venv/.node
	@echo "installing $<"
	@cd $* && PATH="$(CURDIR)/.venv/bin:$$PATH" npm ci --loglevel=error
	@touch $@

$(SCANNER)/dist/index.html: $(SCANNER)/node_modules/.package-lock.json \
		$(shell find $(SCANNER)/src $(SCANNER)/public $(SCANNER)/index.html $(SCANNER)/*.ts -type f)
	@echo "building $(SCANNER)"
	@cd $(SCANNER) && PATH="$(CURDIR)/.venv/bin:$$PATH" npm run --silent build -- --logLevel warn
	@touch $@

$(PY):
	@for python in python3.13 python3.12 python3.11 python3.14 python3; do \
		if $$python -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "making .venv with $$($$python --version)"; \
			exec $$python -m venv .venv; \
		fi; \
	done; \
	echo "Paddock needs Python 3.11 or newer, with its venv module; no such python3 is on the path." >&2; \
	exit 1
