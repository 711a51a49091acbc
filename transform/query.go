package transform

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Result is the rows of a query that is being read. The caller closes it.
type Result struct {
	Columns []string
	Ended   func() bool // called when Each has read the last row; may be nil
	rows    *sql.Rows
}

// Result runs one statement and returns its rows, whatever their
// columns.
func (db *DB) Result(ctx context.Context, query string) (*Result, error) {
	rows, err := db.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	columns, err := rows.Columns()
	if err != nil {
		return nil, errors.Join(err, rows.Close())
	}
	return &Result{Columns: columns, rows: rows}, nil
}

// Each calls use with the values of every row, which it must not keep.
func (r *Result) Each(use func(row []any) error) error {
	values := make([]any, len(r.Columns))
	into := make([]any, len(r.Columns))
	for i := range values {
		into[i] = &values[i]
	}
	for r.rows.Next() {
		if err := r.rows.Scan(into...); err != nil {
			return err
		}
		if err := use(values); err != nil {
			return err
		}
	}
	if r.Ended != nil {
		r.Ended()
	}
	return r.rows.Err()
}

// Close releases the query.
func (r *Result) Close() error { return r.rows.Close() }

// Text writes a value of a result as text: a day as 2011-01-21, a number with
// all its digits and no exponent, null as nothing.
func Text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case float64:
		return decimal(v, 64)
	case float32:
		return decimal(float64(v), 32)
	case time.Time:
		return strings.TrimSuffix(v.Format(time.DateTime), " 00:00:00")
	default:
		return fmt.Sprint(v)
	}
}

// decimal writes a number without an exponent, unless it would take more than
// 21 digits before or 6 zeros behind the point.
func decimal(v float64, bits int) string {
	form := byte('f')
	if size := math.Abs(v); size >= 1e21 || size > 0 && size < 1e-6 {
		form = 'g'
	}
	return strconv.FormatFloat(v, form, -1, bits)
}
