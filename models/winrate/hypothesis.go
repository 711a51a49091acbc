package winrate

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"headstart/transform"
)

// hypothesis is one that the data package registers.
type hypothesis struct {
	id, kind, rule, term, waves string
}

// finding is what one set of races says of a hypothesis.
type finding struct {
	hypothesis
	position int
	races    string
	n        int
	estimate Estimate // Value NaN: too few races
}

// since is the position of the races collected since the registration; those
// of single waves come after it.
const since = 3

// asked is the estimate of a term, which is 0 where there is no effect, its
// widest standard error, which that is, and the races that it rests on.
type asked struct {
	value, se float64
	method    string
	n         int
	ok        bool // the races can carry it
}

// terms are what a hypothesis can be about.
var terms = map[string]func(entries []entry) (asked, error){
	"head_start":               func(e []entry) (asked, error) { return coefficientOf(byHeadStart, "head_start", e) },
	"head_start_by_network":    func(e []entry) (asked, error) { return coefficientOf(byNetwork, product, e) },
	"launches_dated_in_market": datedInMarket,
}

// coefficientOf fits the model and asks for one of its coefficients.
func coefficientOf(model, name string, entries []entry) (asked, error) {
	d, used := designOf(model, entries)
	a := asked{n: len(used)}
	if !d.carries(1) || a.n < 4*(len(d.Names)+1) {
		return a, nil
	}
	fit, err := Fit(d)
	if unidentified(err) {
		return a, nil
	} else if err != nil {
		return a, err
	}
	errors, methods := fit.widestErrors(sharings(used))
	k := slices.Index(fit.Names, name)
	a.value, a.se, a.method, a.ok = fit.Firth[k], errors[k], methods[k], true
	return a, nil
}

// datedInMarket asks by how much the win rate of races with both launches
// dated in the market exceeds that of the others.
func datedInMarket(entries []entry) (asked, error) {
	a := asked{n: len(entries)}
	var races, won [2]float64
	side := make([]int, len(entries))
	for i, e := range entries {
		if e.datedInMarket {
			side[i] = 1
		}
		races[side[i]]++
		won[side[i]] += e.won
	}
	if min(races[0], races[1]) < 5 {
		return a, nil
	}
	scores := make([]float64, len(entries))
	for i, k := range side {
		scores[i] = float64(2*k-1) * (entries[i].won - won[k]/races[k]) / races[k]
	}
	a.value, a.ok = won[1]/races[1]-won[0]/races[0], true
	a.se, a.method = widestOf(sharings(entries), scores)
	return a, nil
}

// writeHypotheses sets every registered hypothesis against the races known
// when it was registered, those collected since, each wave, and all, and
// returns what all say.
func writeHypotheses(ctx context.Context, db *transform.DB, entries []entry) ([]finding, error) {
	registered, err := transform.Collect(ctx, db, `
		select hypothesis.hypothesis_id, hypothesis.kind, win_rule.win_rule, hypothesis.term, hypothesis.waves_known
		from hypothesis
		join win_rule on win_rule.outcome = hypothesis.outcome
		order by hypothesis.line`,
		func(h *hypothesis) []any { return []any{&h.id, &h.kind, &h.rule, &h.term, &h.waves} })
	if err != nil {
		return nil, err
	}
	var found []finding
	var rows [][]any
	for _, h := range registered {
		ask := terms[h.term]
		if ask == nil {
			return nil, fmt.Errorf("hypothesis %s: unknown term %q; write one of those that data/datapackage.json lists", h.id, h.term)
		}
		every := ofRule(entries, h.rule)
		known := strings.Split(h.waves, ";")
		isKnown := func(e entry) bool { return slices.Contains(known, strconv.Itoa(e.wave)) }
		waves := map[int]bool{}
		for _, e := range every {
			waves[e.wave] = true
		}
		sets := []finding{{races: "all", position: 1}, {races: "known when registered", position: 2}, {races: "collected since", position: since}}
		for _, wave := range slices.Sorted(maps.Keys(waves)) {
			sets = append(sets, finding{races: "wave " + strconv.Itoa(wave), position: since + wave})
		}
		for i, f := range sets {
			a, err := ask(where(every, func(e entry) bool {
				switch i {
				case 0:
					return true
				case 1:
					return isKnown(e)
				case 2:
					return !isKnown(e)
				}
				return e.wave == f.position-since
			}))
			if err != nil {
				return nil, fmt.Errorf("hypothesis %s, %s: %w", h.id, f.races, err)
			}
			if !a.ok {
				a.value, a.se = math.NaN(), math.NaN()
			}
			f.hypothesis, f.n, f.estimate = h, a.n, around(a.value, a.se, transform.Level)
			if i == 0 {
				found = append(found, f)
			}
			rows = append(rows, []any{h.id, h.rule, int64(f.position), f.races, int64(f.n), a.value, a.se, a.method})
		}
	}
	return found, db.Append(ctx, "work.hypothesis_estimate", slices.Values(rows))
}
