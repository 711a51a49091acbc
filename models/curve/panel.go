package curve

import (
	"context"
	"fmt"
	"iter"
	"math"
	"runtime"
	"strings"
	"sync"

	"headstart/transform"

	"github.com/apache/arrow-go/v18/arrow/array"
)

// Series is one series of a panel: y at x, which ascends.
type Series struct {
	Key  string
	X, Y []float64
}

// PanelFit is the fit of one series of a panel, or the reason why there is
// none.
type PanelFit struct {
	Key string
	N   int
	Curve
	Err error // nil: Curve is fitted
}

// Panel fits every series by [Estimate], on all processors, and yields the fits
// in the order of the series. It holds a few hundred series at a time, however
// many there are. A series that cannot be fitted yields its error. Panel ends
// early where ctx does.
func Panel(ctx context.Context, series iter.Seq[Series], opt Options) iter.Seq[PanelFit] {
	type batch struct {
		series []Series
		fits   []PanelFit
		done   chan struct{}
	}
	const size = 64
	workers := runtime.GOMAXPROCS(0)
	return func(yield func(PanelFit) bool) {
		ctx, stop := context.WithCancel(ctx)
		work, order := make(chan *batch), make(chan *batch, 2*workers)
		var running sync.WaitGroup
		defer running.Wait()
		defer stop()
		running.Go(func() {
			defer close(work)
			defer close(order)
			next := &batch{done: make(chan struct{})}
			send := func() bool {
				b := next
				next = &batch{done: make(chan struct{})}
				select {
				case order <- b:
				case <-ctx.Done():
					return false
				}
				select {
				case work <- b:
					return true
				case <-ctx.Done():
					return false
				}
			}
			for s := range series {
				if next.series = append(next.series, s); len(next.series) == size && !send() {
					return
				}
			}
			if len(next.series) > 0 {
				send()
			}
		})
		for range workers {
			running.Go(func() {
				for b := range work {
					for _, s := range b.series {
						c, err := Estimate(s.X, s.Y, opt)
						b.fits = append(b.fits, PanelFit{s.Key, len(s.X), c, err})
					}
					close(b.done)
				}
			})
		}
		for b := range order {
			select {
			case <-b.done:
			case <-ctx.Done():
				return
			}
			for _, f := range b.fits {
				if !yield(f) {
					return
				}
			}
		}
	}
}

// FitTable fits every series of the table from, whose columns series, x and y
// are of a text and numbers and whose rows are in the order of series and x,
// as they were put in. It adds a row to the relation into for each: series
// (varchar), model (varchar), n (bigint), k, r, t0, rss, aicc (double),
// converged (boolean) and reason (varchar) where there is no fit. Rows pass
// through in pages, so memory does not grow with the table.
func FitTable(ctx context.Context, db *transform.DB, from, into string, opt Options) error {
	var failed error
	series := func(yield func(Series) bool) { failed = readTable(ctx, db, from, yield) }
	err := db.Append(ctx, into, func(yield func([]any) bool) {
		for f := range Panel(ctx, series, opt) {
			if !yield(f.row()) {
				return
			}
		}
	})
	switch {
	case failed != nil:
		return fmt.Errorf("read %s: %w", from, failed)
	case err != nil:
		return err
	}
	return ctx.Err()
}

func (f PanelFit) row() []any {
	if f.Err != nil {
		return []any{f.Key, nil, int64(f.N), nil, nil, nil, nil, nil, nil, f.Err.Error()}
	}
	return []any{f.Key, string(f.Model), int64(f.N), f.K, f.R, f.T0, f.RSS, f.AICc, f.Converged, nil}
}

// pageRows is how many rows are read at a time: a result is held whole.
const pageRows = 1 << 18

// readTable yields the series of a table.
func readTable(ctx context.Context, db *transform.DB, from string, yield func(Series) bool) error {
	table := `"` + strings.ReplaceAll(from, `"`, `""`) + `"`
	var next Series
	going := true
	for start, rows := 0, 1; rows > 0 && going; start += pageRows {
		rows = 0
		query := fmt.Sprintf("select series::varchar, x::double, y::double from %s where rowid >= %d and rowid < %d order by rowid",
			table, start, start+pageRows)
		if err := db.Arrow(ctx, query, func(r array.RecordReader) error {
			for going && r.Next() {
				batch := r.RecordBatch()
				keys, ok := batch.Column(0).(*array.String)
				x, okX := batch.Column(1).(*array.Float64)
				y, okY := batch.Column(2).(*array.Float64)
				if !ok || !okX || !okY {
					return fmt.Errorf("columns are %v", batch.Schema())
				}
				rows += int(batch.NumRows())
				for i := range int(batch.NumRows()) {
					if key := keys.Value(i); key != next.Key || next.X == nil {
						if next.X != nil && !yield(next) {
							going = false
							break
						}
						next = Series{Key: strings.Clone(key)}
					}
					next.X, next.Y = append(next.X, number(x, i)), append(next.Y, number(y, i))
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	if going && next.X != nil {
		yield(next)
	}
	return nil
}

// number is a value of a column, or NaN, which Estimate refuses by its row.
func number(column *array.Float64, i int) float64 {
	if column.IsNull(i) {
		return math.NaN()
	}
	return column.Value(i)
}
