package transform

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
)

// Append adds rows to a relation that a .sql file has made: what a model
// computes in Go. A row has one value per column, in their order, of the Go
// type of the column (string, int64, float64, bool, time.Time) or nil. A number
// that does not exist, NaN or infinite, becomes null.
func (db *DB) Append(ctx context.Context, relation string, rows iter.Seq[[]any]) error {
	conn, err := db.pool.Conn(ctx)
	if err != nil {
		return fmt.Errorf("append to %s: %w", relation, err)
	}
	defer conn.Close()
	err = conn.Raw(func(c any) error {
		schema, table, ok := strings.Cut(relation, ".") // as in work.knot
		if !ok {
			schema, table = "", relation
		}
		appender, err := duckdb.NewAppenderFromConn(c.(driver.Conn), schema, table)
		if err != nil {
			return err
		}
		var values []driver.Value // of one row after the other, which the appender copies
		for row := range rows {
			values = slices.Grow(values[:0], len(row))[:len(row)]
			for i, v := range row {
				if x, ok := v.(float64); ok && (math.IsNaN(x) || math.IsInf(x, 0)) {
					v = nil
				}
				values[i] = v
			}
			if err := appender.AppendRow(values...); err != nil {
				return errors.Join(err, appender.Close())
			}
		}
		return appender.Close()
	})
	if err != nil {
		return fmt.Errorf("append to %s: %w", relation, err)
	}
	return nil
}
