# Two commands matter: `make run` and `make test`. Each does all its own set-up.

PORT ?= 8000
PYTHON ?= python3
PY := .venv/bin/python

.PHONY: help run test lint format bench doors walk demo migrations setup setup-dev

help:
	@echo "make run         set up, load the demo programme, serve it (PORT=8000)"
	@echo "make test        set up and run every check and test"
	@echo "make lint        formatting, style, types, templates"
	@echo "make format      put code and templates into their form"
	@echo "make bench NAME=pages   measure pages on SQLite and PostgreSQL"
	@echo "make doors       write the table of what every address answers to whom"
	@echo "make walk STEPS=10000   walk over the site without aim, as every role"
	@echo "make demo        drop the demo programme and load it again"
	@echo "make migrations  write migrations for changed models"

setup:
	@$(PYTHON) deploy/bootstrap.py

setup-dev:
	@$(PYTHON) deploy/bootstrap.py --dev

run: setup
	@exec env DEMO=true SITE_URL=$${SITE_URL:-http://localhost:$(PORT)} \
		$(PY) manage.py run_site --port $(PORT) --with-parent

test: setup-dev
	@$(PY) -m tests.run

lint: setup-dev
	@$(PY) -m tests.run lint

format: setup-dev
	@$(PY) -m tests.run format

bench: setup-dev
	@$(PY) -m tests.benchmarks $(or $(NAME),pages)

doors: setup-dev
	@$(PY) -m tests.doors

walk: setup-dev
	@WALK_STEPS=$(or $(STEPS),10000) $(PY) -m pytest -q -n auto --show-capture=no tests/walk

demo: setup
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py load_demo --replace

migrations: setup-dev
	@$(PY) manage.py makemigrations
