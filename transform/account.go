package transform

import (
	"context"
	"fmt"
	"strings"

	"headstart/ingest"
)

// Account says what became of the rows of one table of a data package, those
// of other origins among them. Read is the sum of the others.
type Account struct {
	Table    string `json:"table"`
	Read     int64  `json:"read"`     // by the readers of files and origins
	Rows     int64  `json:"rows"`     // of the relation
	Rejected int64  `json:"rejected"` // in the relation rejected, with the reason
	Counted  int64  `json:"counted"`  // wrong too, and beyond what rejected holds
	LeftOut  int64  `json:"left_out"` // by setting.as_of, or a source that is stated twice
}

// Accounts returns the account of every table that Load has read from pkg and
// Run has made a relation of, in the order of pkg. A row that is neither used,
// rejected, counted nor left out is an error.
func Accounts(ctx context.Context, db *DB, pkg *ingest.Package) ([]Account, error) {
	var out []Account
	var everything bool
	if err := db.pool.QueryRowContext(ctx, "select as_of is null from setting").Scan(&everything); err != nil {
		return nil, fmt.Errorf("account for rows: %w", err)
	}
	for _, table := range pkg.Tables() {
		if !isRead(table) {
			continue
		}
		a := Account{Table: table}
		a.Read, a.Counted = pkg.Counts(table)
		// Lines as a sum, so that nothing has to be looked up: the rows that are used are rows that were given.
		var astray bool
		err := db.pool.QueryRowContext(ctx, strings.ReplaceAll(`
			select used.n, (select count(*) from rejected where relation = $1 and rule <> 'limit'), given.n - used.n, given.n = used.n and given.lines is distinct from used.lines
			from (select count(line) as n, sum(line % 999999937) as lines from {name}) as used
			cross join (select count(line) as n, sum(line % 999999937) as lines from raw.{name}) as given`, "{name}", QuoteName(table)), table).
			Scan(&a.Rows, &a.Rejected, &a.LeftOut, &astray)
		if err != nil {
			return nil, fmt.Errorf("account for rows of %s: %w", table, err)
		}
		if astray || a.Read != a.Rows+a.Rejected+a.Counted+a.LeftOut || everything && a.LeftOut > 0 && table != "source" {
			return nil, fmt.Errorf("account for rows of %s: %d were read, but %d are used, %d rejected, %d counted and %d left out; this is a fault of headstart, please report it",
				table, a.Read, a.Rows, a.Rejected, a.Counted, a.LeftOut)
		}
		out = append(out, a)
	}
	return out, nil
}
