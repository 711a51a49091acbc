package winrate

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"headstart/transform"

	"github.com/sourcegraph/conc/iter"
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
	return transform.Collect(ctx, db, `
		with said as (
			select who, count(win_probability) > 0 as in_numbers,
				max(case when win_probability = 0.5 then (lead_months_low + lead_months_high) / 2 end) as even,
				max(case when win_probability = 0 then lead_months_low end) as low, max(case when win_probability = 0 then lead_months_high end) as high,
				max(lead_months_high) as longest, min(lead_months_low) as shortest, min(lead_months_high) as shortest_high
			from elicited_point
			where doubt is null
			group by who
		),
		law as (
			select who, in_numbers, case when in_numbers then even else longest end as even,
				case when in_numbers then low else shortest end as low, case when in_numbers then high else shortest_high end as high
			from said
		)
		select who, case when in_numbers then 'numbers' else 'words' end, even, low, high
		from law
		where greatest(low, high) < even
		order by who`,
		func(v *version) []any {
			v.Hopeless, v.Eps = make([]float64, 2), readings
			return []any{&v.Version, &v.reading, &v.EvenMonths, &v.Hopeless[0], &v.Hopeless[1]}
		})
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
	rows, moved, err := posteriorRows(ctx, db, versions, entries, opt)
	if err != nil {
		return err
	}
	if err := db.Append(ctx, "elicited_posterior", slices.Values(rows)); err != nil {
		return err
	}
	return db.Append(ctx, "moved_judgment", slices.Values(moved))
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

// belief is what somebody said, as pseudo-races, and the other races on top.
type belief struct {
	expert         string // whose answers at stated head starts go to moved_judgment; "": nobody's
	months, stated []float64
	prior          Design
	bet            []any // weights, for elicited_posterior; nil: not the bet

	alone, with *Posterior // with is nil without races
	conflict    any
}

// judgedPoint is a quantile of the critical lead by an expert; own: it is in
// judgments.csv.
type judgedPoint struct {
	expert           string
	quantile, months float64
	own              bool
}

// readJudged scores and pools the experts, and returns what they said of the
// critical lead. Where the bet is the only judgment there is nothing to do, and
// nothing is returned.
func readJudged(ctx context.Context, db *transform.DB) ([]judgedPoint, error) {
	judged, err := transform.Collect(ctx, db, "select count(line) > 0 or count(distinct expert) > 1 from judgment where doubt is null",
		func(yes *bool) []any { return []any{yes} })
	if err != nil || !judged[0] {
		return nil, err
	}
	if err := db.Build(ctx, files, "sql/experts"); err != nil {
		return nil, err
	}
	return transform.Collect(ctx, db, `
		select judge, quantile, x, judge in (select expert from judgment where question = 'critical-lead' and line is not null and doubt is null)
		from work.knot
		where question = 'critical-lead' and quantile > 0 and quantile < 1
		order by judge, quantile`,
		func(p *judgedPoint) []any { return []any{&p.expert, &p.quantile, &p.months, &p.own} })
}

// readBeliefs returns the bet in each of its weights and the statements of
// experts about the critical lead, each of whom counts as four pseudo-races. The middle weight of the bet is its author's, unless
// judgments.csv has the author's own numbers.
func readBeliefs(ctx context.Context, db *transform.DB, versions []version) ([]*belief, error) {
	statement, stated := inNumbers(versions)
	var out []*belief
	if stated {
		for _, w := range weights {
			out = append(out, &belief{prior: statement.Prior(w.even, w.hopeless, posteriorEps), bet: []any{w.even + w.hopeless, w.even, w.hopeless, posteriorEps}})
		}
		out[1].expert, out[1].months, out[1].stated = statement.Version, []float64{statement.middle(), statement.EvenMonths}, []float64{0, 0.5}
	}
	points, err := readJudged(ctx, db)
	if err != nil {
		return nil, err
	}
	for len(points) > 0 {
		n := 1
		for n < len(points) && points[n].expert == points[0].expert {
			n++
		}
		own := points[:n]
		points = points[n:]
		if stated && own[0].expert == statement.Version {
			if !own[0].own {
				continue
			}
			out[1].expert = ""
		}
		if n == 1 {
			continue
		}
		b := &belief{expert: own[0].expert, prior: Design{Names: []string{"months"}}}
		for _, p := range own {
			b.months, b.stated = append(b.months, p.months), append(b.stated, p.quantile)
			b.prior.X, b.prior.Won = append(b.prior.X, []float64{p.months}, []float64{p.months}), append(b.prior.Won, 1, 0)
			b.prior.Weight = append(b.prior.Weight, 4*p.quantile/float64(n), 4*(1-p.quantile)/float64(n))
		}
		out = append(out, b)
	}
	return out, nil
}

// holdAgainst asks what b says alone and with the other races, of which at
// least two must differ in their head starts.
func (b *belief) holdAgainst(others Design, seed uint64) (err error) {
	if b.alone, err = (Design{}).Posterior(b.prior); err != nil || !others.varies() {
		return err
	}
	if b.with, err = others.Posterior(b.prior); err != nil {
		return fmt.Errorf("with races: %w", err)
	}
	b.conflict, err = b.alone.Conflict(others, seed)
	return err
}

// posteriorRows returns the rows of elicited_posterior and of moved_judgment:
// every belief alone, and with the races that are not the one the bet is about.
func posteriorRows(ctx context.Context, db *transform.DB, versions []version, entries []entry, opt Options) (bet, moved [][]any, err error) {
	beliefs, err := readBeliefs(ctx, db, versions)
	if err != nil {
		return nil, nil, err
	}
	others := Design{Names: []string{"months"}}
	for _, e := range entries {
		if !e.founding {
			others.X, others.Won = append(others.X, []float64{e.months}), append(others.Won, e.won)
		}
	}
	if _, err := iter.MapErr(beliefs, func(b **belief) (any, error) {
		if err := (*b).holdAgainst(others, opt.Seed); err != nil {
			return nil, fmt.Errorf("statements of %s as pseudo-races: %w", cmp.Or((*b).expert, "the bet"), err)
		}
		return nil, nil
	}); err != nil {
		return nil, nil, err
	}
	for _, b := range beliefs {
		for _, p := range []*Posterior{b.alone, b.with} {
			if b.bet == nil || p == nil {
				continue
			}
			conflict := b.conflict
			if p == b.alone {
				conflict = nil
			}
			for _, months := range betMonths {
				e := p.P(months, transform.Level)
				bet = append(bet, slices.Concat(b.bet, []any{int64(p.Races), months, e.Value, e.Lower, e.Upper, transform.Level, conflict}))
			}
		}
		if b.expert == "" || b.with == nil {
			continue
		}
		for i, months := range b.months {
			e := b.with.P(months, transform.Level)
			moved = append(moved, []any{b.expert, months, b.stated[i], b.alone.P(months, transform.Level).Value,
				e.Value, e.Lower, e.Upper, transform.Level, e.Value - b.stated[i], b.conflict, int64(b.with.Races)})
		}
	}
	return bet, moved, nil
}

// Bet returns the bet as it was stated in numbers, from the relation
// elicited_point; nil where there is none.
func Bet(ctx context.Context, db *transform.DB) (*Statement, error) {
	versions, err := readVersions(ctx, db)
	if bet, stated := inNumbers(versions); stated && err == nil {
		return &bet, nil
	}
	return nil, err
}
