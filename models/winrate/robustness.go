package winrate

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"headstart/models/bias"
	"headstart/transform"
)

// alpha is the level at which a finding counts as one.
const alpha = 1 - transform.Level // two-sided

// hidden is the odds ratio per doubling of the head start that an unmeasured
// cause is asked to have hidden: one that this many races would hardly find.
const hidden = 1.5

// writeRobustness fills the relations robustness and tipping_path: how strong
// an unmeasured cause, and how many wrong or missing outcomes, it would take
// to change what the registered hypotheses and the win rate say.
func writeRobustness(ctx context.Context, db *transform.DB, hypotheses []finding, entries, undecided []entry, primary string) error {
	var rows, paths [][]any
	row := func(measure, subject, rule, aim string, value, limit float64, e Estimate, unit string, n int) {
		rows = append(rows, []any{int64(len(rows) + 1), measure, subject, rule, aim, value, limit, e.Value, e.Lower, e.Upper, unit, int64(n)})
	}
	hypotheses = slices.SortedFunc(slices.Values(hypotheses), func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.id, b.id)) // the primary one first
	})
	for _, h := range hypotheses {
		if math.IsNaN(h.estimate.Value) {
			continue
		}
		of := ofRule(entries, h.rule)
		ratio, table := riskRatio(h, of)
		row("e_value", h.id, h.rule, "explain it away", bias.EValue(ratio.Value, 1), bias.EValue(bias.Limit(ratio.Lower, ratio.Upper, 1), 1), ratio, "risk ratio", h.n)
		if h.term == byHeadStart {
			actual := math.Sqrt(hidden)
			row("e_value", h.id, h.rule, fmt.Sprintf("hide an odds ratio of %g", hidden), bias.EValue(ratio.Value, actual),
				bias.EValue(bias.Limit(ratio.Lower, ratio.Upper, actual), actual), ratio, "risk ratio", h.n)
		}
		if table == nil {
			continue
		}
		p := Estimate{Value: table.P(1), Lower: math.NaN(), Upper: math.NaN()}
		aim, ask := "explain it away", table.Bound
		if p.Value >= alpha/2 {
			aim, ask = "hide a positive effect", table.Hiding
		}
		gamma, err := ask(alpha / 2)
		if err != nil {
			return fmt.Errorf("hypothesis %s: %w", h.id, err)
		}
		row("rosenbaum", h.id, h.rule, aim, gamma, math.NaN(), p, "odds", h.n)
	}
	all := specification{rule: primary, entries: ofRule(entries, primary)}
	open := append([]entry{}, ofRule(undecided, primary)...) // not nil, which would ask about wrong outcomes once more
	for _, kind := range []struct {
		name string
		pool []entry
	}{{"wrong outcomes", nil}, {"undecided races", open}} {
		for _, up := range []bool{true, false} {
			aim := map[bool]string{true: "show that a head start helps", false: "show that a head start hurts"}[up]
			path, reached, err := all.tip(kind.pool, up)
			if err != nil {
				return fmt.Errorf("%s: %w", kind.name, err)
			}
			for k, step := range path {
				paths = append(paths, []any{kind.name, aim, int64(k), step.race, int64(step.n), step.points.Value, step.points.Lower, step.points.Upper,
					transform.Level, reached && k == len(path)-1})
			}
			if len(path) > 0 {
				value := math.NaN()
				if reached {
					value = float64(len(path) - 1)
				}
				last := path[len(path)-1]
				row(kind.name, "effect of the head start", primary, aim, value, math.NaN(), last.points, "races", last.n)
			}
		}
	}
	if n := len(all.entries); n > 0 && len(open) > 0 {
		won := 0.0
		for _, e := range all.entries {
			won += e.won
		}
		total := float64(n + len(open))
		row("undecided races", "win rate", primary, "bounds if all had one outcome", math.NaN(), math.NaN(),
			Estimate{Value: won / float64(n), Lower: won / total, Upper: (won + float64(len(open))) / total}, "probability", n+len(open))
	}
	for _, won := range []float64{0, 1} {
		count, rate, ok := missing(all.entries, won)
		if ok {
			aim := map[float64]string{0: "show that first movers lose more often than they win", 1: "show that first movers win more often than they lose"}[won]
			row("races not in the data", "win rate", primary, aim, float64(count), math.NaN(), rate, "races", len(all.entries)+count)
		}
	}
	for _, h := range hypotheses {
		if h.term == "head_start_by_network" {
			if e, n, ok := networkBounds(ofRule(entries, h.rule)); ok {
				row("unknown networks", h.id, h.rule, "bounds over the networks not found", math.NaN(), math.NaN(), e, "log odds", n)
			}
		}
	}
	if err := db.Append(ctx, "robustness", slices.Values(rows)); err != nil {
		return err
	}
	return db.Append(ctx, "tipping_path", slices.Values(paths))
}

