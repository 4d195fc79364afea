# The two commands of the README are `make run` and `make test`.

TAGS    := sqlite_fts5
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
TOOL    := go tool -modfile=tools/go.mod

.PHONY: run build test bench fmt clean

run: build ## three federated collectives with life-like data, on this machine
	./bin/knoop demo

build: ## ./bin/knoop
	go build -p 2 -trimpath -tags $(TAGS) -ldflags '$(LDFLAGS)' -o bin/knoop ./cmd/knoop

test: ## everything: installs what it lacks where it may, checks, all tests with -race
	bash scripts/test.sh

bench: ## Go benchmarks
	go test -p 1 -tags $(TAGS) -run '^$$' -bench . -benchmem ./...

fmt:
	$(TOOL) gofumpt -w cmd federation handlers models static

clean:
	rm -rf bin
