package ingest

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// pack is a data package with one table, figure, in figures.csv.
func pack(fields, csv string) fstest.MapFS {
	return fstest.MapFS{
		"datapackage.json": {Data: []byte(`{"resources": [{"name": "figure", "path": "figures.csv", "schema": {"fields": [` + fields + `]}}]}`)},
		"figures.csv":      {Data: []byte(csv)},
	}
}

// figureFields are the columns of most tests here.
const figureFields = `
	{"name": "platform", "type": "string", "description": "messenger", "constraints": {"required": true, "pattern": "[a-z]+(-[a-z]+)*"}},
	{"name": "period", "type": "string", "headstart:kind": "period"},
	{"name": "value", "type": "integer", "headstart:unit": "people", "constraints": {"minimum": 1, "maximum": "8200000000"}},
	{"name": "qualifier", "type": "string", "constraints": {"enum": ["exact", "approx", "at_least", "at_most"]}}`

// rows reads to the end and releases: one text per row, cells parted by |,
// null as ∅. The place of a row comes after its line: TestOrigin is about it.
func rows(r array.RecordReader) ([]string, error) {
	defer r.Release()
	var got []string
	for r.Next() {
		batch := r.RecordBatch()
		for i := range int(batch.NumRows()) {
			var cells []string
			for j, col := range batch.Columns() {
				if name := batch.ColumnName(j); name == "file_line" || name == "locator" || name == "file" && j > 1 {
					continue
				}
				if col.IsNull(i) {
					cells = append(cells, "∅")
				} else {
					cells = append(cells, col.ValueStr(i))
				}
			}
			got = append(got, strings.Join(cells, "|"))
		}
	}
	return got, r.Err()
}

// read opens a package, reads figure and returns its rows and the rejected
// ones. Everything that Arrow has allocated must be given back.
func read(t *testing.T, fsys fs.FS) (good, bad []string, err error) {
	t.Helper()
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	p, err := Open(fsys)
	if err != nil {
		return nil, nil, err
	}
	r, err := p.Read("figure", mem)
	if err != nil {
		t.Fatal(err) // what Open accepts, Read must
	}
	good, err = rows(r)
	bad, rejectedErr := rows(p.Rejected(mem))
	if rejectedErr != nil {
		t.Fatal(rejectedErr)
	}
	return good, bad, err
}

func check(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %#v\nwant %#v", what, got, want)
	}
}

func TestRead(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	text := "name,n,x,on,open,when\nqq,-7,1.5e3,2011-01-21,TRUE,2018-Q3\n,,,,,\n"
	fsys := pack(`
		{"name": "name", "type": "string", "description": "short name"},
		{"name": "n", "type": "integer", "headstart:unit": "people"},
		{"name": "x", "type": "number", "headstart:unit": "probability"},
		{"name": "on", "type": "date", "headstart:unit": "day"},
		{"name": "open", "type": "boolean"},
		{"name": "when", "type": "string", "headstart:kind": "period"}`, text)
	p, err := Open(fsys)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "tables", p.Tables(), []string{"figure"})
	files := p.Files()
	check(t, "number of files", len(files), 2)
	check(t, "first file", files[0].Name, "datapackage.json")
	check(t, "second file", files[1], File{"figures.csv", int64(len(text)), fmt.Sprintf("%x", sha256.Sum256([]byte(text)))})

	r, err := p.Read("figure", mem)
	if err != nil {
		t.Fatal(err)
	}
	var fields []string
	for _, f := range r.Schema().Fields() {
		unit, _ := f.Metadata.GetValue("unit")
		description, _ := f.Metadata.GetValue("description")
		fields = append(fields, fmt.Sprintf("%s %s %s: %s", f.Name, f.Type, unit, description))
	}
	check(t, "schema", fields, []string{
		"name utf8 none: short name",
		"n int64 people: ",
		"x float64 probability: ",
		"on date32 day: ",
		"open bool none: ",
		"when utf8 none: ",
		"when_start date32 day: earliest day that when can mean",
		"when_end date32 day: latest day that when can mean",
		"line int64 none: line of figures.csv on which the row starts; of a row from elsewhere a number beyond any line",
		"file utf8 none: file that the row was read from",
		"file_line int64 none: line of that file on which the row starts; null: it has no lines",
		"locator utf8 none: where in that file, when a line does not say",
	})
	got, err := rows(r)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "rows", got, []string{
		"qq|-7|1500|2011-01-21|true|2018-Q3|2018-07-01|2018-09-30|2",
		"∅|∅|∅|∅|∅|∅|∅|∅|3",
	})

	_, err = p.Read("figures", mem)
	check(t, "error", fmt.Sprint(err), `no table "figures"; did you mean "figure"? tables are figure`)
}

