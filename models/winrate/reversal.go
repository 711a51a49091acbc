package winrate

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"headstart/transform"
)

// writeReversals turns verdicts until the head start tells, one way and the
// other. Turned first are those that pull hardest: for "more", wins with the
// shortest head starts and losses with the longest.
func writeReversals(ctx context.Context, db *transform.DB, entries []entry) error {
	curated := ofRule(entries, "curated")
	d, _ := design(curated, inDoublings, nil)
	if d.Slopes() < 1 {
		return nil
	}
	var rows [][]any
	for _, c := range []struct {
		name string
		sign float64
	}{{"more", 1}, {"fewer", -1}} {
		row, err := reversal(d, curated, c.sign)
		if err != nil {
			return fmt.Errorf("verdicts for %q: %w", c.name, err)
		}
		rows = append(rows, append([]any{c.name}, row...))
	}
	return db.Append(ctx, "reversal", slices.Values(rows))
}

func reversal(d Design, entries []entry, sign float64) ([]any, error) {
	mean := 0.0
	for _, x := range d.X {
		mean += x[0] / float64(len(d.X))
	}
	// pull is how much turning the verdict of a race moves the slope: up for
	// a loss above the middle or a win below it.
	pull := func(i int) float64 { return sign * (d.X[i][0] - mean) * (1 - 2*d.Won[i]) }
	order := make([]int, len(d.Won))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return -cmp.Compare(pull(a), pull(b)) })
	won := slices.Clone(d.Won)
	var turned []string
	for k := 0; ; k++ {
		at := d
		at.Won = won
		fit, err := Fit(at)
		if err != nil {
			return nil, err
		}
		slope, _ := fit.interval(unit(len(fit.Names), 1), transform.Level) // an end that is not certified is null, and on no side
		reached := sign > 0 && slope.Lower > 0 || sign < 0 && slope.Upper < 0
		if reached || k >= len(order)/2 || pull(order[k]) <= 0 {
			var verdicts any
			if reached {
				verdicts = int64(k)
			}
			return []any{verdicts, int64(len(won)), slope.Value, slope.Lower, slope.Upper, transform.Level, strings.Join(turned, ";")}, nil
		}
		won[order[k]] = 1 - won[order[k]]
		turned = append(turned, entries[order[k]].race)
	}
}
