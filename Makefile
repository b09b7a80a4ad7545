# Two commands do everything: `make demo` runs PenGrade beside a small LMS, `make test` checks all of it.
PYTHON ?= python3
RUN := .venv/bin/python

.PHONY: demo test setup check unit journeys test-servers benchmark clean

demo:  ## Run everything here: tool, workers, Redis and a demo LMS. Ctrl-C stops it.
	@$(PYTHON) deploy/bootstrap.py
	@exec $(RUN) -m deploy.demo

test: setup check unit journeys  ## Lint, types, imports, unit tests, front-end tests, journeys in a browser.

setup:
	@$(PYTHON) deploy/bootstrap.py --dev

check: setup
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	cd deploy/demo_lms && ../../$(RUN) -m mypy .
	.venv/bin/lint-imports
	cd frontend && npm test --silent

unit: setup
	$(RUN) -m pytest -m "not journey"

journeys: setup
	$(RUN) -m pytest -m journey

test-servers: setup  ## The database-bound tests and journeys on DATABASE_URL and REDIS_URL.
	@test -n "$$DATABASE_URL" -a -n "$$REDIS_URL" || { echo "set DATABASE_URL and REDIS_URL"; exit 2; }
	$(RUN) -m pytest -m database
	$(RUN) -m pytest tests/journeys

benchmark: setup  ## Print how long things take, as ratios against a reference in the same run.
	$(RUN) -m tests.benchmarks

clean:  ## Forget everything that was built or run here.
	rm -rf .venv var frontend/node_modules frontend/dist
