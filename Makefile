# make run and make test are all that a newcomer needs.
PYTHON ?= python3
BIN := .venv/bin
SOURCES := config accounts curriculum exercises progress cohorts personal_data notices runner tests bench
BOOTSTRAP := $(PYTHON) config/bootstrap.py

.PHONY: run test proofs check format shots chaos audit doctor attack sabotage bench bench-peers install clean

run: ## a working site with worker, sandbox and a demo cohort
	@$(BOOTSTRAP) requirements.txt manage.py up

install: ## what the tests and checks need
	@$(BOOTSTRAP) requirements/dev.txt

test: install ## everything that CI runs
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not slow" $(PYTEST)

proofs: install sabotage attack ## what takes longer and is sampled in make test: all of it, before the sandbox is released
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m slow

check: install ## format, lint, types, import boundaries, templates, migrations
	$(BIN)/ruff format --check $(SOURCES) manage.py
	$(BIN)/ruff check $(SOURCES) manage.py
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'templates/**.html')
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/mypy $(SOURCES) manage.py

format: install
	$(BIN)/ruff format $(SOURCES) manage.py
	$(BIN)/ruff check --fix $(SOURCES) manage.py
	$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/**.html')

shots: install ## every page at 1280 and 390 px, light and dark, into var/shots/
	$(BIN)/python -m tests.shots

chaos: install ## 500 submissions while workers, sandboxes and the broker are killed at random
	$(BIN)/python -m tests.chaos

audit: install ## proves the catalogue of exercises
	$(BIN)/python -m runner audit

doctor: install ## proves the sandbox on this host
	$(BIN)/python -m runner doctor

attack: install ## plays every threat as root and as an ordinary user, in cold cells and in ready ones
	@status=0; for cells in warm cold; do for user in "" --as-user; do \
		$(BIN)/python -m runner attack --cells $$cells $$user || status=1; done; done; exit $$status

sabotage: install ## takes out every layer in turn, as root and as an ordinary user, in ready cells and in cold ones
	@status=0; for cells in warm cold; do for user in "" --as-user; do \
		$(BIN)/python -m runner.tests.sabotage --cells $$cells $$user || status=1; done; done; exit $$status

bench: install ## a verdict cold against warm, in one run
	$(BIN)/python -m runner bench

bench-peers: install ## the same exercise graded by nbgrader and otter-grader, beside ours, in one run
	$(BIN)/python -m bench.peers

clean:
	rm -rf .venv var
