package chart

import (
	"math"
	"slices"
	"strconv"
	"time"

	"headstart/reports/words"
)

// Scale maps data to pixels. from may lie below to on the page (a y axis runs
// upwards, so its from is the larger).
type Scale struct {
	Min, Max float64
	From, To float64
	spaced   func(float64) float64 // what runs evenly along the axis
}

func Linear(min, max, from, to float64) Scale {
	return Scale{min, max, from, to, func(v float64) float64 { return v }}
}

func Logarithmic(min, max, from, to float64) Scale { return Scale{min, max, from, to, math.Log} }

// Shifted spreads 0 and up like log(1+x): a race may have no lead at all.
func Shifted(min, max, from, to float64) Scale { return Scale{min, max, from, to, math.Log1p} }

func (s Scale) At(v float64) float64 {
	low := s.spaced(s.Min)
	return s.From + (s.To-s.From)*(s.spaced(v)-low)/(s.spaced(s.Max)-low)
}

// Tick is a labeled value of an axis; an empty label is a line only.
type Tick struct {
	Value float64
	Label string
}

// LogTicks are the multiples of powers of ten from min to max that steps says: 1
// for the powers alone, or with 2 and 5 as well.
func LogTicks(min, max float64, label func(float64) string, steps ...float64) []Tick {
	var out []Tick
	for e := math.Floor(math.Log10(min)); e <= math.Ceil(math.Log10(max)); e++ {
		for _, m := range steps {
			if v := m * math.Pow(10, e); v >= min*0.999 && v <= max*1.001 {
				out = append(out, Tick{v, label(v)})
			}
		}
	}
	return out
}

// PeopleTicks are the powers of ten, with 2 and 5 of each when they are few.
func PeopleTicks(min, max float64) []Tick {
	if powers := LogTicks(min, max, words.People, 1); len(powers) > 2 {
		return powers
	}
	return LogTicks(min, max, words.People, 1, 2, 5)
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

// LinearTicks are round values from min to max, about n of them.
func LinearTicks(min, max float64, n int, label func(float64) string) []Tick {
	step := niceStep(max-min, n)
	var out []Tick
	for i := math.Ceil(min/step - 1e-9); i*step <= max+step*1e-6; i++ {
		v := i*step + 0 // no negative zero
		out = append(out, Tick{v, label(v)})
	}
	return out
}

// YearTicks are the first days of years, thinned to fit width; of a span with
// one such day or none, the first days of months.
func YearTicks(from, to time.Time, width float64) []Tick {
	step := 1
	for _, s := range []int{1, 2, 5, 10, 20, 50, 100, 200} {
		step = s
		if float64(to.Year()-from.Year())/float64(s)*46 <= width {
			break
		}
	}
	var out []Tick
	for y := from.Year(); y <= to.Year()+1; y++ {
		day := time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC)
		if y%step == 0 && !day.Before(from) && !day.After(to) {
			out = append(out, Tick{Days(day), strconv.Itoa(y)})
		}
	}
	if len(out) < 2 {
		if months := monthTicks(from, to, width); len(months) > len(out) {
			return months
		}
	}
	return out
}

// monthTicks are the first days of months, of quarters or of half-years that
// fit width; none if they do not.
func monthTicks(from, to time.Time, width float64) []Tick {
	for _, step := range []int{1, 3, 6} {
		var out []Tick
		for m := time.Date(from.Year(), 1, 1, 0, 0, 0, 0, time.UTC); !m.After(to); m = m.AddDate(0, step, 0) {
			if !m.Before(from) {
				out = append(out, Tick{Days(m), m.Format("Jan 2006")})
			}
		}
		if float64(len(out))*66 <= width {
			return out
		}
	}
	return nil
}

// Days is the position of a day on a time axis.
func Days(t time.Time) float64 { return float64(t.Unix()) / 86400 }

// MonthsTicks label a head-start axis in months and years.
func MonthsTicks(max float64) []Tick {
	all := []Tick{{0, "0"}, {1, "1 mo"}, {3, "3 mo"}, {6, "6 mo"}, {12, "1 yr"}, {24, "2 yr"}, {48, "4 yr"}, {96, "8 yr"}, {192, "16 yr"}}
	return slices.DeleteFunc(all, func(t Tick) bool { return t.Value > max })
}

// YGrid draws thin lines across with labels in the margin left of plot.
func (c *Canvas) YGrid(plot Box, s Scale, ticks []Tick) {
	style := TickStyle.FlushRight()
	for _, t := range ticks {
		y := s.At(t.Value)
		c.Across(Stroke{Tone: Grid, Width: GridWidth}, y, plot.X0, plot.X1)
		c.Text(style, Point{plot.X0 - 7, style.Centred(y)}, t.Label)
	}
}

// TickMargin is the room that YGrid needs left of plots with these ticks.
func TickMargin(all ...[]Tick) float64 {
	w := 0.0
	for _, t := range slices.Concat(all...) {
		w = max(w, TickStyle.Width(t.Label))
	}
	return math.Ceil(w) + 8
}

// XAxis draws the base line with short marks and centered labels below, which
// stay inside limits.
func (c *Canvas) XAxis(plot Box, s Scale, ticks []Tick, limits Box) {
	c.Across(Stroke{Tone: Axis, Width: AxisWidth}, plot.Y1, plot.X0, plot.X1)
	style := TickStyle.Centered()
	for _, t := range ticks {
		x := s.At(t.Value)
		c.Down(Stroke{Tone: Axis, Width: AxisWidth}, x, plot.Y1, plot.Y1+4)
		w := style.Width(t.Label) / 2
		c.Text(style, Point{max(limits.X0+w, min(limits.X1-w, x)), plot.Y1 + 17}, t.Label)
	}
}

// XGrid draws thin lines down the plot, and the axis below it.
func (c *Canvas) XGrid(plot Box, s Scale, ticks []Tick, limits Box) {
	for _, t := range ticks {
		c.Down(Stroke{Tone: Grid, Width: GridWidth}, s.At(t.Value), plot.Y0, plot.Y1)
	}
	c.XAxis(plot, s, ticks, limits)
}

// XTitle says below the labels of the axis what it measures.
func (c *Canvas) XTitle(plot Box, text string) {
	c.Text(NoteStyle.Centered(), Pt((plot.X0+plot.X1)/2, plot.Y1+34), text)
}

// XAxisRoom is the height that XAxis takes below the plot.
const XAxisRoom = 22

func DayOf(d float64) time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Apart leaves out ticks whose labels would touch the one before.
func Apart(ticks []Tick, s Scale) []Tick {
	var out []Tick
	end := math.Inf(-1)
	for _, t := range ticks {
		half := TickStyle.Width(t.Label) / 2
		if at := s.At(t.Value); at-half >= end {
			out, end = append(out, t), at+half+7
		}
	}
	return out
}

func Unlabeled(ticks []Tick) []Tick {
	out := make([]Tick, len(ticks))
	for i, t := range ticks {
		out[i].Value = t.Value
	}
	return out
}
