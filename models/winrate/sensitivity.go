package winrate

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"

	"headstart/transform"

	"golang.org/x/sync/errgroup"
)

// variant is one change of data or rule, and what it does.
type variant struct {
	kind, change     string
	entries          []entry
	months           func(entry) float64
	network          func(entry) *float64 // also in the model, where given
	inMonths         bool                 // the head start itself as covariate, in years
	n                int
	baseRate, effect float64
	slope            Estimate
}

// writeSensitivity refits the regression on the head start under every
// change, and orders the changes by how far they move the effect.
func writeSensitivity(ctx context.Context, db *transform.DB, entries []entry) error {
	variants := changes(entries)
	if len(variants) == 0 {
		return nil
	}
	carried := make([]bool, len(variants))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range variants {
		group.Go(func() (err error) {
			if carried[i], err = variants[i].refit(); err != nil {
				return fmt.Errorf("sensitivity, %s: %w", variants[i].change, err)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	kept := variants[:0]
	for i, v := range variants {
		if carried[i] {
			kept = append(kept, v)
		}
	}
	if len(kept) == 0 || kept[0].kind != "as_is" {
		return nil
	}
	asIs, others := kept[0], kept[1:]
	slices.SortStableFunc(others, func(a, b variant) int {
		return cmp.Or(-cmp.Compare(math.Abs(a.effect-asIs.effect), math.Abs(b.effect-asIs.effect)), cmp.Compare(a.change, b.change))
	})
	rows := make([][]any, len(kept))
	for i, v := range kept {
		rows[i] = []any{int64(i + 1), v.kind, v.change, int64(v.n), v.baseRate, v.baseRate - asIs.baseRate, v.effect,
			v.effect - asIs.effect, v.slope.Value, v.slope.Lower, v.slope.Upper, transform.Level, v.conclusion() != asIs.conclusion()}
	}
	return db.Append(ctx, "sensitivity", slices.Values(rows))
}

// conclusion is 0 where the head start does not tell, else the sign of its
// slope.
func (v variant) conclusion() int {
	switch {
	case v.slope.Lower > 0:
		return 1
	case v.slope.Upper < 0:
		return -1
	}
	return 0
}

// refit fits the variant; false: its races cannot carry a slope.
func (v *variant) refit() (bool, error) {
	at := doublings
	if v.inMonths {
		at = func(months float64) float64 { return months / 12 }
	}
	d, used := design(v.entries, func(e entry) float64 { return at(v.months(e)) }, v.network)
	middle := 0.0 // of the network, at which the effect is taken
	if v.network != nil {
		for _, x := range d.X {
			middle += x[1] / float64(len(used))
		}
	}
	if d.Slopes() < len(d.Names) {
		return false, nil
	}
	fit, err := Fit(d)
	if err != nil {
		return false, err
	}
	v.n, v.baseRate = int(fit.N), fit.Events/fit.N
	base := fit.FLIC[0]
	if v.network != nil {
		base += fit.FLIC[2] * middle
	}
	p := func(months float64) float64 { return logistic(base + fit.FLIC[1]*at(months)) }
	v.effect = p(12) - p(3)
	v.slope, _ = fit.interval(unit(len(fit.Names), 1), transform.Level) // an end that is not certified is null
	return true, nil
}

// changes lists the run as it is, then every change.
func changes(entries []entry) []variant {
	chosenMonths := func(e entry) float64 { return e.months }
	curated := ofRule(entries, "curated")
	out := []variant{{kind: "as_is", change: "as it is", entries: curated, months: chosenMonths}}
	for _, rule := range rules(entries) {
		if rule != "curated" {
			out = append(out, variant{kind: "win_rule", change: "win rule " + rule,
				entries: ofRule(entries, rule), months: chosenMonths})
		}
	}
	out = append(out,
		variant{kind: "launch", change: "shortest head starts that the claims allow", entries: curated,
			months: func(e entry) float64 { return e.monthsLower }},
		variant{kind: "launch", change: "longest head starts that the claims allow", entries: curated,
			months: func(e entry) float64 { return e.monthsUpper }},
		variant{kind: "form", change: "effect linear in the head start", entries: curated, months: chosenMonths, inMonths: true},
		variant{kind: "network", change: "only races with both networks known", months: chosenMonths,
			entries: where(curated, func(e entry) bool { return e.network != nil })},
		variant{kind: "network", change: "with the owners' networks in the model", entries: curated, months: chosenMonths,
			network: knownNetwork},
		variant{kind: "network", change: "with the networks, every kind counted whole", entries: curated, months: chosenMonths,
			network: func(e entry) *float64 { return e.networkFlat }},
		variant{kind: "race", change: "without Mi Chat against WeChat", months: chosenMonths,
			entries: where(curated, func(e entry) bool { return !e.founding })},
	)
	var markets, platforms []string
	for _, e := range curated {
		markets = append(markets, e.market)
		platforms = append(platforms, e.first, e.responder)
	}
	for _, names := range []*[]string{&markets, &platforms} {
		slices.Sort(*names)
		*names = slices.Compact(*names)
	}
	for _, m := range markets {
		out = append(out, variant{kind: "market", change: "without market " + m, months: chosenMonths,
			entries: where(curated, func(e entry) bool { return e.market != m })})
	}
	for _, p := range platforms {
		out = append(out, variant{kind: "platform", change: "without platform " + p, months: chosenMonths,
			entries: where(curated, func(e entry) bool { return e.first != p && e.responder != p })})
	}
	return out
}
