package reports

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sort"
	"time"

	"headstart/transform"
)

// shareRow is a platform's share in one month.
type shareRow struct {
	market         string
	month          time.Time
	platform, name string
	value, share   float64
	platforms      int
}

func (r *shareRow) fields() []any {
	return []any{&r.market, &r.month, &r.platform, &r.name, &r.value, &r.share, &r.platforms}
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

func marketShareChart(ctx context.Context, db *transform.DB) (Chart, error) {
	rows, err := collect(ctx, db, "chart_market_share", (*shareRow).fields)
	return drawMarketShare(rows), err
}

func drawMarketShare(rows []shareRow) Chart {
	chart := Chart{
		Name:     "market_share",
		Title:    "share among tracked platforms",
		Subtitle: "Share of the monthly active users of the tracked platforms",
		Data:     Table{Columns: []string{"market", "month", "platform_id", "platform", "users", "share", "platforms"}},
	}
	if len(rows) == 0 {
		return chart.empty("no market with two platforms in twelve months in this run")
	}
	for _, r := range rows {
		chart.Data.Rows = append(chart.Data.Rows, []any{r.market, r.month, r.platform, r.name, math.Round(r.value),
			math.Round(r.share*1e6) / 1e6, r.platforms})
	}
	panels := sharePanels(rows)
	if len(panels) == 0 {
		return chart.empty("no market with two platforms in twelve months on end in this run")
	}
	shown := slices.Clone(panels[:min(4, len(panels))])
	months := 0
	var markets []string
	for i, p := range shown {
		months += len(p.months)
		markets = append(markets, marketName(p.market))
		shown[i] = p.merge([2]int{7, 4}[min(i, 1)])
	}
	main, small := shown[0], shown[1:]
	chart.Title = shareTitle(panels[0])
	chart.Subtitle = "Share of the monthly active users summed over the tracked platforms that have a figure for the month; interpolated between figures. " +
		"The numbers below count the platforms"
	chart.Caption = fmt.Sprintf("n = %s in %s; each panel is the longest unbroken stretch with at least two platforms and 60%% of the usual number, up to the last figure of the largest. "+
		"Not a share of all use: people use several, and platforms without a figure are missing, so a step may be a platform "+
		"that enters or leaves the data.", number(months, "month"), number(len(shown), "market"))
	chart.Alt = fmt.Sprintf("Stacked areas of the share of monthly users among tracked platforms in %s. %s.", list(markets), chart.Title)
	const mainHeight, smallHeight, strip = 290.0, 110.0, 26.0
	chart.bodyHeight = 22 + mainHeight + strip + xAxisRoom
	if len(small) > 0 {
		chart.bodyHeight += 44 + smallHeight + xAxisRoom
	}
	chart.draw(func(c *canvas, frame box) {
		ticks := linearTicks(0, 1, 4, percent)
		margin := tickMargin(ticks)
		var names []string
		for _, id := range main.order {
			names = append(names, main.names[id]+" 00%")
		}
		area := box{frame.x0 + margin, frame.y0 + 22, frame.x1 - columnRoom(labelStyle, names), frame.y0 + 22 + mainHeight}
		c.shareArea(main, area, ticks, true)
		c.countStrip(main, box{area.x0, area.y1 + 4, area.x1, area.y1 + strip}, frame)
		width := (frame.width() - margin - 24*float64(len(small)-1)) / math.Max(1, float64(len(small)))
		for i, p := range small {
			x0 := frame.x0 + margin + float64(i)*(width+24)
			y0 := frame.y1 - xAxisRoom - smallHeight
			labelled := ticks
			if i > 0 {
				labelled = unlabelled(ticks)
			}
			b := box{x0, y0, x0 + width, y0 + smallHeight}
			c.shareArea(p, b, labelled, false)
			c.xAxis(b, p.time(b), yearTicks(p.months[0], p.months[len(p.months)-1], width), frame)
		}
	})
	return chart
}

// sharePanels groups rows by market and keeps, for each, the longest unbroken
// stretch of months in which enough platforms have a figure; the market with
// the most platforms and months comes first.
func sharePanels(rows []shareRow) []sharePanel {
	var out []sharePanel
	for start := 0; start < len(rows); {
		end := start
		for end < len(rows) && rows[end].market == rows[start].market {
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
		if i == 0 || !r.month.Equal(rows[i-1].month) {
			counts = append(counts, r.platforms)
		}
	}
	sort.Ints(counts)
	enough := max(2, int(math.Ceil(0.6*float64(counts[len(counts)/2]))))
	best, run := 0, 0
	var kept, current []shareRow
	for i, r := range rows {
		first := i == 0 || !r.month.Equal(rows[i-1].month)
		if first && i > 0 && r.month.After(rows[i-1].month.AddDate(0, 1, 0)) || r.platforms < enough {
			run, current = 0, nil
		}
		if r.platforms < enough {
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
		p.market = r.market
		if n := len(p.months); n == 0 || !p.months[n-1].Equal(r.month) {
			p.months = append(p.months, r.month)
			p.counts = append(p.counts, r.platforms)
		}
		for len(p.shares[r.platform]) < len(p.months)-1 {
			p.shares[r.platform] = append(p.shares[r.platform], 0)
		}
		p.shares[r.platform] = append(p.shares[r.platform], r.share)
		p.names[r.platform] = displayName(r.name, r.platform)
		total[r.platform] += r.share
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
	out := sharePanel{p.market, p.months, p.counts, map[string][]float64{othersID: make([]float64, len(p.months))},
		map[string]string{othersID: fmt.Sprintf("%d others", len(rest))}, append(append([]string(nil), p.order[:n]...), othersID)}
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

// tones gives each platform of the panel a tone, the merged ones grey.
func (p sharePanel) tones() map[string]tone {
	var ids []string
	for _, id := range p.order {
		if id != othersID {
			ids = append(ids, id)
		}
	}
	out := platformTones(ids)
	out[othersID] = muted
	return out
}

func (p sharePanel) time(area box) scale {
	return linear(days(p.months[0]), days(p.months[len(p.months)-1].AddDate(0, 1, 0)), area.x0, area.x1)
}

// shareArea draws one market; full adds names with shares at the right end.
func (c *canvas) shareArea(p sharePanel, area box, ticks []tick, full bool) {
	x, y := p.time(area), linear(0, 1, area.y1, area.y0)
	given := p.tones()
	head := labelStyle
	head.bold = true
	title := sentence(marketName(p.market))
	c.text(head, point{area.x0, area.y0 - 8}, title)
	lo, hi := minMax(p.counts)
	text := fmt.Sprintf("%d platforms", hi)
	if lo != hi {
		text = fmt.Sprintf("%d–%d platforms", lo, hi)
	}
	c.text(noteStyle, point{area.x0 + head.width(title) + 8, area.y0 - 8}, text)
	c.yGrid(area, y, ticks)
	base := make([]float64, len(p.months))
	var ends []mark
	for _, id := range p.order {
		last := p.shares[id][len(p.months)-1]
		if last > 0 {
			ends = append(ends, mark{at: point{area.x1, y.at(base[len(base)-1] + last/2)}, text: p.names[id] + " " + percent(last), tone: given[id]})
		}
		c.shareBand(p, id, base, x, y, given[id])
	}
	if full {
		bold := labelStyle
		bold.bold = true
		c.column(bold, ends, area.x1+14, area.y0+4, area.y1-4)
	}
	c.bandNames(p, area, x, y, !full)
}

// shareBand draws one platform's band on base and adds it to base.
func (c *canvas) shareBand(p sharePanel, id string, base []float64, x, y scale, t tone) {
	var lower, upper []point
	flush := func() {
		if len(upper) == 0 {
			return
		}
		edge := append([]point(nil), upper...)
		for i := len(lower) - 1; i >= 0; i-- {
			upper = append(upper, lower[i])
		}
		c.fill(t.area(), upper...)
		c.line(stroke{tone: paper, width: 1}, edge...)
		lower, upper = nil, nil
	}
	for i, s := range p.shares[id] {
		if s == 0 {
			flush()
			continue
		}
		x0, x1 := x.at(days(p.months[i])), x.at(days(p.months[i].AddDate(0, 1, 0)))
		lower = append(lower, point{x0, y.at(base[i])}, point{x1, y.at(base[i])})
		upper = append(upper, point{x0, y.at(base[i] + s)}, point{x1, y.at(base[i] + s)})
	}
	flush()
	for i, s := range p.shares[id] {
		base[i] += s
	}
}

// bandNames writes names into bands, each where its band is highest over the
// whole width of the name, if it fits; those named at the end only when all.
func (c *canvas) bandNames(p sharePanel, area box, x, y scale, all bool) {
	base := make([]float64, len(p.months))
	s := noteStyle
	s.bold, s.align, s.tone = true, middle, ink
	for _, id := range p.order {
		shares := p.shares[id]
		if all || shares[len(shares)-1] == 0 {
			half := s.width(p.names[id])/2 + 4
			bestHeight, best := s.size+3, point{}
			for i := range p.months {
				at := x.at(days(p.months[i]))
				if at-half < area.x0 || at+half > area.x1 {
					continue
				}
				low, high := 0.0, 1.0
				for k := range p.months {
					if end := x.at(days(p.months[k].AddDate(0, 1, 0))); end > at-half && x.at(days(p.months[k])) < at+half {
						low, high = math.Max(low, base[k]), math.Min(high, base[k]+shares[k])
					}
				}
				if height := y.at(low) - y.at(high); height > bestHeight {
					bestHeight, best = height+1, point{at, s.centred((y.at(low) + y.at(high)) / 2)}
				}
			}
			if best != (point{}) {
				c.text(s, best, p.names[id])
			}
		}
		for i, v := range shares {
			base[i] += v
		}
	}
}

// countStrip writes the number of platforms for each stretch of months.
func (c *canvas) countStrip(p sharePanel, strip box, frame box) {
	x := p.time(strip)
	s := noteStyle
	s.align = middle
	for i := 0; i < len(p.counts); {
		j := i
		for j < len(p.counts) && p.counts[j] == p.counts[i] {
			j++
		}
		x0, x1 := x.at(days(p.months[i])), x.at(days(p.months[j-1].AddDate(0, 1, 0)))
		if i > 0 {
			c.line(stroke{tone: faint, width: gridWidth}, point{x0, strip.y0 + 4}, point{x0, strip.y1})
		}
		if text := fmt.Sprint(p.counts[i]); x1-x0 > s.width(text)+3 {
			c.text(s, point{(x0 + x1) / 2, strip.y1 - 7}, text)
		}
		i = j
	}
	c.text(noteStyle, point{strip.x1 + 14, strip.y1 - 7}, "platforms")
	c.xAxis(strip, x, yearTicks(p.months[0], p.months[len(p.months)-1], strip.width()), frame)
}

func minMax(v []int) (lo, hi int) {
	lo, hi = v[0], v[0]
	for _, n := range v {
		lo, hi = min(lo, n), max(hi, n)
	}
	return lo, hi
}

// shareTitle says who led in the last month shown.
func shareTitle(p sharePanel) string {
	at := len(p.months) - 1
	leader := p.order[0]
	for _, id := range p.order {
		if p.shares[id][at] > p.shares[leader][at] {
			leader = id
		}
	}
	where := "worldwide"
	if p.market != "WLD" {
		where = "in " + marketName(p.market)
	}
	return fmt.Sprintf("%s had %s of the monthly users of the %d platforms tracked %s in %s", p.names[leader], percent(p.shares[leader][at]),
		p.counts[at], where, p.months[at].Format("January 2006"))
}
