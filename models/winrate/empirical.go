package winrate

import (
	"context"
	"fmt"
	"math"
	"slices"

	"headstart/transform"
)

// Options of the room. DefaultOptions is what a run takes.
type Options struct {
	// Seed of the bootstraps and of the prior predictive check.
	Seed uint64 `mapstructure:"seed" json:"seed"`
	// Draws of each bootstrap; 0: 1,000.
	Draws int `mapstructure:"draws" json:"draws"`
}

// DefaultOptions returns the options of a run that says nothing else.
func DefaultOptions() Options { return Options{Seed: 20110121, Draws: 400} }

// entry is one row of race_design that counts.
type entry struct {
	race, rule, market, first, responder string
	months, monthsLower, monthsUpper     float64
	network                              *float64 // null: not known on both sides
	networkFlat                          *float64 // the same with every kind of network counted whole
	won                                  float64
	founding                             bool // the race that the bet is about
}

func readEntries(ctx context.Context, db *transform.DB) ([]entry, error) {
	return transform.Collect(ctx, db, `
		select race_id, win_rule, market, first_mover, responder, months, greatest(0, days_lower / 30.4375),
			greatest(0, days_upper / 30.4375), network, log10((1e6 + responder_users) / (1e6 + first_users)), cast(won as double),
			race_id in (select race_id from founding_race)
		from race_design
		where counted
		order by win_rule, race_id`,
		func(e *entry) []any {
			return []any{&e.race, &e.rule, &e.market, &e.first, &e.responder, &e.months, &e.monthsLower, &e.monthsUpper,
				&e.network, &e.networkFlat, &e.won, &e.founding}
		})
}

// where returns the entries that keep keeps.
func where(entries []entry, keep func(entry) bool) []entry {
	return slices.DeleteFunc(slices.Clone(entries), func(e entry) bool { return !keep(e) })
}

// ofRule returns the entries of one win rule.
func ofRule(entries []entry, rule string) []entry {
	return where(entries, func(e entry) bool { return e.rule == rule })
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

// design makes a design of two covariates: what headStart says of an entry,
// and network, which is left out where it is nil. It also returns the entries
// used: those of which the network is known, where it is asked for.
func design(entries []entry, headStart func(entry) float64, network func(entry) *float64) (Design, []entry) {
	d := Design{Names: []string{"head_start"}}
	if network != nil {
		d.Names = append(d.Names, "network")
		entries = where(entries, func(e entry) bool { return network(e) != nil })
	}
	for _, e := range entries {
		x := []float64{headStart(e)}
		if network != nil {
			x = append(x, *network(e))
		}
		d.X = append(d.X, x)
		d.Won = append(d.Won, e.won)
	}
	return d, entries
}

// inDoublings and knownNetwork are the covariates of the published models.
func inDoublings(e entry) float64   { return doublings(e.months) }
func knownNetwork(e entry) *float64 { return e.network }

// covariate returns the network that a model asks for, nil where it does not.
func covariate(model string) func(entry) *float64 {
	if model == byNetwork {
		return knownNetwork
	}
	return nil
}

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
		d, used := design(entries, inDoublings, covariate(model))
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

// curve is the fit as the tables keep it, so that whoever reads them gets the
// same answers.
func (f fitted) curve() Curve {
	return Curve{FLIC: f.fit.FLIC, Draws: [][][]float64{f.byMarket.FLIC, f.byPlatform.FLIC}}
}
