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
	// Draws of each bootstrap and simulation; 0: 1,000.
	Draws int `mapstructure:"draws" json:"draws"`
}

// DefaultOptions returns the options of a run that says nothing else.
func DefaultOptions() Options { return Options{Seed: 20110121, Draws: 400} }

// fewestDraws are needed for a share or an end of an interval, and mostDraws is how many times a regression may be fitted again.
const fewestDraws, mostDraws = 40, 5_000

// Check returns an error for options that cannot be as they are.
func (o Options) Check() error {
	if o.Draws != 0 && o.Draws < fewestDraws || o.Draws > mostDraws {
		return fmt.Errorf("winrate.draws is %d: must be 0, for 1,000, or from %d to %d, such as %d", o.Draws, fewestDraws, mostDraws, DefaultOptions().Draws)
	}
	return nil
}

// entry is one row of race_design that counts.
type entry struct {
	race, rule, market, first, responder string
	months, monthsLower, monthsUpper     float64
	responderUsers                       *float64 // transferable, of the responder's owner; null: not known
	wave                                 int      // of collection; 0: not stated
	datedInMarket                        bool     // both launches are dated in the market of the race
	decided                              bool     // by the rule
	won                                  float64
	founding                             bool    // the race that the bet is about
	since                                float64 // months from the responder's launch to the last day of the data
}

// readEntries returns the races that a rule decides, and those that it does not.
func readEntries(ctx context.Context, db *transform.DB) (decided, undecided []entry, err error) {
	all, err := transform.Collect(ctx, db, `
		select design.race_id, design.win_rule, design.market, design.first_mover, design.responder, design.months,
			greatest(0, design.days_lower / 30.4375), greatest(0, design.days_upper / 30.4375), design.responder_network,
			coalesce(race.wave, 0), coalesce(race.first_launch_kind = 'local' and race.responder_launch_kind = 'local', false), design.counted,
			cast(coalesce(design.won, 0) as double), design.race_id in (select race_id from founding_race),
			cast(coalesce(days_between(race.responder_launch_start, (select max(period_end) from observation)), 0) as double) / 30.4375
		from race_design as design
		join race using (race_id)
		join win_rule using (win_rule)
		where design.counted is not null
		order by win_rule.position, design.race_id`,
		func(e *entry) []any {
			return []any{&e.race, &e.rule, &e.market, &e.first, &e.responder, &e.months, &e.monthsLower, &e.monthsUpper,
				&e.responderUsers, &e.wave, &e.datedInMarket, &e.decided, &e.won, &e.founding, &e.since}
		})
	return where(all, func(e entry) bool { return e.decided }), where(all, func(e entry) bool { return !e.decided }), err
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

// The two models. The second lets the slope of the head start depend on the
// network of the responder's owner.
const (
	byHeadStart = "head_start"
	byNetwork   = "head_start_by_network"
)

// product is the name of the interaction of the second model.
const product = "head_start x network"

// covariateNames are those of a model.
var covariateNames = map[string][]string{byHeadStart: {"head_start"}, byNetwork: {"head_start", "network", product}}

// covariates returns the values of those of a model: the head start in months
// as doublings, the transferable users of the responder's owner as log10 of one
// plus millions, and their product.
func covariates(model string, months, users float64) []float64 {
	if model == byHeadStart {
		return []float64{doublings(months)}
	}
	network := math.Log10(1 + users/1e6)
	return []float64{doublings(months), network, doublings(months) * network}
}

// DesignOf makes the design of a model, head_start or head_start_by_network,
// and returns the races used: the second model needs the transferable users of
// the responder's owner, nil where they are not known.
func DesignOf[Race any](model string, races []Race, of func(Race) (months float64, users *float64, won float64)) (d Design, used []Race) {
	used = races
	if model == byNetwork {
		used = slices.DeleteFunc(slices.Clone(races), func(r Race) bool { _, users, _ := of(r); return users == nil })
	}
	d = Design{Names: covariateNames[model], X: make([][]float64, len(used)), Won: make([]float64, len(used))}
	for i, r := range used {
		months, users, won := of(r)
		network := 0.0
		if users != nil {
			network = *users
		}
		d.X[i], d.Won[i] = covariates(model, months, network), won
	}
	return d, used
}

func designOf(model string, entries []entry) (Design, []entry) {
	return DesignOf(model, entries, func(e entry) (float64, *float64, float64) { return e.months, e.responderUsers, e.won })
}

// fitted is a model fitted to the races of one win rule.
type fitted struct {
	rule, model string
	entries     []entry
	fit         *Regression
	over        []resampling  // of its races; nil: no curve is wanted
	draws       [][][]float64 // refits of each
}

// resampling is a bootstrap over what a word of the tables says.
type resampling struct {
	over string
	Resampling
}

// resamplings returns the bootstraps over markets and over first movers. What all races share cannot be resampled, so one
// of the two may be all that there is; where they share both, races are resampled one by one.
func resamplings(entries []entry, opt Options) (all []resampling) {
	for _, c := range []struct {
		over string
		name func(entry) string
	}{
		{"market", func(e entry) string { return e.market }},
		{"platform", func(e entry) string { return e.first }},
		{"race", func(e entry) string { return e.race }},
	} {
		by := Resampling{Draws: opt.Draws, Seed: opt.Seed}
		for _, e := range entries {
			by.Clusters = append(by.Clusters, c.name(e))
		}
		if c.over == "race" && all == nil || c.over != "race" && len(by.sorted()) > 1 {
			all = append(all, resampling{c.over, by})
		}
	}
	return all
}

// fitRule fits the models that the races of a rule can carry, and bootstraps
// them where curves are wanted.
func fitRule(rule string, entries []entry, curves bool, opt Options) ([]fitted, error) {
	var out []fitted
	for _, model := range []string{byHeadStart, byNetwork} {
		d, used := designOf(model, entries)
		// One slope per eight of the rarer outcome; below that not even one.
		if !d.carries(len(d.Names) - 1) {
			continue
		}
		fit, err := Fit(d)
		if unidentified(err) {
			continue
		} else if err != nil {
			return nil, fmt.Errorf("%s, %s: %w", rule, model, err)
		}
		f := fitted{rule: rule, model: model, entries: used, fit: fit}
		if curves {
			f.over = resamplings(used, opt)
		}
		for _, by := range f.over {
			drawn, err := fit.Bootstrap(by.Resampling)
			if err != nil {
				return nil, fmt.Errorf("%s, %s: %w", rule, model, err)
			}
			f.draws = append(f.draws, drawn.FLIC)
		}
		out = append(out, f)
	}
	return out, nil
}
