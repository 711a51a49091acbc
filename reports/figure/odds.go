package figure

import (
	"database/sql"
	"math"

	"headstart/reports/chart"
	"headstart/reports/words"
)

// evenRow is the head start with even odds against a network, in months; null:
// no head start is enough.
type evenRow struct {
	Network float64         `csv:"network"`
	Months  sql.NullFloat64 `csv:"months"`
	Lower   sql.NullFloat64 `csv:"lower"`
	Upper   sql.NullFloat64 `csv:"upper"`
	Level   float64         `csv:"level"`
	Draws   int             `csv:"races"`
}

// judgedRow is how the simulated race did on past races.
type judgedRow struct {
	N                int
	Brier, BaseBrier float64
}

// foundingRow is the founding race, as a point of the grid.
type foundingRow struct {
	Race            string
	Months, Network float64
	First, Second   string
}

// elicitedRow is a probability that somebody stated for a head start.
type elicitedRow struct {
	Who         string  `csv:"name"`
	Low         float64 `csv:"months_from"`
	High        float64 `csv:"months_to"`
	Probability float64 `csv:"rate"`
	Reports     int     `csv:"reports"`
}

// oddsRow is a point of a curve: the probability, by a model, that the first
// mover wins with so many months of head start.
type oddsRow struct {
	Model   string          `csv:"model name"`
	Network sql.NullFloat64 `csv:"network"` // people; null: not in the model
	Months  float64         `csv:"months months_from months_to"`
	P       float64         `csv:"p rate"`
	Lower   float64         `csv:"lower"`
	Upper   float64         `csv:"upper"`
	Level   float64         `csv:"level"` // of lower and upper; 0: a range without one
	N       int             `csv:"n"`     // races behind it; 0: none
}

// slopeRow is a coefficient per doubling of the head start, on a log scale.
type slopeRow struct {
	Value, Lower, Upper, Level float64
	N                          int
}

// networkName is what a chart calls a network of so many people.
func networkName(people float64) string {
	if people == 0 {
		return "no network"
	}
	return "a network of " + words.Spelled(people)
}

// oddsOf are the rows of one model, ordered by months.
func oddsOf(rows []oddsRow, model string) []oddsRow {
	return kept(rows, func(r oddsRow) bool { return r.Model == model })
}

// upTo cuts a curve ordered by months at so many months, with a point there.
func upTo(rows []oddsRow, months float64) []oddsRow {
	for i, r := range rows {
		if r.Months > months {
			out := append([]oddsRow(nil), rows[:i]...)
			if i > 0 {
				a, t := rows[i-1], (months-rows[i-1].Months)/(r.Months-rows[i-1].Months)
				r.Months, r.P, r.Lower, r.Upper = months, a.P+(r.P-a.P)*t, a.Lower+(r.Lower-a.Lower)*t, a.Upper+(r.Upper-a.Upper)*t
				out = append(out, r)
			}
			return out
		}
	}
	return rows
}

// crossing is the first head start at which the probability passes level,
// between two points by a straight line over log(1+months); NaN where it never
// does.
func crossing(rows []oddsRow, level float64) float64 {
	for i := 1; i < len(rows); i++ {
		a, b := rows[i-1], rows[i]
		if (a.P < level) != (b.P < level) {
			t := (level - a.P) / (b.P - a.P)
			return math.Expm1(math.Log1p(a.Months) + t*(math.Log1p(b.Months)-math.Log1p(a.Months)))
		}
	}
	return math.NaN()
}

// even says with what head start the odds of a curve are even. The band of
// that lead is not that of the curve: it is in critical_lead.
func even(rows []oddsRow) string {
	mid := crossing(rows, 0.5)
	if math.IsNaN(mid) {
		return "even odds are not reached"
	}
	return "even odds at " + words.LeadMonths(mid)
}

func oddsPoints(x, y chart.Scale, rows []oddsRow, value func(oddsRow) float64) []chart.Point {
	return each(rows, func(r oddsRow) chart.Point { return chart.Pt(x.At(r.Months), y.At(value(r))) })
}

// drawOddsBand fills between the ends of a curve's band.
func drawOddsBand(c *chart.Canvas, t chart.Tone, x, y chart.Scale, rows []oddsRow) {
	c.Between(t, oddsPoints(x, y, rows, func(r oddsRow) float64 { return r.Upper }), oddsPoints(x, y, rows, func(r oddsRow) float64 { return r.Lower }))
}

// shared is where the bands of two curves over the same head starts overlap:
// pieces with the ends of both in lower and upper.
func shared(a, b []oddsRow) [][]oddsRow {
	out := [][]oddsRow{nil}
	for i := range min(len(a), len(b)) {
		r := a[i]
		r.Lower, r.Upper = max(a[i].Lower, b[i].Lower), min(a[i].Upper, b[i].Upper)
		if a[i].Months != b[i].Months || r.Lower >= r.Upper {
			out = append(out, nil)
		} else {
			out[len(out)-1] = append(out[len(out)-1], r)
		}
	}
	return kept(out, func(piece []oddsRow) bool { return len(piece) > 0 })
}
