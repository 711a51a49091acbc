package reports

import (
	"database/sql"
	"fmt"
	"math"
)

// oddsRow is a point of a curve: the probability, by a model, that the first
// mover wins with so many months of head start.
type oddsRow struct {
	model           string
	network         sql.NullFloat64 // people; null: not in the model
	months          float64
	p, lower, upper float64
	level           float64 // of lower and upper; 0: a range without one
	n               int     // races behind it; 0: none
}

func (r *oddsRow) fields() []any {
	return []any{&r.model, &r.network, &r.months, &r.p, &r.lower, &r.upper, &r.level, &r.n}
}

// slopeRow is a coefficient per doubling of the head start, on a log scale.
type slopeRow struct {
	value, lower, upper, level float64
	n                          int
}

func (r *slopeRow) fields() []any { return []any{&r.value, &r.lower, &r.upper, &r.level, &r.n} }

// networkName is what a chart calls a network of so many people.
func networkName(people float64) string { return "a network of " + spelled(people) }

// oddsOf are the rows of one model, ordered by months.
func oddsOf(rows []oddsRow, model string) []oddsRow {
	var out []oddsRow
	for _, r := range rows {
		if r.model == model {
			out = append(out, r)
		}
	}
	return out
}

// upTo cuts a curve ordered by months at so many months, with a point there.
func upTo(rows []oddsRow, months float64) []oddsRow {
	for i, r := range rows {
		if r.months > months {
			out := append([]oddsRow(nil), rows[:i]...)
			if i > 0 {
				a, t := rows[i-1], (months-rows[i-1].months)/(r.months-rows[i-1].months)
				r.months, r.p, r.lower, r.upper = months, a.p+(r.p-a.p)*t, a.lower+(r.lower-a.lower)*t, a.upper+(r.upper-a.upper)*t
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
			return math.Expm1(math.Log1p(rows[i-1].months) + t*(math.Log1p(rows[i].months)-math.Log1p(rows[i-1].months)))
		}
	}
	return math.NaN()
}

// even says with what head start the odds of a curve are even. The band of
// that lead is not that of the curve: it is in critical_lead.
func even(rows []oddsRow) string {
	mid := crossing(rows, 0.5, func(r oddsRow) float64 { return r.p })
	if math.IsNaN(mid) {
		return "even odds are not reached"
	}
	return "even odds at " + leadMonths(mid)
}

// tenthText writes months with one decimal, whole from 20 up.
func tenthText(months float64) string {
	if months >= 20 {
		return fmt.Sprintf("%.0f", months)
	}
	return fmt.Sprintf("%.1f", months)
}

func leadMonths(months float64) string {
	if tenthText(months) == "1.0" {
		return "1 month"
	}
	return tenthText(months) + " months"
}

func oddsPoints(x, y scale, rows []oddsRow, value func(oddsRow) float64) []point {
	out := make([]point, len(rows))
	for i, r := range rows {
		out[i] = point{x.at(r.months), y.at(value(r))}
	}
	return out
}

// oddsBand fills between the ends of a curve's band.
func (c *canvas) oddsBand(t tone, x, y scale, rows []oddsRow) {
	if len(rows) < 2 {
		return
	}
	outline := oddsPoints(x, y, rows, func(r oddsRow) float64 { return r.upper })
	bottom := oddsPoints(x, y, rows, func(r oddsRow) float64 { return r.lower })
	for i := len(bottom) - 1; i >= 0; i-- {
		outline = append(outline, bottom[i])
	}
	c.fill(t, outline...)
}

// shared is where the bands of two curves over the same head starts overlap:
// pieces with the ends of both in lower and upper.
func shared(a, b []oddsRow) [][]oddsRow {
	var out [][]oddsRow
	open := false
	for i := range min(len(a), len(b)) {
		r := a[i]
		r.lower, r.upper = math.Max(a[i].lower, b[i].lower), math.Min(a[i].upper, b[i].upper)
		if a[i].months != b[i].months || r.lower >= r.upper {
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
