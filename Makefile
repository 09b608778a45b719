# The only prerequisites are Python ≥ 3.11 and make; everything else is installed into .venv and frontend/node_modules.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
LOCK := backend/requirements-dev.lock
STACK := $(PY) infra/local/stack.py
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: venv ## the whole system on this machine, http://127.0.0.1:8000 (PORT=… for another port); Ctrl-C stops it
	@$(STACK) run

test: venv packages ## unit, property, integration (real PostgreSQL and S3) and browser tests
	@bash infra/local/browser.sh
	@bash infra/local/scanner.sh
	rm -rf build/trace
	cd backend && TRACE_DIR=$(CURDIR)/build/trace python -m pytest -n 2
	cd backend && python -m traceability --recorded ../build/trace
	cd frontend && npm run --silent test
	$(STACK) browser

check: venv packages ## style, types, layers, freshness of the generated client
	cd backend && ruff check . ../infra && ruff format --check . ../infra
	cd backend && mypy
	cd backend && lint-imports
	cd frontend && npm run --silent typecheck && npm run --silent lint
	cd frontend && npm run --silent client:check

trace: venv ## 39 articles: what honours each, which tests say so, and whether they notice when a rule is gone
	cd backend && python -m traceability --recorded ../build/trace

rehearse: venv ## a whole edition through the public API, on a fresh stack that is thrown away
	@$(STACK) rehearse

bench: venv ## measure, and print the figures beside the goals
	@cd backend && python -m bench

seed: venv ## migrate and load the demonstration edition without serving it
	@$(STACK) seed

clean: ## remove what was installed and built; the data in .data stay (remove them by hand)
	rm -rf $(VENV) frontend/node_modules frontend/dist

client: packages ## write the TypeScript client anew from the API's description
	@cd frontend && npm run --silent client

lock: venv ## write the hash-locked requirements anew
	cd backend && $(COMPILE) $(UPGRADE) requirements.in -o requirements.lock
	cd backend && $(COMPILE) $(UPGRADE) requirements-dev.in -o requirements-dev.lock

venv: $(VENV)/.stamp

$(VENV)/.stamp: $(LOCK) infra/local/venv.sh
	@bash infra/local/venv.sh "$(PYTHON)" "$(VENV)" "$(LOCK)"
	@touch $@

packages: venv
	@$(STACK) packages

.PHONY: help run test check trace rehearse bench seed clean client lock venv packages
