package strength

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"math"
	"slices"

	"headstart/models/cluster"
	"headstart/transform"

	"gonum.org/v1/gonum/stat"
)

//go:embed sql/*.sql
var files embed.FS

// Options of the room. DefaultOptions is what a run takes.
type Options struct {
	// Seed of the sampler.
	Seed uint64 `mapstructure:"seed" json:"seed"`
	// Draws of the posterior that are kept, from 40; more make estimates steadier.
	Draws int `mapstructure:"draws" json:"draws"`
}

// DefaultOptions returns the options of a run that says nothing else.
func DefaultOptions() Options { return Options{Seed: 20110121, Draws: 400} }

// Check returns an error that names a setting out of its range.
func (o Options) Check() error {
	if o.Draws < 40 || o.Draws > 1e6 {
		return fmt.Errorf("strength.draws is %d: must be from 40 to 1000000, such as %d", o.Draws, DefaultOptions().Draws)
	}
	return nil
}

// The centers of the covariates, in the middle of what is known: 24 months, and
// 10 million users. Far from it the coefficients would be correlated.
var (
	centerHeadStart = math.Log2(25)
	centerNetwork   = math.Log10(11)
)

// entry is one race of the primary rule; won is nil while it is undecided.
type entry struct {
	race, market, first, responder string
	lower, months, upper           float64
	users                          *float64
	won                            *float64
}

// Run makes the relations of sql/ and fills them for the primary win rule, from
// the decided races; the others are predicted from these. With fewer than 16 decided races, or
// fewer than 8 of either outcome, they stay empty.
func Run(ctx context.Context, db *transform.DB, opt Options) error {
	if err := opt.Check(); err != nil {
		return err
	}
	if err := db.Build(ctx, files, "sql"); err != nil {
		return err
	}
	all, err := transform.Collect(ctx, db, `
		select race_id, market, first_mover, responder, greatest(0, days_lower / 30.4375), months, greatest(0, days_upper / 30.4375),
			responder_network, cast(won as double)
		from race_design
		join win_rule using (win_rule)
		where win_rule.role = 'primary'
		order by race_id`,
		func(e *entry) []any {
			return []any{&e.race, &e.market, &e.first, &e.responder, &e.lower, &e.months, &e.upper, &e.users, &e.won}
		})
	if err != nil {
		return err
	}
	var entries, undecided []entry
	wins := 0
	for _, e := range all {
		if e.won == nil {
			undecided = append(undecided, e)
			continue
		}
		entries = append(entries, e)
		wins += int(*e.won)
	}
	if min(wins, len(entries)-wins) < 8 {
		return nil
	}
	races, open, platforms := design(entries, undecided)
	posterior := Sample(races, DefaultPrior(), Sampling{Seed: opt.Seed, Draws: opt.Draws})
	var predictions [][]any
	for _, by := range []struct {
		heldOut string
		p       []float64
	}{{"market", posterior.WithoutMarket()}, {"platform", posterior.WithoutPlatform()}} {
		for i, e := range entries {
			predictions = append(predictions, []any{e.race, by.heldOut, by.p[i]})
		}
	}
	for i, e := range undecided {
		predictions = append(predictions, []any{e.race, "none", posterior.Predict(open[i])})
	}
	return errors.Join(
		db.Append(ctx, "strength_term", slices.Values(posterior.terms())),
		db.Append(ctx, "strength_platform", slices.Values(posterior.abilities(platforms))),
		db.Append(ctx, "strength_prediction", slices.Values(predictions)),
		db.Append(ctx, "strength_curve", slices.Values(posterior.curve())),
	)
}

// design turns entries into races, and returns the names of the platforms. A
// platform or market of the undecided that no decided race has is -1.
// A date that claims leave open by more than a quarter of a doubling has three
// cells (Gauss–Legendre over the range); a network that was not found has three
// equally likely quantiles of those that were.
func design(entries, undecided []entry) (races, open []Race, platforms []string) {
	var markets []string
	var known []float64
	for _, e := range entries {
		platforms, markets = append(platforms, e.first, e.responder), append(markets, e.market)
		if e.users != nil {
			known = append(known, *e.users)
		}
	}
	slices.Sort(known)
	unknown := []float64{0}
	if len(known) > 0 {
		unknown = nil
		for k := range 3 {
			unknown = append(unknown, known[(2*k+1)*len(known)/6])
		}
	}
	number := func(names []string) ([]string, func(string) int) {
		slices.Sort(names)
		names = slices.Compact(names)
		return names, func(name string) int { return slices.Index(names, name) }
	}
	platforms, platform := number(platforms)
	_, market := number(markets)
	doublings := func(months float64) float64 { return math.Log2(1+months) - centerHeadStart }
	for i, e := range slices.Concat(entries, undecided) {
		heads, weights := []float64{doublings(e.months)}, []float64{1}
		if doublings(e.upper)-doublings(e.lower) > 0.25 {
			middle, half := (e.lower+e.upper)/2, (e.upper-e.lower)/2*math.Sqrt(0.6)
			heads = []float64{doublings(middle - half), doublings(middle), doublings(middle + half)}
			weights = []float64{5. / 18, 8. / 18, 5. / 18}
		}
		users := unknown
		if e.users != nil {
			users = []float64{*e.users}
		}
		r := Race{First: platform(e.first), Responder: platform(e.responder), Market: market(e.market), Won: e.won != nil && *e.won == 1}
		for k, h := range heads {
			for _, u := range users {
				r.Cells = append(r.Cells, Cell{h, math.Log10(1+u/1e6) - centerNetwork, weights[k] / float64(len(users))})
			}
		}
		if i < len(entries) {
			races = append(races, r)
		} else {
			open = append(open, r)
		}
	}
	return races, open, platforms
}

