package figure

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var marketShare = Figure{
	Name: "market_share", Section: "shares",
	Sources: []string{"figures of all markets"},
	draw: ofRows(func(r *reader, rows []shareRow) chart.Chart {
		var shown []sharePanel
		for _, of := range grouped(kept(rows, func(r shareRow) bool { return r.Drawn }), func(r shareRow) string { return r.Market }) {
			shown = append(shown, newSharePanel(of))
		}
		if len(shown) == 0 {
			return r.none()
		}
		slices.SortStableFunc(shown, func(a, b sharePanel) int { return len(b.order)*len(b.months) - len(a.order)*len(a.months) })
		shown = shown[:min(4, len(shown))]
		months, leader := 0, shown[0].leader()
		data := map[string]any{"leader": shown[0].names[leader], "share": last(shown[0].shares[leader]), "count": last(shown[0].counts),
			"month": last(shown[0].months).Format("January 2006"), "markets": each(shown, func(p sharePanel) string { return p.market })}
		for i, p := range shown {
			months += len(p.months)
			shown[i] = p.merge([2]int{7, 4}[min(i, 1)])
		}
		data["months"] = months
		main, small := shown[0], shown[1:]
		const mainHeight, smallHeight, strip = 290.0, 110.0, 26.0
		height := 22 + mainHeight + strip + chart.XAxisRoom
		if len(small) > 0 {
			height += 44 + smallHeight + chart.XAxisRoom
		}
		return r.say(data, height, func(c *chart.Canvas, frame chart.Box) {
			ticks := chart.LinearTicks(0, 1, 4, words.Percent)
			margin := chart.TickMargin(ticks)
			names := each(main.order, func(id string) string { return main.names[id] + " 00%" })
			area := chart.Bounds(frame.X0+margin, frame.Y0+22, frame.X1-chart.ColumnRoom(chart.LabelStyle, names), frame.Y0+22+mainHeight)
			drawShareArea(c, main, area, ticks, true)
			drawCountStrip(c, main, chart.Bounds(area.X0, area.Y1+4, area.X1, area.Y1+strip), frame)
			width := (frame.Width() - margin - 24*float64(len(small)-1)) / math.Max(1, float64(len(small)))
			for i, p := range small {
				x0, y1 := frame.X0+margin+float64(i)*(width+24), frame.Y1-chart.XAxisRoom
				labeled := ticks
				if i > 0 {
					labeled = chart.Unlabeled(ticks)
				}
				b := chart.Bounds(x0, y1-smallHeight, x0+width, y1)
				drawShareArea(c, p, b, labeled, false)
				c.XAxis(b, p.time(b), chart.YearTicks(p.months[0], last(p.months), width), frame)
			}
		})
	}),
}

// shareRow is a platform's share in one month.
type shareRow struct {
	Market    string    `csv:"market"`
	Month     time.Time `csv:"month"`
	Platform  string    `csv:"platform_id"`
	Name      string    `csv:"platform"`
	Value     float64   `csv:"users,0"`
	Share     float64   `csv:"share,6"`
	Platforms int       `csv:"platforms"`
	Drawn     bool
}

// sharePanel is one market over time.
type sharePanel struct {
	market string
	months []time.Time
	counts []int                // platforms in each month
	shares map[string][]float64 // by platform, one for each month; 0 where it has no figure
	names  map[string]string
	order  []string // from the bottom up: largest mean share first
}

func newSharePanel(rows []shareRow) sharePanel {
	p := sharePanel{market: rows[0].Market, shares: map[string][]float64{}, names: map[string]string{}}
	months := grouped(rows, func(r shareRow) time.Time { return r.Month })
	total := map[string]float64{}
	for i, of := range months {
		p.months, p.counts = append(p.months, of[0].Month), append(p.counts, of[0].Platforms)
		for _, r := range of {
			if p.shares[r.Platform] == nil {
				p.shares[r.Platform] = make([]float64, len(months))
			}
			p.shares[r.Platform][i], p.names[r.Platform] = r.Share, displayName(r.Name, r.Platform)
			total[r.Platform] += r.Share
		}
	}
	p.order = slices.SortedFunc(maps.Keys(total), func(a, b string) int { return cmp.Or(cmp.Compare(total[b], total[a]), cmp.Compare(a, b)) })
	return p
}

// leader is the platform with the largest share in the last month.
func (p sharePanel) leader() string {
	return slices.MaxFunc(p.order, func(a, b string) int { return cmp.Compare(last(p.shares[a]), last(p.shares[b])) })
}

// othersID stands for the platforms that are drawn as one.
const othersID = " others"

// merge draws all but the first n platforms as one, on top; their name counts
// those of the last month, where it stands.
func (p sharePanel) merge(n int) sharePanel {
	if len(p.order) <= n+1 {
		return p
	}
	rest := p.order[n:]
	sum := make([]float64, len(p.months))
	for _, id := range rest {
		for i, v := range p.shares[id] {
			sum[i] += v
		}
	}
	p.shares[othersID] = sum
	p.names[othersID] = words.Number(len(kept(rest, func(id string) bool { return last(p.shares[id]) > 0 })), "other")
	p.order = append(p.order[:n:n], othersID)
	return p
}

// tones gives each platform of the panel a tone, the merged ones gray.
func (p sharePanel) tones() map[string]chart.Tone {
	out := platformTones(kept(p.order, func(id string) bool { return id != othersID }))
	out[othersID] = chart.Muted
	return out
}

