package figure

import (
	"fmt"
	"math"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var raceField = Figure{
	Name: "race_field", Section: "races",
	Sources: []string{"races"},
	draw: ofRows(func(r *reader, rows []raceRow) chart.Chart {
		_, longest := widest(0, 36, rows, func(r raceRow) []any { return []any{r.Months} })
		x := chart.Shifted(0, longest*1.08, chart.MarginX+6, chart.Width-chart.MarginX-6)
		lanes := []lane{
			{winner: "first_mover", title: "The first mover won", tone: chart.Blue, form: chart.Round},
			{winner: "undecided", title: "Not decided", tone: chart.Muted, form: chart.Round},
			{winner: "responder", title: "The responder won", tone: chart.Vermilion, form: chart.Diamond},
		}
		height := chart.XAxisRoom + 20.0
		for i, l := range lanes {
			lanes[i].Races = kept(rows, func(r raceRow) bool { return r.Winner == l.winner })
			lanes[i].offsets = chart.Beeswarm(each(lanes[i].Races, func(r raceRow) float64 { return x.At(max(0, r.Months)) }), raceRadius+0.4)
			up, down := widest(0, 0, lanes[i].offsets, func(d float64) []any { return []any{d} })
			lanes[i].up, lanes[i].down = -up, down
			height += lanes[i].height()
		}
		data := map[string]any{"rows": rows, "lanes": lanes, "decided": len(kept(rows, raceRow.counted)), "fewest": 5, "from": rows[0], "to": last(rows)}
		return r.say(data, math.Ceil(height), func(c *chart.Canvas, frame chart.Box) {
			area := chart.Bounds(frame.X0, frame.Y0, frame.X1, frame.Y1-chart.XAxisRoom-14)
			c.XGrid(area, x, chart.MonthsTicks(x.Max), frame)
			c.XTitle(area, "head start")
			y := area.Y0
			for _, l := range lanes {
				drawLane(c, l, r.subject.markets, x, y, area)
				y += l.height()
			}
		})
	}),
}

// raceRow is a race with its head start.
type raceRow struct {
	Race          string `csv:"race_id"`
	Market        string `csv:"market"`
	FirstName     string `csv:"first_mover"`
	First         string
	ResponderName string `csv:"responder"`
	Responder     string
	MonthsLower   float64 `csv:"months_lower,1"`
	Months        float64 `csv:"months,1"`
	MonthsUpper   float64 `csv:"months_upper,1"`
	Winner        string  `csv:"winner"`   // first_mover, responder or undecided
	Evidence      string  `csv:"evidence"` // what the outcome rests on
	Counted       bool    `csv:"counted"`
	Coded         string  `csv:"coded"` // outcome as coded: undecided, none or third where nobody won
	Founding      bool    // the story is told of it
}

func (r raceRow) counted() bool { return r.Counted }

func (r raceRow) label(markets Markets) string {
	return displayName(r.FirstName, r.First) + " – " + displayName(r.ResponderName, r.Responder) + markets.after(r.Market)
}

// Lead is the head start in words: in years when it is long, else in days.
func (r raceRow) Lead() string {
	if r.Months > 24 {
		return fmt.Sprintf("%.1f years", r.Months/12)
	}
	return words.Number(int(math.Round(r.Months*words.DaysPerMonth)), "day")
}

// lane is one outcome of the race field.
type lane struct {
	winner, title string
	tone          chart.Tone
	form          chart.Form
	Races         []raceRow
	offsets       []float64 // of each dot from the middle of the lane
	up, down      float64   // room above and below the middle
}

const raceRadius, laneHead = 4.3, 26

// Counted is how many of the races count, and Median their median head start in
// months, if any.
func (l lane) Counted() int { return len(kept(l.Races, raceRow.counted)) }

func (l lane) Median() int {
	races := kept(l.Races, raceRow.counted)
	return int(math.Round((races[(len(races)-1)/2].Months + races[len(races)/2].Months) / 2))
}

func (l lane) height() float64 {
	if len(l.Races) == 0 {
		return laneHead + 8
	}
	return laneHead + l.up + l.down + 2*raceRadius + 40
}

func drawLane(c *chart.Canvas, l lane, markets Markets, x chart.Scale, top float64, area chart.Box) {
	head, corner := chart.LabelStyle.Bolder().In(l.tone), chart.Pt(area.X0, top+17)
	c.Across(chart.Stroke{Tone: chart.Grid, Width: chart.GridWidth}, top, area.X0, area.X1)
	title := fmt.Sprintf("%s (%d)", l.title, len(l.Races))
	c.TextOver(head, corner, title)
	mid := top + laneHead + 14 + raceRadius + l.up
	obstacles := []chart.Box{head.Box(corner, title).Grow(3)}
	at := func(i int, months float64) chart.Point { return chart.Pt(x.At(max(0, months)), mid+l.offsets[i]) }
	for i, r := range l.Races {
		from, to := at(i, r.MonthsLower), at(i, r.MonthsUpper)
		c.Across(chart.Stroke{Tone: l.tone.Tint(), Width: 1.4}, from.Y, from.X, min(to.X, area.X1))
	}
	for i, r := range l.Races {
		c.Marker(l.form, l.tone, at(i, r.Months), raceRadius, !r.Counted)
		obstacles = append(obstacles, chart.Around(at(i, r.Months), raceRadius+0.5))
	}
	var seed, marks []chart.Label
	for _, i := range notable(l.Races) {
		r := l.Races[i]
		m := chart.Label{At: at(i, r.Months), R: raceRadius + 1, Text: r.label(markets), Tone: chart.Muted}
		if r.Founding {
			m.Tone = chart.Ink
			seed = append(seed, m)
		} else {
			marks = append(marks, m)
		}
	}
	limits := chart.Bounds(area.X0, top+4, area.X1, top+l.height()-2)
	taken := append(obstacles, c.Beside(chart.NoteStyle.Bolder(), seed, limits, obstacles, 40)...)
	c.Beside(chart.NoteStyle, marks, limits, taken, 22)
}

// notable gives the order in which races get their names, as far as there
// is room: from both ends of the lane inwards.
func notable(races []raceRow) []int {
	var out []int
	for k := range (len(races) + 1) / 2 {
		out = append(out, len(races)-1-k)
		if k < len(races)-1-k {
			out = append(out, k)
		}
	}
	return out
}
