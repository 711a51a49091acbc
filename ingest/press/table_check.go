package press

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
)

// worldPopulation is more than there are people or will be for years.
const worldPopulation = 8.3e9

// growthTolerance is how far, in points, printed growth of one decimal may be
// from the growth of the printed figures.
const growthTolerance = 0.15

var (
	noteEnd     = regexp.MustCompile(`\s*(?:[\[(]\d{1,2}[\])]|\*{1,3}|[†‡])$`)
	bracketForm = regexp.MustCompile(`^\s*\(\s*\d[\d,.]*\s*(?:%\s*\)|\)\s*%?)\s*$`)
)

// partOf returns the platform that stands for the smart devices of another.
func (r *tableReader) partOf(platform string) string {
	for _, p := range r.opt.Platforms {
		if platform != "" && p.ID == platform+"-mobile" {
			return p.ID
		}
	}
	return ""
}

func (r *tableReader) home(platform string) string {
	for _, p := range r.opt.Platforms {
		if p.ID == platform {
			return p.Home
		}
	}
	return ""
}

// check gives growth its two figures, compares it with them, and marks the
// figures that are there for comparison.
func (r *tableReader) check() {
	r.figures = slices.DeleteFunc(r.figures, func(f figure) bool { return f.metric == "none" })
	counts := r.countsOf()
	for from := 0; from < len(r.figures); {
		to := from + 1
		for to < len(r.figures) && r.figures[to].label.start == r.figures[from].label.start {
			to++
		}
		row := r.figures[from:to]
		for i := range row {
			if row[i].growth != "" && row[i].reason == "" {
				compare(&row[i], row, counts)
			}
		}
		markComparatives(row)
		from = to
	}
	for i := range r.figures {
		if f := &r.figures[i]; f.reason == "" && f.contradicted != "" && !f.confirmed {
			f.reason = f.contradicted
		}
	}
}

// counted is what tells the counts of a table apart.
type counted struct {
	platform, metric, market string
	period                   when
}

func (f *figure) counted() counted { return counted{f.platform, f.metric, f.market, f.period} }

// isCount reports a count that nothing speaks against so far.
func (f *figure) isCount() bool { return f.growth == "" && f.reason == "" && f.value.value > 0 }

// countsOf finds the counts of the table, and rejects those that stand for the
// same thing but differ.
func (r *tableReader) countsOf() map[counted]*figure {
	out := map[counted]*figure{}
	for i := range r.figures {
		f := &r.figures[i]
		if !f.isCount() {
			continue
		}
		k := f.counted()
		other, seen := out[k]
		if !seen {
			out[k] = f
			continue
		}
		if a, b := other.value, f.value; math.Abs(a.value-b.value) > (a.resolution+b.resolution)/2 {
			f.reason = "another row of the table gives another figure for the same"
			other.contradicted = f.reason
		}
	}
	return out
}

// compare tries printed growth on the figures that it is between.
func compare(g *figure, row []figure, counts map[counted]*figure) {
	now, before := pair(g, row, counts)
	if now == nil {
		g.reason = "the figures that the growth is between are not in the table"
		return
	}
	g.period, g.basis = now.period, now.basis
	computed, printed := 100*(now.value.value/before.value.value-1), g.percent()
	if math.Abs(computed-printed) <= tolerance(g, now, before) {
		now.confirmed, before.confirmed, g.confirmed = true, true, true
		return
	}
	g.reason = fmt.Sprintf("the table prints %s %% %s but its figures give %s %%", tenths(printed), g.growth, tenths(computed))
	now.contradicted, before.contradicted = g.reason, g.reason
}

func tenths(x float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", x), ".0") }

func (f *figure) percent() float64 {
	if f.value.negative {
		return -math.Abs(f.value.value)
	}
	return f.value.value
}

// tolerance allows for what rounding has taken off the growth and off the two
// figures.
func tolerance(growth, now, before *figure) float64 {
	ratio := 100 * now.value.value / before.value.value
	rounding := ratio * (now.value.resolution/now.value.value + before.value.resolution/before.value.value) / 2
	return max(growthTolerance, growth.value.resolution/2+0.1) + rounding
}

// pair finds the figures that growth is between: in its row, or for a table
// with a row for each date in the rows of the earlier ones.
func pair(g *figure, row []figure, counts map[counted]*figure) (now, before *figure) {
	var others []*figure
	for i := range row {
		f := &row[i]
		if !f.isCount() || f.platform != g.platform || f.metric != g.metric || f.market != g.market {
			continue
		}
		others = append(others, f)
		if now == nil || f.period == g.period || now.period != g.period && later(f.period, now.period) {
			now = f
		}
	}
	if now == nil {
		return nil, nil
	}
	want := map[string]when{"yoy": now.period.shift(-1, "year"), "qoq": now.period.shift(-1, "quarter"), "mom": now.period.shift(-1, "month")}
	if g.growth == "change" && len(others) == 2 {
		for _, c := range []string{"yoy", "qoq", "mom"} {
			if others[0].period == want[c] || others[1].period == want[c] {
				g.growth = c
				break
			}
		}
	}
	k := now.counted()
	if k.period = want[g.growth]; k.period.year == 0 {
		return nil, nil
	}
	if before = counts[k]; before == nil || before == now {
		return nil, nil
	}
	return now, before
}

func later(a, b when) bool {
	if a.year == 0 || b.year == 0 {
		return b.year == 0
	}
	_, x := a.span()
	_, y := b.span()
	return x.After(y)
}

// markComparatives marks the earlier dates of a row that is about its latest
// one: it prints growth, or has two dates, or three of which the latest comes
// first. Other rows are series.
func markComparatives(row []figure) {
	var latest when
	counts, growth := 0, false
	var first when
	for _, f := range row {
		if f.growth != "" {
			growth = true
			continue
		}
		if counts++; f.period.year == 0 {
			continue
		}
		if first.year == 0 {
			first = f.period
		}
		if later(f.period, latest) {
			latest = f.period
		}
	}
	compares := growth || counts <= 2 || counts == 3 && first == latest
	for i := range row {
		f := &row[i]
		f.comparative = f.growth == "" && compares && f.period != latest && f.period.year > 0
	}
}

// claims writes the figures of the table as claims.
func (r *tableReader) claims() []Claim {
	var out []Claim
	for _, f := range r.figures {
		c := Claim{
			Kind: "observation", Start: f.label.start, End: f.at.end, PlatformID: f.platform, Metric: f.metric, Market: f.market,
			Period: f.period.String(), Basis: f.basis, Value: f.value.value, High: f.value.value, ValueText: f.at.text,
			Scale: f.scaleText, Resolution: f.value.resolution, Qualifier: "exact", Unit: "people",
			Comparative: f.comparative, Flags: append([]string{"table"}, f.flags...), Status: "accepted", Reason: f.reason,
		}
		c.Quote = r.d.text[c.Start:c.End]
		if q := f.value.qualifier; q != "" {
			c.Qualifier = q
		}
		if f.growth != "" {
			c.Kind, c.Comparison, c.Percent, c.Unit = "growth", f.growth, f.percent(), "%"
			c.Value, c.High, c.Resolution, c.Scale = 0, 0, f.value.resolution, ""
		}
		if f.confirmed {
			c.Flags = append(c.Flags, "growth_agrees")
		}
		if f.reason != "" {
			c.Status = "rejected"
		}
		if f.suggestion > 0 {
			c.SuggestedValue = &f.suggestion
		}
		slices.Sort(c.Flags)
		out = append(out, c)
	}
	return out
}
