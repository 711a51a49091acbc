package figure

import (
	"fmt"
	"math"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var whatIf = Figure{
	Name: "what_if", Section: "routes",
	Sources: []string{"races", "assumptions"},
	draw: func(r *reader) chart.Chart {
		return drawWhatIf(rows[oddsRow](r, "what_if"), rows[foundingRow](r, "what_if_founding"), rows[evenRow](r, "critical_lead_even"), rows[judgedRow](r, "mechanism_score"))
	},
}

// steps are the probabilities at which contours are drawn, and areas the
// tones between them: the responder's below one half, the first mover's above.
var (
	steps = []float64{0.1, 0.25, 0.5, 0.75, 0.9}
	areas = []chart.Tone{chart.Vermilion.Area(), chart.Vermilion.Mid(), chart.Vermilion.Tint(), chart.Blue.Tint(), chart.Blue.Mid(), chart.Blue.Area()}
)

// whatIfShown is the longest head start on the axis, in months.
const whatIfShown = 48.0

// layer is the head start at one network at which each step is passed,
// between 0 and the longest shown; inside says which are not held by an end.
type layer struct {
	network float64
	months  []float64
	inside  []bool
}

// field is the grid of one model: layers by network, and whether the
// probability rises with the head start.
type field struct {
	layers      []layer
	rising      bool
	least, most float64 // probability, anywhere
	level       float64
	n           int
	odds        map[float64][]oddsRow // by network, ordered by months
	networks    []float64             // in order
}

// fieldOf arranges one model's rows, ordered by network and months. Between
// two networks log odds are taken to run straight over the log of the network.
func fieldOf(rows []oddsRow) field {
	f := field{odds: map[float64][]oddsRow{}, least: math.Inf(1), most: math.Inf(-1)}
	drift := 0.0
	for _, r := range rows {
		b := r.Network.Float64
		if len(f.networks) == 0 || f.networks[len(f.networks)-1] != b {
			f.networks = append(f.networks, b)
		}
		f.odds[b] = append(f.odds[b], r)
		f.least, f.most = math.Min(f.least, r.P), math.Max(f.most, r.P)
		f.n, f.level = r.N, r.Level
	}
	for _, b := range f.networks {
		drift += f.odds[b][len(f.odds[b])-1].P - f.odds[b][0].P
	}
	f.rising = drift >= 0
	const fine = 8
	for i, b := range f.networks {
		f.layers = append(f.layers, f.layer(b, f.odds[b]))
		if i+1 == len(f.networks) || len(f.odds[f.networks[i+1]]) != len(f.odds[b]) {
			continue
		}
		next := f.networks[i+1]
		for k := 1; k < fine; k++ {
			t := float64(k) / fine
			between := append([]oddsRow(nil), f.odds[b]...)
			for j := range between {
				between[j].P = expit(logOdds(f.odds[b][j].P)*(1-t) + logOdds(f.odds[next][j].P)*t)
			}
			f.layers = append(f.layers, f.layer(b*math.Pow(next/b, t), between))
		}
	}
	return f
}

// logOdds are held within a millionth of 0 and 1, where a simulation ends.
func logOdds(p float64) float64 {
	p = math.Max(1e-6, math.Min(1-1e-6, p))
	return math.Log(p / (1 - p))
}

func expit(v float64) float64 { return 1 / (1 + math.Exp(-v)) }

func (f field) layer(network float64, rows []oddsRow) layer {
	l := layer{network: network}
	for _, step := range steps {
		at := crossing(rows, step, func(r oddsRow) float64 { return r.P })
		inside := !math.IsNaN(at)
		if !inside {
			at = 0
			if (rows[0].P < step) == f.rising {
				at = whatIfShown
			}
		}
		l.months, l.inside = append(l.months, at), append(l.inside, inside)
	}
	return l
}

func drawWhatIf(rows []oddsRow, founding []foundingRow, evens []evenRow, judged []judgedRow) chart.Chart {
	fig := chart.Chart{
		Title:    "the first mover’s chance by head start and network",
		Subtitle: "Probability that the first mover wins, by head start and by the network of the responder’s owner",
		Data:     chart.Table{Columns: []string{"model", "network", "months", "p", "lower", "upper", "level", "n"}},
	}
	for _, r := range rows {
		fig.Data.Rows = append(fig.Data.Rows, []any{r.Model, nullable(r.Network), r.Months, r.P, r.Lower, r.Upper, r.Level, r.N})
	}
	race := fieldOf(oddsOf(rows, "race"))
	if len(race.networks) == 0 {
		return fig.Empty("no simulated race in this run")
	}
	fig.Title = whatIfTitle(race)
	fig.Subtitle = "Probability that the first mover wins, by head start and by the network that the responder’s owner could bring. " +
		"Lines join equal chances; both scales spread small values"
	fig.Caption = whatIfCaption(race, evens, judged)
	if len(founding) > 0 {
		fig.Caption += " Diamond: the founding race."
	}
	fig.Alt = "Contour chart of the first mover’s chance by head start and network. " + fig.Title + "."
	for _, b := range race.networks {
		fig.Alt += fmt.Sprintf(" Simulated race against %s: %s.", networkName(b), evenAgainst(b, race, evens))
	}
	fig.BodyHeight = 388
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		const head, foot = 48.0, chart.XAxisRoom + 18.0
		networks := race.networks
		low, high := networks[0], math.Max(networks[len(networks)-1], networks[0]*10)
		ticks := chart.LogTicks(low, high)
		area := chart.Bounds(frame.X0+chart.TickMargin(ticks), frame.Y0+head, frame.X1-12, frame.Y1-foot)
		y := chart.Logarithmic(low, high, area.Y1, area.Y0)
		style := chart.TickStyle.FlushRight()
		for _, t := range ticks {
			c.Text(style, chart.Pt(area.X0-7, style.Centred(y.At(t.Value))), t.Label)
		}
		c.Text(chart.TickStyle, chart.Pt(frame.X0, area.Y0-11), "people")
		drawChances(c, race, area, y, "Simulated race, from assumptions", chart.MonthsTicks(whatIfShown), founding, frame)
		c.Text(chart.NoteStyle.Centered(), chart.Pt((area.X0+area.X1)/2, area.Y1+34), "head start")
	})
	return fig
}

