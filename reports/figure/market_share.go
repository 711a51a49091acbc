package figure

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"time"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var marketShare = Figure{
	Name: "market_share", Section: "shares",
	Sources: []string{"figures of all markets"},
	draw: func(r *reader) chart.Chart {
		return drawMarketShare(r.subject, rows[shareRow](r, "market_share"))
	},
}

// shareRow is a platform's share in one month.
type shareRow struct {
	Market         string
	Month          time.Time
	Platform, Name string
	Value, Share   float64
	Platforms      int
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

func drawMarketShare(s subject, rows []shareRow) chart.Chart {
	fig := chart.Chart{
		Title:    "share among tracked platforms",
		Subtitle: "Share of the " + s.Label + " of the tracked platforms",
		Data:     chart.Table{Columns: []string{"market", "month", "platform_id", "platform", "users", "share", "platforms"}},
	}
	if len(rows) == 0 {
		return fig.Empty("no market with two platforms in twelve months in this run")
	}
	for _, r := range rows {
		fig.Data.Rows = append(fig.Data.Rows, []any{r.Market, r.Month, r.Platform, r.Name, math.Round(r.Value),
			math.Round(r.Share*1e6) / 1e6, r.Platforms})
	}
	panels := sharePanels(rows)
	if len(panels) == 0 {
		return fig.Empty("no market with two platforms in twelve months on end in this run")
	}
	shown := slices.Clone(panels[:min(4, len(panels))])
	months := 0
	var markets []string
	for i, p := range shown {
		months += len(p.months)
		markets = append(markets, MarketName(p.market))
		shown[i] = p.merge([2]int{7, 4}[min(i, 1)])
	}
	main, small := shown[0], shown[1:]
	fig.Title = shareTitle(s, panels[0])
	fig.Subtitle = "Share of the " + s.Label + " summed over the tracked platforms that have a figure for the month; interpolated between figures. " +
		"The numbers below count the platforms"
	fig.Caption = fmt.Sprintf("n = %s in %s; each panel is the longest unbroken stretch with at least two platforms and 60%% of the usual number, up to the last figure of the largest. "+
		"Not a share of all use: people use several, and platforms without a figure are missing, so a step may be a platform "+
		"that enters or leaves the data.", words.Number(months, "month"), words.Number(len(shown), "market"))
	fig.Alt = fmt.Sprintf("Stacked areas of the share of %s among tracked platforms in %s. %s.", s.Short, words.List(markets), fig.Title)
	const mainHeight, smallHeight, strip = 290.0, 110.0, 26.0
	fig.BodyHeight = 22 + mainHeight + strip + chart.XAxisRoom
	if len(small) > 0 {
		fig.BodyHeight += 44 + smallHeight + chart.XAxisRoom
	}
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		ticks := chart.LinearTicks(0, 1, 4, words.Percent)
		margin := chart.TickMargin(ticks)
		var names []string
		for _, id := range main.order {
			names = append(names, main.names[id]+" 00%")
		}
		area := chart.Bounds(frame.X0+margin, frame.Y0+22, frame.X1-chart.ColumnRoom(chart.LabelStyle, names), frame.Y0+22+mainHeight)
		drawShareArea(c, main, area, ticks, true)
		drawCountStrip(c, main, chart.Bounds(area.X0, area.Y1+4, area.X1, area.Y1+strip), frame)
		width := (frame.Width() - margin - 24*float64(len(small)-1)) / math.Max(1, float64(len(small)))
		for i, p := range small {
			x0 := frame.X0 + margin + float64(i)*(width+24)
			y0 := frame.Y1 - chart.XAxisRoom - smallHeight
			labeled := ticks
			if i > 0 {
				labeled = chart.Unlabeled(ticks)
			}
			b := chart.Bounds(x0, y0, x0+width, y0+smallHeight)
			drawShareArea(c, p, b, labeled, false)
			c.XAxis(b, p.time(b), chart.YearTicks(p.months[0], p.months[len(p.months)-1], width), frame)
		}
	})
	return fig
}

