package winrate

import (
	"context"
	"fmt"
	"math"
	"slices"

	"headstart/models/cluster"
	"headstart/transform"

	"github.com/sourcegraph/conc/iter"
)

// specification is one way to ask the question: a win rule, a set of races
// and a reading of the head start.
type specification struct {
	rule, kind, subset string
	position           int
	entries            []entry
	at                 func(entry) float64          // covariate of a race; nil: doublings of its months
	months             func(months float64) float64 // the same of a head start
	weight             []float64                    // of each race; nil: one each
}

// effect is what a specification finds.
type effect struct {
	n, wins    int
	rate       Estimate
	rateMethod string
	slope      *Estimate // log odds, per doubling; nil: too few races for a slope
	method     string
	points     Estimate // P(12 months) - P(3 months)
}

// writeSensitivity asks the question in every way that the plan lists; single
// platforms and markets are left out of the primary rule alone.
func writeSensitivity(ctx context.Context, db *transform.DB, entries []entry, primary string) error {
	type set struct {
		kind, subset string
		position     int
	}
	type member struct {
		set
		race string
	}
	members, err := transform.Collect(ctx, db, "select race_id, kind, position, subset from race_subset order by kind, position, race_id",
		func(m *member) []any { return []any{&m.race, &m.kind, &m.position, &m.subset} })
	if err != nil {
		return err
	}
	var sets []set
	races := map[set]map[string]bool{}
	for _, m := range members {
		if races[m.set] == nil {
			sets, races[m.set] = append(sets, m.set), map[string]bool{}
		}
		races[m.set][m.race] = true
	}
	var all []specification
	for _, rule := range rules(entries) {
		every := ofRule(entries, rule)
		for _, s := range sets {
			all = append(all, specification{rule: rule, kind: s.kind, subset: s.subset, position: s.position,
				entries: where(every, func(e entry) bool { return races[s][e.race] })})
		}
		all = append(all,
			specification{rule: rule, kind: "launch", position: 1, subset: "shortest head starts that the claims allow", entries: every,
				at: func(e entry) float64 { return doublings(e.monthsLower) }},
			specification{rule: rule, kind: "launch", position: 2, subset: "longest head starts that the claims allow", entries: every,
				at: func(e entry) float64 { return doublings(e.monthsUpper) }},
			specification{rule: rule, kind: "form", position: 1, subset: "effect linear in the head start", entries: every,
				at: func(e entry) float64 { return e.months / 12 }, months: func(m float64) float64 { return m / 12 }},
			specification{rule: rule, kind: "first_mover_once", position: 1, subset: "each first mover once", entries: every, weight: once(every)},
		)
	}
	found, err := iter.MapErr(all, func(s *specification) (effect, error) { return s.ask() })
	if err != nil {
		return err
	}
	var rows [][]any
	for i, s := range all {
		if found[i].n > 0 {
			rows = append(rows, found[i].row(s))
		}
	}
	out, err := leaveOneOut(primary, ofRule(entries, primary))
	if err != nil {
		return err
	}
	rows = append(rows, out...)
	return db.Append(ctx, "sensitivity", slices.Values(rows))
}

func (f effect) row(s specification) []any {
	row := []any{s.rule, s.kind, int64(s.position), s.subset, int64(f.n), int64(f.wins), f.rate.Value, f.rate.Lower, f.rate.Upper, f.rateMethod}
	if f.slope == nil {
		return append(row, nil, nil, nil, nil, nil, nil, nil, transform.Level)
	}
	return append(row, f.slope.Value, f.slope.Lower, f.slope.Upper, f.method, f.points.Value, f.points.Lower, f.points.Upper, transform.Level)
}

// once gives the races of a first mover the weight of one race together.
func once(entries []entry) []float64 {
	races := map[string]float64{}
	for _, e := range entries {
		races[e.first]++
	}
	weight := make([]float64, len(entries))
	for i, e := range entries {
		weight[i] = 1 / races[e.first]
	}
	return weight
}

// ask fits the specification.
func (s specification) ask() (effect, error) {
	if len(s.entries) == 0 {
		return effect{}, nil
	}
	of := sharings(s.entries)
	f, err := s.askSlope(of)
	f.rate, f.rateMethod = winRate(s.entries, s.weight, of)
	for _, e := range s.entries {
		f.wins += int(e.won)
	}
	return f, err
}

// askSlope is ask of the slope alone, where races are related as of says.
func (s specification) askSlope(of []sharing) (effect, error) {
	f := effect{n: len(s.entries)}
	at, months := s.at, s.months
	if months == nil {
		months = doublings
	}
	d, _ := designOf(byHeadStart, s.entries)
	d.Weight = s.weight
	if at != nil {
		for i, e := range s.entries {
			d.X[i] = []float64{at(e)}
		}
	}
	// Within one range of the head start there is little of it to compare.
	if !d.carries(1) || s.kind == "head_start" {
		return f, nil
	}
	fit, err := estimate(d, firth)
	if unidentified(err) {
		return f, nil
	} else if err != nil {
		return f, fmt.Errorf("%s, %s: %w", s.rule, s.subset, err)
	}
	se, method := fit.widestErrors(of)
	slope := around(fit.Firth[1], se[1], transform.Level)
	f.slope, f.method = &slope, method[1]
	f.points = d.pointsOver(slope, months)
	return f, nil
}

