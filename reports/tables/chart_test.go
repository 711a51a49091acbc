package tables

import (
	"bytes"
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"headstart/reports/chart"
	"headstart/transform"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// What is written as Parquet reads back as it was, in the types of the cells.
func TestChartParquet(t *testing.T) {
	on := time.Date(2011, 1, 21, 0, 0, 0, 0, time.UTC)
	c := chart.Chart{Name: "some", Title: "Some", Alt: "A chart.", Data: chart.Table{
		Columns: []string{"text", "n", "mixed", "p", "day", "yes", "none", "any", "no number"},
		Rows: [][]any{
			{"=1+1", int64(7), 3, 0.5, on, true, nil, "x", math.NaN()},
			{nil, 8, 2.5, nil, nil, nil, nil, on, 1.5},
		},
	}}
	db := open(t, transform.Limits{})
	write := func() []byte {
		root := folder(t, t.TempDir(), "charts")
		if err := WriteChart(context.Background(), db, root, c, "run"); err != nil {
			t.Fatal(err)
		}
		return written(t, root, "charts/some.parquet")
	}
	content := write()
	if !bytes.Equal(content, write()) {
		t.Error("the same chart gives other bytes")
	}
	parquet := opened(t, content)
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
		{arrow.FLOAT64, "[(null) 1.5]"},
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

// The file of a chart that shows nothing can be read, too: it has no rows.
func TestChartWithoutData(t *testing.T) {
	db, root := open(t, transform.Limits{}), folder(t, t.TempDir(), "charts")
	if err := WriteChart(context.Background(), db, root, chart.Chart{Name: "none", Title: "None"}, "run"); err != nil {
		t.Fatal(err)
	}
	rows, err := transform.Collect(context.Background(), db, "select count(*) from read_parquet("+transform.QuoteText(root.Name()+"/charts/none.parquet")+")",
		func(n *int) []any { return []any{n} })
	if err != nil || rows[0] != 0 {
		t.Errorf("%v rows, %v", rows, err)
	}
	title := opened(t, written(t, root, "charts/none.parquet")).MetaData().KeyValueMetadata().FindValue("headstart.title")
	if title == nil || *title != "None" {
		t.Errorf("the title is %v", title)
	}
}
