package tables

import (
	"fmt"
	"io"
	"time"

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
			appendCell(batch.Field(i), cell)
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

// columnType is the narrowest type that holds every cell of a column; text
// for a column without any.
func columnType(t chart.Table, column int) arrow.DataType {
	var out arrow.DataType
	for _, row := range t.Rows {
		var is arrow.DataType
		switch row[column].(type) {
		case nil:
			continue
		case bool:
			is = arrow.FixedWidthTypes.Boolean
		case int, int64:
			is = arrow.PrimitiveTypes.Int64
		case float64:
			is = arrow.PrimitiveTypes.Float64
		case time.Time:
			is = arrow.FixedWidthTypes.Date32
		default:
			return arrow.BinaryTypes.String
		}
		number := func(t arrow.DataType) bool { return t.ID() == arrow.INT64 || t.ID() == arrow.FLOAT64 }
		switch {
		case out == nil || out.ID() == is.ID():
			out = is
		case number(out) && number(is):
			out = arrow.PrimitiveTypes.Float64
		default:
			return arrow.BinaryTypes.String
		}
	}
	if out == nil {
		return arrow.BinaryTypes.String
	}
	return out
}

func appendCell(to array.Builder, cell any) {
	if cell == nil {
		to.AppendNull()
		return
	}
	switch b := to.(type) {
	case *array.BooleanBuilder:
		b.Append(cell.(bool))
	case *array.Int64Builder:
		if v, ok := cell.(int); ok {
			b.Append(int64(v))
		} else {
			b.Append(cell.(int64))
		}
	case *array.Float64Builder:
		switch v := cell.(type) {
		case int:
			b.Append(float64(v))
		case int64:
			b.Append(float64(v))
		default:
			b.Append(v.(float64))
		}
	case *array.Date32Builder:
		b.Append(arrow.Date32FromTime(cell.(time.Time)))
	case *array.StringBuilder:
		if text, ok := cell.(string); ok {
			b.Append(text) // as it is: no spreadsheet opens this file
		} else {
			b.Append(chart.CellText(cell))
		}
	}
}
