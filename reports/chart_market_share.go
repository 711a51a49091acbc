package reports

import (
	"context"
	"fmt"
	"math"
	"sort"
	"time"

	"headstart/transform"

	"gonum.org/v1/plot"
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
	rows, err := collect(ctx, db, "market_share", (*shareRow).fields)
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
	main, small := panels[0], panels[1:min(4, len(panels))]
	var ids []string
	for _, p := range panels {
		ids = append(ids, p.order...)
	}
	given := platformTones(ids)
	chart.Title = shareTitle(main)
	chart.Subtitle = "Share of the monthly active users summed over the tracked platforms that have a figure for the month; interpolated between figures. " +
		"The strip below says how many platforms"
	chart.Caption = fmt.Sprintf("n = %s of platforms in %s. Not a share of all messaging: people use several messengers, and platforms without a figure "+
		"are missing, so a step may be a platform that enters or leaves the data. Sources: see series.",
		number(len(rows), "month"), number(len(panels), "market"))
	var markets []string
	for _, p := range panels[:1+len(small)] {
		markets = append(markets, marketName(p.market))
	}
	chart.Alt = fmt.Sprintf("Stacked areas of the share of monthly users among tracked platforms in %s. %s.", list(markets), chart.Title)
	const mainHeight, smallHeight, strip = 290.0, 110.0, 26.0
	chart.bodyHeight = 22 + mainHeight + strip + xAxisRoom
	if len(small) > 0 {
		chart.bodyHeight += 44 + smallHeight + xAxisRoom
	}
	chart.body = func(c *canvas, frame box) {
		ticks := linearTicks(0, 1, 4, percent)
		margin := tickMargin(ticks)
		var names []string
		for _, id := range main.order {
			names = append(names, main.names[id]+" 00%")
		}
		area := box{frame.x0 + margin, frame.y0 + 22, frame.x1 - columnRoom(labelStyle, names), frame.y0 + 22 + mainHeight}
		c.shareArea(main, area, given, ticks, true)
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
			c.shareArea(p, b, given, labelled, false)
			c.xAxis(b, p.time(b), yearTicks(p.months[0], p.months[len(p.months)-1], width), frame)
		}
	}
	return chart
}

// sharePanels groups rows by market; the market with the most platform
// months comes first.
func sharePanels(rows []shareRow) []sharePanel {
	var out []sharePanel
	size := map[string]int{}
	for i, r := range rows {
		size[r.market]++
		if i == 0 || rows[i-1].market != r.market {
			out = append(out, sharePanel{market: r.market, shares: map[string][]float64{}, names: map[string]string{}})
		}
		p := &out[len(out)-1]
		if n := len(p.months); n == 0 || !p.months[n-1].Equal(r.month) {
			p.months = append(p.months, r.month)
			p.counts = append(p.counts, r.platforms)
		}
		for len(p.shares[r.platform]) < len(p.months)-1 {
			p.shares[r.platform] = append(p.shares[r.platform], 0)
		}
		p.shares[r.platform] = append(p.shares[r.platform], r.share)
		p.names[r.platform] = displayName(r.name, r.platform)
	}
	for i := range out {
		p := &out[i]
		total := map[string]float64{}
		for id, s := range p.shares {
			for len(s) < len(p.months) {
				s = append(s, 0)
			}
			p.shares[id] = s
			for _, v := range s {
				total[id] += v
			}
			p.order = append(p.order, id)
		}
		sort.Slice(p.order, func(a, b int) bool {
			if total[p.order[a]] != total[p.order[b]] {
				return total[p.order[a]] > total[p.order[b]]
			}
			return p.order[a] < p.order[b]
		})
	}
	sort.SliceStable(out, func(i, j int) bool { return size[out[i].market] > size[out[j].market] })
	return out
}

func (p sharePanel) time(area box) scale {
	return scale{days(p.months[0]), days(p.months[len(p.months)-1].AddDate(0, 1, 0)), area.x0, area.x1, plot.LinearScale{}}
}

// runs splits the months where one is missing: nothing is drawn there.
func (p sharePanel) runs() [][2]int {
	var out [][2]int
	for i := range p.months {
		if i == 0 || p.months[i].After(p.months[i-1].AddDate(0, 1, 0)) {
			out = append(out, [2]int{i, i})
		}
		out[len(out)-1][1] = i + 1
	}
	return out
}

func (c *canvas) shareArea(p sharePanel, area box, given map[string]tone, ticks []tick, full bool) {
	x, y := p.time(area), scale{0, 1, area.y1, area.y0, plot.LinearScale{}}
	head := labelStyle
	head.bold = true
	first, last := p.months[0].Year(), p.months[len(p.months)-1].Year()
	title := sentence(marketName(p.market))
	c.text(head, point{area.x0, area.y0 - 8}, title)
	if lo, hi := minMax(p.counts); true {
		s := noteStyle
		text := fmt.Sprintf("%d platforms", hi)
		if lo != hi {
			text = fmt.Sprintf("%d–%d platforms", lo, hi)
		}
		if full {
			text += fmt.Sprintf(", %d–%d", first, last)
		}
		c.text(s, point{area.x0 + head.width(title) + 8, area.y0 - 8}, text)
	}
	c.yGrid(area, y, ticks)
	var ends []mark
	for _, run := range p.runs() {
		base := make([]float64, run[1]-run[0])
		for _, id := range p.order {
			c.shareBand(p, id, run, base, x, y, given[id])
		}
	}
	base := 0.0
	for _, id := range p.order {
		s := p.shares[id][len(p.months)-1]
		if s > 0 {
			ends = append(ends, mark{point{area.x1, y.at(base + s/2)}, p.names[id] + " " + percent(s), given[id]})
		}
		base += s
	}
	if full {
		sort.SliceStable(ends, func(i, j int) bool { return ends[i].at.y < ends[j].at.y })
		bold := labelStyle
		bold.bold = true
		c.column(bold, ends, area.x1+14, area.y0+4, area.y1-4)
		c.bandNames(p, area, x, y)
		return
	}
	s := noteStyle
	s.bold, s.align = true, right
	for i, m := range ends {
		if i < 3 {
			s.tone = ink
			c.text(s, point{area.x1 - 4, s.centred(m.at.y)}, s.shorten(m.text, area.width()-8))
		}
	}
}

