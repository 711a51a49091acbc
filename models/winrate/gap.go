package winrate

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"headstart/transform"

	"github.com/sourcegraph/conc/iter"
)

// gap is an unknown cell of the data, and the answer that it moves.
type gap struct {
	kind, race, answer string
	ends               [2]string  // what may be found
	effects            [2]float64 // of 12 months instead of 3, if that is found
	now                float64    // the same as the data are
	n                  int        // races behind the answer as it is
	change             func(entries []entry, end int) []entry
}

// refit is a set of races and the model that gives the effect.
type refit struct {
	entries []entry
	model   string
}

// typical is the responder's network at which the model with the network says
// its effect.
const typical = 100e6

// points returns the effect of 12 months of head start instead of 3; NaN where
// the races cannot carry it.
func (r refit) points() (float64, error) {
	d, _ := designOf(r.model, r.entries)
	if !d.carries(len(d.Names)) {
		return math.NaN(), nil
	}
	fit, err := estimate(d, firth)
	if unidentified(err) {
		return math.NaN(), nil
	} else if err != nil {
		return math.NaN(), err
	}
	slope := fit.Firth[1]
	if r.model == byNetwork {
		slope += fit.Firth[3] * covariates(byNetwork, 0, typical)[1]
	}
	return d.points(slope, doublings), nil
}

// writeGaps fills the relation gap: what the answer would be if an unknown
// cell were found at either end of what it may hold. Outcomes and launch dates
// move the primary answer, networks the model that has them, and figures about
// 36 months on the answer at that time. The ends of dates and networks are the
// 5% and 95% quantiles of the known ones of their kind.
func writeGaps(ctx context.Context, db *transform.DB, entries, undecided []entry, primary string) error {
	decided, early := ofRule(entries, primary), ofRule(entries, "leader_36")
	base := map[string]refit{"primary": {decided, byHeadStart}, "with the network": {decided, byNetwork}, "leader_36": {early, byHeadStart}}
	var all []gap
	add := func(kind, answer string, e entry, ends [2]string, change func(entries []entry, end int) []entry) {
		all = append(all, gap{kind: kind, race: e.race, answer: answer, ends: ends, change: change})
	}
	for _, of := range []struct {
		kind, answer, rule string
		months             float64 // after the entry, from when on there can be evidence
	}{{"outcome", "primary", primary, 12}, {"users at 36 months", "leader_36", "leader_36", 24}} {
		for _, e := range where(ofRule(undecided, of.rule), func(e entry) bool { return e.since >= of.months }) {
			add(of.kind, of.answer, e, [2]string{"responder", "first_mover"}, func(entries []entry, end int) []entry {
				e.won = float64(end)
				return append(entries, e)
			})
		}
	}
	replace := func(entries []entry, race string, change func(e *entry)) []entry {
		change(&entries[slices.IndexFunc(entries, func(e entry) bool { return e.race == race })])
		return entries
	}
	var leads []float64
	for _, e := range decided {
		if e.datedInMarket {
			leads = append(leads, e.months)
		}
	}
	known := where(decided, func(e entry) bool { return e.responderUsers != nil })
	for _, e := range decided {
		if !e.datedInMarket && e.market != "WLD" && len(leads) > 1 {
			months := ends(leads)
			add("launch dates", "primary", e, [2]string{fmt.Sprintf("%.1f months", months[0]), fmt.Sprintf("%.1f months", months[1])},
				func(entries []entry, end int) []entry {
					return replace(entries, e.race, func(e *entry) { e.months = months[end] })
				})
		}
		if e.responderUsers == nil && len(known) > 1 {
			users := networkEnds(known)
			add("network", "with the network", e, [2]string{fmt.Sprintf("%.3g million users", users[0]/1e6), fmt.Sprintf("%.3g million users", users[1]/1e6)},
				func(entries []entry, end int) []entry {
					return replace(entries, e.race, func(e *entry) { e.responderUsers = &users[end] })
				})
		}
	}
	now, races := map[string]float64{}, map[string]int{}
	for answer, r := range base {
		_, used := designOf(r.model, r.entries)
		races[answer] = len(used)
		value, err := r.points()
		if err != nil {
			return fmt.Errorf("gaps, %s: %w", answer, err)
		}
		now[answer] = value
	}
	if _, err := iter.MapErr(all, func(g *gap) (_ any, err error) {
		r := base[g.answer]
		for k := range g.effects {
			if g.effects[k], err = (refit{g.change(slices.Clone(r.entries), k), r.model}).points(); err != nil {
				return nil, fmt.Errorf("gaps, %s of %s: %w", g.kind, g.race, err)
			}
		}
		g.now, g.n = now[g.answer], races[g.answer]
		return nil, nil
	}); err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(g gap) bool { return math.IsNaN(g.move()) })
	size := func(g gap) float64 { return math.Round(g.move() * 1e9) } // equal ones differ by rounding
	rank := func(g gap) int { return slices.Index([]string{"primary", g.answer}, g.answer) }
	slices.SortFunc(all, func(a, b gap) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(size(b), size(a)), cmp.Compare(a.kind, b.kind), cmp.Compare(a.race, b.race))
	})
	rows := make([][]any, len(all))
	for i, g := range all {
		rows[i] = []any{int64(i + 1), g.kind, g.race, g.answer, g.ends[0], g.ends[1], g.now, g.effects[0], g.effects[1], g.move(), int64(g.n)}
	}
	return db.Append(ctx, "gap_effect", slices.Values(rows))
}

// move is by how much the answer may change.
func (g gap) move() float64 {
	return max(math.Abs(g.effects[0]-g.now), math.Abs(g.effects[1]-g.now))
}

// ends returns the 5% and 95% quantiles, which are values of the list.
func ends(values []float64) [2]float64 {
	values = slices.Sorted(slices.Values(values))
	last := float64(len(values) - 1)
	return [2]float64{values[int(math.Round(0.05*last))], values[int(math.Round(0.95*last))]}
}
