package transform_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"headstart/data"
	"headstart/ingest"
	"headstart/transform"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/arrow/memory/mallocator"
)

var mixed = arrow.NewSchema([]arrow.Field{
	{Name: "name", Type: arrow.BinaryTypes.String, Nullable: true},
	{Name: "users", Type: arrow.PrimitiveTypes.Int64, Nullable: true,
		Metadata: arrow.MetadataFrom(map[string]string{"description": "users, as the source's page counts them", "unit": "people"})},
	{Name: "ratio", Type: arrow.PrimitiveTypes.Float64, Nullable: true,
		Metadata: arrow.MetadataFrom(map[string]string{"description": "ratio", "unit": "none"})},
	{Name: "day", Type: arrow.FixedWidthTypes.Date32, Nullable: true},
	{Name: "known", Type: arrow.FixedWidthTypes.Boolean, Nullable: true},
	{Name: "line", Type: arrow.PrimitiveTypes.Int64, Nullable: true},
}, nil)

// batches makes rows 1 … n of mixed, in batches of the given size.
func batches(t *testing.T, mem memory.Allocator, n, size int) []arrow.RecordBatch {
	t.Helper()
	b := array.NewRecordBuilder(mem, mixed)
	defer b.Release()
	var out []arrow.RecordBatch
	for i := 1; i <= n; i++ {
		b.Field(0).(*array.StringBuilder).Append(fmt.Sprintf("platform %d, with a name too long to be stored in place", i))
		b.Field(1).(*array.Int64Builder).Append(int64(i) * 1_000_000)
		b.Field(2).(*array.Float64Builder).Append(float64(i) / 4)
		b.Field(3).(*array.Date32Builder).Append(arrow.Date32(i))
		b.Field(4).(*array.BooleanBuilder).Append(i%2 == 0)
		if i%5 == 0 {
			b.Field(5).(*array.Int64Builder).AppendNull()
		} else {
			b.Field(5).(*array.Int64Builder).Append(int64(i))
		}
		if i%size == 0 || i == n {
			out = append(out, b.NewRecordBatch())
		}
	}
	return out
}

