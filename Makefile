# Two commands do everything: `make run` and `make test`. The rest is for when it is needed.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# `make run PROFILE=release` for a server that is to stay.
PROFILE ?= dev
TARGET := target/$(if $(filter dev,$(PROFILE)),debug,$(PROFILE))

.PHONY: help run pages test lint check-pages test-pages test-rust browser bench soak clean

help: ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

run: pages ## build what is needed and serve on http://localhost:3000 (PORT changes it)
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

test: lint check-pages test-pages browser test-rust ## everything that CI runs

lint: ## formatting, clippy, documentation
	@scripts/need cargo cc
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --all-features --quiet -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --all-features --no-deps --quiet

check-pages: frontend/node_modules/.package-lock.json ## types of the pages
	cd frontend && npm run check --silent

test-pages: frontend/node_modules/.package-lock.json ## the pure parts of the pages
	cd frontend && npm test --silent

browser: ## install the browser that the tests drive, where that is possible
	@scripts/browser

test-rust: pages ## all Rust tests, the whole system among them
	cargo test --workspace --all-features

bench: pages ## speed, memory and start-up of the release build
	cargo bench -p relais-local

# SEED=7 repeats a run, MESSAGES=500 and PAIRS=100 make it smaller.
soak: pages ## ten thousand messages through kills and a failing Graph, release build; pairs of faults
	cargo build --release -p relais-local
	RELAIS_PROGRAM=$(CURDIR)/target/release/relais SEED=$(SEED) MESSAGES=$(MESSAGES) \
		cargo test --workspace --all-features --test system -- --ignored --nocapture ten_thousand_messages
	RELAIS_FAULT_PAIRS=$(or $(PAIRS),2000) RELAIS_FAULT_SEED=$(or $(SEED),1) \
		cargo test --workspace --all-features --test it -- --ignored --nocapture pairs

clean: ## remove what was built; data stays
	cargo clean
	rm -rf frontend/dist frontend/node_modules
