package forecast

import (
	"context"
	"fmt"
	"slices"
	"testing"
)

// backtested returns the rows of backtest, as text, whose targets are of a day
// or earlier.
func backtested(t *testing.T, all []segment, day int) []string {
	t.Helper()
	trials, _, err := rollingOrigin(context.Background(), all)
	if err != nil {
		t.Fatal(err)
	}
	withChoice(trials, nil, all)
	if _, err := remember(trials, all).withIntervals(context.Background(), trials); err != nil {
		t.Fatal(err)
	}
	trials = slices.DeleteFunc(trials, func(f trial) bool { return f.dueOn > day })
	var rows []string
	for row := range quantileRows(t.Context(), trials, all, backtestRow) {
		rows = append(rows, fmt.Sprint(row...))
	}
	return rows
}

// What is published after a day must leave every forecast, interval and error
// of the backtest up to that day as it was, to the last bit.
func TestNoLookAhead(t *testing.T) {
	all, err := read(context.Background(), shipped(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, year := range []int{2015, 2021} {
		day := (year-1970)*1461/4 + 40
		want := backtested(t, all, day)
		if len(want) == 0 {
			t.Fatalf("%d: nothing is forecast, so the test tries nothing", year)
		}
		for name, plant := range map[string]func(s *segment){
			"every later figure a thousand times as large": func(s *segment) { later(s, day, 1000) },
			"every later figure a thousandth":              func(s *segment) { later(s, day, 0.001) },
			"no later figure": func(s *segment) {
				for len(s.days) > 0 && s.days[len(s.days)-1] > day {
					cut(s, len(s.days)-1)
				}
			},
			"a huge figure every hundred days":  func(s *segment) { often(s, day, 1e12) },
			"a small figure every hundred days": func(s *segment) { often(s, day, 1) },
		} {
			planted := make([]segment, len(all))
			for i, s := range all {
				planted[i] = s
				p := &planted[i]
				p.days, p.X, p.Value = slices.Clone(s.days), slices.Clone(s.X), slices.Clone(s.Value)
				p.AtLeast, p.Round, p.qualifier = slices.Clone(s.AtLeast), slices.Clone(s.Round), slices.Clone(s.qualifier)
				plant(p)
			}
			got := backtested(t, planted, day)
			if !slices.Equal(got, want) {
				t.Errorf("%d, %s: %d rows, %d without it, or they differ", year, name, len(got), len(want))
			}
		}
	}
}

func later(s *segment, day int, factor float64) {
	for i := range s.days {
		if s.days[i] > day {
			s.Value[i] *= factor
		}
	}
}

func cut(s *segment, n int) {
	s.days, s.qualifier = s.days[:n], s.qualifier[:n]
	s.Series = s.before(n)
}

// often replaces what comes after a day by a figure on the next and then every
// hundred days.
func often(s *segment, day int, value float64) {
	for len(s.days) > 0 && s.days[len(s.days)-1] > day {
		cut(s, len(s.days)-1)
	}
	if len(s.days) == 0 {
		return
	}
	for d := day + 1; d <= day+1000; d += 100 {
		s.days, s.X, s.Value = append(s.days, d), append(s.X, s.years(d)), append(s.Value, value)
		s.AtLeast, s.Round, s.qualifier = append(s.AtLeast, false), append(s.Round, true), append(s.qualifier, "exact")
	}
}