// values returns a quantity of every draw.
func (p *Posterior) values(of func(q []float64) float64) []float64 {
	out := make([]float64, len(p.draws))
	for i, q := range p.draws {
		out[i] = of(q)
	}
	return out
}

// Summary is the mean of a quantity over the posterior, its standard
// deviation and its central interval at the level of a run.
type Summary struct{ Mean, SD, Lower, Upper float64 }

// Summarize returns the summary of values, one per draw.
func Summarize(values []float64) Summary {
	var s Summary
	s.Mean, s.SD = stat.MeanStdDev(values, nil)
	sorted := slices.Sorted(slices.Values(values))
	at := func(p float64) float64 {
		place := p * float64(len(sorted)-1)
		k := int(place)
		if k+1 >= len(sorted) {
			return sorted[len(sorted)-1]
		}
		return sorted[k] + (place-float64(k))*(sorted[k+1]-sorted[k])
	}
	s.Lower, s.Upper = at((1-transform.Level)/2), at((1+transform.Level)/2)
	return s
}

// average returns the chance with a head start of so many months of a first
// mover that has met neither its rival nor its market before, against a
// network of 10 million users.
func (p *Posterior) average(q []float64, months float64, at, weight []float64) float64 {
	platform, market := p.model.spreads(q)
	spread := math.Sqrt(2*platform*platform + market*market)
	sum := 0.0
	for k := range at {
		sum += weight[k] * logistic(q[intercept]+q[headStart]*(math.Log2(1+months)-centerHeadStart)+spread*at[k])
	}
	return sum
}

// term is a quantity of the model by name, and its unit.
type term struct {
	name, unit string
	of         func(q []float64) float64
}

func (p *Posterior) quantities() []term {
	at, weight := cluster.Normal(15)
	coordinate := func(k int) func([]float64) float64 { return func(q []float64) float64 { return q[k] } }
	return []term{
		{"first mover", "log odds", coordinate(intercept)}, {"head_start", "log odds", coordinate(headStart)},
		{"network", "log odds", coordinate(network)}, {"head_start x network", "log odds", coordinate(product)},
		{"spread of platforms", "log odds", func(q []float64) float64 { platform, _ := p.model.spreads(q); return platform }},
		{"spread of markets", "log odds", func(q []float64) float64 { _, market := p.model.spreads(q); return market }},
		{"effect of 12 months instead of 3", "probability",
			func(q []float64) float64 { return p.average(q, 12, at, weight) - p.average(q, 3, at, weight) }},
	}
}

func (p *Posterior) terms() (rows [][]any) {
	for i, t := range p.quantities() {
		values := p.values(t.of)
		s := Summarize(values)
		ess, rhat := Effective(values)
		rows = append(rows, []any{int64(i + 1), t.name, s.Mean, s.SD, s.Lower, s.Upper, transform.Level, t.unit, ess, rhat, int64(len(p.draws)), int64(len(p.model.races))})
	}
	return rows
}

func (p *Posterior) abilities(platforms []string) [][]any {
	races, wins := make([]int64, len(platforms)), make([]int64, len(platforms))
	for _, r := range p.model.races {
		races[r.First]++
		races[r.Responder]++
		if r.Won {
			wins[r.First]++
		} else {
			wins[r.Responder]++
		}
	}
	var rows [][]any
	for k, name := range platforms {
		s := Summarize(p.values(func(q []float64) float64 {
			platform, _ := p.model.spreads(q)
			return platform * q[p.model.platform(k)]
		}))
		rows = append(rows, []any{name, s.Mean, s.SD, s.Lower, s.Upper, transform.Level, races[k], wins[k]})
	}
	return rows
}

// curveMonths are the head starts at which the model is tabulated.
var curveMonths = []float64{0, 1.5, 3, 6, 12, 24, 60, 120}

func (p *Posterior) curve() [][]any {
	at, weight := cluster.Normal(15)
	var rows [][]any
	for _, months := range curveMonths {
		s := Summarize(p.values(func(q []float64) float64 { return p.average(q, months, at, weight) }))
		rows = append(rows, []any{months, s.Mean, s.Lower, s.Upper, transform.Level, int64(len(p.model.races))})
	}
	return rows
}
