package winrate

import (
	"context"
	"slices"

	"headstart/transform"

	"golang.org/x/sync/errgroup"
)

// results fits every win rule and fills the relations of the empirical models.
func results(ctx context.Context, db *transform.DB, opt Options) error {
	opt.Draws = Resampling{Draws: opt.Draws}.draws() // 0 is the same for the bootstraps and for the power
	entries, undecided, err := readEntries(ctx, db)
	if err != nil {
		return err
	}
	versions, err := readVersions(ctx, db)
	if err != nil {
		return err
	}
	primary, err := primaryRule(ctx, db)
	if err != nil {
		return err
	}
	var fits, drawn []fitted
	for _, rule := range rules(entries) {
		curves := rule == primary
		found, err := fitRule(rule, ofRule(entries, rule), curves, opt)
		if err != nil {
			return err
		}
		fits = append(fits, found...)
		if curves {
			drawn = append(drawn, found...)
		}
	}
	isotonic, err := isotonicCurves(drawn)
	if err != nil {
		return err
	}
	networks, err := db.Networks(ctx)
	if err != nil {
		return err
	}
	curves := slices.Concat(curveRows(drawn, networks), isotonic)
	if statement, stated := inNumbers(versions); stated {
		bet, err := betCurve(statement)
		if err != nil {
			return err
		}
		curves = append(curves, bet...)
	}
	hypotheses, err := writeHypotheses(ctx, db, entries)
	if err != nil {
		return err
	}
	of := ofRule(entries, primary)
	group, ctx := errgroup.WithContext(ctx)
	for _, write := range []func() error{
		func() error { return writeRobustness(ctx, db, hypotheses, entries, undecided, primary) },
		func() error { return db.Append(ctx, "win_rate_coefficient", slices.Values(coefficientRows(fits))) },
		func() error { return db.Append(ctx, "win_rate_draw", slices.Values(drawRows(drawn))) },
		func() error { return db.Append(ctx, "win_rate_curve", slices.Values(curves)) },
		func() error { return writeBet(ctx, db, versions, of, opt) },
		func() error { return writeSensitivity(ctx, db, entries, primary) },
		func() error { return writeGaps(ctx, db, entries, undecided, primary) },
		func() error { return writePower(ctx, db, of, opt) },
	} {
		group.Go(write)
	}
	return group.Wait()
}

// primaryRule returns the win rule that the answer goes by.
func primaryRule(ctx context.Context, db *transform.DB) (string, error) {
	rules, err := transform.Collect(ctx, db, "select win_rule from win_rule where role = 'primary'",
		func(rule *string) []any { return []any{rule} })
	if err != nil || len(rules) == 0 {
		return "", err
	}
	return rules[0], nil
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

func coefficientRows(fits []fitted) (rows [][]any) {
	for _, f := range fits {
		se, method := f.fit.widestErrors(sharings(f.entries))
		for j, c := range f.fit.Coefficients(transform.Level) {
			widest, p := c.Estimate, c.P
			wald := around(c.Value, se[j], transform.Level)
			if method[j] == "independent" || wald.Upper-wald.Lower < c.Upper-c.Lower {
				method[j] = "profile"
			} else {
				widest, p = wald, twoSided(c.Value, se[j])
			}
			rows = append(rows, []any{f.rule, f.model, int64(j), c.Name, c.Value, c.SE, c.Lower, c.Upper, se[j], widest.Lower, widest.Upper, method[j],
				transform.Level, p, f.fit.FLIC[j], int64(f.fit.N), int64(f.fit.Events), f.fit.Separated, transform.Words(f.fit.Warnings...)})
		}
	}
	return rows
}

func drawRows(fits []fitted) (rows [][]any) {
	for _, f := range fits {
		for clusters, draws := range f.draws {
			for i, b := range draws {
				row := []any{f.rule, f.model, f.over[clusters].over, int64(i), nil, nil, nil, nil}
				for j, v := range b {
					row[4+j] = v
				}
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// band says what lower and upper of the empirical curves are.
func (f fitted) band() string {
	if len(f.over) == 2 {
		return "wider of the two bootstraps, over markets and over platforms"
	}
	return f.over[0].words()
}

func (r resampling) words() string { return "bootstrap over " + r.over + "s" }

func curveRows(fits []fitted, networks []float64) (rows [][]any) {
	for _, f := range fits {
		model, asked := "empirical", []any{nil}
		if f.model == byNetwork {
			model, asked = "empirical_by_network", nil
			for _, users := range networks {
				asked = append(asked, users)
			}
		}
		curve := Curve{Model: f.model, FLIC: f.fit.FLIC, Draws: f.draws} // as Stored, so that whoever reads the tables gets the same answers
		for _, months := range transform.HeadStarts() {
			for _, network := range asked {
				users, _ := network.(float64)
				e := curve.P(months, users, transform.Level)
				rows = append(rows, []any{f.rule, model, network, months, e.Value, e.Lower, e.Upper, transform.Level, f.band(), int64(f.fit.N)})
			}
		}
	}
	return rows
}

// isotonicCurves are the never-falling curves through the same races, with a bootstrap over markets where there are two.
func isotonicCurves(fits []fitted) ([][]any, error) {
	var out [][]any
	for _, f := range fits {
		if f.model != byHeadStart {
			continue
		}
		var months, won []float64
		for _, e := range f.entries {
			months, won = append(months, e.months), append(won, e.won)
		}
		band, err := f.over[0].Isotonic(months, won, transform.HeadStarts(), transform.Level)
		if err != nil {
			return nil, err
		}
		for i, e := range band {
			out = append(out, []any{f.rule, "isotonic", nil, transform.HeadStarts()[i], e.Value, e.Lower, e.Upper, transform.Level, f.over[0].words(), int64(f.fit.N)})
		}
	}
	return out, nil
}
