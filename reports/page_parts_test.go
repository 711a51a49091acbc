package reports

import (
	"bytes"
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// Figures and tables are numbered in the order of the page; what no section
// names still has a place, and what a run lacks leaves none.
func TestArrange(t *testing.T) {
	p := &page{}
	p.arrange(
		[]Finding{{ID: "head-start"}, {ID: "forecast-next"}, {ID: "forecast-record"}, {ID: "news"}},
		[]figure{{Name: "conflicts"}, {Name: "novelty"}, {Name: "win_rate"}, {Name: "forecast"}},
		[]sheet{{Name: "conflicts", Rows: [][]string{{"a"}}}, {Name: "latest"}, {Name: "buckets", Rows: [][]string{{"b"}}}})
	var order []string
	for i, f := range p.Order {
		order = append(order, f.Name)
		if f.Number != i+1 || p.Shown(f.Name).Number != i+1 {
			t.Errorf("figure %s has number %d, want %d", f.Name, f.Number, i+1)
		}
	}
	if got, want := strings.Join(order, " "), "win_rate forecast novelty conflicts"; got != want {
		t.Errorf("the figures are %s, want %s", got, want)
	}
	if p.Table("buckets").Number != 1 || p.Table("conflicts").Number != 2 || p.Table("latest").Number != 0 {
		t.Errorf("the tables are numbered %v", p.Sheets)
	}
	for id, findings := range map[string]string{"answer": "head-start", "forecasts": "forecast-next", "record": "forecast-record", "more": "news"} {
		s := p.Section(id)
		if s == nil || len(s.Findings) != 1 || s.Findings[0].ID != findings {
			t.Errorf("section %s is %+v, want the finding %s", id, s, findings)
		}
	}
	for _, id := range []string{"founding", "adoption", "whatif", "survival"} {
		if p.Section(id) != nil {
			t.Errorf("section %s is shown and has nothing to show", id)
		}
	}
}

// Every table has a section, and no name is in two.
func TestSectionsNameEachThingOnce(t *testing.T) {
	where := map[string]string{}
	for _, s := range sections() {
		for _, kind := range []struct {
			what  string
			names []string
		}{{"chart ", s.charts}, {"table ", s.sheets}, {"finding ", s.findings}} {
			for _, name := range kind.names {
				if other, ok := where[kind.what+name]; ok {
					t.Errorf("%s%s is in %s and in %s", kind.what, name, other, s.ID)
				}
				where[kind.what+name] = s.ID
			}
		}
	}
	for _, kind := range sheetKinds {
		if where["table "+kind.name] == "" {
			t.Errorf("table %s is in no section", kind.name)
		}
	}
	for _, c := range fixedCharts(3) {
		if where["chart "+c.Name] == "" {
			t.Errorf("chart %s is in no section", c.Name)
		}
	}
}

func TestEmbedded(t *testing.T) {
	text, err := embedded(map[string]string{"name": "</script><script>alert(1)</script>\u2028&<!--"})
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(string(text), "<>&\u2028") {
		t.Errorf("it could end its element: %s", text)
	}
	var back map[string]string
	if err := json.Unmarshal([]byte(text), &back); err != nil || back["name"] != "</script><script>alert(1)</script>\u2028&<!--" {
		t.Errorf("it reads back as %q, %v", back, err)
	}
}

func TestSettings(t *testing.T) {
	check := func(configuration any, want string) {
		t.Helper()
		got, err := settings(configuration)
		if err != nil || strings.Join(strings.Fields(got), " ") != want {
			t.Errorf("settings(%v) = %q, %v, want %q", configuration, got, err, want)
		}
	}
	check(map[string]any{"data": "here", "out": "there", "resolve": "low"}, `{ "resolve": "low" }`)
	check(nil, "")
	check("text", "")
}

// The places of the interval on its line.
func TestSummarise(t *testing.T) {
	value := func(v float64) *float64 { return &v }
	p := &page{}
	p.summarise([]Finding{
		{ID: "head-start", Text: "It does not tell: the odds say so.", Value: value(1), Lower: value(0.5), Upper: value(4), Level: 0.95, N: 9},
		{ID: "base-rate", Value: value(0.6), Lower: value(0.5), Upper: value(0.7)},
		{ID: "contrast", Value: value(-0.25), Lower: value(-0.6), Upper: value(0.1), Level: 0.95},
		{ID: "contrast"},
	})
	if p.Verdict != "It does not tell" || p.Grounds != "the odds say so." || p.Answer == nil || p.Answer.ID != "base-rate" {
		t.Errorf("%q, %q, %v", p.Verdict, p.Grounds, p.Answer)
	}
	if len(p.Stats) != 2 {
		t.Fatalf("%d numbers, want 2", len(p.Stats))
	}
	check := func(s stat, lower, at, upper float64) {
		t.Helper()
		if math.Abs(s.Lower-lower) > 1e-9 || math.Abs(s.At-at) > 1e-9 || math.Abs(s.Upper-upper) > 1e-9 {
			t.Errorf("%s lies at %g, %g, %g, want %g, %g, %g", s.ID, s.Lower, s.At, s.Upper, lower, at, upper)
		}
	}
	check(p.Stats[0], 0, 50, 100) // one doubling is half the line; beyond its end
	check(p.Stats[1], 0, 25, 60)
}

// What is written as Parquet reads back as it was, in the types of the cells.
func TestChartParquet(t *testing.T) {
	on := time.Date(2011, 1, 21, 0, 0, 0, 0, time.UTC)
	c := Chart{Name: "some", Title: "Some", Alt: "A chart.", Data: Table{
		Columns: []string{"text", "n", "mixed", "p", "day", "yes", "none", "any"},
		Rows: [][]any{
			{"=1+1", int64(7), 3, 0.5, on, true, nil, "x"},
			{nil, 8, 2.5, nil, nil, nil, nil, on},
		},
	}}
	write := func() []byte {
		var b bytes.Buffer
		if err := c.WriteParquet(&b, "run"); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	content := write()
	if !bytes.Equal(content, write()) {
		t.Error("the same chart gives other bytes")
	}
	parquet, err := file.NewParquetReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	defer parquet.Close()
	if title := parquet.MetaData().KeyValueMetadata().FindValue("headstart.title"); title == nil || *title != "Some" {
		t.Errorf("the title is %v", title)
	}
	reader, err := pqarrow.NewFileReader(parquet, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	table, err := reader.ReadTable(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer table.Release()
	want := []struct {
		of     arrow.Type
		values string
	}{
		{arrow.STRING, `["=1+1" (null)]`}, {arrow.INT64, "[7 8]"}, {arrow.FLOAT64, "[3 2.5]"}, {arrow.FLOAT64, "[0.5 (null)]"},
		{arrow.DATE32, "[2011-01-21 (null)]"}, {arrow.BOOL, "[true (null)]"}, {arrow.STRING, "[(null) (null)]"}, {arrow.STRING, `["x" "2011-01-21"]`},
	}
	for i, w := range want {
		column := table.Column(i)
		var values []string
		for _, chunk := range column.Data().Chunks() {
			for k := range chunk.Len() {
				text := chunk.ValueStr(k)
				if _, isText := chunk.(*array.String); isText && chunk.IsValid(k) {
					text = `"` + text + `"`
				}
				values = append(values, text)
			}
		}
		if got := "[" + strings.Join(values, " ") + "]"; column.DataType().ID() != w.of || got != w.values {
			t.Errorf("column %s is %v %s, want %v %s", column.Name(), column.DataType(), got, w.of, w.values)
		}
	}
}

// A chart without rows still makes a file, and every chart of the report does.
func TestChartParquetOfEvery(t *testing.T) {
	for _, n := range []int{0, 3} {
		for _, c := range fixedCharts(n) {
			var b bytes.Buffer
			if err := c.WriteParquet(&b, "run"); err != nil {
				t.Errorf("%s with n = %d: %v", c.Name, n, err)
			}
		}
	}
}
