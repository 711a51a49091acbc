package reports

import (
	"context"
	"fmt"
	"math"

	"headstart/transform"
)

// foundingRow is the founding race, as a point of the grid.
type foundingRow struct {
	race            string
	months, network float64
	first, second   string
}

func (r *foundingRow) fields() []any {
	return []any{&r.race, &r.months, &r.network, &r.first, &r.second}
}

func whatIfChart(ctx context.Context, db *transform.DB) (Chart, error) {
	rows, err := collect(ctx, db, "chart_what_if", (*oddsRow).fields)
	if err != nil {
		return Chart{}, err
	}
	founding, err := collect(ctx, db, "chart_what_if_founding", (*foundingRow).fields)
	if err != nil {
		return Chart{}, err
	}
	evens, err := collect(ctx, db, "chart_critical_lead_even", (*evenRow).fields)
	return drawWhatIf(rows, founding, evens), err
}

// steps are the probabilities at which contours are drawn, and areas the
// tones between them: the responder's below one half, the first mover's above.
var (
	steps = []float64{0.1, 0.25, 0.5, 0.75, 0.9}
	areas = []tone{vermilion.area(), vermilion.mid(), vermilion.tint(), blue.tint(), blue.mid(), blue.area()}
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
		b := r.network.Float64
		if len(f.networks) == 0 || f.networks[len(f.networks)-1] != b {
			f.networks = append(f.networks, b)
		}
		f.odds[b] = append(f.odds[b], r)
		f.least, f.most = math.Min(f.least, r.p), math.Max(f.most, r.p)
		f.n, f.level = r.n, r.level
	}
	for _, b := range f.networks {
		drift += f.odds[b][len(f.odds[b])-1].p - f.odds[b][0].p
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
				between[j].p = expit(logOdds(f.odds[b][j].p)*(1-t) + logOdds(f.odds[next][j].p)*t)
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
		at := crossing(rows, step, func(r oddsRow) float64 { return r.p })
		inside := !math.IsNaN(at)
		if !inside {
			at = 0
			if (rows[0].p < step) == f.rising {
				at = whatIfShown
			}
		}
		l.months, l.inside = append(l.months, at), append(l.inside, inside)
	}
	return l
}

func drawWhatIf(rows []oddsRow, founding []foundingRow, evens []evenRow) Chart {
	chart := Chart{
		Name:     "what_if",
		Title:    "the first mover’s chance by head start and network",
		Subtitle: "Probability that the first mover wins, by head start and by the network of the responder’s owner",
		Data:     Table{Columns: []string{"model", "network", "months", "p", "lower", "upper", "level", "n"}},
	}
	for _, r := range rows {
		chart.Data.Rows = append(chart.Data.Rows, []any{r.model, nullable(r.network), r.months, r.p, r.lower, r.upper, r.level, r.n})
	}
	race, past := fieldOf(oddsOf(rows, "race")), fieldOf(oddsOf(rows, "empirical"))
	if len(race.networks) == 0 && len(past.networks) == 0 {
		return chart.empty("no model with a network in this run")
	}
	chart.Title = whatIfTitle(race, past)
	chart.Subtitle = "Probability that the first mover wins, by head start and by the network that the responder’s owner could bring. " +
		"Lines join equal chances; both scales spread small values"
	chart.Caption = whatIfCaption(race, past, evens)
	chart.Alt = "Contour charts of the first mover’s chance by head start and network. " + chart.Title + "."
	for _, b := range race.networks {
		chart.Alt += fmt.Sprintf(" Simulated race against %s: %s.", networkName(b), evenAgainst(b, race, evens))
	}
	if len(past.networks) > 0 {
		chart.Alt += fmt.Sprintf(" Past races: between %s and %s everywhere (n = %d).", percent(past.least), percent(past.most), past.n)
	}
	chart.bodyHeight = 388
	chart.draw(func(c *canvas, frame box) {
		const head, foot = 48.0, xAxisRoom + 18.0
		networks := race.networks
		if len(networks) == 0 {
			networks = past.networks
		}
		low, high := networks[0], math.Max(networks[len(networks)-1], networks[0]*10)
		ticks := logTicks(low, high)
		area := box{frame.x0 + tickMargin(ticks), frame.y0 + head, frame.x1 - 12, frame.y1 - foot}
		y := logarithmic(low, high, area.y1, area.y0)
		style := tickStyle
		style.align = right
		for _, t := range ticks {
			c.text(style, point{area.x0 - 7, style.centred(y.at(t.value))}, t.label)
		}
		c.text(tickStyle, point{frame.x0, area.y0 - 11}, "people")
		large, small := area, area
		large.x1, small.x0 = area.x0+0.6*area.width(), area.x1-0.33*area.width()
		c.chances(race, large, y, "Simulated race, from assumptions", monthsTicks(whatIfShown), founding, frame)
		few := []tick{{0, "0"}, {3, "3 mo"}, {12, "1 yr"}, {48, "4 yr"}}
		c.chances(past, small, y, fmt.Sprintf("Past races, fitted (n = %d)", past.n), few, nil, frame)
		s := noteStyle
		s.align = middle
		for _, a := range []box{large, small} {
			c.text(s, point{(a.x0 + a.x1) / 2, area.y1 + 34}, "head start")
		}
	})
	return chart
}

