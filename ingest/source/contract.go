package source

import (
	"fmt"
	"slices"
	"strings"

	"headstart/data"
	"headstart/ingest"
)

// contract is the descriptor of the data package in the program: rows have its
// columns, also for the package of a user that has fewer of them.
var contract = func() ingest.Contract {
	c, err := ingest.ReadContract(data.FS)
	if err != nil {
		panic(fmt.Sprintf("the data package in the program: %v", err))
	}
	return c
}()

// tableColumns are the cells of a row, in order, by each table that a source
// can have rows of.
var tableColumns = func() map[string][]string {
	columns := map[string][]string{}
	for _, table := range []string{"observation", "event", "market_year", "statement", "source", "proxy"} {
		columns[table] = contract.Columns(table)
	}
	return columns
}()

// sourceKinds are the values that this column can have.
var sourceKinds = contract.Allowed("source", "kind")

// metrics are those of a package without a table of metrics, the usual one
// first; a package may have others.
var metrics = []string{"mau", "wau", "dau", "registered"}

// cells are those of a row by their columns; one that is not named is null.
type cells map[string]string

// rowOf makes a row of a table.
func rowOf(table string, c cells) ingest.Row {
	row := ingest.Row{Table: table, Columns: tableColumns[table], Cells: make([]string, len(tableColumns[table]))}
	fillIn(row, c)
	return row
}

// fillIn writes cells of a row. A column that the contract does not have is a
// mistake of the program.
func fillIn(row ingest.Row, c cells) {
	for column, text := range c {
		at := slices.Index(row.Columns, column)
		if at < 0 {
			panic(fmt.Sprintf("a row of %s has no column %s", row.Table, column))
		}
		row.Cells[at] = text
	}
}

// settingsLocator is where a row of the table source comes from that the
// settings of a source describe.
const settingsLocator = "settings of the source"

// sourceRow makes a row of the table source. Its record is what it says.
func sourceRow(c cells) ingest.Row {
	row := rowOf("source", c)
	row.Record = []byte(strings.Join(row.Cells, ","))
	return row
}
