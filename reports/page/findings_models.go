package page

import (
	"context"
	"fmt"
	"strings"

	"headstart/reports/tables"
	"headstart/reports/words"
	"headstart/transform"
)

// regressionFinding is the first sentence of the report: whether the head
// start foretells who wins.
func regressionFinding(ctx context.Context, db *transform.DB) ([]tables.Finding, error) {
	type row struct {
		odds, lower, upper, level float64
		n                         int64
		loss, base                float64
		worseLower, worseUpper    float64
		markets                   int64
	}
	rows, err := collect(ctx, db, "finding_regression", func(r *row) []any {
		return []any{&r.odds, &r.lower, &r.upper, &r.level, &r.n, &r.loss, &r.base, &r.worseLower, &r.worseUpper, &r.markets}
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	r := rows[0]
	verdict := "The head start alone does not predict who wins"
	switch {
	case r.lower > 1:
		verdict = "A longer head start goes with better odds for the first mover"
	case r.upper < 1:
		verdict = "A longer head start goes with worse odds for the first mover"
	}
	foretells := "no better than"
	switch {
	case r.worseLower > 0:
		foretells = "worse than"
	case r.worseUpper < 0:
		foretells = "better than"
	}
	return []tables.Finding{{
		ID: "head-start", Section: "answer",
		Text: fmt.Sprintf("%s: each doubling of it multiplies the odds by %.2f (%s interval %.2f to %.2f, n = %d), "+
			"and in %d markets left out in turn it foretells %s the base rate (log loss %.3f against %.3f).",
			verdict, r.odds, words.Percent(r.level), r.lower, r.upper, r.n, r.markets, foretells, r.loss, r.base),
		Value: &r.odds, Lower: &r.lower, Upper: &r.upper, Level: r.level, N: r.n,
	}}, nil
}

// mechanismFinding is what the simulated race says, which no race of the data
// has gone into.
func mechanismFinding(ctx context.Context, db *transform.DB) ([]tables.Finding, error) {
	type row struct {
		network, months float64
		lower, upper    *float64
		level           float64
		three, twelve   float64
		draws           int64
	}
	rows, err := collect(ctx, db, "finding_critical_lead", func(r *row) []any {
		return []any{&r.network, &r.months, &r.lower, &r.upper, &r.level, &r.three, &r.twelve, &r.draws}
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	r := rows[0]
	band := "no bound"
	if r.lower != nil && r.upper != nil {
		band = fmt.Sprintf("%.1f to %.1f", *r.lower, *r.upper)
	} else if r.lower != nil {
		band = fmt.Sprintf("from %.1f, not bounded above", *r.lower)
	}
	return []tables.Finding{{
		ID: "mechanism", Section: "routes",
		Text: fmt.Sprintf("By the mechanism and its assumptions alone, against an owner's network of %s the odds are even with a head start of "+
			"%.1f months (%s band %s); the first mover wins %s of races with 3 months, and %s with 12 (%s simulated races, no past one).",
			words.Millions(r.network), r.months, words.Percent(r.level), band, words.Chance(r.three), words.Chance(r.twelve), words.Thousands(r.draws)),
		Value: &r.months, Lower: r.lower, Upper: r.upper, Level: r.level, N: r.draws,
	}}, nil
}

func sensitivityFinding(ctx context.Context, db *transform.DB) ([]tables.Finding, error) {
	type row struct {
		changes, reversals int64
		effect             float64
		largest            string
		largestEffect      float64
		largestN           int64
		reversing          string
		n                  int64
	}
	rows, err := collect(ctx, db, "finding_sensitivity", func(r *row) []any {
		return []any{&r.changes, &r.reversals, &r.effect, &r.largest, &r.largestEffect, &r.largestN, &r.reversing, &r.n}
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	r := rows[0]
	turns := "none turns the conclusion on the head start"
	if r.reversals > 0 {
		turns = fmt.Sprintf("%d turn the conclusion on the head start, so it is not settled (%s)", r.reversals, r.reversing)
	}
	text := fmt.Sprintf("Of %d changes of data and rules %s; the largest, %s, moves the effect of 12 months instead of 3 from %s (n = %d).",
		r.changes, turns, r.largest, words.PointsRange(r.effect, r.largestEffect), r.largestN)
	type reversal struct {
		conclusion  string
		verdicts, n int64
	}
	reversals, err := collect(ctx, db, "finding_reversal", func(v *reversal) []any { return []any{&v.conclusion, &v.verdicts, &v.n} })
	if err != nil {
		return nil, err
	}
	for _, v := range reversals {
		text += fmt.Sprintf(" It would take %s of %d the other way, picked to that end, for a longer head start to go with %s wins.",
			words.Number(int(v.verdicts), "verdict"), v.n, v.conclusion)
	}
	verdicts, err := collect(ctx, db, "finding_verdicts", func(v *[2]int64) []any { return []any{&v[0], &v[1]} })
	if err != nil {
		return nil, err
	}
	if len(verdicts) > 0 {
		text += fmt.Sprintf(" That first movers win more often than not hangs on %s: so many the other way, and the interval holds one half.",
			words.Number(int(verdicts[0][0]), "verdict")+fmt.Sprintf(" of %d", verdicts[0][1]))
	}
	return []tables.Finding{{ID: "sensitivity", Section: "change", Text: text, Value: &r.largestEffect, N: r.n}}, nil
}

func rulesFinding(ctx context.Context, db *transform.DB) ([]tables.Finding, error) {
	type row struct {
		rule                      string
		wins, n                   int64
		rate, lower, upper, level float64
		contradicts               int64
	}
	rows, err := collect(ctx, db, "finding_rules", func(r *row) []any {
		return []any{&r.rule, &r.wins, &r.n, &r.rate, &r.lower, &r.upper, &r.level, &r.contradicts}
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	var parts []string
	var n int64
	for _, r := range rows {
		parts = append(parts, fmt.Sprintf("by %q the first mover won %d of %d (%s, %s interval %s), against the curated verdict in %d",
			strings.ReplaceAll(r.rule, "_", " "), r.wins, r.n, words.Percent(r.rate), words.Percent(r.level), words.PercentRange(r.lower, r.upper), r.contradicts))
		n += r.n
	}
	return []tables.Finding{{ID: "win-rules", Section: "change", Text: words.Sentence(strings.Join(parts, "; ")) + ".", N: n}}, nil
}

func survivalFinding(ctx context.Context, db *transform.DB) ([]tables.Finding, error) {
	type row struct {
		estimate, lower, upper, level float64
		n, shutdowns, sales           int64
	}
	rows, err := collect(ctx, db, "finding_survival", func(r *row) []any {
		return []any{&r.estimate, &r.lower, &r.upper, &r.level, &r.n, &r.shutdowns, &r.sales}
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	r := rows[0]
	return []tables.Finding{{
		ID: "survival", Section: "survival",
		Text: fmt.Sprintf("Five years after its first rival came, a first mover is still running with %s (%s interval %s, n = %d, "+
			"of which %d were shut down and %d sold in the time that the data cover).",
			words.Percent(r.estimate), words.Percent(r.level), words.PercentRange(r.lower, r.upper), r.n, r.shutdowns, r.sales),
		Value: &r.estimate, Lower: &r.lower, Upper: &r.upper, Level: r.level, N: r.n,
	}}, nil
}
