package figure

import (
	"database/sql"
	"fmt"
	"math"

	"headstart/reports/chart"
	"headstart/reports/words"
)

// evenRow is the head start with even odds against a network.
type evenRow struct {
	Network              float64
	Months, Lower, Upper sql.NullFloat64 // null: no head start is enough
	Level                float64
	Draws                int
}

// evenText is the head start with even odds and its band, in words.
func evenText(e evenRow) string {
	switch {
	case !e.Months.Valid:
		return "out of reach"
	case !e.Lower.Valid:
		return words.LeadMonths(e.Months.Float64)
	case !e.Upper.Valid:
		return fmt.Sprintf("%s (from %s, no upper bound)", words.LeadMonths(e.Months.Float64), words.TenthText(e.Lower.Float64))
	}
	return fmt.Sprintf("%s (%s–%s)", words.LeadMonths(e.Months.Float64), words.TenthText(e.Lower.Float64), words.TenthText(e.Upper.Float64))
}

// judgedRow is how the simulated race did on past races.
type judgedRow struct {
	N                int
	Brier, BaseBrier float64
}

// judgment says on a chart of the simulated race whether past races
// contradict it; "" where none was judged.
func judgment(rows []judgedRow) string {
	if len(rows) == 0 {
		return ""
	}
	verb := "do not contradict"
	if rows[0].Brier > rows[0].BaseBrier {
		verb = "contradict"
	}
	return fmt.Sprintf(" Past races %s it: Brier score %.2f against %.2f for the base rate (n = %d).", verb, rows[0].Brier, rows[0].BaseBrier, rows[0].N)
}

// foundingRow is the founding race, as a point of the grid.
type foundingRow struct {
	Race            string
	Months, Network float64
	First, Second   string
}

// elicitedRow is a probability that somebody stated for a head start.
type elicitedRow struct {
	Who         string
	Low, High   float64
	Probability float64
	Reports     int
}

func leadText(e elicitedRow) string {
	if e.Low == e.High {
		return words.Number(int(e.Low), "month")
	}
	return fmt.Sprintf("%.0f to %s", e.Low, words.Number(int(e.High), "month"))
}

// oddsRow is a point of a curve: the probability, by a model, that the first
// mover wins with so many months of head start.
type oddsRow struct {
	Model           string
	Network         sql.NullFloat64 // people; null: not in the model
	Months          float64
	P, Lower, Upper float64
	Level           float64 // of lower and upper; 0: a range without one
	N               int     // races behind it; 0: none
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
	var out []oddsRow
	for _, r := range rows {
		if r.Model == model {
			out = append(out, r)
		}
	}
	return out
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

// crossing is the first head start at which value passes level, between two
// points by a straight line over log(1+months); NaN where it never does.
func crossing(rows []oddsRow, level float64, value func(oddsRow) float64) float64 {
	for i := 1; i < len(rows); i++ {
		a, b := value(rows[i-1]), value(rows[i])
		if (a < level) != (b < level) {
			t := (level - a) / (b - a)
			return math.Expm1(math.Log1p(rows[i-1].Months) + t*(math.Log1p(rows[i].Months)-math.Log1p(rows[i-1].Months)))
		}
	}
	return math.NaN()
}

// even says with what head start the odds of a curve are even. The band of
// that lead is not that of the curve: it is in critical_lead.
func even(rows []oddsRow) string {
	mid := crossing(rows, 0.5, func(r oddsRow) float64 { return r.P })
	if math.IsNaN(mid) {
		return "even odds are not reached"
	}
	return "even odds at " + words.LeadMonths(mid)
}

func oddsPoints(x, y chart.Scale, rows []oddsRow, value func(oddsRow) float64) []chart.Point {
	out := make([]chart.Point, len(rows))
	for i, r := range rows {
		out[i] = chart.Pt(x.At(r.Months), y.At(value(r)))
	}
	return out
}

// oddsBand fills between the ends of a curve's band.
func drawOddsBand(c *chart.Canvas, t chart.Tone, x, y chart.Scale, rows []oddsRow) {
	c.Between(t, oddsPoints(x, y, rows, func(r oddsRow) float64 { return r.Upper }), oddsPoints(x, y, rows, func(r oddsRow) float64 { return r.Lower }))
}

// shared is where the bands of two curves over the same head starts overlap:
// pieces with the ends of both in lower and upper.
func shared(a, b []oddsRow) [][]oddsRow {
	var out [][]oddsRow
	open := false
	for i := range min(len(a), len(b)) {
		r := a[i]
		r.Lower, r.Upper = math.Max(a[i].Lower, b[i].Lower), math.Min(a[i].Upper, b[i].Upper)
		if a[i].Months != b[i].Months || r.Lower >= r.Upper {
			open = false
			continue
		}
		if !open {
			out = append(out, nil)
		}
		open = true
		out[len(out)-1] = append(out[len(out)-1], r)
	}
	return out
}