// shareBand draws one platform's band on base and adds it to base.
func (c *canvas) shareBand(p sharePanel, id string, run [2]int, base []float64, x, y scale, t tone) {
	start := -1
	flush := func(end int) {
		if start < 0 {
			return
		}
		var lower, upper []point
		for i := start; i < end; i++ {
			x0, x1 := x.at(days(p.months[i])), x.at(days(p.months[i].AddDate(0, 1, 0)))
			b := base[i-run[0]]
			s := p.shares[id][i]
			lower = append(lower, point{x0, y.at(b)}, point{x1, y.at(b)})
			upper = append(upper, point{x0, y.at(b + s)}, point{x1, y.at(b + s)})
		}
		line := append([]point(nil), upper...)
		for i := len(lower) - 1; i >= 0; i-- {
			upper = append(upper, lower[i])
		}
		c.fill(t.soft(), upper...)
		c.line(stroke{tone: paper, width: 1}, line...)
		start = -1
	}
	for i := run[0]; i < run[1]; i++ {
		if p.shares[id][i] > 0 && start < 0 {
			start = i
		}
		if p.shares[id][i] == 0 {
			flush(i)
		}
	}
	flush(run[1])
	for i := run[0]; i < run[1]; i++ {
		base[i-run[0]] += p.shares[id][i]
	}
}

// bandNames writes the name of a platform that is gone at the end into its
// band, at the month in which the band is highest, where it fits.
func (c *canvas) bandNames(p sharePanel, area box, x, y scale) {
	base := make([]float64, len(p.months))
	s := noteStyle
	s.bold, s.align, s.tone = true, middle, ink
	var taken []box
	for _, id := range p.order {
		best := -1
		half := s.width(p.names[id])/2 + 4
		for i, v := range p.shares[id] {
			at := x.at(days(p.months[i]))
			if at-half > area.x0 && at+half < area.x1 && (best < 0 || v > p.shares[id][best]) {
				best = i
			}
		}
		if best >= 0 && p.shares[id][len(p.months)-1] == 0 {
			at := point{x.at(days(p.months[best])), s.centred(y.at(base[best] + p.shares[id][best]/2))}
			b := s.box(at, p.names[id]).grow(2)
			free := math.Abs(y.at(p.shares[id][best])-y.at(0)) > noteSize+4
			for _, t := range taken {
				free = free && !t.overlaps(b)
			}
			if free {
				c.text(s, at, p.names[id])
				taken = append(taken, b)
			}
		}
		for i, v := range p.shares[id] {
			base[i] += v
		}
	}
}

// countStrip writes the number of platforms for each stretch of months.
func (c *canvas) countStrip(p sharePanel, strip box, frame box) {
	x := p.time(strip)
	s := noteStyle
	s.align, s.size = middle, captionSize
	most := 1
	for _, n := range p.counts {
		most = max(most, n)
	}
	for i := 0; i < len(p.counts); {
		j := i
		for j < len(p.counts) && p.counts[j] == p.counts[i] && (j == i || !p.months[j].After(p.months[j-1].AddDate(0, 1, 0))) {
			j++
		}
		x0, x1 := x.at(days(p.months[i])), x.at(days(p.months[j-1].AddDate(0, 1, 0)))
		share := float64(p.counts[i]) / float64(most)
		c.rect(grid, box{x0, strip.y1 - 3 - share*4, x1, strip.y1})
		if text := fmt.Sprint(p.counts[i]); x1-x0 > s.width(text)+4 {
			c.text(s, point{(x0 + x1) / 2, strip.y1 - 9}, text)
		}
		i = j
	}
	style := noteStyle
	c.text(style, point{strip.x1 + 8, strip.y1 - 8}, "platforms")
	c.xAxis(strip, x, yearTicks(p.months[0], p.months[len(p.months)-1], strip.width()), frame)
}

func minMax(v []int) (lo, hi int) {
	lo, hi = v[0], v[0]
	for _, n := range v {
		lo, hi = min(lo, n), max(hi, n)
	}
	return lo, hi
}

// shareTitle says who led in the latest month that has as many platforms as
// half of the best month.
func shareTitle(p sharePanel) string {
	_, most := minMax(p.counts)
	at := len(p.months) - 1
	for at > 0 && 2*p.counts[at] < most {
		at--
	}
	leader := p.order[0]
	for _, id := range p.order {
		if p.shares[id][at] > p.shares[leader][at] {
			leader = id
		}
	}
	return fmt.Sprintf("%s had %s of the monthly users of the %d tracked messengers in %s", p.names[leader], percent(p.shares[leader][at]),
		p.counts[at], p.months[at].Format("January 2006"))
}