func (p sharePanel) time(area chart.Box) chart.Scale {
	return chart.Linear(chart.Days(p.months[0]), chart.Days(last(p.months).AddDate(0, 1, 0)), area.X0, area.X1)
}

// drawShareArea draws one market; full adds names with shares at the right end.
func drawShareArea(c *chart.Canvas, p sharePanel, area chart.Box, ticks []chart.Tick, full bool) {
	x, y := p.time(area), chart.Linear(0, 1, area.Y1, area.Y0)
	given := p.tones()
	bold := chart.LabelStyle.Bolder()
	title := words.Sentence(MarketName(p.market))
	c.Text(bold, chart.Pt(area.X0, area.Y0-8), title)
	text := fmt.Sprintf("%d platforms", slices.Max(p.counts))
	if least := slices.Min(p.counts); least != slices.Max(p.counts) {
		text = fmt.Sprintf("%d–%s", least, text)
	}
	c.Text(chart.NoteStyle, chart.Pt(area.X0+bold.Width(title)+8, area.Y0-8), text)
	c.YGrid(area, y, ticks)
	base := make([]float64, len(p.months))
	var ends []chart.Label
	for _, id := range p.order {
		if share := last(p.shares[id]); share > 0 {
			ends = append(ends, chart.Label{At: chart.Pt(area.X1, y.At(last(base)+share/2)), Text: p.names[id] + " " + words.Percent(share), Tone: given[id]})
		}
		drawShareBand(c, p, id, base, x, y, given[id])
	}
	if full {
		c.Column(bold, ends, area.X1+14, area.Y0+4, area.Y1-4)
	}
	drawBandNames(c, p, area, x, y, !full)
}

// drawShareBand draws one platform's band on base and adds it to base.
func drawShareBand(c *chart.Canvas, p sharePanel, id string, base []float64, x, y chart.Scale, t chart.Tone) {
	var lower, upper []chart.Point
	flush := func() {
		if len(upper) > 0 {
			c.Between(t.Area(), upper, lower)
			c.Line(chart.Stroke{Tone: chart.Paper, Width: 1}, upper...)
		}
		lower, upper = nil, nil
	}
	for i, s := range p.shares[id] {
		if s == 0 {
			flush()
			continue
		}
		x0, x1 := x.At(chart.Days(p.months[i])), x.At(chart.Days(p.months[i].AddDate(0, 1, 0)))
		lower = append(lower, chart.Pt(x0, y.At(base[i])), chart.Pt(x1, y.At(base[i])))
		base[i] += s
		upper = append(upper, chart.Pt(x0, y.At(base[i])), chart.Pt(x1, y.At(base[i])))
	}
	flush()
}

// drawBandNames writes names into bands, each where its band is highest over the
// whole width of the name, if it fits; those named at the end only when all.
func drawBandNames(c *chart.Canvas, p sharePanel, area chart.Box, x, y chart.Scale, all bool) {
	base := make([]float64, len(p.months))
	s := chart.NoteStyle.Bolder().Centered().In(chart.Ink)
	for _, id := range p.order {
		shares := p.shares[id]
		if all || last(shares) == 0 {
			half := s.Width(p.names[id])/2 + 4
			bestHeight, best := s.Size+3, chart.Point{}
			for i := range p.months {
				at := x.At(chart.Days(p.months[i]))
				if at-half < area.X0 || at+half > area.X1 {
					continue
				}
				low, high := 0.0, 1.0
				for k := range p.months {
					if end := x.At(chart.Days(p.months[k].AddDate(0, 1, 0))); end > at-half && x.At(chart.Days(p.months[k])) < at+half {
						low, high = math.Max(low, base[k]), math.Min(high, base[k]+shares[k])
					}
				}
				if height := y.At(low) - y.At(high); height > bestHeight {
					bestHeight, best = height+1, chart.Pt(at, s.Centred((y.At(low)+y.At(high))/2))
				}
			}
			if best != (chart.Point{}) {
				c.Text(s, best, p.names[id])
			}
		}
		for i, v := range shares {
			base[i] += v
		}
	}
}

// drawCountStrip writes the number of platforms for each stretch of months.
func drawCountStrip(c *chart.Canvas, p sharePanel, strip chart.Box, frame chart.Box) {
	x := p.time(strip)
	s := chart.NoteStyle.Centered()
	for i := 0; i < len(p.counts); {
		j := i
		for j < len(p.counts) && p.counts[j] == p.counts[i] {
			j++
		}
		x0, x1 := x.At(chart.Days(p.months[i])), x.At(chart.Days(p.months[j-1].AddDate(0, 1, 0)))
		if i > 0 {
			c.Down(chart.Stroke{Tone: chart.Faint, Width: chart.GridWidth}, x0, strip.Y0+4, strip.Y1)
		}
		if text := fmt.Sprint(p.counts[i]); x1-x0 > s.Width(text)+3 {
			c.Text(s, chart.Pt((x0+x1)/2, strip.Y1-7), text)
		}
		i = j
	}
	c.Text(chart.NoteStyle, chart.Pt(strip.X1+14, strip.Y1-7), "platforms")
	c.XAxis(strip, x, chart.YearTicks(p.months[0], last(p.months), strip.Width()), frame)
}
