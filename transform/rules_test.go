package transform_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"headstart/transform"

	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write what the queries return into testdata/rules; read the difference before you keep it")

// Each file of testdata/rules shows one rule: a comment that says what it is
// and works out the expected values by hand, the rows of a small data package
// (see pack), and queries with the rows they must return. An options section
// (resolve=low, as_of=2015-06-30) holds for the queries below it.
func TestRules(t *testing.T) {
	names, err := filepath.Glob("testdata/rules/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no rules: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			before, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			archive := txtar.Parse(before)
			if len(archive.Comment) == 0 {
				t.Error("the comment that says which rule this shows is missing")
			}
			checkRule(t, archive)
			if after := txtar.Format(archive); *update && !bytes.Equal(before, after) {
				if err := os.WriteFile(name, after, 0o666); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// checkRule compares each want section with what the query above it returns,
// and with -update puts the latter in its place.
func checkRule(t *testing.T, archive *txtar.Archive) {
	given := map[string]string{}
	for _, f := range archive.Files {
		if strings.HasSuffix(f.Name, ".csv") {
			given[f.Name] = string(f.Data)
		}
	}
	pkg, err := pack(given)
	if err != nil {
		t.Fatal(err)
	}
	db := load(t, pkg)
	ctx := context.Background()
	var opt transform.Options
	fresh := false
	var query string
	for i, f := range archive.Files {
		switch {
		case f.Name == "options":
			if opt, err = options(string(f.Data)); err != nil {
				t.Fatal(err)
			}
			fresh = false
		case f.Name == "query.sql":
			query = string(f.Data)
		case f.Name == "want":
			if !fresh {
				if err := transform.Run(ctx, db, opt); err != nil {
					t.Fatal(err)
				}
				fresh = true
			}
			got, err := table(db, query)
			if err != nil {
				t.Errorf("%s\n%v", query, err)
			} else if *update {
				archive.Files[i].Data = []byte(got)
			} else if !sameRows(query, got, string(f.Data)) {
				t.Errorf("%s\ngot\n%s\nwant\n%s", query, got, f.Data)
			}
		case !strings.HasSuffix(f.Name, ".csv"):
			t.Errorf("what is section %s?", f.Name)
		}
	}
}

// sameRows compares rows in their order where the query gives one.
func sameRows(query, got, want string) bool {
	lines := func(text string) []string {
		rows := strings.Split(text, "\n")
		if !strings.Contains(query, "order by") {
			slices.Sort(rows)
		}
		return rows
	}
	return slices.Equal(lines(got), lines(want))
}

func TestRunRefusesAnUnknownRule(t *testing.T) {
	err := transform.Run(context.Background(), open(t), transform.Options{Resolve: "median"})
	if err == nil || !strings.Contains(err.Error(), "use primary, low, high, latest, corrected") {
		t.Errorf("the error is %v", err)
	}
}

func options(text string) (opt transform.Options, err error) {
	for _, line := range strings.Fields(text) {
		name, value, _ := strings.Cut(line, "=")
		switch name {
		case "resolve":
			opt.Resolve = value
		case "as_of":
			if opt.AsOf, err = time.Parse(time.DateOnly, value); err != nil {
				return opt, err
			}
		case "metric":
			opt.Metric = value
		case "market":
			opt.Market = value
		default:
			return opt, fmt.Errorf("no option %s", name)
		}
	}
	return opt, nil
}
