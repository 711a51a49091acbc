package ingest

import (
	"slices"
	"sync"
	"testing"

	"github.com/apache/arrow-go/v18/arrow/memory"

	"headstart/data"
)

// The data package that ships with the program keeps its own rules, and two
// readings of it give the same rows.
func TestShippedPackage(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	p, err := Open(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "tables", p.Tables(), []string{"platform", "source", "metric", "definition", "event", "observation",
		"race", "owner_network", "statement", "market_year", "judgment", "forecast_record", "prediction_record", "proxy", "race_evidence", "hypothesis", "published_result"})
	check(t, "number of files", len(p.Files()), len(p.Tables())+1)
	for _, name := range p.Tables() {
		var readings [2][]string
		for i := range readings {
			r, err := p.Read(name, mem)
			if err != nil {
				t.Fatal(err)
			}
			if readings[i], err = rows(r); err != nil {
				t.Fatal(err)
			}
		}
		if len(readings[0]) == 0 && !slices.Contains([]string{"judgment", "forecast_record", "prediction_record", "proxy"}, name) || !slices.Equal(readings[0], readings[1]) {
			t.Errorf("%s: %d rows, then %d", name, len(readings[0]), len(readings[1]))
		}
	}
	bad, err := rows(p.Rejected(mem))
	check(t, "error", err, nil)
	check(t, "rejected", bad, []string(nil))
}

// Tables may be read side by side, while somebody lists what was rejected.
func TestReadTogether(t *testing.T) {
	p, err := Open(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for _, name := range append(p.Tables(), p.Tables()...) {
		wait.Go(func() {
			r, err := p.Read(name, nil)
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := rows(r); err != nil {
				t.Error(err)
			}
			if _, err := rows(p.Rejected(nil)); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}