// sharePanels groups rows by market and keeps, for each, the longest unbroken
// stretch of months in which enough platforms have a figure; the market with
// the most platforms and months comes first.
func sharePanels(rows []shareRow) []sharePanel {
	var out []sharePanel
	for start := 0; start < len(rows); {
		end := start
		for end < len(rows) && rows[end].Market == rows[start].Market {
			end++
		}
		if p := newSharePanel(longestStretch(rows[start:end])); len(p.months) >= 12 {
			out = append(out, p)
		}
		start = end
	}
	sort.SliceStable(out, func(i, j int) bool {
		return len(out[i].order)*len(out[i].months) > len(out[j].order)*len(out[j].months)
	})
	return out
}

// longestStretch returns the rows of the longest run of months that follow
// each other and have at least 60 % of the median number of platforms, and two.
func longestStretch(rows []shareRow) []shareRow {
	var counts []int
	for i, r := range rows {
		if i == 0 || !r.Month.Equal(rows[i-1].Month) {
			counts = append(counts, r.Platforms)
		}
	}
	sort.Ints(counts)
	enough := max(2, int(math.Ceil(0.6*float64(counts[len(counts)/2]))))
	best, run := 0, 0
	var kept, current []shareRow
	for i, r := range rows {
		first := i == 0 || !r.Month.Equal(rows[i-1].Month)
		if first && i > 0 && r.Month.After(rows[i-1].Month.AddDate(0, 1, 0)) || r.Platforms < enough {
			run, current = 0, nil
		}
		if r.Platforms < enough {
			continue
		}
		if first {
			run++
		}
		current = append(current, r)
		if run >= best {
			best, kept = run, current
		}
	}
	return kept
}

func newSharePanel(rows []shareRow) sharePanel {
	p := sharePanel{shares: map[string][]float64{}, names: map[string]string{}}
	total := map[string]float64{}
	for _, r := range rows {
		p.market = r.Market
		if n := len(p.months); n == 0 || !p.months[n-1].Equal(r.Month) {
			p.months = append(p.months, r.Month)
			p.counts = append(p.counts, r.Platforms)
		}
		for len(p.shares[r.Platform]) < len(p.months)-1 {
			p.shares[r.Platform] = append(p.shares[r.Platform], 0)
		}
		p.shares[r.Platform] = append(p.shares[r.Platform], r.Share)
		p.names[r.Platform] = displayName(r.Name, r.Platform)
		total[r.Platform] += r.Share
	}
	for id := range p.shares {
		for len(p.shares[id]) < len(p.months) {
			p.shares[id] = append(p.shares[id], 0)
		}
		p.order = append(p.order, id)
	}
	sort.Slice(p.order, func(a, b int) bool {
		if total[p.order[a]] != total[p.order[b]] {
			return total[p.order[a]] > total[p.order[b]]
		}
		return p.order[a] < p.order[b]
	})
	return p
}

// othersID stands for the platforms that are drawn as one.
const othersID = " others"

// merge draws all but the first n platforms as one, on top.
func (p sharePanel) merge(n int) sharePanel {
	if len(p.order) <= n+1 {
		return p
	}
	rest := p.order[n:]
	last := 0 // of the rest, in the last month, where the name stands
	for _, id := range rest {
		if p.shares[id][len(p.months)-1] > 0 {
			last++
		}
	}
	out := sharePanel{p.market, p.months, p.counts, map[string][]float64{othersID: make([]float64, len(p.months))},
		map[string]string{othersID: words.Number(last, "other")}, append(append([]string(nil), p.order[:n]...), othersID)}
	for _, id := range p.order[:n] {
		out.shares[id], out.names[id] = p.shares[id], p.names[id]
	}
	for _, id := range rest {
		for i, v := range p.shares[id] {
			out.shares[othersID][i] += v
		}
	}
	return out
}

// tones gives each platform of the panel a tone, the merged ones gray.
func (p sharePanel) tones() map[string]chart.Tone {
	var ids []string
	for _, id := range p.order {
		if id != othersID {
			ids = append(ids, id)
		}
	}
	out := platformTones(ids)
	out[othersID] = chart.Muted
	return out
}

func (p sharePanel) time(area chart.Box) chart.Scale {
	return chart.Linear(chart.Days(p.months[0]), chart.Days(p.months[len(p.months)-1].AddDate(0, 1, 0)), area.X0, area.X1)
}

