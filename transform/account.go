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
		err := db.pool.QueryRowContext(ctx, strings.NewReplacer("{name}", QuoteName(table)).Replace(`
			select (select count(*) from {name} where line is not null),
				(select count(*) from rejected where relation = $1 and rule <> 'limit'),
				(select count(*) from raw.{name} as given where line is not null
					and not exists (select 1 from {name} as used where used.line = given.line))`), table).
			Scan(&a.Rows, &a.Rejected, &a.LeftOut)
		if err != nil {
			return nil, fmt.Errorf("account for rows of %s: %w", table, err)
		}
		if a.Read != a.Rows+a.Rejected+a.Counted+a.LeftOut || everything && a.LeftOut > 0 && table != "source" {
			return nil, fmt.Errorf("account for rows of %s: %d were read, but %d are used, %d rejected, %d counted and %d left out; this is a fault of headstart, please report it",
				table, a.Read, a.Rows, a.Rejected, a.Counted, a.LeftOut)
		}
		out = append(out, a)
	}
	return out, nil
}
