package tables

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"headstart/reports/chart"
	"headstart/reports/words"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// WriteChart writes the data behind the chart, in the order of the chart,
// with headstart.* keys that say what it is. A column has the type of its
// cells: boolean, integer, number, day or text; numbers take integers in, and
// text takes anything. The same chart of the same run gives the same bytes.
func WriteChart(c chart.Chart, w io.Writer, run string) error {
	fields := make([]arrow.Field, len(c.Data.Columns))
	for i, name := range c.Data.Columns {
		fields[i] = arrow.Field{Name: name, Type: columnType(c.Data, i), Nullable: true}
	}
	metadata := arrow.NewMetadata(
		[]string{"headstart.chart", "headstart.title", "headstart.description", "headstart.run", "headstart.license"},
		[]string{c.Name, words.Plain(c.Title), words.Plain(c.Alt), run, license})
	schema := arrow.NewSchema(fields, &metadata)
	batch := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer batch.Release()
	for _, row := range c.Data.Rows {
		for i, cell := range row {
			if err := appendCell(batch.Field(i), cell); err != nil {
				return fmt.Errorf("write the data of chart %s as Parquet: %w", c.Name, err)
			}
		}
	}
	record := batch.NewRecordBatch()
	defer record.Release()
	file, err := newParquet(schema, w)
	if err == nil {
		err = file.Write(record)
	}
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		return fmt.Errorf("write the data of chart %s as Parquet: %w", c.Name, err)
	}
	return nil
}

// columnType is the type of the cells of a column: number where some are
// integers and some numbers, text where they differ or there is none.
func columnType(t chart.Table, column int) arrow.DataType {
	kinds := map[string]bool{}
	for _, row := range t.Rows {
		if row[column] != nil {
			kinds[fmt.Sprintf("%T", row[column])] = true
		}
	}
	only := func(some ...string) bool {
		return len(kinds) > 0 && !slices.ContainsFunc(slices.Collect(maps.Keys(kinds)), func(kind string) bool { return !slices.Contains(some, kind) })
	}
	switch {
	case only("bool"):
		return arrow.FixedWidthTypes.Boolean
	case only("int", "int64"):
		return arrow.PrimitiveTypes.Int64
	case only("int", "int64", "float64"):
		return arrow.PrimitiveTypes.Float64
	case only("time.Time"):
		return arrow.FixedWidthTypes.Date32
	}
	return arrow.BinaryTypes.String
}

// appendCell appends a cell, a text as it is: no spreadsheet opens this file.
func appendCell(to array.Builder, cell any) error {
	if cell == nil {
		to.AppendNull()
		return nil
	}
	return to.AppendValueFromString(chart.CellText(cell))
}
