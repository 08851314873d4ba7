# Everything a reader or a robot runs. `make` alone lists it.

SHELL       := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS   += --no-print-directory

OUT          ?= out#            where reports go
VERIFY_FLAGS ?= #               e.g. VERIFY_FLAGS="-duration 20s"
MUSEUM_FLAGS ?= #               the same for `make museum`
EXPLORE_FLAGS ?= #              the same for `make explore` and `make explore-long`
PROPERTIES_FLAGS ?= #           e.g. PROPERTIES_FLAGS="-runs 100000"
TARGET       ?= impl#           what to explore: impl or museum
TEST_FLAGS   ?= -count=1#       tests draw fresh seeds, so a cached result proves little
BENCH        ?= .#              which benchmarks: a regular expression
COUNT        ?= 10#             samples of each benchmark
CPUS         ?= 1 2#            numbers of cores to measure on
BENCH_FLAGS  ?=

# Tools live in a module of their own, so that go.mod lists only what the library needs.
TOOL  := go tool -modfile=tools/go.mod
ENGINE := -race -tags veritask_engine
EXPLORED := -tags veritask_explore
ARCHES := 386 arm64
head  = printf '== %s\n'

.PHONY: help test race engine explored arches lint fmt verify museum properties explore explore-long bench bench-quick bench-run clean
.PHONY: need-go need-cc need-tools

help: ## Print this list.
	@awk 'BEGIN{FS=":.*## "} /^##@/{printf "\n%s\n", substr($$0,5)} \
	/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

##@ Check
test: ## Lint, then every test: ordinary build, race detector, engine under it, explored build, other machines.
test: lint need-cc
	@$(head) "tests, ordinary build"
	@go test $(TEST_FLAGS) ./...
	@$(MAKE) race engine explored arches
	@$(head) "tools"
	@go test -C tools ./...
	@echo "make test: all passed"

race: need-cc ## Every test under the race detector: tasks are visible to it, the engine is not.
	@$(head) "tests, race detector"
	@go test $(TEST_FLAGS) -race ./...

engine: need-cc ## The tests of impl in the second race build: coroutines run, the engine is visible.
	@$(head) "tests, race detector on the engine"
	@go test $(TEST_FLAGS) $(ENGINE) ./impl/...

explored: need-go ## Short tests of the build whose atomic steps are explored.
	@$(head) "tests, explored build"
	@go test $(TEST_FLAGS) $(EXPLORED) -short ./cmd/... ./impl/checked/...

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

properties: need-go ## Random programs in seeded runtimes, each step judged by the models; and laws without a model.
	@go build -o bin/veritask ./cmd/veritask
	@bin/veritask properties $(PROPERTIES_FLAGS)

explore: need-go ## Run small scenarios in every order of their atomic steps; reports go to out/explore.
	@go build $(EXPLORED) -o bin/veritask-explore ./cmd/veritask
	@bin/veritask-explore explore -target $(TARGET) $(EXPLORE_FLAGS) -out $(OUT)/explore$(if $(filter museum,$(TARGET)),-museum)

explore-long: ## The same for an hour; what is finished is kept in out/explore.log, and not done again by the same build.
	@mkdir -p $(OUT)
	@$(MAKE) explore EXPLORE_FLAGS="-duration 60m -resume $(OUT)/explore.log $(EXPLORE_FLAGS)"

##@ Measure
bench: need-tools ## Run all benchmarks, COUNT samples each; samples and reports go to out/bench.
	@$(MAKE) bench-run NAME=full

bench-quick: need-tools ## The same with three short samples: for a first look, not for claims.
	@$(MAKE) bench-run NAME=quick COUNT=3 BENCH_FLAGS="-test.short -test.benchtime 0.2s"

# One process for each sample and number of cores: the libraries take turns, so that a change of the machine's mood meets
# all of them, and GOMAXPROCS is right from the start.
bench-run:
	@mkdir -p $(OUT)/bench
	@$(head) "benchmarks '$(BENCH)' on $(CPUS) cores, $(COUNT) samples"
	@go test -c -o $(OUT)/bench/bench.test ./bench
	@cd bench; for i in $$(seq $(COUNT)); do for c in $(CPUS); do \
		GOMAXPROCS=$$c $(abspath $(OUT))/bench/bench.test -test.run '^$$' -test.bench '$(BENCH)' -test.cpu $$c -test.timeout 1h $(BENCH_FLAGS); \
	done; done | tee $(abspath $(OUT))/bench/$(NAME).txt
	@$(head) "libraries side by side (benchstat)"
	@$(TOOL) benchstat -col /lib $(OUT)/bench/$(NAME).txt | tee $(OUT)/bench/$(NAME).stat
	@$(head) "ours against each peer"
	@go run -C tools ./benchtable $(abspath $(OUT))/bench/$(NAME).txt | tee $(OUT)/bench/$(NAME).table

##@ Keep tidy
lint: need-go need-tools ## Run go vet, staticcheck and gofumpt.
	@$(head) "go vet"
	@go vet ./...
	@go vet -tags veritask_engine ./...
	@go vet $(EXPLORED) ./...
	@go vet -C tools ./...
	@$(head) "staticcheck"
	@$(TOOL) staticcheck ./...
	@$(head) "gofumpt"
	@bad=$$($(TOOL) gofumpt -l .); [ -z "$$bad" ] || { echo "not formatted (make fmt):"; echo "$$bad"; exit 1; }

fmt: need-tools ## Format every Go file.
	@$(TOOL) gofumpt -w .

clean: ## Remove what the targets above have made.
	@rm -rf bin out

need-go:
	@command -v go >/dev/null || { echo "missing: Go 1.26 or later; get it from https://go.dev/dl"; exit 1; }

need-cc: need-go
	@echo '#include <stdlib.h>' | $$(go env CC) -x c -c -o /dev/null - 2>/dev/null || { echo "missing: a C compiler, which go test -race needs; on Debian: apt-get install gcc libc6-dev"; exit 1; }

need-tools: need-go
	@go mod download -modfile=tools/go.mod 2>/dev/null || $(TOOL) gofumpt -version >/dev/null || { echo "missing: the tools in tools/go.mod, which Go fetches from its module proxy; is there a network?"; exit 1; }