// points returns by how much the probability with 12 months exceeds that with
// 3 where the slope is given and the intercept fits the observed rate, which
// is neither 0 nor 1.
func (d Design) points(slope float64, at func(months float64) float64) float64 {
	a := d.intercept(slope, 0)
	return logistic(a+slope*at(12)) - logistic(a+slope*at(3))
}

// intercept returns that which fits the observed rate, searched for from a.
func (d Design) intercept(slope, a float64) float64 {
	eta := make([]float64, len(d.X))
	for i, x := range d.X {
		eta[i] = slope * x[0]
	}
	_, won := d.counts()
	return shiftTo(won, eta, d.Weight, a)
}

// pointsOver returns points at the slope, and the least and the most over its
// interval: a very steep slope has won or lost by the third month already, so
// that the ends of the slope need not be those of the points.
func (d Design) pointsOver(slope Estimate, at func(months float64) float64) Estimate {
	const steps = 40
	e := Estimate{Value: d.points(slope.Value, at), Level: slope.Level}
	least, most, low, high := e.Value, e.Value, slope.Value, slope.Value
	a, before := 0.0, 0.0
	for k := range steps + 1 {
		b := slope.Lower + (slope.Upper-slope.Lower)*float64(k)/steps
		a, before = d.intercept(b, 2*a-before), a // searched for from where the last two lead to
		p := logistic(a+b*at(12)) - logistic(a+b*at(3))
		if p < least {
			least, low = p, b
		}
		if p > most {
			most, high = p, b
		}
	}
	e.Lower, e.Upper = d.points(low, at), d.points(high, at)
	return e
}

// winRate returns the share of races won and the widest of its clustered
// intervals, which are symmetric in the log odds. At a rate of 0 or 1 there is
// no such interval, and its ends are NaN.
func winRate(entries []entry, weight []float64, of []sharing) (Estimate, string) {
	total, wins := 0.0, 0.0
	d := Design{Weight: weight}
	for i, e := range entries {
		total, wins = total+d.weight(i), wins+d.weight(i)*e.won
	}
	rate := wins / total
	scores := make([]float64, len(entries))
	for i, e := range entries {
		scores[i] = d.weight(i) * (e.won - rate) / total
	}
	out := Estimate{Value: rate, Level: transform.Level}
	var name string
	out.SE, name = widestOf(of, scores)
	out.Lower, out.Upper = cluster.LogitInterval(rate, out.SE, transform.Level)
	return out, name
}

// leaveOneOut returns one row for all platforms left out in turn, and one for
// all markets: the range of the rate and of the effect.
func leaveOneOut(rule string, entries []entry) ([][]any, error) {
	var rows [][]any
	for position, by := range []struct {
		of   string
		list func(e entry) []string
	}{
		{"platform", func(e entry) []string { return []string{e.first, e.responder} }},
		{"market", func(e entry) []string { return []string{e.market} }},
	} {
		var names []string
		for _, e := range entries {
			names = append(names, by.list(e)...)
		}
		slices.Sort(names)
		names = slices.Compact(names)
		if len(names) < 2 {
			continue
		}
		rates := make([]float64, len(names))
		effects, err := iter.MapErr(names, func(name *string) (float64, error) {
			rest := where(entries, func(e entry) bool { return !slices.Contains(by.list(e), *name) })
			d, _ := designOf(byHeadStart, rest)
			n, won := d.counts()
			rates[slices.Index(names, *name)] = won / n // NaN without any
			return refit{rest, byHeadStart}.points()
		})
		if err != nil {
			return nil, fmt.Errorf("sensitivity, %s, without one %s: %w", rule, by.of, err)
		}
		lowRate, highRate := span(rates)
		lowEffect, highEffect := span(effects)
		method := fmt.Sprintf("range over %d", len(names))
		rows = append(rows, []any{rule, "leave_one_out", int64(position + 1), "without one " + by.of, int64(len(entries)), nil, nil, lowRate, highRate,
			method, nil, nil, nil, method, nil, lowEffect, highEffect, nil})
	}
	return rows, nil
}

// span returns the least and the largest of the values that are numbers; nil
// where none is.
func span(values []float64) (low, high any) {
	values = slices.DeleteFunc(slices.Clone(values), math.IsNaN)
	if len(values) == 0 {
		return nil, nil
	}
	return slices.Min(values), slices.Max(values)
}
