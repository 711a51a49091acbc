package race

import (
	"context"
	"embed"
	"errors"
	"slices"

	"headstart/transform"

	"github.com/sourcegraph/conc/iter"
)

//go:embed sql/*.sql
var files embed.FS

// The quantiles of the critical lead that are published for the network of
// the founding race; for the others it is the median, the one in the middle.
var quantiles = []float64{0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95}

// Run simulates c and makes the relations race_prior, race_draw and
// critical_lead. It adds the curves of the model race to win_rate_curve, at
// the networks and head starts that are tabulated there, and at the network
// that the founding race had to face.
func Run(ctx context.Context, db *transform.DB, c Config) error {
	if err := db.Build(ctx, files, "sql"); err != nil {
		return err
	}
	draws, err := Simulate(c, 0)
	if err != nil {
		return err
	}
	// The network that the founding race had to face.
	seed, err := transform.Collect(ctx, db, "select responder_network from founding_race where responder_network is not null",
		func(x *float64) []any { return []any{x} })
	if err != nil {
		return err
	}
	networks, err := db.Networks(ctx)
	if err != nil {
		return err
	}
	networks = append(networks, seed...)
	slices.Sort(networks)
	networks = slices.Compact(networks)
	type answer struct {
		chances []Chance
		leads   []Quantile
	}
	answers, err := iter.MapErr(networks, func(users *float64) (a answer, _ error) {
		responder, asked := Responder{Network: *users, Launch: true}, quantiles
		if !slices.Contains(seed, *users) {
			asked = quantiles[len(quantiles)/2 : len(quantiles)/2+1]
		}
		against, err := draws.worlds(responder, transform.Level)
		if err != nil {
			return a, err
		}
		if a.chances, err = against.chances(transform.Level, transform.HeadStarts()...); err == nil {
			a.leads, err = against.quantiles(transform.Level, asked...)
		}
		return a, err
	})
	if err != nil {
		return err
	}
	var curves, leads [][]any
	for i, users := range networks {
		for _, w := range answers[i].chances {
			curves = append(curves, []any{"", "race", users, w.Months, w.Win, w.Lower, w.Upper, transform.Level, "credible band over the assumptions", int64(0)})
		}
		for _, q := range answers[i].leads {
			leads = append(leads, []any{users, q.Probability, q.Months, q.Lower, q.Upper, transform.Level, q.Error, int64(len(draws))})
		}
	}
	var priors [][]any
	for key, p := range c.Priors() {
		priors = append(priors, []any{int64(len(priors) + 1), key, p.Median, p.Spread, p.Doubt, p.Unit, p.Source, p.Why, int64(c.Seed)})
	}
	rows := func(yield func([]any) bool) {
		for i, d := range draws {
			if !yield([]any{int64(d.Hyper), int64(i), d.GrowthMedian, d.GrowthSpread, d.Growth, d.Base, d.Pull, d.Launch}) {
				return
			}
		}
	}
	return errors.Join(
		db.Append(ctx, "race_draw", rows),
		db.Append(ctx, "race_prior", slices.Values(priors)),
		db.Append(ctx, "critical_lead", slices.Values(leads)),
		db.Append(ctx, "win_rate_curve", slices.Values(curves)),
	)
}

// Stored returns the draws of a run from the relation race_draw, none where it
// is empty, and the level of its bands.
func Stored(ctx context.Context, db *transform.DB) (Draws, float64, error) {
	draws, err := transform.Collect(ctx, db, `
		select cast(hyper as integer), growth_median, growth_spread, growth, base, coalesce(pull, 'infinity'), coalesce(launch, 'infinity')
		from race_draw -- a number without end is null in a table: no head start is enough
		order by draw`,
		func(d *Draw) []any {
			return []any{&d.Hyper, &d.GrowthMedian, &d.GrowthSpread, &d.Growth, &d.Base, &d.Pull, &d.Launch}
		})
	return draws, transform.Level, err
}
