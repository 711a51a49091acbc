package transform

import (
	"context"
	"fmt"
	"strconv"
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
	var everything bool
	if err := db.pool.QueryRowContext(ctx, "select as_of is null from setting").Scan(&everything); err != nil {
		return nil, fmt.Errorf("account for rows: %w", err)
	}
	// All tables in one query. Lines as a sum, so that nothing has to be looked up:
	// the rows that are used are rows that were given.
	var tables, counts []string
	for _, table := range pkg.Tables() {
		if isRead(table) {
			counts = append(counts, strings.NewReplacer("{place}", strconv.Itoa(len(tables)), "{text}", QuoteText(table), "{name}", QuoteName(table)).Replace(`
				select {place} as place, used.n as used, (select count(*) from rejected where relation = {text} and rule <> 'limit') as rejected, given.n as given,
					used.lines as used_lines, given.lines as given_lines
				from (select count(line) as n, sum(line % 999999937) as lines from {name}) as used
				cross join (select count(line) as n, sum(line % 999999937) as lines from raw.{name}) as given`))
			tables = append(tables, table)
		}
	}
	type count struct {
		Account
		astray bool
	}
	all, err := Collect(ctx, db, "select used, rejected, given - used, given = used and given_lines is distinct from used_lines from ("+
		strings.Join(counts, " union all ")+") order by place",
		func(c *count) []any { return []any{&c.Rows, &c.Rejected, &c.LeftOut, &c.astray} })
	if err != nil {
		return nil, fmt.Errorf("account for rows: %w", err)
	}
	var out []Account
	for i, table := range tables {
		a, astray := all[i].Account, all[i].astray
		a.Table = table
		a.Read, a.Counted = pkg.Counts(table)
		if astray || a.Read != a.Rows+a.Rejected+a.Counted+a.LeftOut || everything && a.LeftOut > 0 && table != "source" {
			return nil, fmt.Errorf("account for rows of %s: %d were read, but %d are used, %d rejected, %d counted and %d left out; this is a fault of headstart, please report it",
				table, a.Read, a.Rows, a.Rejected, a.Counted, a.LeftOut)
		}
		out = append(out, a)
	}
	return out, nil
}
