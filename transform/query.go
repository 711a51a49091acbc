package transform

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/duckdb/duckdb-go/v2"
)

// Result is the rows of a query that is being read. The caller closes it.
type Result struct {
	Columns []string
	Ended   func() bool // called when Each has read the last row; may be nil
	rows    *sql.Rows
	db      *DB
	query   string
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
	return &Result{Columns: columns, rows: rows, db: db, query: query}, nil
}

// Each calls use with the values of every row, which it must not keep. A time of
// day is its text, as it comes from the driver like a moment of the year 1.
func (r *Result) Each(use func(row []any) error) error {
	types, err := r.rows.ColumnTypes()
	if err != nil {
		return err
	}
	values := make([]any, len(r.Columns))
	into := make([]any, len(r.Columns))
	for i := range values {
		into[i] = &values[i]
	}
	for r.rows.Next() {
		if err := r.rows.Scan(into...); err != nil {
			return err
		}
		for i, v := range values {
			if at, is := v.(time.Time); is {
				switch types[i].DatabaseTypeName() {
				case "TIME":
					values[i] = at.Format(clock)
				case "TIMETZ":
					values[i] = at.Format(clock + "-07:00")
				}
			}
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

// Arrow asks once more and hands the rows to use as Arrow batches, which have
// the types that [Result.Each] does not tell.
func (r *Result) Arrow(ctx context.Context, use func(array.RecordReader) error) error {
	err := r.db.Arrow(ctx, r.query, use)
	if r.Ended != nil {
		r.Ended()
	}
	return err
}

// Close releases the query.
func (r *Result) Close() error { return r.rows.Close() }

// clock is a time of day with the digits of its second that there are.
const clock = "15:04:05.999999999"

// Text writes a value of a result as text: a day as 2011-01-21 or infinity, a number with
// all its digits and no exponent, null as nothing, an interval as 2 months, bytes
// in hexadecimal digits, and lists and structs in the notation of JSON, as
// [1.5, null] and {"a": 1}.
func Text(v any) string {
	switch v := v.(type) {
	case []any, map[string]any, duckdb.OrderedMap:
		return JSON(v)
	case []byte:
		return hex.EncodeToString(v)
	case duckdb.Interval:
		var parts []string
		for _, p := range []struct {
			n    int64
			unit string
		}{{int64(v.Months), "month"}, {int64(v.Days), "day"}} {
			if p.n != 0 {
				parts = append(parts, strconv.FormatInt(p.n, 10)+" "+p.unit+map[bool]string{true: "", false: "s"}[p.n == 1])
			}
		}
		if v.Micros != 0 || parts == nil {
			parts = append(parts, decimal(float64(v.Micros)/1e6, 64)+" s")
		}
		return strings.Join(parts, " ")
	case duckdb.Union:
		return Text(v.Value)
	case nil:
		return ""
	case string:
		return v
	case float64:
		return decimal(v, 64)
	case float32:
		return decimal(float64(v), 32)
	case time.Time:
		const lastDay = math.MaxInt32 * 86400 // in seconds
		switch {
		case v.Unix() == lastDay || v.Equal(time.UnixMicro(math.MaxInt64)):
			return "infinity"
		case v.Unix() == -lastDay || v.Equal(time.UnixMicro(-math.MaxInt64)):
			return "-infinity"
		}
		return strings.TrimSuffix(v.Format(time.DateOnly+" "+clock), " 00:00:00")
	default:
		return fmt.Sprint(v)
	}
}

// Words is the value of a column of words, such as warnings: the texts, with
// "; " between them, and null where they are none or empty.
func Words(texts ...string) any {
	if joined := strings.Join(texts, "; "); joined != "" {
		return joined
	}
	return nil
}

// JSON writes a value of a result in the notation of JSON: what is neither a
// number, a truth value, a list nor a struct is the text that [Text] makes, and
// null what JSON cannot hold. A map is an object.
func JSON(v any) string {
	list := func(opening string, parts []string, closing string) string {
		return opening + strings.Join(parts, ", ") + closing
	}
	var parts []string
	switch v := v.(type) {
	case nil:
		return "null"
	case []any:
		for _, item := range v {
			parts = append(parts, JSON(item))
		}
		return list("[", parts, "]")
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, quote(key)+": "+JSON(v[key]))
		}
		return list("{", parts, "}")
	case duckdb.OrderedMap:
		values := v.Values()
		for i, key := range v.Keys() {
			parts = append(parts, quote(Text(key))+": "+JSON(values[i]))
		}
		return list("{", parts, "}")
	case float32, float64:
		if number, err := json.Marshal(v); err == nil {
			return string(number)
		}
		return "null"
	case bool, int8, int16, int32, int64, uint8, uint16, uint32, uint64, *big.Int, duckdb.Decimal:
		return Text(v)
	case duckdb.Union:
		return JSON(v.Value)
	case time.Time:
		if v.Year() == 1 && v.YearDay() == 1 && v.Format(time.TimeOnly) != "00:00:00" { // a time of day, whose type is not known in a list
			return quote(v.Format(clock))
		}
	}
	return quote(Text(v))
}

// quote writes a text as JSON has it.
func quote(text string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(text); err != nil {
		return strconv.Quote(text)
	}
	return strings.TrimSuffix(b.String(), "\n")
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