// A query over a registered Arrow view that takes a part of the columns gives
// wrong values without an error (duckdb/duckdb-go#24), and only the first
// columns come out right. So the test reads the last one, alone and first.
func TestLoadReadsTheLastColumn(t *testing.T) {
	mem := memory.NewCheckedAllocator(mallocator.NewMallocator())
	defer mem.AssertSize(t, 0)
	db := open(t)
	for _, n := range []int{0, 1, 9, 20_000} {
		records := batches(t, mem, n, 4096)
		r, err := array.NewRecordReader(mixed, records)
		for _, rec := range records {
			rec.Release()
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Load(context.Background(), "raw.mixed", r); err != nil {
			t.Fatal(err)
		}
		r.Release()
		// Sums of 1 … n, and of its multiples of 5.
		all, fives := n*(n+1)/2, 5*(n/5)*(n/5+1)/2
		for query, want := range map[string]string{
			"select coalesce(sum(line), 0) from raw.mixed":                    fmt.Sprint(all - fives),
			"select coalesce(sum(users), 0) from raw.mixed":                   fmt.Sprint(all * 1_000_000),
			"select coalesce(sum(ratio), 0) from raw.mixed":                   cell(float64(all) / 4),
			"select coalesce(sum(day - date '1970-01-01'), 0) from raw.mixed": fmt.Sprint(all),
			"select count(*) filter (where known) from raw.mixed":             fmt.Sprint(n / 2),
			"select count(distinct name) from raw.mixed":                      fmt.Sprint(n),
			"select count(*) from raw.mixed where name <> 'platform ' || users // 1000000 || ', with a name too long to be stored in place'": "0",
			"select count(*) from duckdb_views() where view_name = 'arrow_view'":                                                             "0",
		} {
			got, err := table(db, query)
			_, got, _ = strings.Cut(got, "\n")
			if got = strings.TrimSpace(got); err != nil || got != want {
				t.Errorf("%d rows: %s = %q %v, want %q", n, query, got, err, want)
			}
		}
	}
}

func TestLoadKeepsDescriptionsAndUnits(t *testing.T) {
	mem := memory.NewCheckedAllocator(mallocator.NewMallocator())
	defer mem.AssertSize(t, 0)
	db := open(t)
	records := batches(t, mem, 3, 2)
	r, err := array.NewRecordReader(mixed, records)
	for _, rec := range records {
		rec.Release()
	}
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	// In the schema main, where Relations lists it.
	if err := db.Load(context.Background(), "mixed", r); err != nil {
		t.Fatal(err)
	}
	relations, err := db.Relations(context.Background())
	if err != nil || len(relations) != 1 {
		t.Fatalf("%v, %v", relations, err)
	}
	got := relations[0].Columns
	for i, want := range []transform.Column{
		{Name: "name", Type: "VARCHAR"},
		{Name: "users", Type: "BIGINT", Description: "users, as the source's page counts them", Unit: "people"},
		{Name: "ratio", Type: "DOUBLE", Description: "ratio"},
		{Name: "day", Type: "DATE"},
		{Name: "known", Type: "BOOLEAN"},
		{Name: "line", Type: "BIGINT"},
	} {
		if got[i] != want {
			t.Errorf("column %d is %+v, want %+v", i, got[i], want)
		}
	}
}

// failing gives its batches and then an error, as a file does whose last
// quote is never closed.
type failing struct {
	array.RecordReader
	err error
}

func (r failing) Err() error { return r.err }

func TestLoadGivesTheReadersOwnError(t *testing.T) {
	mem := memory.NewCheckedAllocator(mallocator.NewMallocator())
	defer mem.AssertSize(t, 0)
	db := open(t)
	records := batches(t, mem, 9000, 4096)
	r, err := array.NewRecordReader(mixed, records)
	for _, rec := range records {
		rec.Release()
	}
	if err != nil {
		t.Fatal(err)
	}
	defer r.Release()
	broken := errors.New("events.csv:7: the quote is never closed")
	if err := db.Load(context.Background(), "raw.mixed", failing{r, broken}); !errors.Is(err, broken) {
		t.Errorf("the error is %v, want %v", err, broken)
	}
}

// The same through a real file, from the CSV to the error of transform.Load.
func TestLoadOfABrokenFile(t *testing.T) {
	pkg, err := pack(nil)
	if err != nil {
		t.Fatal(err)
	}
	withEvents := override(pkg, "events.csv",
		"platform_id,event,date,market,source_id,note,doubt\na,launch,2011-01-21,WLD,news-2016,\"never closed,\n")
	p, err := ingest.Open(withEvents)
	if err != nil {
		t.Fatal(err)
	}
	err = transform.Load(context.Background(), open(t), p)
	if err == nil || !strings.HasPrefix(err.Error(), "events.csv:2: ") {
		t.Errorf("the error is %v", err)
	}
}

func TestLoadOfAPackageWithoutATable(t *testing.T) {
	platforms := override(data.FS, "platforms.csv", "platform_id\na\n")
	p, err := ingest.Open(override(platforms, "datapackage.json", `{"resources": [{"name": "platform", "path": "platforms.csv",
		"schema": {"fields": [{"name": "platform_id", "type": "string"}]}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	err = transform.Load(context.Background(), open(t), p)
	if err == nil || !strings.Contains(err.Error(), `there is no table "source"`) {
		t.Errorf("the error is %v", err)
	}
}

// A package may declare further keys: rows that break one are rejected as those that break a key of the contract.
func TestLoadKnowsTheKeysOfAPackage(t *testing.T) {
	pkg, err := pack(map[string]string{
		"statements.csv":  "who,lead_months_low,lead_months_high,win_probability\na,12,12,0.5\nnobody,3,3,0\n",
		"platforms.csv":   "platform_id,name\na,A\nb,B\nc,A\n",
		"definitions.csv": "definition_id,platform_id,metric,source_id\nmau,,mau,\nother,b,mau,news-2016\n",
	})
	if err != nil {
		t.Fatal(err)
	}
	text, err := fs.ReadFile(pkg, "datapackage.json")
	if err != nil {
		t.Fatal(err)
	}
	var d map[string]any
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	for _, r := range d["resources"].([]any) {
		r := r.(map[string]any)
		schema := r["schema"].(map[string]any)
		switch r["name"] {
		case "platform":
			schema["uniqueKeys"] = []any{[]any{"name", "owner"}}
		case "definition":
			for _, f := range schema["fields"].([]any) {
				if f := f.(map[string]any); f["name"] == "metric" {
					f["constraints"].(map[string]any)["unique"] = true
				}
			}
		case "statement":
			schema["foreignKeys"] = []any{map[string]any{"fields": "who", "reference": map[string]any{"resource": "platform", "fields": "platform_id"}}}
		}
	}
	if text, err = json.Marshal(d); err != nil {
		t.Fatal(err)
	}
	db := load(t, override(pkg, "datapackage.json", string(text)))
	if err := transform.Run(context.Background(), db, transform.Options{}); err != nil {
		t.Fatal(err)
	}
	got, err := table(db, "select relation, line, column_name, text, rule, reason from rejected order by relation, line")
	want := `
relation   | line | column_name | text     | rule        | reason
definition | 3    | metric      | mau      | unique      | another row has the same metric; the first row is kept
platform   | 4    | owner       | An owner | unique      | another row has the same name, owner; the first row is kept
statement  | 3    | who         | nobody   | foreign_key | no such platform_id in platforms.csv
`
	if err != nil || got != want[1:] {
		t.Errorf("%v\n%s", err, got)
	}
}

// Arrow hands out what a query returns, and nothing of it outlives the call.
func TestArrow(t *testing.T) {
	db := open(t)
	var rows int64
	var sum float64
	err := db.Arrow(context.Background(), "select i::double / 2 as half, 'x' || i as name from range(10000) t (i)",
		func(r array.RecordReader) error {
			for r.Next() {
				rec := r.RecordBatch()
				rows += rec.NumRows()
				for _, x := range rec.Column(0).(*array.Float64).Float64Values() {
					sum += x
				}
			}
			return r.Err()
		})
	if err != nil || rows != 10_000 || sum != 9999*10_000/4 {
		t.Errorf("%d rows with the sum %g, %v", rows, sum, err)
	}
	stop := errors.New("stop")
	if err := db.Arrow(context.Background(), "select 1", func(array.RecordReader) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("the error is %v", err)
	}
	if err := db.Arrow(context.Background(), "select nothing from nowhere", nil); err == nil {
		t.Error("a query that is wrong gave no error")
	}
}

func BenchmarkRun(b *testing.B) {
	for b.Loop() {
		db := load(b, data.FS)
		if err := transform.Run(context.Background(), db, transform.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// Sentences do not run into each other, and none is null and not an empty cell.
func TestWords(t *testing.T) {
	for _, c := range []struct {
		texts []string
		want  any
	}{{nil, nil}, {[]string{""}, nil}, {[]string{"one doubt"}, "one doubt"}, {[]string{"one doubt", "another"}, "one doubt; another"}} {
		if got := transform.Words(c.texts...); got != c.want {
			t.Errorf("%q: %v, want %v", c.texts, got, c.want)
		}
	}
}
