package winrate

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"headstart/transform"

	"golang.org/x/sync/errgroup"
)

// The readings of "no hope": what it may stand for at most, and the head
// starts at which the versions of the bet are tabulated.
var (
	readings  = []float64{0.05, 0.01, 0.005}
	betMonths = []float64{1.4, 3, 6, 9, 12, 18, 24}
)

// version is one person's version of the bet.
type version struct {
	Statement
	reading string
}

// readVersions returns the versions that can be read as a law: those with a
// probability of one half and one of 0, and those in words alone, of which
// the longest lead is read as even odds and the shortest as no hope. Other
// probabilities are shown as points, and make no law.
func readVersions(ctx context.Context, db *transform.DB) ([]version, error) {
	type point struct {
		who       string
		low, high float64
		p         *float64
	}
	points, err := transform.Collect(ctx, db, `
		select who, lead_months_low, lead_months_high, win_probability
		from elicited_point
		where doubt is null
		order by who, lead_months_low, lead_months_high, win_probability`,
		func(p *point) []any { return []any{&p.who, &p.low, &p.high, &p.p} })
	if err != nil {
		return nil, err
	}
	var out []version
	for len(points) > 0 {
		n := 0
		for n < len(points) && points[n].who == points[0].who {
			n++
		}
		own := points[:n]
		points = points[n:]
		v := version{Statement{Version: own[0].who, Eps: readings}, "numbers"}
		for _, p := range own {
			switch {
			case p.p == nil:
			case *p.p == 0.5:
				v.EvenMonths = (p.low + p.high) / 2
			case *p.p == 0:
				v.Hopeless = []float64{p.low, p.high}
			}
		}
		said := slices.ContainsFunc(own, func(p point) bool { return p.p != nil })
		if !said {
			first, last := own[0], own[len(own)-1]
			v.EvenMonths, v.Hopeless, v.reading = last.high, []float64{first.low, first.high}, "words"
		}
		if v.Hopeless != nil && slices.Max(v.Hopeless) < v.EvenMonths {
			out = append(out, v)
		}
	}
	return out, nil
}

// inNumbers returns the first version that is stated in numbers: the bet that
// is held against the races. False: there is none.
func inNumbers(versions []version) (Statement, bool) {
	for _, v := range versions {
		if v.reading == "numbers" {
			return v.Statement, true
		}
	}
	return Statement{}, false
}

// writeBet fills the relations of the bet: its versions, and the bet as
// pseudo-races with the other races, of one win rule,
// on top.
func writeBet(ctx context.Context, db *transform.DB, versions []version, entries []entry, opt Options) error {
	var laws [][]any
	for _, v := range versions {
		for _, normal := range []bool{false, true} {
			law := map[bool]string{false: "logistic", true: "normal"}[normal]
			for _, eps := range readings {
				for _, months := range betMonths {
					s := v.Statement
					s.Normal, s.Eps = normal, []float64{eps}
					e, err := s.P(months)
					if err != nil {
						return fmt.Errorf("bet of %s: %w", v.Version, err)
					}
					laws = append(laws, []any{v.Version, v.reading, law, v.EvenMonths, slices.Min(v.Hopeless), slices.Max(v.Hopeless),
						eps, months, e.Value})
				}
			}
		}
	}
	if err := db.Append(ctx, "elicited_law", slices.Values(laws)); err != nil {
		return err
	}
	statement, stated := inNumbers(versions)
	if !stated {
		return nil
	}
	rows, err := posteriorRows(statement, entries, opt)
	if err != nil {
		return err
	}
	return db.Append(ctx, "elicited_posterior", slices.Values(rows))
}

// betCurve returns the rows of win_rate_curve of the bet.
func betCurve(statement Statement) ([][]any, error) {
	var rows [][]any
	for _, months := range transform.HeadStarts() {
		e, err := statement.P(months)
		if err != nil {
			return nil, fmt.Errorf("bet of %s: %w", statement.Version, err)
		}
		rows = append(rows, []any{"", "elicited", nil, months, e.Value, e.Lower, e.Upper, 0.0,
			"ends over the readings of no hope", int64(0)})
	}
	return rows, nil
}

// The weights of the bet as pseudo-races at its two head starts, from all but
// nothing to a strong prior, and the share won of those without hope.
var weights = []struct{ even, hopeless float64 }{{0.5, 0.5}, {2, 2}, {4, 10}}

const posteriorEps = 0.02

// posteriorRows answers for each weight, with the bet alone and with the
// races that are not the one the bet is about.
func posteriorRows(statement Statement, entries []entry, opt Options) ([][]any, error) {
	var others Design
	others.Names = []string{"months"}
	for _, e := range entries {
		if !e.founding {
			others.X, others.Won = append(others.X, []float64{e.months}), append(others.Won, e.won)
		}
	}
	answers := make([][][]any, len(weights))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, w := range weights {
		group.Go(func() error {
			prior := statement.Prior(w.even, w.hopeless, posteriorEps)
			answer := func(p *Posterior, conflict any) {
				for _, months := range betMonths {
					e := p.P(months, transform.Level)
					answers[i] = append(answers[i], []any{w.even + w.hopeless, w.even, w.hopeless, posteriorEps, int64(p.Races), months,
						e.Value, e.Lower, e.Upper, transform.Level, conflict})
				}
			}
			alone, err := Design{}.Posterior(prior)
			if err != nil {
				return fmt.Errorf("bet as %g pseudo-races: %w", w.even+w.hopeless, err)
			}
			answer(alone, nil)
			if len(others.Won) < 2 || !varies(others) { // nothing to set against the bet
				return nil
			}
			with, err := others.Posterior(prior)
			if err != nil {
				return fmt.Errorf("bet as %g pseudo-races, with races: %w", w.even+w.hopeless, err)
			}
			conflict, err := alone.Conflict(others, opt.Seed)
			if err != nil {
				return fmt.Errorf("bet against races: %w", err)
			}
			answer(with, conflict)
			return nil
		})
	}
	err := group.Wait()
	return slices.Concat(answers...), err
}

// Bet returns the bet as it was stated in numbers, from the relation
// elicited_law; nil where there is none.
func Bet(ctx context.Context, db *transform.DB) (*Statement, error) {
	type reading struct {
		version              string
		even, low, high, eps float64
	}
	found, err := transform.Collect(ctx, db, `
		select distinct version, even_months, hopeless_low, hopeless_high, eps
		from elicited_law
		where reading = 'numbers'
		order by version, eps`,
		func(r *reading) []any { return []any{&r.version, &r.even, &r.low, &r.high, &r.eps} })
	if err != nil || len(found) == 0 {
		return nil, err
	}
	first := found[0]
	bet := &Statement{Version: first.version, EvenMonths: first.even, Hopeless: []float64{first.low, first.high}}
	for _, r := range found {
		if r.version == first.version {
			bet.Eps = append(bet.Eps, r.eps)
		}
	}
	return bet, nil
}
