// Package score judges every route to the win rate by the races that are
// over: what each would have said of a race, and what became of it.
//
// Routes that learn from races are judged on markets that they have not seen.
package score

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"

	"headstart/models/race"
	"headstart/models/winrate"
	"headstart/transform"

	"golang.org/x/sync/errgroup"
)

//go:embed sql
var files embed.FS

// entry is a race by one win rule, decided or not.
type entry struct {
	rule, id, market string
	first, responder string
	months, won      float64
	users            *float64 // transferable, of the responder's owner; nil: not known
	primary, counted bool     // by the primary rule; decided
}

// route is what one way to the win rate says of each of the entries; nil where
// it says nothing. Held out is what its races share with those that it learned
// from none of: a market or a platform.
type route struct {
	name, heldOut string
	p             []*float64
}

// Run fills race_prediction, calibration_line and undecided_prediction, and makes
// win_rate_score and calibration from them. It needs the relations of winrate and race.
func Run(ctx context.Context, db *transform.DB) error {
	if err := build(ctx, db, "sql"); err != nil {
		return err
	}
	all, err := transform.Collect(ctx, db, `
		select design.win_rule, design.race_id, design.market, design.first_mover, design.responder, design.months,
			cast(coalesce(design.won, 0) as double), design.responder_network, win_rule.role = 'primary', design.counted
		from race_design as design
		join win_rule using (win_rule)
		where win_rule.role = 'primary' or design.counted and design.win_rule = 'curated'
		order by design.counted desc, win_rule.position, design.race_id`,
		func(e *entry) []any {
			return []any{&e.rule, &e.id, &e.market, &e.first, &e.responder, &e.months, &e.won, &e.users, &e.primary, &e.counted}
		})
	if err != nil {
		return err
	}
	mechanism, err := byMechanism(ctx, db, all)
	if err != nil {
		return err
	}
	bet, err := byBet(ctx, db, all)
	if err != nil {
		return err
	}
	var byModel [3][]*float64
	for k, heldOut := range []string{"market", "platform", "none"} {
		if byModel[k], err = hierarchical(ctx, db, all, heldOut); err != nil {
			return err
		}
	}
	decided := slices.IndexFunc(all, func(e entry) bool { return !e.counted })
	if decided < 0 {
		decided = len(all)
	}
	entries := all[:decided]
	var rows, lines, open [][]any
	for from := 0; from < len(entries); {
		to := from
		for to < len(entries) && entries[to].rule == entries[from].rule {
			to++
		}
		own := entries[from:to]
		routes, err := heldOut(own)
		if err != nil {
			return fmt.Errorf("%s: %w", own[0].rule, err)
		}
		routes = append(routes, route{"hierarchical", "market", byModel[0][from:to]}, route{"mechanism", "market", mechanism[from:to]},
			route{"bet", "market", bet[from:to]}, route{"coin", "platform", routes[0].p}, otherPlatforms(own),
			route{"hierarchical", "platform", byModel[1][from:to]})
		if own[0].primary {
			for i, r := range append(predict(own, all[decided:]), route{"hierarchical", "none", byModel[2][decided:]}, route{"mechanism", "none", mechanism[decided:]},
				route{"bet", "none", bet[decided:]}) {
				for k, q := range r.p {
					if q != nil {
						open = append(open, []any{all[decided+k].id, int64(i + 1), r.name, *q})
					}
				}
			}
		}
		for i, r := range routes {
			var p, won []float64
			for k, q := range r.p {
				if q != nil {
					rows = append(rows, []any{own[k].rule, own[k].id, r.heldOut, int64(i + 1), r.name, *q})
					p, won = append(p, *q), append(won, own[k].won)
				}
			}
			intercept, slope := calibrate(p, won)
			if !math.IsNaN(slope) {
				lines = append(lines, []any{own[0].rule, r.heldOut, r.name, int64(len(p)), intercept, slope})
			}
		}
		from = to
	}
	if err := db.Append(ctx, "race_prediction", slices.Values(rows)); err != nil {
		return err
	}
	if err := db.Append(ctx, "calibration_line", slices.Values(lines)); err != nil {
		return err
	}
	if err := db.Append(ctx, "undecided_prediction", slices.Values(open)); err != nil {
		return err
	}
	return build(ctx, db, "sql/judged")
}

// Record scores what earlier runs have predicted, and gathers it with what this
// one predicts. It needs the relations of every other room.
func Record(ctx context.Context, db *transform.DB) error { return build(ctx, db, "sql/record") }

func build(ctx context.Context, db *transform.DB, folder string) error {
	return db.Build(ctx, files, folder)
}

// learning are the routes that learn from races, and how they predict those of
// a market that they have not seen.
var learning = []struct {
	name    string
	heldOut func(d winrate.Design, markets []string) ([]float64, error)
}{
	{"base_rate", winrate.Design.HeldOutRate},
	{"head_start", winrate.Design.HeldOut},
	{"head_start_by_network", winrate.Design.HeldOut},
}

// designOf returns the design of a route, and the entries that it can speak of.
func designOf(name string, entries []entry) (d winrate.Design, of []int) {
	for i, e := range entries {
		if name == "head_start_by_network" && e.users == nil {
			continue
		}
		users := 0.0
		if e.users != nil {
			users = *e.users
		}
		names, x := winrate.Covariates(name, e.months, users)
		d.Names, d.X, d.Won, of = names, append(d.X, x), append(d.Won, e.won), append(of, i)
	}
	return d, of
}

