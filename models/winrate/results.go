package winrate

import (
	"context"
	"iter"
	"slices"
	"strings"

	"headstart/transform"
)

// results fits every win rule and fills the relations of the empirical models.
func results(ctx context.Context, db *transform.DB, opt Options) error {
	entries, err := readEntries(ctx, db)
	if err != nil {
		return err
	}
	versions, err := readVersions(ctx, db)
	if err != nil {
		return err
	}
	statement, stated := inNumbers(versions)
	var fits []fitted
	var scores []scored
	for _, rule := range rules(entries) {
		found, err := fitRule(rule, ofRule(entries, rule), opt)
		if err != nil {
			return err
		}
		fits = append(fits, found...)
		for _, f := range found {
			s, err := f.judge(statement, stated, opt)
			if err != nil {
				return err
			}
			scores = append(scores, s...)
		}
	}
	isotonic, err := isotonicCurves(fits, opt)
	if err != nil {
		return err
	}
	curves := slices.Concat(slices.Collect(curveRows(fits)), isotonic)
	if stated {
		bet, err := betCurve(statement)
		if err != nil {
			return err
		}
		curves = append(curves, bet...)
	}
	for _, r := range []struct {
		relation string
		rows     iter.Seq[[]any]
	}{
		{"win_rate_coefficient", coefficientRows(fits)},
		{"win_rate_draw", drawRows(fits)},
		{"win_rate_curve", slices.Values(curves)},
		{"win_rate_score", scoreRows(scores)},
	} {
		if err := db.Append(ctx, r.relation, r.rows); err != nil {
			return err
		}
	}
	if err := writeBet(ctx, db, versions, entries, opt); err != nil {
		return err
	}
	if err := writeSensitivity(ctx, db, entries); err != nil {
		return err
	}
	return writeReversals(ctx, db, entries)
}

func rules(entries []entry) []string {
	var out []string
	for _, e := range entries {
		if !slices.Contains(out, e.rule) {
			out = append(out, e.rule)
		}
	}
	return out
}

func coefficientRows(fits []fitted) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, f := range fits {
			var warnings any
			if len(f.fit.Warnings) > 0 {
				warnings = strings.Join(f.fit.Warnings, "; ")
			}
			for j, c := range f.fit.Coefficients(transform.Level) {
				if !yield([]any{f.rule, f.model, int64(j), c.Name, c.Value, c.SE, c.Lower, c.Upper, transform.Level, c.P, f.fit.FLIC[j],
					int64(f.fit.N), int64(f.fit.Events), f.fit.Separated, warnings}) {
					return
				}
			}
		}
	}
}

func drawRows(fits []fitted) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, f := range fits {
			for _, by := range []struct {
				clusters string
				draws    *Draws
			}{{"market", f.byMarket}, {"platform", f.byPlatform}} {
				for i, b := range by.draws.FLIC {
					var network any
					if len(b) > 2 {
						network = b[2]
					}
					if !yield([]any{f.rule, f.model, by.clusters, int64(i), b[0], b[1], network}) {
						return
					}
				}
			}
		}
	}
}

// bandWords says what lower and upper of the empirical curves are.
const bandWords = "wider of the two bootstraps, over markets and over platforms"

// networks is the users of the responder's owner at which curves are
// tabulated: none, and from a million to a billion.
var networks = []float64{0, 1e6, 3e6, 1e7, 3e7, 1e8, 3e8, 1e9}

func curveRows(fits []fitted) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, f := range fits {
			model, asked, curve := "empirical", []any{nil}, f.curve()
			if f.model == byNetwork {
				model, asked = "empirical_network", nil
				for _, users := range networks {
					asked = append(asked, users)
				}
			}
			for _, months := range grid() {
				for _, network := range asked {
					users, _ := network.(float64)
					e := curve.P(months, logRatio(users), transform.Level)
					if !yield([]any{f.rule, model, network, months, e.Value, e.Lower, e.Upper, transform.Level, bandWords, int64(f.fit.N)}) {
						return
					}
				}
			}
		}
	}
}

// isotonicCurves are the never-falling curves through the same races.
func isotonicCurves(fits []fitted, opt Options) ([][]any, error) {
	var out [][]any
	for _, f := range fits {
		if f.model != byHeadStart {
			continue
		}
		var months, won []float64
		var markets []string
		for _, e := range f.entries {
			months, won, markets = append(months, e.months), append(won, e.won), append(markets, e.market)
		}
		band, err := Resampling{Clusters: markets, Draws: opt.Draws, Seed: opt.Seed}.Isotonic(months, won, nil, grid(), transform.Level)
		if err != nil {
			return nil, err
		}
		for i, e := range band {
			out = append(out, []any{f.rule, "isotonic", nil, grid()[i], e.Value, e.Lower, e.Upper, transform.Level, "bootstrap over markets", int64(f.fit.N)})
		}
	}
	return out, nil
}
