# Every target sets up .venv by itself from a bare python3 with pip. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
SPEC := pyproject.toml constraints.txt
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

# stories and the demo start a hundred processes: each would compile the whole house anew
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-diffusion check format bench gallery demo-picture gallery-clips clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		found=$$($(PYTHON) --version 2>/dev/null || echo "not here"); \
		echo "greenlight needs Python 3.11 or later, and $(PYTHON) is $$found:" \
			"name another, as in make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@echo "greenlight: making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/node: $(STAMPS)/venv $(SPEC)
	@echo "greenlight: installing the bot and the render node (one to two minutes the first time)"
	@$(PIP) --editable '.[node,demo]'
	@touch $@

$(STAMPS)/dev: $(STAMPS)/node $(SPEC)
	@echo "greenlight: installing the development tools"
	@$(PIP) --editable '.[node,demo,dev]'
	@touch $@

$(STAMPS)/diffusion: $(STAMPS)/dev $(SPEC)
	@echo "greenlight: installing torch and diffusers (about 1.5 GB)"
	@$(PIP) --editable '.[node,demo,dev,diffusion]'
	@touch $@

# skia links the system's libEGL and libGL
$(STAMPS)/libraries: $(STAMPS)/node
	@if $(BIN)/python -c 'import skia' 2>/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "greenlight: installing libegl1 and libgl1, which skia needs"; \
		apt-get update -qq && apt-get install -y -qq libegl1 libgl1 >/dev/null; \
	else \
		echo "skia needs two system libraries. On Debian or Ubuntu run: sudo apt-get install libegl1 libgl1"; exit 1; \
	fi
	@touch $@

setup: $(STAMPS)/node $(STAMPS)/libraries ## make .venv with the bot and the node

demo: setup ## watch the whole loop on real processes; the film lands in demo-out/
	@$(BIN)/greenlight demo --once

# four at a time, also on two cores: two of them tell stories, which mostly wait
test: $(STAMPS)/dev $(STAMPS)/libraries ## every test but those that need torch
	@$(BIN)/python -m pytest -m "not diffusion" --numprocesses 4 --dist worksteal

test-diffusion: $(STAMPS)/diffusion $(STAMPS)/libraries ## the tests that need torch
	@$(BIN)/python -m pytest -m diffusion --numprocesses 2 --dist worksteal

# with torch: the types of the model engines are checked against it
check: $(STAMPS)/diffusion ## format, lint, types and import rules
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports
	@$(BIN)/pyright

format: $(STAMPS)/dev ## format and mend what ruff can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(STAMPS)/diffusion $(STAMPS)/libraries ## every benchmark, one JSON line each
	@for bench in votes queue novel animatic reel breakdown render; do $(BIN)/python -m bench.$$bench --json || exit 1; done

gallery: setup ## draw docs/gallery anew; as WebP sheets and strips
	@$(BIN)/python -m bench.gallery

demo-picture: $(STAMPS)/dev $(STAMPS)/libraries ## play the demo, and photograph its card for README; needs a Chromium
	@$(BIN)/greenlight demo --once
	@$(BIN)/python -m bench.card demo-out

gallery-clips: setup ## film the gallery's twelve scenes into gallery-clips/; ONLY=name for one
	@$(BIN)/python -m bench.gallery --clips gallery-clips --only '$(ONLY)'

clean: ## remove what was built
	rm -rf $(VENV) demo-out gallery-clips .pytest_cache .ruff_cache .import_linter_cache build *.egg-info
