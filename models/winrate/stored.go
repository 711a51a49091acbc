package winrate

import (
	"context"
	"math"

	"headstart/transform"
)

// Curve is an empirical model as the tables of a run keep it: enough to answer at any head start without a fit.
type Curve struct {
	Model string        // head_start or head_start_by_network
	FLIC  []float64     // win_rate_coefficient.flic, in the order of position
	Draws [][][]float64 // win_rate_draw: the refits of each bootstrap, coefficients as in FLIC
	Level float64       // of the intervals of the run
	N     int64         // races that it was fitted to
}

// Stored returns a model of the primary win rule from the relations of a run; nil: it was not fitted.
func Stored(ctx context.Context, db *transform.DB, model string) (*Curve, error) {
	type coefficient struct {
		flic, level float64
		n           int64
	}
	coefficients, err := transform.Collect(ctx, db, `
		select flic, level, n
		from win_rate_coefficient
		join win_rule using (win_rule)
		where win_rule.role = 'primary' and model = $1
		order by win_rate_coefficient.position`,
		func(c *coefficient) []any { return []any{&c.flic, &c.level, &c.n} }, model)
	if err != nil || len(coefficients) == 0 {
		return nil, err
	}
	c := &Curve{Model: model}
	for _, k := range coefficients {
		c.FLIC, c.Level, c.N = append(c.FLIC, k.flic), k.level, k.n
	}
	type draw struct {
		clusters string
		b        [4]float64
	}
	draws, err := transform.Collect(ctx, db, `
		select clusters, intercept, head_start, coalesce(network, 0), coalesce(head_start_network, 0)
		from win_rate_draw
		join win_rule using (win_rule)
		where win_rule.role = 'primary' and model = $1
		order by clusters, draw`,
		func(d *draw) []any { return []any{&d.clusters, &d.b[0], &d.b[1], &d.b[2], &d.b[3]} }, model)
	for i, d := range draws {
		if i == 0 || draws[i-1].clusters != d.clusters {
			c.Draws = append(c.Draws, nil)
		}
		last := &c.Draws[len(c.Draws)-1]
		*last = append(*last, d.b[:len(c.FLIC)])
	}
	return c, err
}

// Lead returns the head start in months at which the probability is p against an owner with so many transferable users,
// and the shortest and longest head starts of the grid of the tables whose interval includes p. Value is NaN where the
// curve does not reach p with a head start from 0 to 16 years; Lower is NaN where no interval includes it.
func (c Curve) Lead(p, users float64) Estimate {
	e := Estimate{Value: math.NaN(), Lower: math.NaN(), Upper: math.NaN(), Level: c.Level}
	months := transform.HeadStarts()
	last := math.NaN()
	for i, m := range months {
		at := c.P(m, users, c.Level)
		if at.Lower <= p && p <= at.Upper {
			if math.IsNaN(e.Lower) {
				e.Lower = m
			}
			e.Upper = m
		}
		if i > 0 && math.IsNaN(e.Value) && (last-p)*(at.Value-p) <= 0 {
			low, high := months[i-1], m
			for high-low > 1e-6 {
				if middle := (low + high) / 2; (last-p)*(c.P(middle, users, c.Level).Value-p) > 0 {
					low = middle
				} else {
					high = middle
				}
			}
			e.Value = low
		}
		last = at.Value
	}
	return e
}

// P returns the probability that the first mover wins with a head start of so many months against an owner with so many
// transferable users, and the wider of the percentile intervals of the bootstraps on either side. A model without the
// network does not look at users. Level is in (0, 1). Without draws the ends are NaN.
func (c Curve) P(months, users, level float64) Estimate {
	x := append([]float64{1}, covariates(c.Model, months, users)...)
	e := percentile(logistic(dot(x, c.FLIC)), nil, level)
	for i, draws := range c.Draws {
		p := make([]float64, len(draws))
		for k, b := range draws {
			p[k] = logistic(dot(x, b))
		}
		band := percentile(e.Value, p, level)
		if i > 0 {
			band.Lower, band.Upper = min(band.Lower, e.Lower), max(band.Upper, e.Upper)
		}
		e = band
	}
	return e
}
