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
	"io/fs"
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

// entry is a decided race, by one win rule.
type entry struct {
	rule, id, market string
	months, won      float64
	users            *float64 // transferable, of the responder's owner; nil: not known
}

// route is what one way to the win rate says of each of the entries; nil where
// it says nothing.
type route struct {
	name string
	p    []*float64
}

// Run fills race_prediction and calibration_line, and makes win_rate_score and
// calibration from them. It needs the relations of winrate and race.
func Run(ctx context.Context, db *transform.DB) error {
	if err := build(ctx, db, "sql"); err != nil {
		return err
	}
	entries, err := transform.Collect(ctx, db, `
		select design.win_rule, design.race_id, design.market, design.months, cast(design.won as double), design.responder_network
		from race_design as design
		join win_rule using (win_rule)
		where design.counted and (win_rule.role = 'primary' or design.win_rule = 'curated')
		order by win_rule.position, design.race_id`,
		func(e *entry) []any { return []any{&e.rule, &e.id, &e.market, &e.months, &e.won, &e.users} })
	if err != nil {
		return err
	}
	mechanism, err := byMechanism(ctx, db, entries)
	if err != nil {
		return err
	}
	bet, err := byBet(ctx, db, entries)
	if err != nil {
		return err
	}
	var rows, lines [][]any
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
		for i, r := range append(routes, route{"mechanism", mechanism[from:to]}, route{"bet", bet[from:to]}) {
			var p, won []float64
			for k, q := range r.p {
				if q != nil {
					rows = append(rows, []any{own[k].rule, own[k].id, int64(i + 1), r.name, *q})
					p, won = append(p, *q), append(won, own[k].won)
				}
			}
			intercept, slope := calibrate(p, won)
			if !math.IsNaN(slope) {
				lines = append(lines, []any{own[0].rule, r.name, int64(len(p)), intercept, slope})
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
	return build(ctx, db, "sql/judged")
}

func build(ctx context.Context, db *transform.DB, folder string) error {
	sql, err := fs.Sub(files, folder)
	if err != nil {
		return err
	}
	return db.Build(ctx, sql)
}

// heldOut returns the routes that learn from other markets, the coin first.
func heldOut(entries []entry) ([]route, error) {
	every := make([]int, len(entries))
	var known []int
	for i, e := range entries {
		every[i] = i
		if e.users != nil {
			known = append(known, i)
		}
	}
	half := make([]*float64, len(entries))
	for i := range half {
		half[i] = new(0.5)
	}
	routes := []route{{"coin", half}}
	for _, c := range []struct {
		name    string
		rows    []int
		predict func(d winrate.Design, markets []string) ([]float64, error)
	}{
		{"base_rate", every, winrate.Design.HeldOutRate},
		{"head_start", every, winrate.Design.HeldOut},
		{"head_start_by_network", known, winrate.Design.HeldOut},
	} {
		r := route{c.name, make([]*float64, len(entries))}
		var markets []string
		d := winrate.Design{}
		for _, i := range c.rows {
			e := entries[i]
			users := 0.0
			if e.users != nil {
				users = *e.users
			}
			names, x := winrate.Covariates(c.name, e.months, users)
			d.Names, d.X, d.Won, markets = names, append(d.X, x), append(d.Won, e.won), append(markets, e.market)
		}
		p, err := c.predict(d, markets)
		if errors.Is(err, winrate.ErrTooFew) {
			continue
		} else if err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		for k, i := range c.rows {
			r.p[i] = &p[k]
		}
		routes = append(routes, r)
	}
	return routes, nil
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