// chances fills and draws the contours of one model, labelled at the top.
func (c *canvas) chances(f field, area box, y scale, title string, ticks []tick, founding []foundingRow, frame box) {
	bold := labelStyle
	bold.bold = true
	c.text(bold, point{area.x0, area.y0 - 30}, title)
	x := shifted(0, whatIfShown, area.x0, area.x1)
	if len(f.layers) < 2 {
		c.rect(band, area)
		s := noteStyle
		s.align = middle
		c.text(s, point{(area.x0 + area.x1) / 2, (area.y0 + area.y1) / 2}, "no such model here")
		c.xAxis(area, x, ticks, frame)
		return
	}
	// From the side of the largest chance: each region is painted over the
	// last, up to its contour.
	c.rect(areas[len(areas)-1], area)
	far := area.x0
	if !f.rising {
		far = area.x1
	}
	for k := len(steps) - 1; k >= 0; k-- {
		outline := []point{{far, area.y1}}
		for _, l := range f.layers {
			outline = append(outline, point{x.at(l.months[k]), y.at(l.network)})
		}
		c.fill(areas[k], append(outline, point{far, area.y0})...)
	}
	for _, t := range ticks {
		c.line(stroke{tone: paper, width: gridWidth}, point{x.at(t.value), area.y0}, point{x.at(t.value), area.y1})
	}
	var at []float64
	var labels []string
	var lines []box
	for k, step := range steps {
		line := stroke{tone: muted, width: thinLineWidth}
		if step == 0.5 {
			line = stroke{tone: ink, width: lineWidth}
		}
		var points []point
		for i, l := range f.layers {
			// Where it leaves the grid the line runs on to the edge.
			if l.inside[k] || (i > 0 && f.layers[i-1].inside[k]) || (i+1 < len(f.layers) && f.layers[i+1].inside[k]) {
				points = append(points, point{x.at(l.months[k]), y.at(l.network)})
			}
		}
		c.line(line, points...)
		lines = append(lines, alongLine(points, 2)...)
		if l := f.layers[len(f.layers)-1]; l.inside[k] {
			at = append(at, x.at(l.months[k]))
			labels = append(labels, percent(step))
		}
	}
	c.xAxis(area, x, ticks, frame)
	c.contourLabels(at, labels, area)
	if len(at) < 2 {
		s := noteStyle
		s.tone = ink
		for i, text := range []string{fmt.Sprintf("%s to %s everywhere", percent(f.least), percent(f.most))} {
			c.text(s, point{area.x0 + 10, area.y0 + 22 + 15*float64(i)}, s.shorten(text, area.width()-16))
		}
	}
	for _, r := range founding {
		if r.network < y.min || r.network > y.max || r.months > whatIfShown {
			continue
		}
		p := point{x.at(r.months), y.at(r.network)}
		c.marker(diamond, ink, p, 5.2, false)
		s := noteStyle
		s.bold = true
		c.beside(s, []mark{{at: p, r: 6, text: drawable(r.first) + " – " + drawable(r.second), tone: ink}}, area.grow(-4), lines, 40)
	}
}

// contourLabels writes the chances above the ends of their lines, moved apart.
func (c *canvas) contourLabels(at []float64, labels []string, area box) {
	if len(at) == 0 {
		return
	}
	s := noteStyle
	s.align, s.tone = middle, ink
	widths := make([]float64, len(at))
	for i, l := range labels {
		widths[i] = s.width(l) + 5
	}
	for i, px := range spread(at, widths, area.x0+widths[0]/2, area.x1-widths[len(at)-1]/2) {
		c.line(stroke{tone: muted, width: gridWidth}, point{at[i], area.y0 - 1}, point{px, area.y0 - 7})
		s.bold = labels[i] == percent(0.5)
		c.text(s, point{px, area.y0 - 11}, labels[i])
	}
}

// whatIfTitle says what the mechanism makes of the network, and whether past
// races look like that.
func whatIfTitle(race, past field) string {
	var text string
	value := func(r oddsRow) float64 { return r.p }
	if n := len(race.networks); n > 0 {
		small, large := race.networks[0], race.networks[n-1]
		a, b := crossing(race.odds[small], 0.5, value), crossing(race.odds[large], 0.5, value)
		if !math.IsNaN(a) && !math.IsNaN(b) {
			text = fmt.Sprintf("Simulated, even odds take from %s to %s as the network grows", tenthText(a), leadMonths(b))
		} else {
			text = fmt.Sprintf("Simulated, the chance runs from %s to %s", percent(race.least), percent(race.most))
		}
	}
	if len(past.networks) == 0 {
		return text
	}
	if text == "" {
		return fmt.Sprintf("In past races the fitted chance stays between %s and %s", percent(past.least), percent(past.most))
	}
	return text + fmt.Sprintf("; fitted to past races, the chance is %s to %s throughout", percent(past.least), percent(past.most))
}

// evenAgainst is the head start with even odds against a network, with its
// band where the critical lead is tabulated.
func evenAgainst(network float64, race field, evens []evenRow) string {
	for _, e := range evens {
		if e.network == network {
			return "even odds at " + evenText(e)
		}
	}
	return even(race.odds[network])
}

func whatIfCaption(race, past field, evens []evenRow) string {
	var text string
	if n := len(race.networks); n > 0 {
		b := race.networks[n-1]
		text = fmt.Sprintf("Left: from assumptions, not from races; the contours are uncertain: against %s, %s by the %s band. ", spelled(b), evenAgainst(b, race, evens),
			percent(race.level))
	}
	if len(past.networks) > 0 {
		least, most := 1.0, 0.0
		for _, b := range past.networks {
			for _, r := range past.odds[b] {
				least, most = math.Min(least, r.lower), math.Max(most, r.upper)
			}
		}
		text += fmt.Sprintf("Right: regression on the head start and the networks, n = %s with both networks known; its %s band runs from %s to %s. ",
			number(past.n, "race"), percent(past.level), percent(least), percent(most))
	}
	return text + "The first mover’s owner brings nothing here. Diamond: the founding race."
}
