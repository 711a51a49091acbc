# make          lists the targets
# make report   builds, runs and prints where the report is

# The Arrow interface of DuckDB is behind a build tag.
export GOFLAGS := $(strip $(GOFLAGS) -tags=duckdb_arrow)

commit := $(shell git describe --always --dirty --abbrev=12 2>/dev/null)
ldflags := -X main.commit=$(commit)
# The names in DuckDB are for nobody outside; the loader of Linux would go through all of them at each start.
ifeq ($(shell uname),Linux)
ldflags += -extldflags=-Wl,--exclude-libs,ALL
endif

.DEFAULT_GOAL := help
PYTHON ?= python3

cyclonedx := v1.10.0
govulncheck := v1.9.0

.PHONY: fuzz race soak release help build report test check golden data gallery gallery-check notebooks e2e clean bench engine-test

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## build bin/headstart
	@mkdir -p bin
	go build -trimpath -ldflags "$(ldflags)" -o bin/headstart ./cmd/headstart

report: build ## make the tables, charts and report of the shipped data, in out/latest
	@bin/headstart run

# A test that takes long even alone is called TestLong…; check runs it.
test: ## run the tests: three minutes on two idle cores
	go test -timeout 30m -vet=off -ldflags=-w -skip '^TestLong' ./...

check: ## format, vet, lint, dead code, long tests, generated files: what CI runs after make test
	@test -z "$$(gofmt -l .)" || { echo "not formatted (gofmt -w .):"; gofmt -l .; exit 1; }
	go vet ./...
	go tool staticcheck ./...
	@dead="$$(go tool deadcode -tags duckdb_arrow ./...)" && test -z "$$dead" || { echo "nothing calls:"; echo "$$dead"; exit 1; }
	go mod tidy -diff
	go mod verify
	@if curl -sfI -m 10 https://vuln.go.dev/index/db.json >/dev/null; then \
		go run golang.org/x/vuln/cmd/govulncheck@$(govulncheck) -tags duckdb_arrow ./...; \
	else echo "SKIPPED govulncheck: its database cannot be reached here"; fi
	@$(MAKE) --no-print-directory race
	go test -timeout 60m -ldflags=-w -run '^TestLong' ./...
	@git diff --exit-code --stat || { echo "the checks left changes behind, or the tree was not clean"; exit 1; }

# Packages without DuckDB, of which an instrumented build takes too long: all
# that read what others wrote. Their fuzz targets are found, not listed.
nocgo := ./data ./ingest/... ./publish
FUZZTIME ?= 1m

# An input that reaches new code is not made smaller first: that would take the
# whole time. Before Go 1.27 a target that finds nothing may end in "context deadline exceeded"
# when its time is up: go.dev/issue/75804.
fuzz: ## run every fuzz target for FUZZTIME (1m), one after the other, and 20 changed packages from end to end
	@log="$$(mktemp)" && trap 'rm -f "$$log"' EXIT && for package in $$(go list $(nocgo)); do \
		for target in $$(grep -ho '^func Fuzz[A-Za-z]*' "$$(go list -f '{{.Dir}}' $$package)"/*_test.go 2>/dev/null | cut -d' ' -f2); do \
			echo "$$package $$target"; go test -vet=off -run '^$$' -fuzz "^$$target$$" -fuzzminimizetime 1x -fuzztime $(FUZZTIME) $$package >"$$log" 2>&1; status=$$?; cat "$$log"; \
			test $$status = 0 || { grep -qx '    context deadline exceeded' "$$log" && ! grep -q 'Failing input' "$$log"; } || exit 1; \
		done; done
	HEADSTART_SOAK=20 go test -vet=off -count=1 -run '^FuzzPackage$$' ./cmd/headstart

race: ## run the tests of the packages without DuckDB under the race detector
	go test -race -vet=off $(nocgo)

soak: ## kill 500 runs at random moments and change 400 data packages (hours)
	HEADSTART_SOAK=500 go test -timeout 12h -count=1 -v -run '^TestKilled$$' ./cmd/headstart
	HEADSTART_SOAK=400 go test -timeout 12h -count=1 -v -run '^FuzzPackage$$' ./cmd/headstart

release: ## build a stripped program for this platform in dist/, with checksums and a bill of materials
	@mkdir -p dist
	go mod verify
	go build -trimpath -ldflags "-s -w $(ldflags)" -o "dist/headstart-$$(go env GOOS)-$$(go env GOARCH)" ./cmd/headstart
	go run github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@$(cyclonedx) app -json -licenses -main cmd/headstart -output dist/headstart.cdx.json .
	cd dist && { sha256sum headstart-* headstart.cdx.json 2>/dev/null || shasum -a 256 headstart-* headstart.cdx.json; } > SHA256SUMS && cat SHA256SUMS

golden: ## rewrite the expected files of the tests, to be read in git diff
	go test ./reports/figure ./cmd/headstart -update

notebooks: report .venv/installed ## run the notebooks and scripts on that report's tables, and on those of a new analysis
	@HEADSTART_TABLES="$(CURDIR)/out/latest/tables" HEADSTART_BIN="$(CURDIR)/bin/headstart" .venv/bin/python notebooks/run.py
	@new="$$(mktemp -d)" && trap 'rm -rf "$$new"' EXIT && \
		bin/headstart init "$$new/new" >/dev/null && (cd "$$new/new" && "$(CURDIR)/bin/headstart" run --quiet >/dev/null) && \
		echo "on the tables of a new analysis (headstart init):" && \
		HEADSTART_TABLES="$$new/new/out/latest/tables" HEADSTART_BIN="$(CURDIR)/bin/headstart" .venv/bin/python notebooks/run.py

.venv/installed: notebooks/requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "the notebooks need Python 3.11 or newer; name one: make notebooks PYTHON=python3.12")'
	$(PYTHON) -m venv --clear .venv
	.venv/bin/python -m pip install --quiet --requirement notebooks/requirements.txt
	@touch $@

gallery: report ## draw docs/gallery again from that report
	@.ci/gallery refresh

gallery-check: report ## fail if docs/gallery is not what that report shows
	@.ci/gallery check

data: ## refresh sizes and hashes in data/datapackage.json
	go test ./data -run Fresh -update

bench: build bench/.venv/installed ## measure headstart beside DuckDB, polars and pandas, at sizes SIZES="1e5 1e6", and run the benchmarks of the parts
	@bench/.venv/bin/python bench/run.py bin/headstart $(SIZES)
	go test -run '^$$' -bench . -benchmem ./...

engine-test: build engine/.venv/installed ## compare runs on a Spark cluster, started here, with runs in DuckDB (Java 17 or newer)
	@engine/test.sh bin/headstart

%/.venv/installed: %/requirements.txt
	$(PYTHON) -m venv --clear $*/.venv
	$*/.venv/bin/python -m pip install --quiet --requirement $<
	@touch $@

e2e: report ## read that report's page in a headless browser
	@cd e2e && go mod tidy -diff && go vet ./... && \
		HEADSTART_REPORT="$(CURDIR)/out/latest" HEADSTART_BIN="$(CURDIR)/bin/headstart" go test -count=1 ./...

clean: ## remove what make has made
	rm -rf bin dist out .venv bench/.venv engine/.venv e2e/out
