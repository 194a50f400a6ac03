# Everything starts here. Each target prepares .venv by itself; `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help run test check format bench docs pictures translations lock
BIN := .venv/bin

help: ## Say what each target does
	@sed -n 's/^\([a-z]*\): ## /  make \1\t/p' Makefile

run: ## Start the desk: database, worker and web in one process (PORT, DESKHAND_DATA, …: see README.md)
	@scripts/bootstrap runtime && exec $(BIN)/deskhand run

test: ## Run every gate and test, a real browser included (about ten minutes on two cores)
	@scripts/bootstrap dev
	@$(BIN)/python -m scripts.browser
	@$(BIN)/python -m scripts.gates
	@$(BIN)/python -m pytest -n 3 --dist worksteal

check: ## Run what is fast: style, types, floors, and the tests of rules and house
	@scripts/bootstrap dev
	@$(BIN)/python -m scripts.gates
	@$(BIN)/python -m pytest -q tests/kit tests/rules tests/house

format: ## Format the code and repair what ruff can repair by itself
	@scripts/bootstrap dev
	@$(BIN)/ruff check --fix --quiet; $(BIN)/ruff format

bench: ## Measure, and print the table of docs/benchmarks.md
	@scripts/bootstrap dev
	@$(BIN)/python -m bench

docs: ## Write docs/reference/ anew from the code
	@scripts/bootstrap dev
	@$(BIN)/python -m scripts.reference

pictures: ## Take the pictures of docs/images/ anew from a desk with the demo
	@scripts/bootstrap dev
	@$(BIN)/python -m scripts.browser
	@$(BIN)/python -m tests.browser.pictures docs/images

translations: ## Bring new strings into every catalogue, and fail while one is untranslated or has other placeholders
	@scripts/bootstrap dev
	@$(BIN)/python -m scripts.translations

lock: ## Resolve the dependencies of pyproject.toml into the hashed locks anew (needs uv)
	@scripts/bootstrap dev
	@$(BIN)/python -m scripts.lock
