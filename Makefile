# Everything a reader or a robot runs. `make` alone lists it.

SHELL       := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS   += --no-print-directory

OUT          ?= out#            where reports go
VERIFY_FLAGS ?= #               e.g. VERIFY_FLAGS="-duration 20s"
MUSEUM_FLAGS ?= #               the same for `make museum`
SPEC_FLAGS   ?= #               the same for `make spec`
EXPLORE_FLAGS ?= #              the same for `make explore` and `make explore-long`
FUZZTIME     ?= 30s#            how long `make fuzz` fuzzes each target
PROPERTIES_FLAGS ?= #           e.g. PROPERTIES_FLAGS="-runs 100000"
TARGET       ?= impl#           what to explore: impl or museum
TEST_FLAGS   ?= -count=1#       tests draw fresh seeds, so a cached result proves little
BENCH        ?= .#              which benchmarks: a regular expression
RACED        ?= Channel|Condition|HandOff|Wake$$|Lock|Semaphore|Spawn|ForkJoin|Yield# those of `make bench-race`
CPUS         ?= 1,2#            numbers of cores to measure on
BENCH_FLAGS  ?= #               e.g. BENCH_FLAGS="-rounds 20"
FIGURES      ?= bench/results/baseline.txt# the run that `make bench-figures` prints
GATE_FLAGS   ?= #               e.g. GATE_FLAGS="-bench ForkJoin"

# Tools live in a module of their own, so that go.mod lists only what the library needs.
TOOL  := go tool -modfile=tools/go.mod
ENGINE := -race -tags veritask_engine
EXPLORED := -tags veritask_explore
ARCHES := 386 arm64
head  = printf '== %s\n'

.PHONY: help test race race-corpus engine explored arches lint fmt api verify museum museum-patches museum-tests museum-properties museum-table properties fuzz explore explore-long spec clauses bench bench-quick bench-race bench-figures bench-gate bench-baseline clean
.PHONY: need-go need-cc need-spin need-tools

help: ## Print this list.
	@awk 'BEGIN{FS=":.*## "} /^##@/{printf "\n%s\n", substr($$0,5)} \
	/^[a-z-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Check
test: ## Lint, then every test: ordinary build, race detector, engine under it, explored build, other machines.
test: lint need-cc
	@$(head) "tests, ordinary build"
	@go test $(TEST_FLAGS) ./...
	@$(MAKE) race engine explored arches
	@echo "make test: all passed"

race: need-cc ## Every test under the race detector: tasks are visible to it, the engine is not.
	@$(head) "tests, race detector"
	@go test $(TEST_FLAGS) -race $$(go list ./... | grep -v /linearizability)
	@$(head) "tests, race detector, the judges in short"
	@go test $(TEST_FLAGS) -race -short ./linearizability/...

race-corpus: need-cc ## Small programs with and without a data race, 20 times each: the detector must tell them apart.
	@go build -race -o bin/race-corpus ./impl/testdata/race
	@bin/race-corpus

engine: need-cc ## The tests of impl in the second race build: coroutines run, the engine is visible.
	@$(head) "tests, race detector on the engine"
	@go test $(TEST_FLAGS) $(ENGINE) ./impl/...

explored: need-go ## Short tests of the build whose atomic steps are explored.
	@$(head) "tests, explored build"
	@go test $(TEST_FLAGS) $(EXPLORED) -short ./cmd/... ./fuzz ./impl/checked/...

arches: need-go ## Build and vet for the other architectures; run short tests for 386 where this machine can.
	@for a in $(ARCHES); do \
		$(head) "$$a"; \
		CGO_ENABLED=0 GOARCH=$$a go build ./...; \
		CGO_ENABLED=0 GOARCH=$$a go vet ./...; \
	done
	@d=$$(mktemp -d); trap 'rm -r "$$d"' EXIT; echo 'package main; func main() {}' >$$d/main.go; \
	if CGO_ENABLED=0 GOARCH=386 go run $$d/main.go 2>/dev/null; then \
		$(head) "tests, 386"; \
		CGO_ENABLED=0 GOARCH=386 go test $(TEST_FLAGS) -short ./impl/... ./model/... ./spec/...; \
	fi

verify: need-go ## Check the library against its models; reports go to out/verify.
	@go build -o bin/veritask ./cmd/veritask
	@bin/veritask verify $(VERIFY_FLAGS) -out $(OUT)/verify

museum: need-go ## Run every checker on seeded bugs; each must be found. Reports go to out/museum.
	@go build -o bin/veritask ./cmd/veritask
	@bin/veritask verify -target museum $(MUSEUM_FLAGS) -out $(OUT)/museum

museum-patches: need-go ## Record histories of the library with seeded bugs in it, which may be found; minutes.
	@go build -o bin/veritask ./cmd/veritask
	@bin/veritask verify -target patches $(MUSEUM_FLAGS) -out $(OUT)/museum-patches

museum-tests: need-go ## Run the unit tests on the library with seeded bugs in it, half an hour; goes on where it has stopped.
	@go build -o bin/veritask ./cmd/veritask
	@bin/veritask trials -with tests $(MUSEUM_FLAGS) -log $(OUT)/museum-tests.log