// riskRatio returns the effect of a hypothesis as a risk ratio: the square
// root of an odds ratio, since the outcome is common, or the ratio of two win
// rates; and the 2×2 table of an effect that is about two groups of races.
// A head start counts as treated from 12 months on.
func riskRatio(h finding, entries []entry) (Estimate, *bias.Table) {
	root := Estimate{Value: math.Exp(h.estimate.Value / 2), Lower: math.Exp(h.estimate.Lower / 2), Upper: math.Exp(h.estimate.Upper / 2)}
	treated := func(e entry) bool { return e.datedInMarket }
	switch h.term {
	case byHeadStart:
		treated = func(e entry) bool { return e.months >= 12 }
	case byNetwork:
		return root, nil
	}
	var t bias.Table
	for _, e := range entries {
		if treated(e) {
			t.Treated, t.TreatedWon = t.Treated+1, t.TreatedWon+int(e.won)
		} else {
			t.Others, t.OthersWon = t.Others+1, t.OthersWon+int(e.won)
		}
	}
	if h.term == byHeadStart {
		return root, &t
	}
	base := float64(t.OthersWon) / float64(t.Others)
	ratio := func(difference float64) float64 { return math.Max(1e-9, 1+difference/base) }
	return Estimate{Value: ratio(h.estimate.Value), Lower: ratio(h.estimate.Lower), Upper: ratio(h.estimate.Upper)}, &t
}

// tipped is one step of a path, with the race that was changed last.
type tipped struct {
	effect
	race string
}

// tip changes outcomes one at a time, the most influential first, until the
// interval of the slope excludes 0 from above (up) or from below: it turns
// outcomes of the races themselves or, from a pool of undecided races, decides
// them. The path starts with the races as they are; empty: they carry no
// slope. Not reached: not even all of the pool, or half of the races, suffice.
// A search of one race at a time finds few, and not always the fewest.
//
// How much an outcome moves the slope goes by the distance of its covariate
// from the mean.
func (s specification) tip(pool []entry, up bool) (path []tipped, reached bool, err error) {
	decide := pool != nil
	s.entries, pool = slices.Clone(s.entries), slices.Clone(pool)
	var of []sharing
	race, most := "", len(s.entries)/2
	if decide {
		most = len(pool)
	}
	for {
		if len(s.entries) == 0 {
			return path, false, nil
		}
		if decide || of == nil { // which races there are, and not how they went, says which are related
			of = sharings(s.entries)
		}
		e, err := s.askSlope(of)
		if err != nil || e.slope == nil {
			return path, false, err
		}
		path = append(path, tipped{e, race})
		if up && e.slope.Lower > 0 || !up && e.slope.Upper < 0 {
			return path, true, nil
		}
		mean := 0.0
		for _, e := range s.entries {
			mean += doublings(e.months) / float64(len(s.entries))
		}
		from := s.entries
		if decide {
			from = pool
		}
		best, gain := -1, 0.0
		for i, e := range from {
			pull := doublings(e.months) - mean
			if !up {
				pull = -pull
			}
			if decide {
				pull = math.Abs(pull)
			} else if e.won == 1 {
				pull = -pull
			}
			if pull > gain {
				best, gain = i, pull
			}
		}
		if best < 0 || len(path) > most {
			return path, false, nil
		}
		race = from[best].race
		if !decide {
			s.entries[best].won = 1 - s.entries[best].won
			continue
		}
		changed := pool[best]
		changed.won = 0
		if (doublings(changed.months) > mean) == up {
			changed.won = 1
		}
		s.entries, pool = append(s.entries, changed), slices.Delete(pool, best, best+1)
	}
}

// missing returns how many further races with one outcome, of platforms and
// markets that are in no other race, would make the interval of the win rate
// exclude one half on the side of that outcome. False: it does so already, or
// there is no race or no interval.
func missing(entries []entry, won float64) (count int, rate Estimate, ok bool) {
	if len(entries) == 0 {
		return 0, rate, false
	}
	entries = slices.Clone(entries)
	most := 10 * len(entries)
	for ; count <= most; count++ {
		rate, _ = winRate(entries, nil, sharings(entries))
		if won == 0 && rate.Upper < 0.5 || won == 1 && rate.Lower > 0.5 {
			return count, rate, count > 0
		}
		id := fmt.Sprint("missing ", count)
		entries = append(entries, entry{race: id, market: id, first: id, responder: id + " responder", won: won})
	}
	return 0, rate, false
}

// networkBounds returns the interaction of head start and network where it is
// known, and between which values it lies if the networks that were not found
// are as small or as large as 90% of those that were: each in turn takes the
// end that moves it further. n is all races.
func networkBounds(entries []entry) (e Estimate, n int, ok bool) {
	value := func(entries []entry) (float64, bool) {
		d, _ := designOf(byNetwork, entries)
		if !d.carries(len(d.Names)) {
			return 0, false
		}
		fit, err := estimate(d, firth)
		if err != nil {
			return 0, false
		}
		return fit.Firth[3], true
	}
	known := where(entries, func(e entry) bool { return e.responderUsers != nil })
	if e.Value, ok = value(known); !ok || len(known) == len(entries) {
		return e, 0, false
	}
	ends := networkEnds(known)
	small := slices.Clone(entries) // every network that was not found is small
	for i := range small {
		if small[i].responderUsers == nil {
			small[i].responderUsers = &ends[0]
		}
	}
	start, found := value(small)
	if !found {
		start = math.NaN()
	}
	for _, up := range []bool{false, true} {
		filled, best := slices.Clone(small), start
		for i := range filled {
			if entries[i].responderUsers != nil {
				continue
			}
			filled[i].responderUsers = &ends[1]
			if v, ok := value(filled); ok && (math.IsNaN(best) || (v > best) == up) {
				best = v
			} else {
				filled[i].responderUsers = &ends[0]
			}
		}
		if up {
			e.Upper = best
		} else {
			e.Lower = best
		}
	}
	return e, len(entries), true
}

// networkEnds are the 5% and 95% quantiles of the networks of the entries,
// which all know theirs.
func networkEnds(known []entry) [2]float64 {
	var users []float64
	for _, e := range known {
		users = append(users, *e.responderUsers)
	}
	return ends(users)
}
