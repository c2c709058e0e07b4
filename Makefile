# make demo    sets everything up and runs the sample project, from files to report
# make test    sets everything up and runs the tests
# make check   style, types, import order, licences
# make bench   speed, as ratios to alternatives in the same run
# make screenshots   the pictures in docs/images, from the sample

PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := demo
.PHONY: demo test check bench screenshots browser office clean

demo: .venv/run
	$(BIN)/qualcode demo

test: .venv/dev browser office
	$(BIN)/python -m pytest

check: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -p no:xdist -o addopts="-q" tests/test_house.py

bench: .venv/dev
	$(BIN)/python bench/run.py
	$(BIN)/python bench/queries.py
	$(BIN)/python bench/cooccurrence.py
	$(BIN)/python bench/agreement.py
	$(BIN)/python bench/assist_speed.py
	$(BIN)/python bench/assist.py
	$(BIN)/python bench/browser.py

screenshots: .venv/dev browser
	$(BIN)/python tools/screenshots.py

clean:
	rm -rf .venv .qualcode analyses/report

# A virtual environment with what the program needs; a Debian without python3-venv gets it where we may install.
.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "qualcode needs Python 3.11 or newer; say make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv || { rm -rf .venv; sh tools/debian.sh python3-venv && $(PYTHON) -m venv .venv; }

.venv/run: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/dev: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@ .venv/run

# The browser tests need Debian's chromium; without the right to install it they are skipped, and say so.
browser:
	@command -v chromium >/dev/null || sh tools/debian.sh chromium || true

# What is written for Word and Excel is opened in LibreOffice; where it may not be installed, those tests are skipped too.
office:
	@command -v soffice >/dev/null || sh tools/debian.sh libreoffice-writer-nogui libreoffice-calc-nogui || true
