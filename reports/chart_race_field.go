package reports

import (
	"context"
	"fmt"
	"math"
	"slices"

	"headstart/transform"
)

// raceRow is a race with its head start.
type raceRow struct {
	race, market                     string
	firstName, first                 string
	responderName, responder         string
	monthsLower, months, monthsUpper float64
	winner                           string // first_mover, responder or undecided
	decidedBy                        string
	counted                          bool
	because                          string // why it is not counted; empty when it is
	founding                         bool   // the story is told of it
}

func (r *raceRow) fields() []any {
	return []any{&r.race, &r.market, &r.firstName, &r.first, &r.responderName, &r.responder, &r.monthsLower, &r.months,
		&r.monthsUpper, &r.winner, &r.decidedBy, &r.counted, &r.because, &r.founding}
}

func (r raceRow) label() string {
	text := displayName(r.firstName, r.first) + " – " + displayName(r.responderName, r.responder)
	if r.market != "WLD" {
		text += ", " + r.market
	}
	return text
}

func raceFieldChart(ctx context.Context, db *transform.DB) (Chart, error) {
	rows, err := collect(ctx, db, "chart_race_field", (*raceRow).fields)
	return drawRaceField(rows), err
}

// lane is one outcome of the race field.
type lane struct {
	winner, title string
	tone          tone
	form          form
	races         []raceRow
	offsets       []float64 // of each dot from the middle of the lane
	up, down      float64   // room above and below the middle
}

const raceRadius = 4.3

func drawRaceField(rows []raceRow) Chart {
	chart := Chart{
		Name:     "race_field",
		Title:    "the field of races",
		Subtitle: "Every race by head start and outcome",
		Data: Table{Columns: []string{"race_id", "market", "first_mover", "responder", "months_lower", "months", "months_upper",
			"winner", "decided_by", "counted", "not_counted_because"}},
	}
	if len(rows) == 0 {
		return chart.empty("no race in this run")
	}
	lanes := []lane{
		{winner: "first_mover", title: "The first mover won", tone: blue, form: round},
		{winner: "undecided", title: "Undecided", tone: muted, form: round},
		{winner: "responder", title: "The responder won", tone: vermilion, form: diamond},
	}
	longest := 36.0
	for _, r := range rows {
		longest = math.Max(longest, r.months)
		for i := range lanes {
			if lanes[i].winner == r.winner {
				lanes[i].races = append(lanes[i].races, r)
			}
		}
		chart.Data.Rows = append(chart.Data.Rows, []any{r.race, r.market, r.firstName, r.responderName, tenth(r.monthsLower), tenth(r.months),
			tenth(r.monthsUpper), r.winner, r.decidedBy, r.counted, r.because})
	}
	x := shifted(0, longest*1.08, marginX+6, chartWidth-marginX-6)
	bodyHeight := xAxisRoom + 20.0
	for i := range lanes {
		lanes[i].arrange(x)
		bodyHeight += lanes[i].height()
	}
	chart.Title = raceFieldTitle(lanes)
	chart.Subtitle = "Each mark is a race, placed by the first mover’s head start on a scale that spreads short ones; lines show what the dates leave open, " +
		"hollow marks do not count in the win rate"
	hollow := 0
	for _, r := range rows {
		if !r.counted {
			hollow++
		}
	}
	chart.Caption = fmt.Sprintf("n = %s, of which %d count; hollow: undecided, or a world row of a pair that has country rows. "+
		"A pair can appear in several markets. Height within an outcome only keeps the marks apart.",
		number(len(rows), "race"), len(rows)-hollow)
	chart.Alt = raceFieldAlt(lanes, rows)
	chart.bodyHeight = math.Ceil(bodyHeight)
	chart.draw(func(c *canvas, frame box) {
		area := box{frame.x0, frame.y0, frame.x1, frame.y1 - xAxisRoom - 14}
		ticks := monthsTicks(longest * 1.08)
		for _, t := range ticks {
			c.line(stroke{tone: grid, width: gridWidth}, point{x.at(t.value), area.y0}, point{x.at(t.value), area.y1})
		}
		c.xAxis(area, x, ticks, frame)
		s := noteStyle
		s.align = middle
		c.text(s, point{(area.x0 + area.x1) / 2, area.y1 + 33}, "head start")
		y := area.y0
		for _, l := range lanes {
			c.lane(l, x, y, area)
			y += l.height()
		}
	})
	return chart
}

func tenth(v float64) float64 { return math.Round(v*10) / 10 }

const laneHead = 26

