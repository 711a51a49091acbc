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
	"maps"
	"math"
	"slices"

	"headstart/models/race"
	"headstart/models/winrate"
	"headstart/transform"

	"github.com/sourcegraph/conc/iter"
)

//go:embed sql
var files embed.FS

// entry is a race by one win rule, decided or not.
type entry struct {
	rule, id, market string
	months, won      float64
	users            *float64 // transferable, of the responder's owner; nil: not known
	primary, counted bool     // by the primary rule; decided
}

// Routes that a query cannot speak for, by their position among all.
const (
	headStart, byNetwork = "head_start", "head_start_by_network"
	mechanism            = "mechanism"
)

var position = map[string]int64{headStart: 3, byNetwork: 4, mechanism: 6}

// Run fills race_prediction, calibration_line and undecided_prediction, and makes
// win_rate_score and calibration from them. It needs the relations of winrate, strength and race.
func Run(ctx context.Context, db *transform.DB) error {
	if err := db.Build(ctx, files, "sql"); err != nil {
		return err
	}
	all, err := transform.Collect(ctx, db, `
		select design.win_rule, design.race_id, design.market, design.months,
			cast(coalesce(design.won, 0) as double), design.responder_network, win_rule.role = 'primary', design.counted
		from race_design as design
		join win_rule using (win_rule)
		where win_rule.role = 'primary' or design.counted and design.win_rule = 'curated'
		order by design.counted desc, win_rule.position, design.race_id`,
		func(e *entry) []any {
			return []any{&e.rule, &e.id, &e.market, &e.months, &e.won, &e.users, &e.primary, &e.counted}
		})
	if err != nil {
		return err
	}
	var rows, open [][]any
	say := func(e entry, route string, p float64) {
		if e.counted {
			rows = append(rows, []any{e.rule, e.id, "market", position[route], route, p})
		} else {
			open = append(open, []any{e.id, position[route], route, p})
		}
	}
	for from, to := 0, 0; from < len(all); from = to {
		for to < len(all) && all[to].counted && all[to].rule == all[from].rule {
			to++
		}
		if to == from { // none is decided from here on
			break
		}
		var undecided []entry
		if all[from].primary {
			undecided = all[slices.IndexFunc(append(all, entry{}), func(e entry) bool { return !e.counted }):]
		}
		if err := learn(all[from:to], undecided, say); err != nil {
			return fmt.Errorf("%s: %w", all[from].rule, err)
		}
	}
	if err := byMechanism(ctx, db, all, say); err != nil {
		return err
	}
	if err := errors.Join(db.Append(ctx, "race_prediction", slices.Values(rows)), db.Append(ctx, "undecided_prediction", slices.Values(open))); err != nil {
		return err
	}
	if err := lines(ctx, db); err != nil {
		return err
	}
	return db.Build(ctx, files, "sql/judged")
}

// Record scores what earlier runs have predicted, and gathers it with what this
// one predicts. It needs the relations of every other room.
func Record(ctx context.Context, db *transform.DB) error { return db.Build(ctx, files, "sql/record") }

func designOf(model string, entries []entry) (winrate.Design, []entry) {
	return winrate.DesignOf(model, entries, func(e entry) (float64, *float64, float64) { return e.months, e.users, e.won })
}

// learn asks the regressions about decided races of one win rule, each from the
// races of other markets, and about undecided ones from all of them. Too few
// races leave a regression out.
func learn(decided, undecided []entry, say func(e entry, route string, p float64)) error {
	for _, model := range []string{headStart, byNetwork} {
		d, of := designOf(model, decided)
		markets := make([]string, len(of))
		for i, e := range of {
			markets[i] = e.market
		}
		p, err := d.HeldOut(markets)
		if err != nil && !errors.Is(err, winrate.ErrTooFew) {
			return fmt.Errorf("%s: %w", model, err)
		}
		for i, q := range p {
			say(of[i], model, q)
		}
		if fit, err := winrate.Fit(d); err == nil {
			asked, of := designOf(model, undecided)
			for i, x := range asked.X {
				say(of[i], model, fit.PredictWald(x, 0, transform.Level).Value)
			}
		}
	}
	return nil
}

// byMechanism asks the simulated races about each race whose responder's network
// is known.
func byMechanism(ctx context.Context, db *transform.DB, entries []entry, say func(e entry, route string, p float64)) error {
	draws, level, err := race.Stored(ctx, db)
	if err != nil || len(draws) == 0 {
		return err
	}
	entries = slices.DeleteFunc(slices.Clone(entries), func(e entry) bool { return e.users == nil })
	asked := map[float64][]float64{} // head starts by network: a race asks once, whatever the win rules
	for _, e := range entries {
		if !slices.Contains(asked[*e.users], e.months) {
			asked[*e.users] = append(asked[*e.users], e.months)
		}
	}
	networks := slices.Sorted(maps.Keys(asked))
	answers, err := iter.MapErr(networks, func(users *float64) ([]race.Chance, error) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		return draws.Win(race.Responder{Network: *users, Launch: true}, level, asked[*users]...)
	})
	if err != nil {
		return fmt.Errorf("mechanism: %w", err)
	}
	for _, e := range entries {
		i, _ := slices.BinarySearch(networks, *e.users)
		say(e, mechanism, answers[i][slices.Index(asked[*e.users], e.months)].Win)
	}
	return nil
}

// lines fills calibration_line from race_prediction.
func lines(ctx context.Context, db *transform.DB) error {
	type line struct{ rule, heldOut, route string }
	type said struct {
		line
		p, won float64
	}
	all, err := transform.Collect(ctx, db, `
		select said.win_rule, said.held_out, said.route, said.p, cast(design.won as double)
		from race_prediction as said
		join race_design as design using (win_rule, race_id)
		order by said.win_rule, said.held_out, said.position, said.race_id`,
		func(s *said) []any { return []any{&s.rule, &s.heldOut, &s.route, &s.p, &s.won} })
	if err != nil {
		return err
	}
	var rows [][]any
	for from, to := 0, 0; from < len(all); from = to {
		var p, won []float64
		for ; to < len(all) && all[to].line == all[from].line; to++ {
			p, won = append(p, all[to].p), append(won, all[to].won)
		}
		if intercept, slope := calibrate(p, won); !math.IsNaN(slope) {
			l := all[from].line
			rows = append(rows, []any{l.rule, l.heldOut, l.route, int64(len(p)), intercept, slope})
		}
	}
	return db.Append(ctx, "calibration_line", slices.Values(rows))
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
