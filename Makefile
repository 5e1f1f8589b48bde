# Two commands for a newcomer: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes

# What the tests find around them.
AROUND := tests/in_memory.sh tests/with_chromium.sh tests/with_postgresql.sh
# A file's tests share what is made for them; the files that take longest come first.
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: run test test-long lint lint-types lint-sql story test-wheel test-duckdb-1.5 bench mutate crash lock clean

run: $(VENV)/.run  ## the nightly job on the committed sample inboxes of the three cities
	$(BIN)/zhaoren run --city all --inbox sample_data --out out --as-of 2026-11-20

test: $(VENV)/.dev lint  ## everything that must hold before a change lands
	$(AROUND) $(PYTEST) -m "not long"

test-long: $(VENV)/.dev  ## what is long by its nature: kills, whole runs, worlds, three months of nights
	$(AROUND) $(PYTEST) -m long

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(MAKE) --no-print-directory --jobs 2 lint-types lint-sql

lint-types: $(VENV)/.dev
	$(BIN)/mypy

lint-sql: $(VENV)/.dev
	$(BIN)/sqlfluff lint transforms

$(VENV)/.run: requirements/run.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) -r requirements/run.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	$(PIP) -r requirements/dev.txt
	touch $@

story: $(VENV)/.dev  ## three months of nights, every state, yuan and document checked
	$(BIN)/python -m pytest tests/story/play.py

test-wheel: $(VENV)/.dev  ## the built wheel, in an environment of its own, from another folder
	$(BIN)/python tests/wheel/try_wheel.py

test-duckdb-1.5: $(VENV)/.dev  ## the same verdicts on the engine's previous version
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --upgrade --target build/duckdb-1.5 \
	  --require-hashes -r requirements/duckdb-1.5.txt
	PYTHONPATH=build/duckdb-1.5 tests/in_memory.sh $(PYTEST) \
	  tests/rules tests/facts tests/decisions tests/outputs tests/transforms tests/golden tests/reference tests/incumbents \
	  --ignore tests/rules/test_check.py --ignore tests/rules/test_catalogue.py

bench: $(VENV)/.run  ## a city of 1.2 million people; figures for docs/benchmarks.md
	$(BIN)/python tests/bench/city.py --work bench

mutate: $(VENV)/.dev  ## alter every rule and every SELECT in one place; who survives (long)
	$(BIN)/python -m tests.mutation

crash: $(VENV)/.dev  ## kill every command at every write, 1 000 times at random; races; reruns (long)
	mkdir -p build && rm -f build/crash.jsonl
	ZHAOREN_CRASH=build/crash.jsonl ZHAOREN_LONG=1 tests/with_postgresql.sh \
	  $(BIN)/python -m pytest -n 2 tests/reliability tests/ledger/test_races.py
	$(BIN)/python -m tests.reliability.figures build/crash.jsonl

lock:  ## write requirements/*.txt anew (needs uv)
	uv pip compile pyproject.toml --group build --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-strip-extras --no-annotate -q -o requirements/run.txt
	uv pip compile pyproject.toml --group build --group dev -c requirements/run.txt --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-strip-extras --no-annotate -q -o requirements/dev.txt

clean:
	rm -rf $(VENV) out bench build dist
