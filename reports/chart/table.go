package chart

import (
	"bytes"
	"database/sql/driver"
	"encoding/csv"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"headstart/reports/words"
)

// Table is the data behind a chart. A cell is a string, bool, int, int64,
// float64, time.Time (a day) or nil for missing.
type Table struct {
	Columns []string
	Rows    [][]any
}

// Add appends rows, a slice of structs, whose kind stands in the column of that
// name unless it is "". A field goes into the column that its tag names, as
// `csv:"users"`, or `csv:"share,6"` for a number rounded to so many digits, or
// `csv:"from to"` for two columns; a field without the tag goes nowhere. Given
// columns are the ones that are taken, in their order.
func (t *Table) Add(kind string, rows any, columns ...string) {
	place := func(name string) int {
		if !slices.Contains(t.Columns, name) {
			t.Columns = append(t.Columns, name)
		}
		return slices.Index(t.Columns, name)
	}
	if kind != "" {
		place("kind")
	}
	for _, name := range columns {
		place(name)
	}
	all := reflect.ValueOf(rows)
	type source struct {
		place  int
		field  []int
		digits string
	}
	var sources []source
	for _, f := range reflect.VisibleFields(all.Type().Elem()) {
		names, digits, _ := strings.Cut(f.Tag.Get("csv"), ",")
		for _, name := range strings.Fields(names) {
			if len(columns) == 0 || slices.Contains(columns, name) {
				sources = append(sources, source{place(name), f.Index, digits})
			}
		}
	}
	for i := range all.Len() {
		row := make([]any, len(t.Columns))
		if kind != "" {
			row[place("kind")] = kind
		}
		for _, s := range sources {
			row[s.place] = cellOf(all.Index(i).FieldByIndex(s.field).Interface(), s.digits)
		}
		t.Rows = append(t.Rows, row)
	}
	for i, row := range t.Rows {
		t.Rows[i] = append(row, make([]any, len(t.Columns)-len(row))...)
	}
}

// cellOf is the value of a field, a number rounded to digits, "" for all.
func cellOf(field any, digits string) any {
	if null, ok := field.(driver.Valuer); ok {
		field, _ = null.Value()
	}
	if n, err := strconv.Atoi(digits); err == nil && field != nil {
		return math.Round(field.(float64)*math.Pow10(n)) / math.Pow10(n)
	}
	return field
}

// CSV returns the table, RFC 4180 with a header. A text that a spreadsheet would
// run as a formula gets an apostrophe in front.
func (t Table) CSV() []byte {
	records := [][]string{t.Columns}
	for _, row := range t.Rows {
		record := make([]string, len(row))
		for i, cell := range row {
			record[i] = CellText(cell)
			if text, ok := cell.(string); ok {
				record[i] = words.NoFormula(text)
			}
		}
		records = append(records, record)
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(records); err != nil {
		panic(err) // a bytes.Buffer takes everything
	}
	return b.Bytes()
}

// CellText writes a cell: a day as 2011-01-21, "" for a number that is none.
func CellText(cell any) string {
	switch v := cell.(type) {
	case nil:
		return ""
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return ""
		}
		return strconv.FormatFloat(v, 'f', -1, 64)
	case time.Time:
		return v.Format(time.DateOnly)
	}
	return fmt.Sprint(cell)
}
