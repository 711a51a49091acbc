package winrate_test

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"headstart/models/winrate"
	"headstart/transform"
)

// The verdicts that reversal names, turned in race_design and fitted again,
// make the head start tell; all but the last of them do not.
func TestReversalsReverse(t *testing.T) {
	ctx := context.Background()
	db := run(t)
	if err := winrate.Run(ctx, db, winrate.Options{Seed: 1, Draws: 20}); err != nil {
		t.Fatal(err)
	}
	type race struct {
		id          string
		months, won float64
	}
	races, err := transform.Collect(ctx, db,
		"select race_id, months, cast(won as double) from race_design where counted and win_rule = 'curated' order by race_id",
		func(r *race) []any { return []any{&r.id, &r.months, &r.won} })
	if err != nil {
		t.Fatal(err)
	}
	type row struct {
		conclusion   string
		verdicts     int
		lower, upper float64
		races        string
	}
	rows, err := transform.Collect(ctx, db, "select conclusion, verdicts, lower, upper, races from reversal order by conclusion",
		func(r *row) []any { return []any{&r.conclusion, &r.verdicts, &r.lower, &r.upper, &r.races} })
	if err != nil || len(rows) != 2 {
		t.Fatal(rows, err)
	}
	for _, r := range rows {
		turned := strings.Split(r.races, ";")
		if len(turned) != r.verdicts {
			t.Errorf("%s: %d races for %d verdicts", r.conclusion, len(turned), r.verdicts)
		}
		slope := func(turned []string) winrate.Coefficient {
			d := winrate.Design{Names: []string{"head_start"}}
			for _, c := range races {
				d.X = append(d.X, []float64{math.Log2(1 + c.months)})
				if slices.Contains(turned, c.id) {
					c.won = 1 - c.won
				}
				d.Won = append(d.Won, c.won)
			}
			fit, err := winrate.Fit(d)
			if err != nil {
				t.Fatal(err)
			}
			return fit.Coefficients(0.95)[1]
		}
		all, butOne := slope(turned), slope(turned[:len(turned)-1])
		tells := func(c winrate.Coefficient) bool {
			return r.conclusion == "more" && c.Lower > 0 || r.conclusion == "fewer" && c.Upper < 0
		}
		if !tells(all) || tells(butOne) {
			t.Errorf("%s: slope from %g to %g, and without the last verdict from %g to %g", r.conclusion, all.Lower, all.Upper, butOne.Lower, butOne.Upper)
		}
		if math.Abs(all.Lower-r.lower) > 1e-6 || math.Abs(all.Upper-r.upper) > 1e-6 {
			t.Errorf("%s: printed %g to %g, fitted %g to %g", r.conclusion, r.lower, r.upper, all.Lower, all.Upper)
		}
	}
}
