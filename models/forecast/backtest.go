package forecast

import (
	"context"
	"time"

	"headstart/models/curve"

	"github.com/sourcegraph/conc/iter"
)

// segment is a series of the database.
type segment struct {
	curve.Key
	Series
	days      []int // since 1970
	qualifier []string
}

// rollingOrigin forecasts every series from its origins, with all models: the
// figures that were to come, as trials, and from the last figure the ends of
// quarters to come, as ahead. Trials are in order of series, origin, horizon and
// model.
//
// What a model does at an origin rests on the figures up to it alone. What is
// known of errors then is added by withChoice and withIntervals.
func rollingOrigin(ctx context.Context, all []segment) (trials, ahead []trial, err error) {
	made := make([][2][]trial, len(all))
	iter.ForEachIdx(all, func(i int, s *segment) {
		peak, curves := 0, sigmoids{} // after a peak they are the same for one origin after the other
		for _, n := range s.origins() {
			if ctx.Err() != nil {
				return
			}
			if now := curve.Figures(s.before(n)).Peak(); now != peak {
				peak, curves = now, s.before(now).sigmoids()
			}
			of := &made[i][0]
			if n == len(s.X) {
				of = &made[i][1]
			}
			*of = append(*of, s.from(i, n, curves)...)
		}
	})
	for _, m := range made {
		trials, ahead = append(trials, m[0]...), append(ahead, m[1]...)
	}
	return trials, ahead, ctx.Err()
}

// apart is how many days lie between two origins of a series at least, so that
// their number grows with its years and not with its figures, which may be daily.
const apart = 7

// origins returns after how many figures forecasts are made: after the eighth,
// after each that is a week or more from the origin before, and after the
// last.
func (s segment) origins() (figures []int) {
	for n := least; n <= len(s.X); n++ {
		last := len(figures) - 1
		if n == len(s.X) || last < 0 || s.days[n-1]-s.days[figures[last]-1] >= apart {
			figures = append(figures, n)
		}
	}
	return figures
}

// from forecasts from the n-th figure of series i: the figures to come, or
// from the last one the quarters to come.
func (s segment) from(i, n int, curves sigmoids) []trial {
	target := s.targets(n)
	made := s.days[n-1]
	var due [Horizons + 1]int
	if n == len(s.X) {
		due = quarterEnds(made)
	}
	for h, t := range target {
		if t > 0 {
			due[h] = s.days[t]
		}
	}
	known := s.before(n)
	paths := fitAll(known, curves)
	step, scale := known.step(), Scale(known.Value)
	var out []trial
	for h, day := range due {
		if day == 0 {
			continue
		}
		for m, path := range paths {
			out = append(out, trial{
				series: i, model: m, horizon: h, n: n, target: target[h], madeOn: made, dueOn: day,
				value: path(s.years(day)), step: step, scale: scale,
			})
		}
	}
	return out
}

// years is a day on the axis of X.
func (s segment) years(day int) float64 { return float64(day-s.days[0]) / 365.25 }

// quarterEnds returns the last days of the next quarters after a day, by
// horizon. A quarter that ends in less than half a quarter's time is not a
// quarter ahead, and left out.
func quarterEnds(day int) (ends [Horizons + 1]int) {
	on := date(day)
	for h, k := 1, 0; h <= Horizons; k++ {
		month := (int(on.Month())-1)/3*3 + 4 + 3*k // the first after the quarter
		end := int(time.Date(on.Year(), time.Month(month), 0, 0, 0, 0, 0, time.UTC).Unix() / 86400)
		if 2*4*(end-day) >= 365 || h > 1 {
			ends[h] = end
			h++
		}
	}
	return ends
}

// date is the day as a date.
func date(day int) time.Time { return time.Unix(int64(day)*86400, 0).UTC() }

// quantiles returns the quantiles of a forecast that exist, and which they are.
func (t trial) quantiles() (levels, values []float64) {
	levels, values = []float64{0.5}, []float64{t.value}
	for i, alpha := range alphas {
		if lower, upper := t.interval(i); lower == lower {
			levels = append(append([]float64{alpha / 2}, levels...), 1-alpha/2)
			values = append(append([]float64{lower}, values...), upper)
		}
	}
	return levels, values
}