func coin(entries []entry) route {
	r := route{"coin", "market", make([]*float64, len(entries))}
	for i := range r.p {
		r.p[i] = new(0.5)
	}
	return r
}

// heldOut returns the routes that learn from other markets, the coin first.
func heldOut(entries []entry) ([]route, error) {
	routes := []route{coin(entries)}
	for _, c := range learning {
		r := route{c.name, "market", make([]*float64, len(entries))}
		d, of := designOf(c.name, entries)
		var markets []string
		for _, i := range of {
			markets = append(markets, entries[i].market)
		}
		p, err := c.heldOut(d, markets)
		if errors.Is(err, winrate.ErrTooFew) {
			continue
		} else if err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		for k, i := range of {
			r.p[i] = &p[k]
		}
		routes = append(routes, r)
	}
	return routes, nil
}

// predict returns what the same routes say of undecided races, from all that
// are decided.
func predict(decided, undecided []entry) []route {
	routes := []route{coin(undecided)}
	for _, c := range learning {
		r := route{c.name, "none", make([]*float64, len(undecided))}
		d, _ := designOf(c.name, decided)
		asked, of := designOf(c.name, undecided)
		if c.name == "base_rate" {
			won := 0.0
			for _, w := range d.Won {
				won += w
			}
			for _, i := range of {
				r.p[i] = new(winrate.SmoothedRate(won, float64(len(d.Won))))
			}
		} else if fit, err := winrate.Fit(d); err == nil { // without one the races are too few for it
			for k, i := range of {
				r.p[i] = new(fit.PredictWald(asked.X[k], 0, transform.Level).Value)
			}
		}
		routes = append(routes, r)
	}
	return routes
}

// otherPlatforms is the base rate of the races without one
// platform of the race: the mean of that without its first mover and of that
// without its responder.
func otherPlatforms(entries []entry) route {
	r := route{"base_rate", "platform", make([]*float64, len(entries))}
	rate := func(without string) float64 {
		n, won := 0.0, 0.0
		for _, e := range entries {
			if e.first != without && e.responder != without {
				n, won = n+1, won+e.won
			}
		}
		return winrate.SmoothedRate(won, n)
	}
	for i, e := range entries {
		r.p[i] = new((rate(e.first) + rate(e.responder)) / 2)
	}
	return r
}

// hierarchical is what the model of all races says of each race of the primary
// rule, from the races without its market or without one of its platforms.
func hierarchical(ctx context.Context, db *transform.DB, entries []entry, heldOut string) ([]*float64, error) {
	type prediction struct {
		rule, race string
		p          float64
	}
	found, err := transform.Collect(ctx, db, `
		select win_rule.win_rule, strength_prediction.race_id, strength_prediction.p
		from strength_prediction
		join win_rule on win_rule.role = 'primary'
		where strength_prediction.held_out = $1`,
		func(p *prediction) []any { return []any{&p.rule, &p.race, &p.p} }, heldOut)
	if err != nil {
		return nil, err
	}
	known := map[[2]string]*float64{}
	for _, f := range found {
		known[[2]string{f.rule, f.race}] = &f.p
	}
	p := make([]*float64, len(entries))
	for i, e := range entries {
		p[i] = known[[2]string{e.rule, e.id}]
	}
	return p, nil
}

// byMechanism asks the simulated races of each race whose responder's network
// is known.
func byMechanism(ctx context.Context, db *transform.DB, entries []entry) ([]*float64, error) {
	draws, level, err := race.Stored(ctx, db)
	if err != nil {
		return nil, err
	}
	p := make([]*float64, len(entries))
	if len(draws) == 0 {
		return p, nil
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	asked := map[string]int{} // a race asks once, whatever the win rules
	for i, e := range entries {
		if _, known := asked[e.id]; known || e.users == nil {
			continue
		}
		asked[e.id] = i
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			chances, err := draws.Win(race.Responder{Network: *e.users, Launch: true}, level, e.months)
			if err != nil {
				return fmt.Errorf("mechanism, race %s: %w", e.id, err)
			}
			p[i] = &chances[0].Win
			return nil
		})
	}
	err = group.Wait()
	for i, e := range entries {
		if first, known := asked[e.id]; known {
			p[i] = p[first]
		}
	}
	return p, err
}

// byBet asks the bet, where it is stated in numbers.
func byBet(ctx context.Context, db *transform.DB, entries []entry) ([]*float64, error) {
	p := make([]*float64, len(entries))
	bet, err := winrate.Bet(ctx, db)
	if err != nil || bet == nil {
		return p, err
	}
	for i, e := range entries {
		said, err := bet.P(e.months)
		if err != nil {
			return nil, fmt.Errorf("bet, race %s: %w", e.id, err)
		}
		p[i] = &said.Value
	}
	return p, nil
}

// calibrate returns the maximum-likelihood regression of the outcome on the
// log odds that were given, clipped: 0 and 1 if calibrated. Both are NaN where
// that regression has no finite estimate.
//
// Source: Cox (1958), Biometrika 45.
func calibrate(p, won []float64) (intercept, slope float64) {
	d := winrate.Design{Names: []string{"log odds"}, Won: won}
	for _, q := range p {
		q = math.Min(math.Max(q, clip), 1-clip)
		d.X = append(d.X, []float64{math.Log(q) - math.Log1p(-q)})
	}
	return winrate.CalibrationLine(d)
}

// clip is how near to 0 and 1 a probability may come before it is judged; the
// queries have the same number. One certain mistake would decide the score of
// a route for good.
const clip = 1e-3
