package curve

import (
	"context"
	"slices"
	"time"

	"headstart/transform"
)

// Figures is a series in order of time.
type Figures struct {
	X, Value []float64 // X in years since the first figure, or as given
	// AtLeast says which values are lower bounds, Round which are printed as
	// approximate or as lower bounds and with two digits at most; nil: none.
	AtLeast, Round []bool
}

// Before returns the first n figures.
func (f Figures) Before(n int) Figures {
	return Figures{f.X[:n:n], f.Value[:n:n], f.AtLeast[:min(n, len(f.AtLeast))], f.Round[:min(n, len(f.Round))]}
}

// Peak returns the number of figures up to the highest, the last of equals.
func (f Figures) Peak() int {
	at := 0
	for i, v := range f.Value {
		if v >= f.Value[at] {
			at = i
		}
	}
	return at + 1
}

// mostFitted is the most figures that Thin leaves.
const mostFitted = 240

// Thin returns 240 of the figures where there are more, at even places, the
// first and the last among them: for curves that are fitted again and again as
// a series grows, which otherwise takes time by the square of its length.
func (f Figures) Thin() Figures {
	n := len(f.X)
	if n <= mostFitted {
		return f
	}
	var t Figures
	for k := range mostFitted {
		i := k * (n - 1) / (mostFitted - 1)
		t.X, t.Value = append(t.X, f.X[i]), append(t.Value, f.Value[i])
		if f.AtLeast != nil {
			t.AtLeast = append(t.AtLeast, f.AtLeast[i])
		}
		if f.Round != nil {
			t.Round = append(t.Round, f.Round[i])
		}
	}
	return t
}

// Options are those of the rule for a growth curve: errors in time where more
// than half of the figures are round ones, which are announced when they are
// reached; else in logs where the highest is more than ten times the lowest.
func (f Figures) Options(m Model) Options {
	round := 0
	for _, is := range f.Round {
		if is {
			round++
		}
	}
	inTime := 2*round > len(f.X)
	return Options{Model: m, AtLeast: f.AtLeast, Time: inTime, Log: !inTime && slices.Max(f.Value) > 10*slices.Min(f.Value)}
}

// Key names a series of the database.
type Key struct{ Platform, Metric, Market, Definition string }

// Columns returns the key as the first columns of a row, followed by the rest.
func (k Key) Columns(rest ...any) []any {
	return slices.Concat([]any{k.Platform, k.Metric, k.Market, k.Definition}, rest)
}

// Segment is a series of curve_series.
type Segment struct {
	Key
	Figures
	On        []time.Time
	Qualifier []string
}

// Segments returns the series of curve_series, by their keys.
func Segments(ctx context.Context, db *transform.DB) ([]Segment, error) {
	type figure struct {
		Key
		on        time.Time
		x, value  float64
		qualifier string
		round     bool
	}
	figures, err := transform.Collect(ctx, db, `
		select platform_id, metric, market, definition_id, placed_on, x, value, qualifier, round
		from curve_series
		order by platform_id, metric, market, definition_id, placed_on`,
		func(f *figure) []any {
			return []any{&f.Platform, &f.Metric, &f.Market, &f.Definition, &f.on, &f.x, &f.value, &f.qualifier, &f.round}
		})
	var all []Segment
	for i, f := range figures {
		if i == 0 || f.Key != figures[i-1].Key {
			all = append(all, Segment{Key: f.Key})
		}
		s := &all[len(all)-1]
		s.X, s.Value, s.On = append(s.X, f.x), append(s.Value, f.value), append(s.On, f.on)
		s.Qualifier, s.AtLeast, s.Round = append(s.Qualifier, f.qualifier), append(s.AtLeast, f.qualifier == "at_least"), append(s.Round, f.round)
	}
	return all, err
}
