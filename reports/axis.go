package reports

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// scale maps data to pixels. from may lie below to on the page (a y axis runs
// upwards, so its from is the larger).
type scale struct {
	min, max float64
	from, to float64
	spaced   func(float64) float64 // what runs evenly along the axis
}

func linear(min, max, from, to float64) scale {
	return scale{min, max, from, to, func(v float64) float64 { return v }}
}

func logarithmic(min, max, from, to float64) scale { return scale{min, max, from, to, math.Log} }

// shifted spreads 0 and up like log(1+x): a race may have no lead at all.
func shifted(min, max, from, to float64) scale { return scale{min, max, from, to, math.Log1p} }

func (s scale) at(v float64) float64 {
	low := s.spaced(s.min)
	return s.from + (s.to-s.from)*(s.spaced(v)-low)/(s.spaced(s.max)-low)
}

// tick is a labelled value of an axis; an empty label is a line only.
type tick struct {
	value float64
	label string
}

// logTicks are the powers of ten from min to max.
func logTicks(min, max float64) []tick {
	var out []tick
	for e := math.Floor(math.Log10(min)); e <= math.Ceil(math.Log10(max)); e++ {
		if v := math.Pow(10, e); v >= min*0.999 && v <= max*1.001 {
			out = append(out, tick{v, people(v)})
		}
	}
	return out
}

// logTicksDense adds 2 and 5 of each power when there are few powers.
func logTicksDense(min, max float64) []tick {
	out := logTicks(min, max)
	if len(out) > 2 {
		return out
	}
	out = nil
	for e := math.Floor(math.Log10(min)); e <= math.Ceil(math.Log10(max)); e++ {
		for _, m := range []float64{1, 2, 5} {
			if v := m * math.Pow(10, e); v >= min*0.999 && v <= max*1.001 {
				out = append(out, tick{v, people(v)})
			}
		}
	}
	return out
}

// niceStep is the step of 1, 2 or 5 times a power of ten that gives about n
// steps in span.
func niceStep(span float64, n int) float64 {
	raw := span / float64(n)
	base := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5} {
		if raw <= m*base*1.0001 {
			return m * base
		}
	}
	return 10 * base
}

// linearTicks are round values from min to max, about n of them.
func linearTicks(min, max float64, n int, label func(float64) string) []tick {
	step := niceStep(max-min, n)
	var out []tick
	for i := math.Ceil(min/step - 1e-9); i*step <= max+step*1e-6; i++ {
		v := i*step + 0 // no negative zero
		out = append(out, tick{v, label(v)})
	}
	return out
}

// yearTicks are the first days of years, thinned to fit width.
func yearTicks(from, to time.Time, width float64) []tick {
	step := 1
	for _, s := range []int{1, 2, 5, 10} {
		step = s
		if float64(to.Year()-from.Year())/float64(s)*46 <= width {
			break
		}
	}
	var out []tick
	for y := from.Year(); y <= to.Year()+1; y++ {
		day := time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC)
		if y%step == 0 && !day.Before(from) && !day.After(to) {
			out = append(out, tick{days(day), strconv.Itoa(y)})
		}
	}
	return out
}

// days is the position of a day on a time axis.
func days(t time.Time) float64 { return float64(t.Unix()) / 86400 }

// monthsTicks label a head-start axis in months and years.
func monthsTicks(max float64) []tick {
	all := []tick{{0, "0"}, {1, "1 mo"}, {3, "3 mo"}, {6, "6 mo"}, {12, "1 yr"}, {24, "2 yr"}, {48, "4 yr"}, {96, "8 yr"}, {192, "16 yr"}}
	var out []tick
	for _, t := range all {
		if t.value <= max {
			out = append(out, t)
		}
	}
	return out
}

// yGrid draws thin lines across with labels in the margin left of plot.
func (c *canvas) yGrid(plot box, s scale, ticks []tick) {
	style := tickStyle
	style.align = right
	for _, t := range ticks {
		y := s.at(t.value)
		c.line(stroke{tone: grid, width: gridWidth}, point{plot.x0, y}, point{plot.x1, y})
		c.text(style, point{plot.x0 - 7, style.centred(y)}, t.label)
	}
}

// tickMargin is the room that yGrid needs left of the plot.
func tickMargin(ticks []tick) float64 {
	w := 0.0
	for _, t := range ticks {
		w = math.Max(w, tickStyle.width(t.label))
	}
	return math.Ceil(w) + 8
}

// xAxis draws the base line with short marks and centred labels below, which
// stay inside limits.
func (c *canvas) xAxis(plot box, s scale, ticks []tick, limits box) {
	c.line(stroke{tone: axis, width: axisWidth}, point{plot.x0, plot.y1}, point{plot.x1, plot.y1})
	style := tickStyle
	style.align = middle
	for _, t := range ticks {
		x := s.at(t.value)
		c.line(stroke{tone: axis, width: axisWidth}, point{x, plot.y1}, point{x, plot.y1 + 4})
		w := style.width(t.label) / 2
		c.text(style, point{math.Max(limits.x0+w, math.Min(limits.x1-w, x)), plot.y1 + 17}, t.label)
	}
}

// xAxisRoom is the height that xAxis takes below the plot.
const xAxisRoom = 22

// people writes a count for people: 850, 12k, 1.5M, 100M, 1.21B.
func people(v float64) string {
	switch {
	case v >= 999.5e6:
		return significant(v/1e9) + "B"
	case v >= 999.5e3:
		return significant(v/1e6) + "M"
	case v >= 999.5:
		return significant(v/1e3) + "k"
	}
	return significant(v)
}

// significant writes three significant digits without trailing zeros.
func significant(v float64) string {
	digits := 2 - int(math.Floor(math.Log10(math.Max(v, 1e-9))+1e-9))
	digits = max(0, min(digits, 2))
	text := strconv.FormatFloat(v, 'f', digits, 64)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// spelled writes a count for a sentence: 1.21 billion, 50 million, 800.
func spelled(v float64) string {
	switch {
	case v >= 999.5e6:
		return significant(v/1e9) + " billion"
	case v >= 999.5e3:
		return significant(v/1e6) + " million"
	}
	return strconv.FormatFloat(math.Round(v), 'f', 0, 64)
}

// percent writes a share as a whole percentage.
func percent(v float64) string { return fmt.Sprintf("%.0f%%", 100*v) }

// signedPercent writes a change with its sign; the minus is a true minus.
func signedPercent(v float64) string {
	switch rounded := math.Round(100 * v); {
	case rounded < 0:
		return fmt.Sprintf("−%.0f%%", -rounded)
	case rounded > 0:
		return fmt.Sprintf("+%.0f%%", rounded)
	}
	return "0%"
}

// dayName writes a day for a sentence: 21 January 2011.
func dayName(t time.Time) string { return t.Format("2 January 2006") }

// number writes a small count with its noun: 1 race, 3 races.
func number(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "y") && !strings.HasSuffix(noun, "ay") {
		return strconv.Itoa(n) + " " + strings.TrimSuffix(noun, "y") + "ies"
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
