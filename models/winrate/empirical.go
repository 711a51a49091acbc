package winrate

import (
	"context"
	"fmt"
	"math"
	"slices"

	"headstart/transform"
)

// Options of the room. The zero value is the default.
type Options struct {
	// Seed of the bootstraps and of the prior predictive check.
	Seed uint64 `mapstructure:"seed" json:"seed"`
	// Draws of each bootstrap; 0: 400.
	Draws int `mapstructure:"draws" json:"draws"`
}

// DefaultOptions returns the options of a run that says nothing else.
func DefaultOptions() Options { return Options{Seed: 20110121, Draws: 400} }

// entry is one row of race_design that counts.
type entry struct {
	race, rule, market, first, responder, pair string
	months, monthsLower, monthsUpper           float64
	network                                    *float64 // null: not known on both sides
	networkFlat                                *float64 // the same with every kind of network counted whole
	won                                        float64
}

func readEntries(ctx context.Context, db *transform.DB) ([]entry, error) {
	return transform.Collect(ctx, db, `
		select race_id, win_rule, market, first_mover, responder, pair, months, greatest(0, days_lower / 30.4375),
			greatest(0, days_upper / 30.4375), network, log10((1e6 + responder_users) / (1e6 + first_users)), cast(won as double)
		from race_design
		where counted
		order by win_rule, race_id`,
		func(e *entry) []any {
			return []any{&e.race, &e.rule, &e.market, &e.first, &e.responder, &e.pair, &e.months, &e.monthsLower, &e.monthsUpper,
				&e.network, &e.networkFlat, &e.won}
		})
}

// doublings is the covariate of the head start: log2(1 + months), so that a
// slope is per doubling of one month and the head start. Head starts run from
// days to sixteen years; in months themselves the few longest would decide.
func doublings(months float64) float64 { return math.Log2(1 + months) }

// The two models. The second needs both owners' networks, and two slopes.
const (
	byHeadStart = "head_start"
	byNetwork   = "head_start_network"
)

// design makes the design of a model from the entries that it can use, which
// it also returns.
func design(model string, entries []entry, months func(entry) float64) (Design, []entry) {
	d := Design{Names: []string{"head_start"}}
	if model == byNetwork {
		d.Names = append(d.Names, "network")
		entries = slices.DeleteFunc(slices.Clone(entries), func(e entry) bool { return e.network == nil })
	}
	for _, e := range entries {
		x := []float64{doublings(months(e))}
		if model == byNetwork {
			x = append(x, *e.network)
		}
		d.X = append(d.X, x)
		d.Won = append(d.Won, e.won)
	}
	return d, entries
}

func chosenMonths(e entry) float64 { return e.months }

// grid is the head starts, in months, at which curves are tabulated: finer
// where launches follow each other closely.
func grid() []float64 {
	var months []float64
	for m, step := 0.0, 0.5; m <= 192; m += step {
		months = append(months, m)
		switch m {
		case 12:
			step = 1
		case 36:
			step = 2
		case 60:
			step = 12
		}
	}
	return months
}

// fitted is a model fitted to the races of one win rule.
type fitted struct {
	rule, model string
	entries     []entry
	fit         *Regression
	byMarket    *Draws
	byPlatform  *Draws
}

// fitRule fits the models that the races of a rule can carry.
func fitRule(rule string, entries []entry, opt Options) ([]fitted, error) {
	var out []fitted
	for _, model := range []string{byHeadStart, byNetwork} {
		d, used := design(model, entries, chosenMonths)
		// One slope per eight of the rarer outcome; below that not even one.
		if d.Slopes() < len(d.Names) {
			continue
		}
		fit, err := Fit(d)
		if err != nil {
			return nil, fmt.Errorf("%s, %s: %w", rule, model, err)
		}
		f := fitted{rule: rule, model: model, entries: used, fit: fit}
		markets, platforms := make([]string, len(used)), make([]string, len(used))
		for i, e := range used {
			markets[i], platforms[i] = e.market, e.first
		}
		if f.byMarket, err = fit.Bootstrap(Resampling{Clusters: markets, Draws: opt.Draws, Seed: opt.Seed}); err != nil {
			return nil, fmt.Errorf("%s, %s, by market: %w", rule, model, err)
		}
		if f.byPlatform, err = fit.Bootstrap(Resampling{Clusters: platforms, Draws: opt.Draws, Seed: opt.Seed}); err != nil {
			return nil, fmt.Errorf("%s, %s, by platform: %w", rule, model, err)
		}
		out = append(out, f)
	}
	return out, nil
}

// band returns the FLIC probability at the covariates with the wider of the
// two bootstrap bands on either side.
func (f fitted) band(x []float64, level float64) Estimate {
	market, platform := f.byMarket.Band(x, level), f.byPlatform.Band(x, level)
	market.Lower, market.Upper = min(market.Lower, platform.Lower), max(market.Upper, platform.Upper)
	return market
}