museum-properties: need-go ## The same with the properties.
	@go build -o bin/veritask ./cmd/veritask
	@bin/veritask trials -with properties $(MUSEUM_FLAGS) -log $(OUT)/museum-properties.log

museum-table: need-go ## Write the table of docs/verification.md anew from docs/museum.
	@go test -count=1 ./cmd/veritask -run TestMuseumTable -update

properties: need-go ## Random programs in seeded runtimes, each step judged by the models; and laws without a model.
	@go build -o bin/veritask ./cmd/veritask
	@bin/veritask properties $(PROPERTIES_FLAGS)

fuzz: need-go ## Fuzz all targets in turn, FUZZTIME each; a line of progress each, the report in out/fuzz.
	@go build -o bin/veritask ./cmd/veritask
	@bin/veritask fuzz -each $(FUZZTIME) -out $(OUT)/fuzz

explore: need-go ## Run small scenarios in every order of their atomic steps; reports go to out/explore.
	@go build $(EXPLORED) -o bin/veritask-explore ./cmd/veritask
	@bin/veritask-explore explore -target $(TARGET) $(EXPLORE_FLAGS) -out $(OUT)/explore$(if $(filter museum,$(TARGET)),-museum)

explore-long: ## The same for an hour; what is finished is kept in out/explore.log, and not done again by the same build.
	@mkdir -p $(OUT)
	@$(MAKE) explore EXPLORE_FLAGS="-duration 60m -resume $(OUT)/explore.log $(EXPLORE_FLAGS)"

spec: need-spin ## Check the protocols in spec/promela with SPIN, their mutants, and traces of the real code.
	@go build $(EXPLORED) -o bin/veritask-explore ./cmd/veritask
	@bin/veritask-explore spec $(SPEC_FLAGS)

clauses: need-go ## List the clauses of the contract and what checks each; fail if nothing checks one.
	@go build -o bin/veritask ./cmd/veritask
	@bin/veritask clauses

##@ Measure
bench: need-go ## Run all benchmarks beside their peers, ten rounds, most of an hour; samples go to bench/results, a page to out/bench.
	@go build -o bin/veritask ./cmd/veritask
	@bin/veritask bench run -bench '$(BENCH)' -cores '$(CPUS)' -out $(OUT)/bench $(BENCH_FLAGS)

bench-quick: need-go ## The same in short rounds, as many as fit in three minutes: for a first look, not for claims.
	@go build -o bin/veritask ./cmd/veritask
	@bin/veritask bench run -quick -bench '$(BENCH)' -cores '$(CPUS)' -out $(OUT)/bench $(BENCH_FLAGS)

bench-race: need-cc ## What the race detector makes of it: a first look at ours and the peers under -race, on one core.
	@go build -o bin/veritask ./cmd/veritask
	@GOFLAGS=-race bin/veritask bench run -quick -all -cores 1 -bench '$(RACED)' -save $(OUT)/bench-race/samples.txt -out $(OUT)/bench-race $(BENCH_FLAGS)

bench-figures: need-go ## Print the figures that README.md quotes, with their date and machine; FIGURES names another run.
	@go build -o bin/veritask ./cmd/veritask
	@bin/veritask bench table -all $(FIGURES)

bench-gate: need-go ## Measure again beside the peers, and fail if a ratio is worse than in bench/results/baseline.txt.
	@go build -o bin/veritask ./cmd/veritask
	@bin/veritask bench gate $(GATE_FLAGS)

bench-baseline: need-go ## Measure a new baseline for bench-gate.
	@go build -o bin/veritask ./cmd/veritask
	@bin/veritask bench gate -renew $(GATE_FLAGS)

##@ Keep tidy
lint: need-go need-tools ## Run go vet, staticcheck and gofumpt.
	@$(head) "go vet"
	@go vet ./...
	@go vet -tags veritask_engine ./...
	@go vet $(EXPLORED) ./...
	@$(head) "staticcheck"
	@$(TOOL) staticcheck ./...
	@$(head) "gofumpt"
	@bad=$$($(TOOL) gofumpt -l .); [ -z "$$bad" ] || { echo "not formatted (make fmt):"; echo "$$bad"; exit 1; }

fmt: need-tools ## Format every Go file.
	@$(TOOL) gofumpt -w .

api: need-go ## Write down the public API as it is now, which a test compares it with.
	@go test ./internal/house -run TestPublicAPI -renew

clean: ## Remove what the targets above have made.
	@rm -rf bin out

need-go:
	@command -v go >/dev/null || { echo "missing: Go 1.26 or later; get it from https://go.dev/dl"; exit 1; }

need-cc: need-go
	@echo '#include <stdlib.h>' | $$(go env CC) -x c -c -o /dev/null - 2>/dev/null || { echo "missing: a C compiler, which go test -race needs; on Debian: apt-get install gcc libc6-dev"; exit 1; }

need-spin: need-cc
	@command -v spin >/dev/null && command -v gcc >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && apt-get install -y -qq spin gcc libc6-dev >/dev/null; \
		else echo "missing: spin and gcc; on Debian: apt-get install spin gcc libc6-dev"; exit 1; fi; }

need-tools: need-go
	@go mod download -modfile=tools/go.mod 2>/dev/null || $(TOOL) gofumpt -version >/dev/null || { echo "missing: the tools in tools/go.mod, which Go fetches from its module proxy; is there a network?"; exit 1; }
