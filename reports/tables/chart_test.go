package tables

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"headstart/reports/chart"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// What is written as Parquet reads back as it was, in the types of the cells.
func TestChartParquet(t *testing.T) {
	on := time.Date(2011, 1, 21, 0, 0, 0, 0, time.UTC)
	c := chart.Chart{Name: "some", Title: "Some", Alt: "A chart.", Data: chart.Table{
		Columns: []string{"text", "n", "mixed", "p", "day", "yes", "none", "any"},
		Rows: [][]any{
			{"=1+1", int64(7), 3, 0.5, on, true, nil, "x"},
			{nil, 8, 2.5, nil, nil, nil, nil, on},
		},
	}}
	write := func() []byte {
		var b bytes.Buffer
		if err := WriteChart(c, &b, "run"); err != nil {
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

// The same rows give the same bytes, however the batches of the database end.
func TestBatchesOfAnySize(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{{Name: "name", Type: arrow.BinaryTypes.String}, {Name: "value", Type: arrow.PrimitiveTypes.Float64}}, nil)
	builder := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer builder.Release()
	const n = 3*batchRows + 5
	for i := range n {
		builder.Field(0).(*array.StringBuilder).Append(fmt.Sprintf("row %d of a longer text", i*i))
		builder.Field(1).(*array.Float64Builder).Append(float64(i) / 7)
	}
	all := builder.NewRecordBatch()
	defer all.Release()
	written := func(sizes ...int64) []byte {
		var out bytes.Buffer
		parquet, err := newParquet(schema, &out)
		if err != nil {
			t.Fatal(err)
		}
		batches := batcher{write: func(columns []arrow.Array, n int64) error {
			return parquet.WriteBuffered(array.NewRecordBatch(schema, columns, n))
		}}
		for from, k := int64(0), 0; from < n; k++ {
			to := min(from+sizes[k%len(sizes)], n)
			if err := batches.add(all.NewSlice(from, to)); err != nil {
				t.Fatal(err)
			}
			from = to
		}
		if err := errors.Join(batches.flush(), parquet.Close()); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	want := written(2048)
	for _, sizes := range [][]int64{{n}, {1, 7000, 33}, {batchRows}, {batchRows + 1, batchRows - 1}} {
		if got := written(sizes...); !bytes.Equal(got, want) {
			t.Errorf("batches of %v rows give other bytes", sizes)
		}
	}
}
