package figure

import (
	"fmt"
	"math"
	"slices"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var raceField = Figure{
	Name: "race_field", Section: "races",
	Sources: []string{"races"},
	draw: func(r *reader) chart.Chart {
		return drawRaceField(rows[raceRow](r, "race_field"))
	},
}

// raceRow is a race with its head start.
type raceRow struct {
	Race, Market                     string
	FirstName, First                 string
	ResponderName, Responder         string
	MonthsLower, Months, MonthsUpper float64
	Winner                           string // first_mover, responder or undecided
	Evidence                         string // what the outcome rests on
	Counted                          bool
	Coded                            string // outcome as coded: undecided, none or third where nobody won
	Founding                         bool   // the story is told of it
}

func (r raceRow) label() string {
	text := displayName(r.FirstName, r.First) + " – " + displayName(r.ResponderName, r.Responder)
	if r.Market != "WLD" {
		text += ", " + r.Market
	}
	return text
}

// lane is one outcome of the race field.
type lane struct {
	winner, title string
	tone          chart.Tone
	Form          chart.Form
	races         []raceRow
	offsets       []float64 // of each dot from the middle of the lane
	up, down      float64   // room above and below the middle
}

const raceRadius = 4.3

func drawRaceField(rows []raceRow) chart.Chart {
	fig := chart.Chart{
		Title:    "the field of races",
		Subtitle: "Every race by head start and outcome",
		Data: chart.Table{Columns: []string{"race_id", "market", "first_mover", "responder", "months_lower", "months", "months_upper",
			"winner", "evidence", "counted", "coded"}},
	}
	if len(rows) == 0 {
		return fig.Empty("no race in this run")
	}
	lanes := []lane{
		{winner: "first_mover", title: "The first mover won", tone: chart.Blue, Form: chart.Round},
		{winner: "undecided", title: "Not decided", tone: chart.Muted, Form: chart.Round},
		{winner: "responder", title: "The responder won", tone: chart.Vermilion, Form: chart.Diamond},
	}
	longest := 36.0
	for _, r := range rows {
		longest = math.Max(longest, r.Months)
		for i := range lanes {
			if lanes[i].winner == r.Winner {
				lanes[i].races = append(lanes[i].races, r)
			}
		}
		fig.Data.Rows = append(fig.Data.Rows, []any{r.Race, r.Market, r.FirstName, r.ResponderName, tenth(r.MonthsLower), tenth(r.Months),
			tenth(r.MonthsUpper), r.Winner, r.Evidence, r.Counted, r.Coded})
	}
	x := chart.Shifted(0, longest*1.08, chart.MarginX+6, chart.Width-chart.MarginX-6)
	bodyHeight := chart.XAxisRoom + 20.0
	for i := range lanes {
		lanes[i].arrange(x)
		bodyHeight += lanes[i].Height()
	}
	fig.Title = raceFieldTitle(lanes)
	fig.Subtitle = "Each mark is a race, placed by the first mover’s head start on a scale that spreads short ones; lines show the range of reported dates"
	decided := 0
	for _, r := range rows {
		if r.Counted {
			decided++
		}
	}
	fig.Caption = fmt.Sprintf("n = %s, %d decided. Hollow marks are undecided: a tie, or no evidence on both sides. "+
		"A pair can appear in several markets. Height within an outcome only keeps the marks apart.", words.Number(len(rows), "race"), decided)
	fig.Alt = raceFieldAlt(lanes, rows)
	fig.BodyHeight = math.Ceil(bodyHeight)
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		area := chart.Bounds(frame.X0, frame.Y0, frame.X1, frame.Y1-chart.XAxisRoom-14)
		ticks := chart.MonthsTicks(longest * 1.08)
		c.XGrid(area, x, ticks, frame)
		c.XTitle(area, "head start")
		y := area.Y0
		for _, l := range lanes {
			drawLane(c, l, x, y, area)
			y += l.Height()
		}
	})
	return fig
}

func tenth(v float64) float64 { return math.Round(v*10) / 10 }

const laneHead = 26