func (l lane) height() float64 {
	if len(l.races) == 0 {
		return laneHead + 8
	}
	return laneHead + l.up + l.down + 2*raceRadius + 40
}

func (l *lane) arrange(x scale) {
	xs := make([]float64, len(l.races))
	for i, r := range l.races {
		xs[i] = x.at(math.Max(0, r.months))
	}
	l.offsets = beeswarm(xs, raceRadius+0.4)
	for _, d := range l.offsets {
		l.up, l.down = math.Max(l.up, -d), math.Max(l.down, d)
	}
}

func (c *canvas) lane(l lane, x scale, top float64, area box) {
	head := labelStyle
	head.bold, head.tone = true, l.tone
	c.line(stroke{tone: grid, width: gridWidth}, point{area.x0, top}, point{area.x1, top})
	title := fmt.Sprintf("%s (%d)", l.title, len(l.races))
	c.textOver(head, point{area.x0, top + 17}, title)
	mid := top + laneHead + 14 + raceRadius + l.up
	obstacles := []box{head.box(point{area.x0, top + 17}, title).grow(3)}
	for i, r := range l.races {
		y := mid + l.offsets[i]
		c.line(stroke{tone: l.tone.tint(), width: 1.4}, point{x.at(math.Max(0, r.monthsLower)), y},
			point{math.Min(x.at(math.Max(0, r.monthsUpper)), area.x1), y})
	}
	for i, r := range l.races {
		p := point{x.at(math.Max(0, r.months)), mid + l.offsets[i]}
		c.marker(l.form, l.tone, p, raceRadius, !r.counted)
		obstacles = append(obstacles, box{p.x, p.y, p.x, p.y}.grow(raceRadius+0.5))
	}
	var seed, marks []mark
	for _, i := range notable(l.races) {
		r := l.races[i]
		m := mark{at: point{x.at(math.Max(0, r.months)), mid + l.offsets[i]}, r: raceRadius + 1, text: r.label(), tone: ink}
		if r.founding {
			seed = append(seed, m)
		} else {
			m.tone = muted
			marks = append(marks, m)
		}
	}
	limits := box{area.x0, top + 4, area.x1, top + l.height() - 2}
	bold := noteStyle
	bold.bold = true
	taken := append(obstacles, c.beside(bold, seed, limits, obstacles, 40)...)
	c.beside(noteStyle, marks, limits, taken, 22)
}

// notable gives the order in which races get their names, as far as there
// is room: the founding story, then from both ends of the lane inwards.
func notable(races []raceRow) []int {
	var out []int
	for i, r := range races {
		if r.founding {
			out = append(out, i)
		}
	}
	for k := 0; k < (len(races)+1)/2; k++ {
		for _, i := range []int{len(races) - 1 - k, k} {
			if !slices.Contains(out, i) {
				out = append(out, i)
			}
		}
	}
	return out
}

func raceFieldTitle(lanes []lane) string {
	medianOf := func(l lane) float64 {
		n := 0
		var months []float64
		for _, r := range l.races {
			if r.counted {
				months = append(months, r.months)
				n++
			}
		}
		if n == 0 {
			return math.NaN()
		}
		return (months[(n-1)/2] + months[n/2]) / 2
	}
	won, lost := medianOf(lanes[0]), medianOf(lanes[2])
	if math.IsNaN(won) || math.IsNaN(lost) {
		return fmt.Sprintf("%d races: the first mover won %d, the responder %d", len(lanes[0].races)+len(lanes[1].races)+len(lanes[2].races),
			len(lanes[0].races), len(lanes[2].races))
	}
	if math.Round(won) == math.Round(lost) {
		return fmt.Sprintf("Head starts were as long where the first mover won as where it lost: %s in the median", number(int(math.Round(won)), "month"))
	}
	head := "Winning first movers had the longer head starts"
	if won < lost {
		head = "Winning first movers did not have the longer head starts"
	}
	return fmt.Sprintf("%s: the median is %.0f months where they won, %.0f where they lost", head, won, lost)
}

func raceFieldAlt(lanes []lane, rows []raceRow) string {
	return fmt.Sprintf("Dot plot of %s by head start, from %s to %.1f years, in three rows: the first mover won (%d), undecided (%d), the responder won (%d). %s.",
		number(len(rows), "race"), leadWords(rows[0].months), rows[len(rows)-1].months/12,
		len(lanes[0].races), len(lanes[1].races), len(lanes[2].races), raceFieldTitle(lanes))
}

func leadWords(months float64) string {
	return number(int(math.Round(months*30.4375)), "day")
}
