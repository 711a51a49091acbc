package ingest

import (
	"errors"
	"fmt"
	"iter"
	"runtime"
	"testing"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// seen is an origin that yields rows of a file, then ends with err if there is one.
func seen(file string, rows []Row, faults map[int]error, end error) Origin {
	return Origin{Source: "vendor", Tables: []string{"figure"}, Rows: func(string) iter.Seq2[Row, error] {
		return func(yield func(Row, error) bool) {
			for i, r := range rows {
				r.File = file
				if !yield(r, faults[i]) {
					return
				}
			}
			if end != nil {
				yield(Row{}, end)
			}
		}
	}}
}

// places reads figure: number, file, line and place of every row, and what
// was set aside.
func places(t *testing.T, origins ...Origin) (good []string, bad []string, err error) {
	t.Helper()
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	p, err := Open(pack(figureFields, "platform,period,value,qualifier\nqq,2018,5,exact\nBAD,2018,5,exact\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range origins {
		if err := p.Add(o); err != nil {
			t.Fatal(err)
		}
	}
	r, err := p.Read("figure", mem)
	if err != nil {
		t.Fatal(err)
	}
	for r.Next() {
		batch := r.RecordBatch()
		n := int(batch.NumCols())
		for i := range int(batch.NumRows()) {
			text := batch.Column(0).ValueStr(i)
			for j := n - 4; j < n; j++ {
				if c := batch.Column(j); c.IsNull(i) {
					text += "|∅"
				} else if whole, ok := c.(*array.Int64); ok && whole.Value(i) > originLines/2 {
					text += "|" + c.ValueStr(i)[:1] + "…" + c.ValueStr(i)[len(c.ValueStr(i))-1:]
				} else {
					text += "|" + c.ValueStr(i)
				}
			}
			good = append(good, text)
		}
	}
	err = r.Err()
	r.Release()
	aside := p.Rejected(mem)
	for aside.Next() {
		batch := aside.RecordBatch()
		for i := range int(batch.NumRows()) {
			text := ""
			for _, j := range []int{1, 2, 3, 4, 5, 6, 7, 8} {
				if c := batch.Column(j); c.IsNull(i) {
					text += "|∅"
				} else {
					text += "|" + c.ValueStr(i)
				}
			}
			bad = append(bad, text)
		}
	}
	aside.Release()
	return good, bad, err
}

// Rows of origins follow those of the package, checked by the same rules, and
// each knows where it was read.
func TestOrigin(t *testing.T) {
	short := []string{"platform", "value"}
	good, bad, err := places(t,
		seen("a.csv", []Row{
			{Table: "figure", Columns: short, Cells: []string{"line", "7"}, Line: 3, Record: []byte("line,7")},
			{Table: "other", Columns: []string{"x"}, Cells: []string{"y"}},
			{Table: "figure", Columns: short, Cells: []string{"", "0"}, Line: 4, Record: []byte(",0")},
			{Table: "figure", Columns: short, Cells: []string{"kik", "9"}, Line: 5, Record: []byte("kik,9")},
		}, map[int]error{3: &Rejection{"value", "forecast", "is a forecast", "8"}}, nil),
		seen("b.html", []Row{
			{Table: "figure", Columns: []string{"qualifier", "platform"}, Cells: []string{"approx", "soul"}, Locator: "bytes 10-20"},
		}, nil, nil))
	check(t, "good", good, []string{"qq|2|figures.csv|2|∅", "line|1…3|a.csv|3|∅", "soul|2…1|b.html|∅|bytes 10-20"})
	check(t, "bad", bad, []string{
		"|figures.csv|3|platform|BAD|pattern|The cell does not match the pattern [a-z]+(-[a-z]+)*.|∅|BAD,2018,5,exact",
		"|a.csv|4|platform||required|The cell is empty but a value is required. Also wrong in this row: value.|∅|,0",
		"|a.csv|5|value|9|forecast|Is a forecast.|8|kik,9",
	})
	check(t, "error", err, nil)
}

// The bound on what is kept of rejected rows is one for a table, and what is only
// counted is told once for each source.
func TestOriginLimit(t *testing.T) {
	many := make([]Row, maxAsideRows/2+1)
	for i := range many {
		many[i] = Row{Table: "figure", Columns: []string{"platform"}, Cells: []string{"BAD"}, Line: int64(i + 1)}
	}
	other := seen("c.csv", many[:2], nil, nil)
	other.Source = "zeta"
	_, bad, err := places(t, seen("a.csv", many, nil, nil), seen("b.csv", many, nil, nil), other)
	check(t, "error", err, nil)
	check(t, "number of rows", len(bad), maxAsideRows+2)
	const counted = "∅|∅|limit|Rows of source %s that are wrong too but only counted: %d, from this line of %s on; correct those above and run again.|∅|∅"
	check(t, "last of the source", bad[maxAsideRows], "|source vendor|49999|"+fmt.Sprintf(counted, "vendor", 3, "b.csv"))
	check(t, "another source", bad[maxAsideRows+1], "|source zeta|1|"+fmt.Sprintf(counted, "zeta", 2, "c.csv"))
}

// What is wrong with an origin itself stops the reading, under its name.
func TestOriginThatFails(t *testing.T) {
	_, _, err := places(t, seen("a.csv", nil, nil, errors.New("a.csv:12: quote is never closed")))
	check(t, "error", err.Error(), "source vendor: a.csv:12: quote is never closed")
	_, _, err = places(t, seen("a.csv", []Row{{Table: "figure", Columns: []string{"platfrom"}, Cells: []string{"qq"}}}, nil, nil))
	check(t, "error", err.Error(), `source vendor: table figure has no column "platfrom"; did you mean "platform"? columns are platform, period, value, qualifier`)
	p, err := Open(pack(figureFields, "platform,period,value,qualifier\n"))
	if err != nil {
		t.Fatal(err)
	}
	o := seen("a.csv", nil, nil, nil)
	o.Tables = []string{"figures"}
	check(t, "error", p.Add(o).Error(), `source vendor has rows of the table figures, which the data package does not have; add the resource figures to datapackage.json and its file, as headstart init writes them into a new folder`)
}

// A consumer in C asks for each batch from another of its threads.
func TestOriginReadFromManyThreads(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	for _, rows := range []int{3*batchRows + 1, 0} {
		p, err := Open(pack(figureFields, "platform,period,value,qualifier\n"))
		if err != nil {
			t.Fatal(err)
		}
		many := make([]Row, rows)
		for i := range many {
			many[i] = Row{Table: "figure", Columns: []string{"platform", "value"}, Cells: []string{"line", "7"}}
		}
		if err := p.Add(seen("a.csv", many, nil, nil)); err != nil {
			t.Fatal(err)
		}
		r, err := p.Read("figure", mem)
		if err != nil {
			t.Fatal(err)
		}
		got := int64(0)
		for more := true; more; {
			done := make(chan struct{})
			go func() { // that ends locked, so that no other runs on its thread
				defer close(done)
				runtime.LockOSThread()
				if more = r.Next(); more {
					got += r.RecordBatch().NumRows()
				}
			}()
			<-done
		}
		r.Release()
		check(t, "rows", got, int64(rows))
	}
}

// A reader may be given up before its end.
func TestOriginGivenUp(t *testing.T) {
	mem := memory.NewCheckedAllocator(memory.NewGoAllocator())
	defer mem.AssertSize(t, 0)
	p, err := Open(pack(figureFields, "platform,period,value,qualifier\n"))
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan bool, 1)
	err = p.Add(Origin{Source: "vendor", Tables: []string{"figure"}, Rows: func(string) iter.Seq2[Row, error] {
		return func(yield func(Row, error) bool) {
			for yield(Row{Table: "figure", Columns: []string{"platform"}, Cells: []string{"line"}}, nil) {
			}
			ended <- true
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	r, err := p.Read("figure", mem)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "next", r.Next(), true)
	r.Release()
	check(t, "ended", <-ended, true)
}
