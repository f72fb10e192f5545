# gallab: `make run` answers the question, `make test` checks everything; both set up what they need.
PYTHON ?= python3
BIN := .venv/bin
OUT ?= results/study
N ?= 10000
# Enough for a median and its surroundings in minutes; without the option a study runs 200.
REPLICATIONS ?= 40

.PHONY: help setup run test lint lock packages clients fuzz mutants validation course usb clean

help:            ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 10

setup: .venv/ok  ## make .venv with the locked dependencies

.venv/ok: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "gallab needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)"; exit 1; }
	@rm -rf .venv
	@$(PYTHON) -m venv .venv \
	  || { rm -rf .venv; echo "python -m venv failed; on Debian or Ubuntu: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: .venv/ok    ## the main job: orderings x windows at 130,000 tenants, one report
	$(BIN)/gallab study --replications $(REPLICATIONS) --out $(OUT)

test: .venv/ok packages clients lint  ## every test, with lint, types, the import contract, the notebooks and a browser
	$(BIN)/python -m tests.compiling
	$(BIN)/python -m pytest -n 2 --dist worksteal
	$(BIN)/python -m pytest -q -o addopts= --nbmake --nbmake-timeout=120 notebooks

lint: .venv/ok   ## format, lint, strict types, import contract, notebooks without outputs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/nbstripout --verify notebooks/*.ipynb

fuzz: .venv/ok packages  ## both engines on N random scenarios; N malformed requests; what cannot leak; coverage; Spin; spoiled files, full disks, signals
	$(BIN)/python -m tests.sim.equality $(N)
	$(BIN)/python -m tests.sim.explorer 1000
	$(BIN)/python -m tests.sim.explorer.drawn 200
	$(BIN)/python -m tests.experiments.coverage
	$(BIN)/python -m tests.experiments.stopping
	$(BIN)/python -m tests.experiments.measured.coverage
	$(BIN)/python -m tests.fakeexchange.wire.fuzz $(N)
	$(BIN)/python -m tests.sim.second_opinion 100
	$(BIN)/python -m tests.experiments.readers 2000
	$(BIN)/python -m tests.experiments.sweep.kills 50
	$(BIN)/python -m tests.experiments.breaking

validation: .venv/ok ## docs/validation.md anew: judges, formulas and inputs, side by side
	$(BIN)/python -m experiments.validation

mutants: .venv/ok ## planted bugs, each in a copy of the tree: does a test catch it?
	$(BIN)/python -m tests.mutants

# What the package index cannot bring: a browser for the report's test, a model checker and its compiler for the explorer's.
PACKAGES := chromium spin gcc
packages:        ## the Debian packages that tests need
	@lacking=; for name in $(PACKAGES); do command -v $$name >/dev/null || lacking="$$lacking $$name"; done; \
	[ -z "$$lacking" ] \
	  || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq $$lacking >/dev/null; } \
	  || { echo "make test needs Debian packages: apt install$$lacking"; exit 1; }

# Clients that nobody here wrote: two from Debian, and one in an environment of its own, which its successor shuts out.
clients: .clients/ok  ## real clients that the wire is tested with: DavMail, ldapsearch, curl, exchangelib 4
	@command -v davmail >/dev/null && command -v ldapsearch >/dev/null && command -v curl >/dev/null \
	  || { [ "$$(id -u)" = 0 ] && apt-get update -qq \
	    && apt-get install -y -qq --no-install-recommends davmail ldap-utils curl >/dev/null; } \
	  || { echo "make test needs Debian packages: apt install --no-install-recommends davmail ldap-utils curl"; exit 1; }

.clients/ok: tests/acceptance/exchangelib4.txt
	@rm -rf .clients
	@$(PYTHON) -m venv .clients/exchangelib4
	.clients/exchangelib4/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# A class: JupyterLab and the lab in an environment of their own, so that nobody else has to install it.
# LAB has further options, such as "--no-browser --port 8888"; root, as in a container, has to be allowed.
LAB ?=
course: .course/ok ## JupyterLab, opened on the first notebook
	.course/bin/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) $(LAB) notebooks/01-the-night.ipynb

.course/ok: notebooks/requirements.txt pyproject.toml
	@rm -rf .course
	@$(PYTHON) -m venv .course \
	  || { rm -rf .course; echo "python -m venv failed; on Debian or Ubuntu: apt install python3-venv"; exit 1; }
	.course/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes $(WHEELS) -r notebooks/requirements.txt
	.course/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation $(WHEELS) -e .
	@# A class without internet need not be asked whether it wants news.
	.course/bin/jupyter labextension disable --level=sys_prefix "@jupyterlab/apputils-extension:announcements"
	@touch $@

# WHEELS is where the stick keeps them: there `make course` asks no network.
USB ?= results/usb
WHEELS ?= $(if $(wildcard ../wheels),--no-index --find-links ../wheels)
usb: .course/ok  ## what a class without internet needs, in one folder: wheels, the repository, the teacher's pack
	@mkdir -p $(USB)
	.course/bin/python -m pip download --quiet --disable-pip-version-check --only-binary :all: --require-hashes \
	  -r notebooks/requirements.txt -d $(USB)/wheels
	@rm -rf $(USB)/gallab && git clone --quiet --depth 1 "file://$(CURDIR)" $(USB)/gallab
	@git -C $(USB)/gallab remote remove origin
	.course/bin/gallab pack --out $(USB)/pack
	@if [ -f results/lesson.html ]; then cp results/lesson.html $(USB)/; \
	  else echo "no results/lesson.html: gallab lesson --export results/lesson.html makes one"; fi
	@cp notebooks/usb.md $(USB)/README.md
	@du -sh $(USB)

lock: .venv/ok   ## pin every dependency again, with hashes
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-annotate \
	  --extra lab --group dev --python-version 3.11 pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-annotate \
	  --extra lab --group course --python-version 3.11 -c requirements.txt pyproject.toml -o notebooks/requirements.txt

clean:           ## remove .venv, caches and results
	rm -rf .venv .clients .course results .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