// shareArea draws one market; full adds names with shares at the right end.
func drawShareArea(c *chart.Canvas, p sharePanel, area chart.Box, ticks []chart.Tick, full bool) {
	x, y := p.time(area), chart.Linear(0, 1, area.Y1, area.Y0)
	given := p.tones()
	head := chart.LabelStyle.Bolder()
	title := words.Sentence(MarketName(p.market))
	c.Text(head, chart.Pt(area.X0, area.Y0-8), title)
	lo, hi := minMax(p.counts)
	text := fmt.Sprintf("%d platforms", hi)
	if lo != hi {
		text = fmt.Sprintf("%d–%d platforms", lo, hi)
	}
	c.Text(chart.NoteStyle, chart.Pt(area.X0+head.Width(title)+8, area.Y0-8), text)
	c.YGrid(area, y, ticks)
	base := make([]float64, len(p.months))
	var ends []chart.Label
	for _, id := range p.order {
		last := p.shares[id][len(p.months)-1]
		if last > 0 {
			ends = append(ends, chart.Label{At: chart.Pt(area.X1, y.At(base[len(base)-1]+last/2)), Text: p.names[id] + " " + words.Percent(last), Tone: given[id]})
		}
		drawShareBand(c, p, id, base, x, y, given[id])
	}
	if full {
		bold := chart.LabelStyle.Bolder()
		c.Column(bold, ends, area.X1+14, area.Y0+4, area.Y1-4)
	}
	drawBandNames(c, p, area, x, y, !full)
}

// shareBand draws one platform's band on base and adds it to base.
func drawShareBand(c *chart.Canvas, p sharePanel, id string, base []float64, x, y chart.Scale, t chart.Tone) {
	var lower, upper []chart.Point
	flush := func() {
		if len(upper) == 0 {
			return
		}
		edge := append([]chart.Point(nil), upper...)
		for i := len(lower) - 1; i >= 0; i-- {
			upper = append(upper, lower[i])
		}
		c.Fill(t.Area(), upper...)
		c.Line(chart.Stroke{Tone: chart.Paper, Width: 1}, edge...)
		lower, upper = nil, nil
	}
	for i, s := range p.shares[id] {
		if s == 0 {
			flush()
			continue
		}
		x0, x1 := x.At(chart.Days(p.months[i])), x.At(chart.Days(p.months[i].AddDate(0, 1, 0)))
		lower = append(lower, chart.Pt(x0, y.At(base[i])), chart.Pt(x1, y.At(base[i])))
		upper = append(upper, chart.Pt(x0, y.At(base[i]+s)), chart.Pt(x1, y.At(base[i]+s)))
	}
	flush()
	for i, s := range p.shares[id] {
		base[i] += s
	}
}

// bandNames writes names into bands, each where its band is highest over the
// whole width of the name, if it fits; those named at the end only when all.
func drawBandNames(c *chart.Canvas, p sharePanel, area chart.Box, x, y chart.Scale, all bool) {
	base := make([]float64, len(p.months))
	s := chart.NoteStyle.Bolder().Centered().In(chart.Ink)
	for _, id := range p.order {
		shares := p.shares[id]
		if all || shares[len(shares)-1] == 0 {
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

// countStrip writes the number of platforms for each stretch of months.
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
	c.XAxis(strip, x, chart.YearTicks(p.months[0], p.months[len(p.months)-1], strip.Width()), frame)
}

func minMax(v []int) (lo, hi int) {
	lo, hi = v[0], v[0]
	for _, n := range v {
		lo, hi = min(lo, n), max(hi, n)
	}
	return lo, hi
}

// shareTitle says who led in the last month shown.
func shareTitle(s subject, p sharePanel) string {
	at := len(p.months) - 1
	leader := p.order[0]
	for _, id := range p.order {
		if p.shares[id][at] > p.shares[leader][at] {
			leader = id
		}
	}
	return fmt.Sprintf("%s had %s of %s of %d tracked platforms %s in %s", p.names[leader], words.Percent(p.shares[leader][at]), s.Short,
		p.counts[at], Place(p.market), p.months[at].Format("January 2006"))
}
