package tables

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"headstart/reports/chart"
	"headstart/reports/words"
	"headstart/transform"
)

// WriteChart writes the data behind the chart, in the order of the chart, as
// charts/<name>.parquet, with headstart.* keys that say what it is. A column has the
// type of its cells: boolean, integer, number, day or text; numbers take integers
// in, and text takes anything. The same chart of the same run gives the same bytes.
func WriteChart(ctx context.Context, db *transform.DB, root *os.Root, c chart.Chart, run string) error {
	err := saveChart(ctx, db, root, c, run)
	if err != nil {
		return fmt.Errorf("write the data of chart %s as Parquet: %w", c.Name, err)
	}
	return nil
}

func saveChart(ctx context.Context, db *transform.DB, root *os.Root, c chart.Chart, run string) (err error) {
	data := c.Data
	if len(data.Columns) == 0 { // of a chart that shows nothing: DuckDB reads no table without columns
		data.Columns = []string{"kind"}
	}
	columns, defined := make([]transform.Column, len(data.Columns)), make([]string, len(data.Columns))
	for i, name := range data.Columns {
		columns[i] = transform.Column{Name: name, Type: columnType(data, i)}
		defined[i] = transform.QuoteName(name) + " " + columns[i].Type
	}
	table := "work.chart_" + c.Name
	if err := db.Exec(ctx, "create table "+table+" ("+strings.Join(defined, ", ")+")"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Exec(context.WithoutCancel(ctx), "drop table "+table)) }()
	err = db.Append(ctx, table, func(yield func([]any) bool) {
		for _, cells := range data.Rows {
			row := slices.Clone(cells)
			for i, cell := range row {
				if columns[i].Type == "VARCHAR" && cell != nil { // a text as it is: no spreadsheet opens this file
					row[i] = chart.CellText(cell)
				}
			}
			if !yield(row) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	_, err = save(ctx, db, root, "charts/"+c.Name+".parquet", table, "rowid", columns,
		"headstart.chart", c.Name, "headstart.title", words.Plain(c.Title), "headstart.description", words.Plain(c.Alt),
		"headstart.run", run, "headstart.license", license)
	return err
}

// columnType is the type of the cells of a column: number where some are
// integers and some numbers, text where they differ or there is none.
func columnType(t chart.Table, column int) string {
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
		return "BOOLEAN"
	case only("int", "int64"):
		return "BIGINT"
	case only("int", "int64", "float64"):
		return "DOUBLE"
	case only("time.Time"):
		return "DATE"
	}
	return "VARCHAR"
}
