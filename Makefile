# The commands of a checkout. `make help` lists them; what a target does is said after its "##".
PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
# what a night reads: make night SOURCES="exports/listings.jsonl exports/notes.jsonl"
SOURCES ?= examples
OUT     := $(if $(CHUHAI_OUT),$(CHUHAI_OUT),work)

.DEFAULT_GOAL := help
.PHONY: help setup models night demo catalogues test test-fast lint bench claims lock clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' | while IFS='|' read -r name what; do printf '  make %-10s %s\n' "$$name" "$$what"; done

setup: $(STAMP)  ## make .venv and install everything that requirements.lock pins

$(STAMP): requirements.lock pyproject.toml
	@command -v $(PYTHON) > /dev/null || { echo "There is no $(PYTHON). Install Python 3.11 or newer, or name one: make setup PYTHON=python3.11" >&2; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is $$($(PYTHON) -V 2>&1); Python 3.11 or newer is needed. Name one: make setup PYTHON=python3.11" >&2; exit 2; }
	@echo "Installing into $(VENV), about two minutes …"
	@$(PYTHON) -m venv $(VENV) || { echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 2; }
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock || { echo "The packages could not be installed. If pip misses a file of torch or asks for hashes of nvidia-*, read the head of requirements.lock." >&2; exit 2; }
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

models: setup  ## obtain, verify and prepare the language model (1.1 GB, once)
	@$(RUN)/localize models fetch

night: models  ## run one night over SOURCES (examples/) and say where the report is
	@$(RUN)/python -m flows.nightly $(SOURCES) --include-unapproved || { code=$$?; [ $$code -eq 4 ] && echo "Some records are in quarantine (exit code 4); everything else is done."; [ $$code -eq 4 ] || exit $$code; }
	@echo "The report: $(OUT)/report.html (and report.json). The variants: $(OUT)/demonstration/. A record close up: $(RUN)/localize preview 泡脚包 --target US"

demo: night  ## the pages over the night of SOURCES, in a browser
	@$(RUN)/localize serve --open

test: models  ## run the whole suite, with the language model
	@$(RUN)/python -m pytest

test-fast: setup  ## run the suite without the language model
	@$(RUN)/python -m pytest -m "not model"

lint: setup  ## ruff, its formatter and mypy --strict
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .
	@$(RUN)/mypy

bench: models  ## measure throughput and memory with the language model (minutes)
	@$(RUN)/python tests/bench/engine.py

claims: setup  ## precision and recall of the claim rules by region, over the labelled cases
	@$(RUN)/python tests/bench/claims.py

catalogues: setup  ## bring the translations of the pages up to date with their templates
	@$(RUN)/pybabel -q extract --no-location --omit-header -k N_ -F localize/web/translations/babel.cfg -o localize/web/translations/messages.pot localize/web
	@for po in localize/web/translations/*/LC_MESSAGES/messages.po; do $(RUN)/pybabel -q update --no-fuzzy-matching --omit-header -i localize/web/translations/messages.pot -l $$(basename $$(dirname $$(dirname $$po))) -o $$po; done
	@rm localize/web/translations/messages.pot

lock:  ## make requirements.lock anew from pyproject.toml
	@PYTHON=$(PYTHON) .ci/lock

clean:  ## remove .venv and caches; the store and the models stay
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
