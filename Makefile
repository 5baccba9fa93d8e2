# Mueang. Two commands on a fresh machine: `make demo` shows it, `make test` proves it.
# Every target may be run again at once: stamp files remember what was made from what.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
WORKERS ?= 2
PORT ?= 8000
DATA ?= mueang-data
BOUNDARIES ?=

# What tests need of the machine; libatomic is for the driver of the browser, curl for the snippets on pages.
# Tesseract and its Thai model read paper; the Thai fonts draw the paper of the tests.
TESTING := chromium libatomic curl postgresql tesseract thaifonts
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
BUILT := src/mueang_site/static/built/.made
FRONTEND := package.json $(shell find frontend -type f 2>/dev/null)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo serve install extras dev check fix test coverage prove bench digits docs accept lock wheel bundle

help: ## say what can be made
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1|\2/p' Makefile | while IFS='|' read -r what does; do printf '%-15s%s\n' "$$what" "$$does"; done

# --- for people -----------------------------------------------------------------------------------------------------

demo: install $(BUILT) ## show the demo city in a browser (PORT=8000 DATA=mueang-data BOUNDARIES=file of official shapes)
	@$(BIN)/mueang demo --port $(PORT) --data-dir "$(DATA)" $(if $(BOUNDARIES),--boundaries "$(BOUNDARIES)")

serve: install $(BUILT) ## serve the data of a city (PORT=8000 DATA=mueang-data)
	@$(BIN)/mueang serve --port $(PORT) --data-dir "$(DATA)"

install: .venv/.run .venv/.ours ## make the environment alone; leaves .venv/bin/mueang

extras: install ## add the reading of PDFs, scans and photos; the models of Tesseract come from the system
	@$(PIP) install --quiet --root-user-action=ignore --require-hashes --no-deps -r requirements/paper.txt

# --- for those who build --------------------------------------------------------------------------------------------

dev: .venv/.dev .venv/.ours

check: dev ## format, lint, types, import rules, migrations, generated docs: seconds
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	@mkdir -p .cache/check
	MUEANG_DATA=.cache/check DATABASE_URL= $(BIN)/django-admin makemigrations --check --dry-run --skip-checks --settings mueang_site.config.settings
	$(BIN)/cog --check docs/*.md
	$(BIN)/pytest -q tests/repo

fix: dev ## mend what a tool can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

test: dev $(BUILT) ## all tests, the site on SQLite and on PostgreSQL; installs Chromium and PostgreSQL if missing
	@.ci/machine "$(PYTHON)" $(TESTING)
	$(BIN)/pytest -n $(WORKERS) --dist loadfile
	$(BIN)/python tests/postgres.py $(BIN)/pytest -n $(WORKERS) --dist loadfile -m "not postgres" tests/site

coverage: dev $(BUILT) ## the share of lines and branches that tests reach
	$(BIN)/pytest -n $(WORKERS) --dist loadfile -m "not journey and not kills" --cov --cov-report=term:skip-covered

prove: dev $(BUILT) ## the long proof, about an hour; writes docs/proof.md
	@.ci/machine "$(PYTHON)" $(TESTING)
	$(BIN)/python tests/prove.py

bench: dev $(BUILT) ## our figures beside a peer's and the machine's; writes docs/benchmarks.md
	$(BIN)/python benchmarks/report.py

digits: dev node_modules/.made ## train the classifier of digits anew from the fonts of the system and of the pages
	@.ci/machine "$(PYTHON)" thaifonts
	$(BIN)/python -m mueang.ingest.paper.training src/mueang/ingest/paper/digits.npz $(filter-out %Oblique.ttf %Italic.ttf %Purisa.ttf %Purisa-Bold.ttf,$(wildcard /usr/share/fonts/truetype/tlwg/*.ttf)) $(wildcard node_modules/@fontsource/*/files)

docs: dev ## rewrite the generated blocks of docs/
	$(BIN)/cog -r docs/*.md

accept: dev $(BUILT) ## rewrite the golden files and the pictures of the README; read the diff afterwards
	MUEANG_ACCEPT=1 $(BIN)/pytest -q -m golden

lock: ## compile requirements/*.in anew; needs uv
	uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 \
		--custom-compile-command "make lock" requirements/dev.in -o requirements/dev.txt
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 \
		--custom-compile-command "make lock" -c requirements/dev.txt requirements/run.in -o requirements/run.txt
	for extra in pdf paper; do uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 \
		--custom-compile-command "make lock" -c requirements/dev.txt requirements/$$extra.in -o requirements/$$extra.txt || exit 1; done

wheel: install $(BUILT) ## build the one wheel into dist/
	$(PIP) wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

bundle: wheel ## gather all that a machine without a network needs into dist/bundle/
	@rm -rf dist/bundle && mkdir -p dist/bundle/wheels
	$(PIP) download --quiet --require-hashes --no-deps --only-binary :all: --dest dist/bundle/wheels -r requirements/run.txt
	@cp dist/mueang-*.whl dist/bundle/wheels/
	@cp requirements/run.txt deploy/install.sh LICENSE dist/bundle/
	@cp -r deploy docs dist/bundle/
	@cd dist/bundle && find . -type f ! -name SHA256SUMS | sort | xargs -d '\n' sha256sum > SHA256SUMS
	@du -sh dist/bundle

# --- what is made from what -----------------------------------------------------------------------------------------

.venv/.made:
	@.ci/machine "$(PYTHON)" venv
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.run: requirements/run.txt | .venv/.made
	@echo "Installing what the platform needs to run"
	@$(PIP) install --quiet --root-user-action=ignore --require-hashes --no-deps -r requirements/run.txt
	@touch $@

.venv/.dev: requirements/dev.txt | .venv/.made
	@echo "Installing what building and testing need"
	@$(PIP) install --quiet --root-user-action=ignore --require-hashes --no-deps -r requirements/dev.txt
	@touch .venv/.run $@

.venv/.ours: pyproject.toml | .venv/.made
	@test -e .venv/.run || $(MAKE) --no-print-directory .venv/.run
	@$(PIP) install --quiet --root-user-action=ignore --no-deps --no-build-isolation --editable .
	@touch $@

node_modules/.made: package-lock.json .npmrc
	@.ci/machine "$(PYTHON)" npm
	@echo "Installing what the pages are built from"
	@npm ci --loglevel=error --no-audit --no-fund
	@touch $@

$(BUILT): node_modules/.made $(FRONTEND)
	@echo "Building the pages' sheet and scripts"
	@npm run --silent build
	@mkdir -p $(@D) && touch $@
