package winrate

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"headstart/transform"
)

// hypothesis is one that the data package registers.
type hypothesis struct {
	id, kind, rule, term, expected, waves string
}

// finding is what one set of races says of a hypothesis.
type finding struct {
	hypothesis
	position  int
	races     string
	n         int
	estimate  Estimate // Value NaN: too few races
	method    string
	p, adjust float64 // NaN: none
}

// since is the position of the races collected since the registration; those
// of single waves come after it.
const since = 3

// terms are what a hypothesis can be about: each gives the estimate, which is
// 0 where there is no effect, its widest standard error, which that is, and the
// races that it rests on. False: they cannot carry it.
var terms = map[string]func(entries []entry) (value, se float64, method string, n int, ok bool, err error){
	"head_start": func(e []entry) (float64, float64, string, int, bool, error) {
		return coefficientOf(byHeadStart, "head_start", e)
	},
	"head_start_by_network": func(e []entry) (float64, float64, string, int, bool, error) {
		return coefficientOf(byNetwork, product, e)
	},
	"launches_dated_in_market": datedInMarket,
}

// coefficientOf fits the model and returns one of its coefficients.
func coefficientOf(model, name string, entries []entry) (value, se float64, method string, n int, ok bool, err error) {
	d, used := designOf(model, entries)
	if d.Slopes() < 1 || len(used) < 4*(len(d.Names)+1) {
		return 0, 0, "", len(used), false, nil
	}
	fit, err := Fit(d)
	if err != nil {
		return 0, 0, "", 0, false, err
	}
	errors, methods := fit.widestErrors(used)
	k := slices.Index(fit.Names, name)
	return fit.Firth[k], errors[k], methods[k], len(used), true, nil
}

// datedInMarket returns by how much the win rate of races with both launches
// dated in the market exceeds that of the others.
func datedInMarket(entries []entry) (value, se float64, method string, n int, ok bool, err error) {
	var races, won [2]float64
	side := func(e entry) int {
		if e.datedInMarket {
			return 1
		}
		return 0
	}
	for _, e := range entries {
		races[side(e)]++
		won[side(e)] += e.won
	}
	if min(races[0], races[1]) < 5 {
		return 0, 0, "", len(entries), false, nil
	}
	scores := make([]float64, len(entries))
	for i, e := range entries {
		k := side(e)
		scores[i] = float64(2*k-1) * (e.won - won[k]/races[k]) / races[k]
	}
	se, method = widestOf(entries, scores)
	return won[1]/races[1] - won[0]/races[0], se, method, len(entries), true, nil
}

// writeHypotheses sets every registered hypothesis against the races known
// when it was registered, those collected since, each wave, and all, and
// returns what all say.
func writeHypotheses(ctx context.Context, db *transform.DB, entries []entry) ([]finding, error) {
	registered, err := transform.Collect(ctx, db, `
		select hypothesis.hypothesis_id, hypothesis.kind, win_rule.win_rule, hypothesis.term, hypothesis.expected, hypothesis.waves_known
		from hypothesis
		join win_rule on win_rule.outcome = hypothesis.outcome
		order by hypothesis.line`,
		func(h *hypothesis) []any { return []any{&h.id, &h.kind, &h.rule, &h.term, &h.expected, &h.waves} })
	if err != nil {
		return nil, err
	}
	var found []finding
	for _, h := range registered {
		ask := terms[h.term]
		if ask == nil {
			return nil, fmt.Errorf("hypothesis %s: unknown term %q; write one of those that data/datapackage.json lists", h.id, h.term)
		}
		every := ofRule(entries, h.rule)
		known := strings.Split(h.waves, ";")
		isKnown := func(e entry) bool { return slices.Contains(known, strconv.Itoa(e.wave)) }
		sets := []finding{{races: "all", position: 1}, {races: "known when registered", position: 2}, {races: "collected since", position: since}}
		waves := map[int]bool{}
		for _, e := range every {
			waves[e.wave] = true
		}
		for wave := range waves {
			sets = append(sets, finding{races: "wave " + strconv.Itoa(wave), position: since + wave})
		}
		slices.SortFunc(sets, func(a, b finding) int { return cmp.Compare(a.position, b.position) })
		for _, f := range sets {
			f.hypothesis = h
			rest := where(every, func(e entry) bool {
				switch f.position {
				case 1:
					return true
				case 2:
					return isKnown(e)
				case since:
					return !isKnown(e)
				}
				return e.wave == f.position-since
			})
			value, se, method, n, ok, err := ask(rest)
			if err != nil {
				return nil, fmt.Errorf("hypothesis %s, %s: %w", h.id, f.races, err)
			}
			f.n, f.method, f.p, f.adjust = n, method, math.NaN(), math.NaN()
			if f.estimate = (Estimate{Value: math.NaN(), Lower: math.NaN(), Upper: math.NaN()}); ok {
				f.estimate, f.p = around(value, se, transform.Level), twoSided(value, se)
			}
			found = append(found, f)
		}
	}
	holm(found)
	rows := make([][]any, len(found))
	for i, f := range found {
		rows[i] = []any{f.id, f.rule, int64(f.position), f.races, int64(f.n), f.estimate.Value, f.estimate.Lower, f.estimate.Upper,
			transform.Level, f.method, f.p, f.adjust, f.verdict()}
	}
	found = slices.DeleteFunc(found, func(f finding) bool { return f.position != 1 })
	return found, db.Append(ctx, "hypothesis_result", slices.Values(rows))
}

// holm adjusts the p values of the secondary hypotheses for each other, within
// each set of races: the k-th smallest of m is multiplied by m - k + 1, and
// none falls below one before it (Holm 1979, Scandinavian Journal of
// Statistics 6). The primary one stands alone.
func holm(found []finding) {
	sets := map[string][]*finding{}
	for i := range found {
		f := &found[i]
		switch {
		case math.IsNaN(f.p):
		case f.kind == "primary":
			f.adjust = f.p
		default:
			sets[f.races] = append(sets[f.races], f)
		}
	}
	for _, set := range sets {
		slices.SortFunc(set, func(a, b *finding) int { return cmp.Compare(a.p, b.p) })
		last := 0.0
		for k, f := range set {
			last = max(last, min(1, float64(len(set)-k)*f.p))
			f.adjust = last
		}
	}
}

// verdict says what the interval leaves of what was expected. Only races
// collected since the hypothesis was registered can test it. An interval
// around 0 does not show that there is no effect.
func (f finding) verdict() string {
	e := f.estimate
	zero := e.Lower <= 0 && e.Upper >= 0
	switch {
	case f.position != since:
		return "not a test"
	case f.n == 0:
		return "no race yet"
	case math.IsNaN(e.Value):
		return "too few races"
	case zero && f.expected == "zero":
		return "not contradicted"
	case zero:
		return "open"
	case f.expected == "zero", (f.expected == "positive") != (e.Value > 0):
		return "contradicted"
	}
	return "supported"
}