// chances fills and draws the contours of one model, labeled at the top.
func drawChances(c *chart.Canvas, f field, area chart.Box, y chart.Scale, title string, ticks []chart.Tick, founding []foundingRow, frame chart.Box) {
	bold := chart.LabelStyle.Bolder()
	c.Text(bold, chart.Pt(area.X0, area.Y0-30), title)
	x := chart.Shifted(0, whatIfShown, area.X0, area.X1)
	if len(f.layers) < 2 {
		c.Rect(chart.Band, area)
		s := chart.NoteStyle.Centered()
		c.Text(s, chart.Pt((area.X0+area.X1)/2, (area.Y0+area.Y1)/2), "no such model here")
		c.XAxis(area, x, ticks, frame)
		return
	}
	// From the side of the largest chance: each region is painted over the
	// last, up to its contour.
	c.Rect(areas[len(areas)-1], area)
	far := area.X0
	if !f.rising {
		far = area.X1
	}
	for k := len(steps) - 1; k >= 0; k-- {
		outline := []chart.Point{chart.Pt(far, area.Y1)}
		for _, l := range f.layers {
			outline = append(outline, chart.Pt(x.At(l.months[k]), y.At(l.network)))
		}
		c.Fill(areas[k], append(outline, chart.Pt(far, area.Y0))...)
	}
	for _, t := range ticks {
		c.Down(chart.Stroke{Tone: chart.Paper, Width: chart.GridWidth}, x.At(t.Value), area.Y0, area.Y1)
	}
	var at []float64
	var labels []string
	var lines []chart.Box
	for k, step := range steps {
		line := chart.Stroke{Tone: chart.Muted, Width: chart.ThinLineWidth}
		if step == 0.5 {
			line = chart.Stroke{Tone: chart.Ink, Width: chart.LineWidth}
		}
		var points []chart.Point
		for i, l := range f.layers {
			// Where it leaves the grid the line runs on to the edge.
			if l.inside[k] || (i > 0 && f.layers[i-1].inside[k]) || (i+1 < len(f.layers) && f.layers[i+1].inside[k]) {
				points = append(points, chart.Pt(x.At(l.months[k]), y.At(l.network)))
			}
		}
		c.Line(line, points...)
		lines = append(lines, chart.AlongLine(points, 2)...)
		if l := f.layers[len(f.layers)-1]; l.inside[k] {
			at = append(at, x.At(l.months[k]))
			labels = append(labels, words.Percent(step))
		}
	}
	c.XAxis(area, x, ticks, frame)
	drawContourLabels(c, at, labels, area)
	if len(at) < 2 {
		s := chart.NoteStyle.In(chart.Ink)
		for i, text := range []string{fmt.Sprintf("chances from %s to %s", words.Percent(f.least), words.Percent(f.most))} {
			c.Text(s, chart.Pt(area.X0+10, area.Y0+22+15*float64(i)), s.Shorten(text, area.Width()-16))
		}
	}
	for _, r := range founding {
		if r.Network < y.Min || r.Network > y.Max || r.Months > whatIfShown {
			continue
		}
		p := chart.Pt(x.At(r.Months), y.At(r.Network))
		c.Marker(chart.Diamond, chart.Ink, p, 5.2, false)
		s := chart.NoteStyle.Bolder()
		c.Beside(s, []chart.Label{{At: p, R: 6, Text: chart.Drawable(r.First) + " – " + chart.Drawable(r.Second), Tone: chart.Ink}}, area.Grow(-4), lines, 40)
	}
}

