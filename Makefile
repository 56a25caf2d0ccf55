# Everything a checkout needs, from a machine with nothing but Python 3.11 or newer, make and a network.

VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
ROUNDS ?= 10
SEED ?= 1
BROKERS ?= 1
PYTHON ?=
ROOM ?= rules/policy/people.py
SAMPLE ?= 0
COMPILED ?=
TESTS ?= tests/rules/policy/test_static_checks.py

.DEFAULT_GOAL := help

# What is imported once is kept compiled in the virtual environment and here (installing does not compile): without that
# each process of each run reads everything from its source again, which costs the demo seconds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check bench chaos chaos-mutants mutants docs compiled wheel clean

help: ## Say what can be made
	@echo 'Kontor: who serves this client now, and why. Events in, decisions out, on Apache Kafka.'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo '  make demo ARGS="--seconds 60"    whatever stands in ARGS is handed on'
	@echo '  make test ARGS="tests/ground"    the same: only these tests'

demo: $(VENV)/.embedded ## Start Apache Kafka, a worker and a small bank, and watch the decisions
	@$(BIN)/kontor demo $(ARGS)

test: check ## Check style, types and layers, and run every test
	@$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/.dev ## Check style, types and layers only
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: $(VENV)/.dev ## Measure against the floor and stock Faust; writes docs/performance.md
	@$(BIN)/python -m bench $(ARGS)

chaos: $(VENV)/.dev ## Break workers and brokers, ROUNDS times from SEED on, and verify; appends to docs/chaos
	@$(BIN)/python -m tests.chaos --rounds $(ROUNDS) --seed $(SEED) --brokers $(BROKERS) --results docs/chaos/rounds.jsonl $(ARGS); code=$$?; \
		$(BIN)/python -m kontor.docs_pages; exit $$code

chaos-mutants: $(VENV)/.dev ## Break the workers' code on purpose: each mistake must be found out
	@$(BIN)/python -m tests.chaos --mutants --seed $(SEED) --results docs/chaos/mutants.jsonl $(ARGS); code=$$?; \
		$(BIN)/python -m kontor.docs_pages; exit $$code

# Not within `make test`: each mutant runs its tests anew. Those that live are told with what was changed; those that
# change nothing anybody could see are named in docs/mutants.md. A large ROOM takes hours: SAMPLE=200 tries so many of
# its mutants, drawn by SEED.
mutants: $(VENV)/.dev $(VENV)/.mutants ## Change rules in ROOM one place at a time: TESTS must find out each time
	@rm -rf build/mutants && mkdir -p build/mutants && git archive HEAD | tar -x -C build/mutants
	@sed -e 's|@ROOM@|$(ROOM)|' -e 's|@TESTS@|$(TESTS)|' -e 's|@PYTHON@|$(CURDIR)/$(BIN)/python|' tests/mutants.toml \
		> build/mutants/mutants.toml
	@cd build/mutants && export PYTHONPATH="$$PWD" && $(CURDIR)/$(BIN)/cosmic-ray baseline mutants.toml && \
		$(CURDIR)/$(BIN)/cosmic-ray init mutants.toml mutants.sqlite && \
		$(CURDIR)/$(BIN)/python -m tests.mutant_sample keep mutants.sqlite $(SAMPLE) $(SEED) && \
		$(CURDIR)/$(BIN)/cosmic-ray exec mutants.toml mutants.sqlite && \
		$(CURDIR)/$(BIN)/cr-report --surviving-only --show-diff mutants.sqlite && \
		$(CURDIR)/$(BIN)/python -m tests.mutant_sample rate mutants.sqlite

docs: $(VENV)/.dev ## Write the pages that are generated from the catalogues
	@$(BIN)/python -m kontor.docs_pages

compiled: $(VENV)/.dev ## Compile the rules to C into build/compiled, some minutes; what runs them is in docs/operations.md
	@echo 'Compiling the rules (some minutes, unless they are as they were) ...'
	@$(BIN)/python deploy/compile_rules.py build/compiled

# COMPILED=1 puts compiled rules into the wheel: it then needs a C compiler, and fits this kind of machine and Python.
wheel: $(VENV)/.dev ## Build the wheel and the sdist into dist/; COMPILED=1 compiles the rules into it
	@HATCH_BUILD_HOOK_ENABLE_CUSTOM=$(COMPILED) $(BIN)/python -m build --outdir dist

clean: ## Remove what was made, the virtual environment too
	@rm -rf $(VENV) dist build bench/out .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the virtual environment -----------------------------------------------------------------------------------------

# The first Python that is new enough; a sentence when there is none.
define find_python
	found=; \
	for candidate in $(PYTHON) python3.14 python3.13 python3.12 python3.11 python3 python; do \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then found=$$candidate; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo 'Kontor needs Python 3.11 or newer, and none is on the path; install one, or say make PYTHON=/where/it/is.' >&2; \
		exit 1; \
	fi; \
	if ! "$$found" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "$$found has no venv module; install it (on Debian and Ubuntu: apt install python3-venv)." >&2; \
		exit 1; \
	fi
endef

comma := ,

# $(call install,EXTRA,SENTENCE): into the virtual environment, with a dot a second; the log's end when it fails.
define install
	@if ! $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		$(find_python); \
		"$$found" -m venv --clear $(VENV); \
	fi
	@printf '%s ' '$(2)'; \
	$(BIN)/python -m pip install --disable-pip-version-check --prefer-binary --no-compile -e '.[$(1)]' >$(VENV)/install.log 2>&1 & pid=$$!; \
	trap 'kill $$pid 2>/dev/null' INT TERM; \
	while kill -0 $$pid 2>/dev/null; do printf .; sleep 1; done; \
	if ! wait $$pid; then \
		echo; tail -n 15 $(VENV)/install.log >&2; \
		echo 'Kontor could not be installed; is there a network? All of the log: $(VENV)/install.log' >&2; \
		exit 1; \
	fi; \
	echo ' done'
	@touch $@
endef

$(VENV)/.embedded: pyproject.toml
	$(call install,embedded,Installing Kontor (once))

$(VENV)/.mutants: pyproject.toml $(VENV)/.dev
	$(call install,dev$(comma)mutants,Installing what makes mutants (once))

$(VENV)/.dev: pyproject.toml
	$(call install,dev,Installing Kontor with its tools (once))
	@touch $(VENV)/.embedded
