package e2e

import (
	"fmt"
	"math"
	"reflect"
	"strings"
)

// Formats of the page, written anew here.

func percent(p float64) string { return fmt.Sprintf("%.0f%%", 100*p) }

func chance(p float64) string {
	switch {
	case p < 0.005:
		return "<1%"
	case p > 0.995:
		return ">99%"
	}
	return percent(p)
}

// signed is a whole number with its sign, the minus of typesetters.
func signed(v float64) string {
	switch v = math.Round(v); {
	case v < 0:
		return fmt.Sprintf("−%.0f", -v)
	case v > 0:
		return fmt.Sprintf("+%.0f", v)
	}
	return "0"
}

type rate struct {
	Bucket                    string
	Wins, N, Undecided        int64
	Rate, Lower, Upper, Level float64
}

const cellsOf = `(table) => [...document.querySelectorAll('#table-' + table + ' tbody tr')].map((r) => [...r.cells].map((c) => c.textContent.trim()))`

func figuresAreThoseOfTheTables(p *tab) {
	known := query[rate](p.T, "from win_rate where win_rule = 'leader_60' and kind = 'all'")[0]
	reading := eval[string](p, `() => document.querySelector('#finding-known .reading').textContent`)
	for _, want := range []string{fmt.Sprintf("in %d of %d races", known.Wins, known.N), fmt.Sprintf("(%s, %.0f%% CI", percent(known.Rate), 100*known.Level)} {
		if !strings.Contains(reading, want) {
			p.Errorf("the first finding is %q, without %q", reading, want)
		}
	}

	// The points that a year instead of a quarter makes.
	year := query[struct{ Difference, Lower, Upper float64 }](p.T, "select difference, lower, upper from win_rate_contrast where win_rule = 'leader_60' and months = 12")[0]
	reading = eval[string](p, `() => document.querySelector('#finding-head-start .reading').textContent`)
	if want := fmt.Sprintf("n = %d", known.N); !strings.Contains(reading, want) || math.Abs(year.Difference) > year.Upper-year.Lower {
		p.Errorf("the finding of the head start is %q, without %q", reading, want)
	}

	base := query[rate](p.T, "from base_rate where win_rule = 'leader_60'")[0]
	buckets := query[rate](p.T, "from win_rate_bucket where win_rule = 'leader_60' order by position")
	base.Bucket = "any (base rate)"
	var rows [][]string
	for _, b := range append(buckets, base) {
		rows = append(rows, []string{b.Bucket, fmt.Sprint(b.Wins), fmt.Sprint(b.N), fmt.Sprint(b.Undecided),
			fmt.Sprintf("%s (%.0f–%s)", percent(b.Rate), 100*b.Lower, percent(b.Upper))})
	}
	shownRows := eval[[][]string](p, cellsOf, "buckets")
	for i, row := range shownRows { // the last column says what the interval allows for
		shownRows[i] = row[:len(row)-1]
	}
	if !reflect.DeepEqual(shownRows, rows) {
		p.Errorf("ranges of the head start: the tables say\n%q\nthe page shows\n%q", rows, shownRows)
	}

	// Routes: what each model says, from the grid of the what-if. The column
	// that never falls and the hierarchical model have no grid.
	grid := map[string]float64{}
	for _, g := range query[struct {
		Model     string
		Months, P float64
	}](p.T, `select model, months, p from what_if
		where network is null or (model = 'race' and network = (select responder_network from founding_race))`) {
		grid[fmt.Sprintf("%s %g months", g.Model, g.Months)] = g.P
	}
	shown := eval[[][]string](p, cellsOf, "models")
	if len(shown) == 0 {
		p.Error("the table of the models is empty")
	}
	for _, row := range shown {
		for model, cell := range map[string]string{"empirical": row[1], "race": row[4], "elicited": row[5]} {
			want, known := grid[model+" "+row[0]]
			if first, _, _ := strings.Cut(cell, " ("); !known || first != chance(want) {
				p.Errorf("%s at %s: the table what_if has %v, the page shows %q", model, row[0], want, cell)
			}
		}
	}
}