// contourLabels writes the chances above the ends of their lines, moved apart.
func drawContourLabels(c *chart.Canvas, at []float64, labels []string, area chart.Box) {
	if len(at) == 0 {
		return
	}
	s := chart.NoteStyle.Centered().In(chart.Ink)
	widths := make([]float64, len(at))
	for i, l := range labels {
		widths[i] = s.Width(l) + 5
	}
	for i, px := range chart.Spread(at, widths, area.X0+widths[0]/2, area.X1-widths[len(at)-1]/2) {
		c.Line(chart.Stroke{Tone: chart.Muted, Width: chart.GridWidth}, chart.Pt(at[i], area.Y0-1), chart.Pt(px, area.Y0-7))
		s.Bold = labels[i] == words.Percent(0.5)
		c.Text(s, chart.Pt(px, area.Y0-11), labels[i])
	}
}

// whatIfTitle says what the simulated race makes of the network.
func whatIfTitle(race field) string {
	value := func(r oddsRow) float64 { return r.P }
	small, large := race.networks[0], race.networks[len(race.networks)-1]
	a, b := crossing(race.odds[small], 0.5, value), crossing(race.odds[large], 0.5, value)
	if math.IsNaN(a) || math.IsNaN(b) {
		return fmt.Sprintf("In simulated races the first mover’s chance runs from %s to %s", words.Percent(race.least), words.Percent(race.most))
	}
	return fmt.Sprintf("Simulated even odds need %s–%s, more against a larger network", words.TenthText(a), words.LeadMonths(b))
}

// evenAgainst is the head start with even odds against a network, with its
// band where the critical lead is tabulated.
func evenAgainst(network float64, race field, evens []evenRow) string {
	for _, e := range evens {
		if e.Network == network && e.Months.Valid {
			return "even odds at " + evenText(e)
		}
	}
	return even(race.odds[network])
}

func whatIfCaption(race field, evens []evenRow, judged []judgedRow) string {
	b := race.networks[len(race.networks)-1]
	return fmt.Sprintf("From assumptions, not from races.%s The contours are uncertain: against %s, %s by the %s band. "+
		"The first mover’s owner brings nothing here.", judgment(judged), words.Spelled(b), evenAgainst(b, race, evens), words.Percent(race.level))
}
