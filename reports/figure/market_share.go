package figure

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var marketShare = Figure{
	Name: "market_share", Section: "shares", Takes: parts,
	Sources: []string{"figures of all markets"},
	draw: ofRows(func(r *reader, rows []shareRow) chart.Chart {
		markets := grouped(kept(rows, func(r shareRow) bool { return r.Drawn }), func(r shareRow) string { return r.Market })
		if len(markets) == 0 {
			return r.none()
		}
		size := func(of []shareRow) int { return len(grouped(of, shareRow.month)) * len(grouped(of, shareRow.platform)) }
		slices.SortStableFunc(markets, func(a, b []shareRow) int { return size(b) - size(a) })
		var shown []sharePanel
		months, tones := 0, Tones{}
		for i, of := range markets[:min(4, len(markets))] {
			shown = append(shown, newSharePanel(of, [2]int{7, 4}[min(i, 1)], r.subject.tones, tones))
			shown[i].name = words.Sentence(r.subject.markets.Name(shown[i].market))
			months += len(shown[i].months)
		}
		leader := slices.MaxFunc(last(grouped(markets[0], shareRow.month)), func(a, b shareRow) int { return cmp.Compare(a.Share, b.Share) })
		data := map[string]any{"leader": displayName(leader.Name, leader.Platform), "share": leader.Share, "count": leader.Platforms,
			"month": leader.Month.Format("January 2006"), "markets": each(shown, func(p sharePanel) string { return p.market }), "months": months}
		main, small := shown[0], shown[1:]
		const mainHeight, smallHeight, strip = 290.0, 110.0, 26.0
		height := 22 + mainHeight + strip + chart.XAxisRoom
		if len(small) > 0 {
			height += 44 + smallHeight + chart.XAxisRoom
		}
		return r.say(data, height, func(c *chart.Canvas, frame chart.Box) {
			ticks := chart.LinearTicks(0, 1, 4, words.Percent)
			margin := chart.TickMargin(ticks)
			names := each(main.bands, func(b shareBand) string { return b.name + " 00%" })
			area := chart.Bounds(frame.X0+margin, frame.Y0+22, frame.X1-chart.ColumnRoom(chart.LabelStyle, names), frame.Y0+22+mainHeight)
			drawShareArea(c, main, area, ticks, true)
			drawCountStrip(c, main, chart.Bounds(area.X0, area.Y1+4, area.X1, area.Y1+strip), frame)
			width := (frame.Width() - margin - 24*float64(len(small)-1)) / max(1, float64(len(small)))
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

func (r shareRow) month() time.Time { return r.Month }

func (r shareRow) platform() string { return r.Platform }

// sharePanel is one market over time.
type sharePanel struct {
	market string
	name   string // of the market
	months []time.Time
	counts []int       // platforms in each month
	bands  []shareBand // from the bottom up: largest mean share first
}

// shareBand is what a platform takes in each month, nothing where it has no figure.
type shareBand struct {
	name      string
	tone      chart.Tone
	low, high []float64
}

// newSharePanel stacks the shares of one market. All but the first so many
// platforms are one band, on top; its name counts those of the last month, where
// it stands. tones are those of the panels before, and take those given here.
func newSharePanel(rows []shareRow, most int, own, tones Tones) sharePanel {
	p := sharePanel{market: rows[0].Market}
	place := map[time.Time]int{}
	for i, of := range grouped(rows, shareRow.month) {
		p.months, p.counts, place[of[0].Month] = append(p.months, of[0].Month), append(p.counts, of[0].Platforms), i
	}
	platforms := grouped(rows, shareRow.platform)
	total := func(of []shareRow) (sum float64) {
		for _, r := range of {
			sum += r.Share
		}
		return sum
	}
	slices.SortFunc(platforms, func(a, b []shareRow) int {
		return cmp.Or(cmp.Compare(total(b), total(a)), cmp.Compare(a[0].Platform, b[0].Platform))
	})
	named := len(platforms)
	if named > most+1 {
		named, platforms = most, append(platforms[:most:most], slices.Concat(platforms[most:]...))
	}
	given := own.of(each(platforms[:named], func(of []shareRow) string { return of[0].Platform }), tones)
	maps.Copy(tones, given)
	base := make([]float64, len(p.months))
	for i, of := range platforms {
		b := shareBand{displayName(of[0].Name, of[0].Platform), given[of[0].Platform], slices.Clone(base), nil}
		if i == named {
			latest := kept(of, func(r shareRow) bool { return r.Month.Equal(last(p.months)) })
			b.name, b.tone = words.Number(len(latest), "other"), chart.Muted
		}
		for _, r := range of {
			base[place[r.Month]] += r.Share
		}
		b.high = slices.Clone(base)
		p.bands = append(p.bands, b)
	}
	return p
}

func (p sharePanel) time(area chart.Box) chart.Scale {
	return chart.Linear(chart.Days(p.months[0]), chart.Days(last(p.months).AddDate(0, 1, 0)), area.X0, area.X1)
}

// drawShareArea draws one market; full adds names with shares at the right end.
func drawShareArea(c *chart.Canvas, p sharePanel, area chart.Box, ticks []chart.Tick, full bool) {
	x, y := p.time(area), chart.Linear(0, 1, area.Y1, area.Y0)
	bold := chart.LabelStyle.Bolder()
	c.Text(bold, chart.Pt(area.X0, area.Y0-8), p.name)
	text := fmt.Sprintf("%d platforms", slices.Max(p.counts))
	if least := slices.Min(p.counts); least != slices.Max(p.counts) {
		text = fmt.Sprintf("%d–%s", least, text)
	}
	c.Text(chart.NoteStyle, chart.Pt(area.X0+bold.Width(p.name)+8, area.Y0-8), text)
	c.YGrid(area, y, ticks)
	var ends []chart.Label
	for _, b := range p.bands {
		drawShareBand(c, p, b, x, y)
		if low, high := last(b.low), last(b.high); high > low {
			ends = append(ends, chart.Label{At: chart.Pt(area.X1, y.At((low+high)/2)), Text: b.name + " " + words.Percent(high-low), Tone: b.tone})
		}
	}
	if full {
		c.Column(bold, ends, area.X1+14, area.Y0+4, area.Y1-4)
	}
	for _, b := range p.bands { // those named at the end only when there are no ends
		if !full || last(b.high) == last(b.low) {
			drawBandName(c, p, b, area, x, y)
		}
	}
}

// month is from where to where a month is on the axis.
func (p sharePanel) month(x chart.Scale, i int) (from, to float64) {
	return x.At(chart.Days(p.months[i])), x.At(chart.Days(p.months[i].AddDate(0, 1, 0)))
}

func drawShareBand(c *chart.Canvas, p sharePanel, b shareBand, x, y chart.Scale) {
	var lower, upper []chart.Point
	for i := range append(p.months, time.Time{}) {
		if i < len(p.months) && b.high[i] > b.low[i] {
			from, to := p.month(x, i)
			lower = append(lower, chart.Pt(from, y.At(b.low[i])), chart.Pt(to, y.At(b.low[i])))
			upper = append(upper, chart.Pt(from, y.At(b.high[i])), chart.Pt(to, y.At(b.high[i])))
		} else {
			c.Between(b.tone.Area(), upper, lower)
			c.Line(chart.Stroke{Tone: chart.Paper, Width: 1}, upper...)
			lower, upper = nil, nil
		}
	}
}

// drawBandName writes a name into its band where that is highest over the whole
// width of the name, in one line or else a line for each word, if it fits.
func drawBandName(c *chart.Canvas, p sharePanel, b shareBand, area chart.Box, x, y chart.Scale) {
	s := chart.NoteStyle.Bolder().Centered().In(chart.Ink)
	for _, lines := range [][]string{{b.name}, strings.Fields(b.name)} {
		half, room := s.Widest(lines)/2+4, s.Size*float64(len(lines))+3
		bestHeight, best := room, chart.Point{}
		for i := range p.months {
			at, _ := p.month(x, i)
			if at-half < area.X0 || at+half > area.X1 {
				continue
			}
			low, high := 0.0, 1.0
			for k := range p.months {
				if from, to := p.month(x, k); to > at-half && from < at+half {
					low, high = max(low, b.low[k]), min(high, b.high[k])
				}
			}
			if height := y.At(low) - y.At(high); height > bestHeight {
				bestHeight, best = height+1, chart.Pt(at, (y.At(low)+y.At(high))/2)
			}
		}
		if best != (chart.Point{}) {
			for i, line := range lines {
				c.Text(s, chart.Pt(best.X, s.Centred(best.Y+(float64(i)-float64(len(lines)-1)/2)*s.Size)), line)
			}
			return
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
		x0, _ := p.month(x, i)
		_, x1 := p.month(x, j-1)
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