func (l lane) Height() float64 {
	if len(l.races) == 0 {
		return laneHead + 8
	}
	return laneHead + l.up + l.down + 2*raceRadius + 40
}

func (l *lane) arrange(x chart.Scale) {
	xs := make([]float64, len(l.races))
	for i, r := range l.races {
		xs[i] = x.At(math.Max(0, r.Months))
	}
	l.offsets = chart.Beeswarm(xs, raceRadius+0.4)
	for _, d := range l.offsets {
		l.up, l.down = math.Max(l.up, -d), math.Max(l.down, d)
	}
}

func drawLane(c *chart.Canvas, l lane, x chart.Scale, top float64, area chart.Box) {
	head := chart.LabelStyle.Bolder().In(l.tone)
	c.Line(chart.Stroke{Tone: chart.Grid, Width: chart.GridWidth}, chart.Pt(area.X0, top), chart.Pt(area.X1, top))
	title := fmt.Sprintf("%s (%d)", l.title, len(l.races))
	c.TextOver(head, chart.Pt(area.X0, top+17), title)
	mid := top + laneHead + 14 + raceRadius + l.up
	obstacles := []chart.Box{head.Box(chart.Pt(area.X0, top+17), title).Grow(3)}
	for i, r := range l.races {
		y := mid + l.offsets[i]
		c.Line(chart.Stroke{Tone: l.tone.Tint(), Width: 1.4}, chart.Pt(x.At(math.Max(0, r.MonthsLower)), y),
			chart.Pt(math.Min(x.At(math.Max(0, r.MonthsUpper)), area.X1), y))
	}
	for i, r := range l.races {
		p := chart.Pt(x.At(math.Max(0, r.Months)), mid+l.offsets[i])
		c.Marker(l.Form, l.tone, p, raceRadius, !r.Counted)
		obstacles = append(obstacles, chart.Bounds(p.X, p.Y, p.X, p.Y).Grow(raceRadius+0.5))
	}
	var seed, marks []chart.Label
	for _, i := range notable(l.races) {
		r := l.races[i]
		m := chart.Label{At: chart.Pt(x.At(math.Max(0, r.Months)), mid+l.offsets[i]), R: raceRadius + 1, Text: r.label(), Tone: chart.Ink}
		if r.Founding {
			seed = append(seed, m)
		} else {
			m.Tone = chart.Muted
			marks = append(marks, m)
		}
	}
	limits := chart.Bounds(area.X0, top+4, area.X1, top+l.Height()-2)
	bold := chart.NoteStyle.Bolder()
	taken := append(obstacles, c.Beside(bold, seed, limits, obstacles, 40)...)
	c.Beside(chart.NoteStyle, marks, limits, taken, 22)
}

// notable gives the order in which races get their names, as far as there
// is room: the founding story, then from both ends of the lane inwards.
func notable(races []raceRow) []int {
	var out []int
	for i, r := range races {
		if r.Founding {
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
			if r.Counted {
				months = append(months, r.Months)
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
		return fmt.Sprintf("%s: the first mover won %d, the responder %d", words.Number(len(lanes[0].races)+len(lanes[1].races)+len(lanes[2].races), "race"),
			len(lanes[0].races), len(lanes[2].races))
	}
	return fmt.Sprintf("Median head start: %s where the first mover won, %.0f where it lost", words.Number(int(math.Round(won)), "month"), lost)
}

func raceFieldAlt(lanes []lane, rows []raceRow) string {
	reach := leadWords(rows[0].Months)
	if longest := rows[len(rows)-1].Months; longest > rows[0].Months {
		reach = "from " + reach + " to " + leadWords(longest)
	}
	return fmt.Sprintf("Dot plot of %s by head start, %s, in three rows: the first mover won (%d), undecided (%d), the responder won (%d). %s.",
		words.Number(len(rows), "race"), reach,
		len(lanes[0].races), len(lanes[1].races), len(lanes[2].races), raceFieldTitle(lanes))
}

func leadWords(months float64) string {
	if months > 24 {
		return fmt.Sprintf("%.1f years", months/12)
	}
	return words.Number(int(math.Round(months*words.DaysPerMonth)), "day")
}