// A reader is shared, or let go of early, by consumers that count references.
func TestReaderReferences(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	p, err := Open(pack(`{"name": "n", "type": "integer"}`, "n\n"+strings.Repeat("1\n", 3*batchRows)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.Read("figure", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Release()
	if r.Next() || r.RecordBatch() != nil || r.Err() != nil {
		t.Error("a released reader goes on")
	}

	if r, err = p.Read("figure", mem); err != nil {
		t.Fatal(err)
	}
	r.Retain()
	r.Release()
	r.Next()
	kept := r.RecordBatch()
	kept.Retain()
	r.Next()
	r.Release() // in the middle of the file
	check(t, "value of a batch that was kept", kept.Column(0).(*array.Int64).Value(batchRows-1), int64(1))
	kept.Release()
}

func TestBatches(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	sizes := func(csv string) (sizes []int64) {
		t.Helper()
		p, err := Open(pack(`{"name": "s", "type": "string"}`, csv))
		if err != nil {
			t.Fatal(err)
		}
		r, err := p.Read("figure", mem)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Release()
		line := int64(2)
		for r.Next() {
			batch := r.RecordBatch()
			sizes = append(sizes, batch.NumRows())
			for _, got := range batch.Column(1).(*array.Int64).Int64Values() {
				if got != line {
					t.Fatalf("line %d, want %d", got, line)
				}
				line++
			}
		}
		if r.Err() != nil {
			t.Fatal(r.Err())
		}
		return sizes
	}
	check(t, "no rows", sizes("s\n"), []int64(nil))
	check(t, "one full batch", sizes("s\n"+strings.Repeat("a\n", batchRows)), []int64{batchRows})
	check(t, "rows end a batch", sizes("s\n"+strings.Repeat("a\n", 2*batchRows+5)), []int64{batchRows, batchRows, 5})
	long := strings.Repeat("a", 1<<20) + "\n"
	check(t, "bytes end a batch", sizes("s\n"+strings.Repeat(long, 9)), []int64{8, 1})
}

// Two tables, read in the other order, and one of them twice.
func TestRejectedOrder(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	const schema = `"schema": {"fields": [{"name": "n", "type": "integer"}]}}`
	p, err := Open(fstest.MapFS{
		"datapackage.json": {Data: []byte(`{"resources": [
			{"name": "b", "path": "z.csv", ` + schema + `, {"name": "a", "path": "d/y.csv", ` + schema + `]}`)},
		"z.csv":   {Data: []byte("n\nx\n1\ny\n")},
		"d/y.csv": {Data: []byte("n\n1\nz\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"b", "a", "b"} {
		r, err := p.Read(name, mem)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := rows(r); err != nil {
			t.Fatal(err)
		}
	}
	got, err := rows(p.Rejected(mem))
	const reason = "type|Not a whole number; write digits only, without thousands marks, units or exponents.|∅|"
	check(t, "error", err, nil)
	check(t, "rejected", got, []string{
		"a|d/y.csv|3|n|z|" + reason + "z",
		"b|z.csv|2|n|x|" + reason + "x",
		"b|z.csv|4|n|y|" + reason + "y",
	})
}

// What is kept of the rejected rows is bounded, and says so.
func TestRejectedLimit(t *testing.T) {
	_, bad, err := read(t, pack(`{"name": "n", "type": "integer"}`, "n\n"+strings.Repeat("x\n", maxAsideRows+3)))
	check(t, "error", err, nil)
	check(t, "number of rows", len(bad), maxAsideRows+1)
	check(t, "last row", bad[maxAsideRows], "figure|figures.csv|100002|∅|∅|limit|"+
		"Rows of figures.csv that are wrong too but only counted: 3, from this line on; correct those above and run again.|∅|∅")

	long := strings.Repeat("é", maxCell/2+1) + "\n"
	_, bad, err = read(t, pack(`{"name": "s", "type": "string"}`, "s\n"+strings.Repeat(long, 140)))
	check(t, "error", err, nil)
	total := 0
	for _, row := range bad {
		total += len(row)
	}
	if total > maxAsideBytes+4*maxAsideText {
		t.Errorf("%d bytes are kept of long rows", total)
	}
	if want := strings.Repeat("é", maxAsideText/2) + "… (1048578 bytes in all)"; !strings.Contains(bad[0], "|"+want+"|type|") {
		t.Errorf("long cell is not cut as promised: %s", bad[0][len(bad[0])-200:])
	}
}
