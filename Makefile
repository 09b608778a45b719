# The only prerequisites are Python ≥ 3.11 and make; everything else is installed into .venv and frontend/node_modules.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export PYTHONDONTWRITEBYTECODE := 1

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.stamp: backend/requirements-dev.lock infra/local/venv.sh
	@bash infra/local/venv.sh "$(PYTHON)" "$(VENV)"
	@touch $@

venv: $(VENV)/.stamp

run: venv ## everything on one machine: http://127.0.0.1:8000 (PORT=… for another), Ctrl-C stops it
	@$(PY) infra/local/stack.py run

seed: venv ## migrate and load the demonstration edition without serving it
	@$(PY) infra/local/stack.py seed

rehearse: venv ## one whole edition through the public API on a fresh rehearsal stack
	@$(PY) infra/local/stack.py rehearse

frontend/node_modules/.stamp: $(VENV)/.stamp frontend/package-lock.json
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

packages: frontend/node_modules/.stamp

client: packages ## write the TypeScript client anew from the API
	@cd frontend && npm run --silent client

check: venv packages ## style, types, layers, freshness of the client
	cd backend && ruff check . ../infra && ruff format --check . ../infra
	cd backend && mypy
	cd backend && lint-imports
	cd frontend && npm run --silent typecheck && npm run --silent lint && npm run --silent client:check

test: venv packages ## unit, property, integration (real PostgreSQL and S3) and browser tests
	@bash infra/local/browser.sh
	cd backend && python -m pytest -n 2
	cd frontend && npm run --silent test
	cd frontend && npm run --silent build && npm run --silent e2e

bench: venv ## measure; prints the figures beside the goals
	@cd backend && python -m bench

lock: venv ## write the hash-locked requirements anew
	cd backend && uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url requirements.in -o requirements.lock
	cd backend && uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url requirements-dev.in -o requirements-dev.lock

clean: ## remove what was built and installed; the data in .data stays (remove it by hand)
	rm -rf $(VENV) frontend/node_modules frontend/dist .data/stamps

.PHONY: help venv packages run seed rehearse client check test bench lock clean
