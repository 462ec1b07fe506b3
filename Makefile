# Everything that is needed is set up by these targets: `make run` serves, `make test` tests.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PIN := $(BIN)/uv pip compile pyproject.toml --group build --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --no-header --no-annotate --quiet $(ARGS)

.PHONY: help setup setup-dev browser neo4j-program neo4j neo4j-stop keycloak-program keycloak keycloak-stop run test check coverage catalogue bench requirements wheel clean

help:  ## list the targets
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## */\1\t/' | expand -t 18

setup: $(VENV)/.installed  ## make .venv and install the program with its pinned requirements

setup-dev: $(VENV)/.installed-dev  ## the same with what tests and checks need

$(VENV)/.installed: requirements.txt pyproject.toml tools/make-venv
	@tools/make-venv $(VENV)
	@echo "Installing the pinned requirements"
	@$(PIP) install --require-hashes --requirement requirements.txt
	@$(PIP) install --no-deps --no-index --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing what tests and checks need"
	@$(PIP) install --require-hashes --requirement requirements-dev.txt
	@touch $@

browser:  ## make sure that Chromium is there for the browser tests
	@tools/get-command chromium "chromium fonts-liberation" "The browser tests need" \
		"The other tests run without it: make setup-dev && $(BIN)/pytest -m 'not browser'"

neo4j-program: setup-dev  ## make sure that Java, Maven and Neo4j are there for the tests with a real server
	@tools/get-command java openjdk-17-jre-headless "A Neo4j server needs" "Without it, tests of that store are skipped: $(BIN)/pytest"
	@tools/get-command mvn maven "Fetching Neo4j needs" "Without it, tests of that store are skipped: $(BIN)/pytest"
	@$(BIN)/python -m tools.neo4j_server fetch

neo4j: neo4j-program  ## start a Neo4j server on 127.0.0.1 with its data in var/neo4j (ARGS="--port 7688" and others are passed on)
	@$(BIN)/python -m tools.neo4j_server start $(ARGS)

neo4j-stop: setup-dev  ## stop it
	@$(BIN)/python -m tools.neo4j_server stop

keycloak-program: setup-dev  ## make sure that Java, Maven and Keycloak are there for the tests with a real identity provider
	@tools/get-command java openjdk-17-jre-headless "A Keycloak server needs" "Without it, tests of that are skipped: $(BIN)/pytest"
	@tools/get-command mvn maven "Fetching Keycloak needs" "Without it, tests of that are skipped: $(BIN)/pytest"
	@$(BIN)/python -m tools.keycloak_server fetch

keycloak: keycloak-program  ## start a Keycloak server on 127.0.0.1 with the people of tests/keycloak/realm.json (ARGS="--port 8181" and others are passed on)
	@$(BIN)/python -m tools.keycloak_server start $(ARGS)

keycloak-stop: setup-dev  ## stop it (ARGS as at its start)
	@$(BIN)/python -m tools.keycloak_server stop $(ARGS)

run: export AKTEURSNETZ_STORE ?= sqlite:var/akteursnetz.sqlite
run: setup  ## serve the network on http://127.0.0.1:8000 (ARGS="--port 8010" and others are passed on)
	@mkdir -p var
	$(BIN)/akteursnetz serve $(ARGS)

test: setup-dev browser neo4j-program keycloak-program  ## run all tests (ARGS="-k words" and others are passed on)
	$(BIN)/pytest --numprocesses auto --dist loadfile $(ARGS)

check: setup-dev  ## everything that is looked at before a change may land
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(MAKE) --no-print-directory test

coverage: setup-dev browser neo4j-program keycloak-program  ## run all tests and show which branches they missed
	$(BIN)/pytest --cov --cov-branch $(ARGS)

catalogue: setup-dev  ## add new texts to the English catalogue, with the translation left empty, and drop old ones
	$(BIN)/python -m tests.catalogue

bench: setup-dev  ## print the comparisons of benchmarks/
	@shopt -s nullglob; for script in benchmarks/[!_]*.py; do echo "== $$script"; $(BIN)/python -m "benchmarks.$$(basename "$$script" .py)"; done

requirements: setup-dev  ## pin the requirements of pyproject.toml again (ARGS=--upgrade: with newer versions)
	$(PIN) --output-file requirements.txt
	$(PIN) --extra dev --constraint requirements.txt --output-file requirements-dev.txt

wheel: setup  ## build the wheel in dist/
	$(BIN)/python -m hatchling build --target wheel

clean:  ## remove what was built or installed here; var/ with the data stays
	rm -rf $(VENV) build dist htmlcov .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
