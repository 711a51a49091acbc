package figure

import (
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var foundingRace = Figure{
	Name: "founding_race", Section: "founding",
	draw: func(r *reader) chart.Chart {
		return drawFounding(r.subject, rows[launchClaim](r, "founding_race_claims"), rows[foundingUsers](r, "founding_race_users"),
			rows[foundingEvent](r, "founding_race_events"), rows[foundingEnd](r, "founding_race_end"))
	},
}

// launchClaim is a date that sources give for a launch or a test.
type launchClaim struct {
	Side, Platform, Name string
	Event, Date          string
	Start, End           time.Time
	Sources              int
	Chosen               bool
}

// foundingEvent is an event after the launches.
type foundingEvent struct {
	Side, Platform, Name string
	Event, Date          string
	Start, End           time.Time
	Sources              int
	Markets              string
}

// label names the event, and its markets where they are not the race's.
func (r foundingEvent) label(market string) string {
	text := strings.ReplaceAll(r.Event, "_", " ")
	if r.Markets != "WLD" && r.Markets != market {
		text += " " + r.Markets
	}
	return text
}

// foundingUsers is a figure of the users of a side.
type foundingUsers struct {
	Side, Platform, Name string
	On                   time.Time
	Period               string
	Value                float64
	Qualifier            string
	Precision            string
	Publisher            string
	Metric, Label        string // the same in all
}

// foundingEnd is the head start in days, and how it ended.
type foundingEnd struct {
	Market, First, Responder string
	Lower, Days, Upper       int
	Closed                   sql.NullTime
	RivalUsers               sql.NullFloat64
}

func drawFounding(s subject, claims []launchClaim, users []foundingUsers, events []foundingEvent, end []foundingEnd) chart.Chart {
	fig := chart.Chart{
		Title:    "The founding race, day by day",
		Subtitle: "Launch dates as sources give them, and users",
		Data:     chart.Table{Columns: []string{"kind", "platform_id", "what", "period", "from", "to", "users", "qualifier", "sources", "chosen"}},
	}
	var first, second *launchClaim
	for i, r := range claims {
		fig.Data.Rows = append(fig.Data.Rows, []any{"claim", r.Platform, r.Event, r.Date, r.Start, r.End, nil, nil, r.Sources, r.Chosen})
		if r.Chosen && r.Side == "first_mover" {
			first = &claims[i]
		}
		if r.Chosen && r.Side == "responder" {
			second = &claims[i]
		}
	}
	var publishers []string
	for _, r := range users {
		fig.Data.Rows = append(fig.Data.Rows, []any{"users", r.Platform, r.Metric, r.Period, r.On, r.On, r.Value, r.Qualifier, nil, nil})
		publishers = append(publishers, r.Publisher)
	}
	for _, r := range events {
		fig.Data.Rows = append(fig.Data.Rows, []any{"event", r.Platform, r.Event + " " + r.Markets, r.Date, r.Start, r.End, nil, nil, r.Sources, nil})
	}
	if first == nil || second == nil || len(end) == 0 || len(users) == 0 {
		return fig.Empty("there are no launches of a founding race, or no figures of one metric for both its sides, in this run")
	}
	e := end[0]
	label := chart.Drawable(users[0].Label)
	fig.Title = foundingTitle(e, *first, *second, users)
	fig.Subtitle = "Above: launch dates as sources give them (number of sources); filled: the ones used. Below: " + label + ", logarithmic scale, and events (diamonds)"
	stated := 0
	for _, r := range claims {
		stated += r.Sources
	}
	fig.Caption = sourceLine(publishers) + fmt.Sprintf(" n = %s of dates, %s of users. Open triangles are bounds; hollow: known to the year only. "+
		"The dates allow a head start of %d to %d days.", words.Number(stated, "statement"), words.Number(len(users), "figure"), e.Lower, e.Upper)
	if e.Closed.Valid {
		fig.Caption += " " + e.close(s)
	}
	fig.Alt = fmt.Sprintf("Two timelines. The first shows the dates that sources give for the launches: %s for %s and %s for %s, %d days apart "+
		"(%d to %d are possible). The second shows %s in the three years after: %s.", first.Name, first.Date, second.Name, second.Date, e.Days, e.Lower, e.Upper, label,
		foundingOvertook(users))
	if e.Closed.Valid {
		fig.Alt += " " + e.close(s)
	}
	const rowHeight = 23.0
	upper := rowHeight*float64(len(claims)) + 46 + chart.XAxisRoom
	const lowerHeight = 250.0
	fig.BodyHeight = upper + 34 + lowerHeight
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		tones := platformTones([]string{first.Platform, second.Platform})
		drawLaunchClaims(c, claims, *first, *second, e, tones, chart.Bounds(frame.X0, frame.Y0, frame.X1, frame.Y0+upper), rowHeight, frame)
		drawFoundingUsers(c, users, events, e.Market, tones, first.Start, chart.Bounds(frame.X0, frame.Y1-lowerHeight, frame.X1, frame.Y1), frame)
	})
	return fig
}

// launchClaims draws one row per date, and the head start between the two
// dates in use.
func drawLaunchClaims(c *chart.Canvas, claims []launchClaim, first, second launchClaim, e foundingEnd, tones map[string]chart.Tone, b chart.Box, rowHeight float64, frame chart.Box) {
	labels := make([]string, len(claims))
	for i, r := range claims {
		labels[i] = displayName(r.Name, r.Platform) + " " + r.Event
	}
	area := chart.Bounds(b.X0+chart.LabelStyle.Widest(labels)+14, b.Y0+40, b.X1-76, b.Y1-chart.XAxisRoom)
	from, to := first.Start, second.End
	for _, r := range claims {
		if r.Start.Before(from) {
			from = r.Start
		}
		if r.End.After(to) {
			to = r.End
		}
	}
	from = time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, time.UTC)
	x := chart.Linear(chart.Days(from), chart.Days(to)+6, area.X0, area.X1)
	var ticks []chart.Tick
	for m := from; !m.After(to) && to.Sub(from).Hours() < 24*130; m = m.AddDate(0, 1, 0) {
		ticks = append(ticks, chart.Tick{Value: chart.Days(m), Label: m.Format("2 Jan 2006")})
		if mid := m.AddDate(0, 0, 14); !mid.After(to) {
			ticks = append(ticks, chart.Tick{Value: chart.Days(mid), Label: mid.Format("2 Jan")})
		}
	}
	if ticks == nil { // a longer span has no room for days
		ticks = chart.YearTicks(from, to, area.Width())
	}
	c.XGrid(area, x, ticks, frame)
	x0, x1 := x.At(chart.Days(first.Start)+0.5), x.At(chart.Days(second.Start)+0.5)
	y := area.Y0 - 10
	c.Rect(chart.Band, chart.Bounds(x0, y, x1, area.Y1))
	for _, px := range []float64{x0, x1} {
		c.Down(chart.Stroke{Tone: chart.Ink, Width: chart.ThinLineWidth}, px, y-4, y+4)
	}
	c.Line(chart.Stroke{Tone: chart.Ink, Width: chart.ThinLineWidth}, chart.Pt(x0, y), chart.Pt(x1, y))
	s := chart.LabelStyle.Bolder().Centered()
	text := words.Number(e.Days, "day")
	if e.Lower != e.Upper {
		text += fmt.Sprintf(" (%d to %d possible)", e.Lower, e.Upper)
	}
	c.Text(s, chart.Pt((x0+x1)/2, y-8), text)
	note := chart.NoteStyle.FlushRight()
	c.Text(note, chart.Pt(frame.X1, y-8), "sources")
	for i, r := range claims {
		t := tones[r.Platform]
		py := area.Y0 + rowHeight*(float64(i)+0.5)
		label := chart.LabelStyle
		label.Tone, label.Bold = t, r.Chosen
		c.Text(label, chart.Pt(b.X0, label.Centred(py)), labels[i])
		start, end := x.At(chart.Days(r.Start)), x.At(chart.Days(r.End)+1)
		if r.Start.Equal(r.End) {
			c.Marker(chart.Round, t, chart.Pt((start+end)/2, py), 5, !r.Chosen)
		} else {
			c.Rect(t.Tint(), chart.Bounds(start, py-5, end, py+5))
			c.Line(chart.Stroke{Tone: t, Width: 1}, chart.Pt(start, py-5), chart.Pt(end, py-5), chart.Pt(end, py+5), chart.Pt(start, py+5), chart.Pt(start, py-5))
		}
		c.Text(note, chart.Pt(frame.X1, note.Centred(py)), fmt.Sprint(r.Sources))
		end = math.Max(end, (start+end)/2+6)
		when := chart.NoteStyle
		text := claimDate(r)
		if end+7+when.Width(text) > area.X1+30 {
			when.Align = chart.Right
			c.Text(when, chart.Pt(start-9, when.Centred(py)), text)
		} else {
			c.Text(when, chart.Pt(end+7, when.Centred(py)), text)
		}
	}
}

func claimDate(r launchClaim) string {
	if r.Start.Equal(r.End) {
		return words.DayName(r.Start)
	}
	if r.Start.Year() == r.End.Year() && r.Start.Month() == r.End.Month() {
		return "some day in " + r.Start.Format("January 2006")
	}
	return r.Date
}

// foundingUsers draws the users of both. Figures known only to
// the year are hollow and stand apart from the line.
func drawFoundingUsers(c *chart.Canvas, users []foundingUsers, events []foundingEvent, market string, tones map[string]chart.Tone, start time.Time, b chart.Box, frame chart.Box) {
	var curves []curve
	for _, r := range users {
		if len(curves) == 0 || curves[len(curves)-1].id != r.Platform {
			curves = append(curves, curve{id: r.Platform, name: displayName(r.Name, r.Platform), tone: tones[r.Platform],
				Form: chart.MarkerForms[len(curves)%len(chart.MarkerForms)]})
		}
		k := &curves[len(curves)-1]
		p := curvePoint{chart.Days(r.On), r.Value, r.Qualifier}
		if r.Precision != "year" && len(k.points) > 0 {
			for j := len(k.points) - 1; j >= 0; j-- {
				if k.points[j].qualifier != "year" {
					k.steps = append(k.steps, curveStep{k.points[j].x, k.points[j].y, p.x, p.y, false})
					break
				}
			}
		}
		if r.Precision == "year" && r.Qualifier != "at_least" && r.Qualifier != "at_most" {
			p.qualifier = "year"
		}
		k.points = append(k.points, p)
	}
	low, high := valueRange(curves)
	ticks := chart.LogTicks(low, high)
	var ends []string
	for _, k := range curves {
		ends = append(ends, k.name+" 000M")
	}
	bold := chart.LabelStyle.Bolder()
	area := chart.Bounds(b.X0+chart.TickMargin(ticks), b.Y0+6, b.X1-chart.ColumnRoom(bold, ends), b.Y1-chart.XAxisRoom)
	last := 0.0
	for _, k := range curves {
		last = math.Max(last, k.end().x)
	}
	from := time.Date(start.Year(), start.Month()-1, 1, 0, 0, 0, 0, time.UTC)
	x := chart.Linear(chart.Days(from), last+40, area.X0, area.X1)
	y := chart.Logarithmic(low, high, area.Y1, area.Y0)
	c.YGrid(area, y, ticks)
	c.XAxis(area, x, chart.YearTicks(from, chart.DayOf(last+40), area.Width()), frame)
	c.Text(chart.NoteStyle, chart.Pt(area.X0, area.Y0-8), chart.Drawable(users[0].Label))
	var names []chart.Label
	var obstacles []chart.Box
	for i := len(curves) - 1; i >= 0; i-- {
		k := curves[i]
		for _, s := range k.steps {
			line := []chart.Point{chart.Pt(x.At(s.x0), y.At(s.y0)), chart.Pt(x.At(s.x1), y.At(s.y1))}
			c.Line(chart.Stroke{Tone: k.tone.Soft(), Width: chart.LineWidth}, line...)
			obstacles = append(obstacles, chart.AlongLine(line, 2)...)
		}
		for _, p := range k.points {
			shape, hollow := markerOf(k.Form, p.qualifier)
			at := chart.Pt(x.At(p.x), y.At(p.y))
			c.Marker(shape, k.tone, at, chart.MarkerRadius+0.8, hollow || p.qualifier == "year")
			obstacles = append(obstacles, chart.Bounds(at.X, at.Y, at.X, at.Y).Grow(chart.MarkerRadius+2))
		}
		end := k.end()
		names = append(names, chart.Label{At: chart.Pt(x.At(end.x), y.At(end.y)), R: chart.MarkerRadius + 1, Text: k.name + " " + words.People(end.y), Tone: k.tone})
	}
	c.Column(bold, names, area.X1+14, area.Y0+6, area.Y1-6)
	var marks []chart.Label
	for _, r := range slices.Backward(events) { // the last first: there is more room on the right
		at := chart.Pt(x.At((chart.Days(r.Start)+chart.Days(r.End))/2), area.Y1)
		if at.X > area.X1 {
			continue
		}
		t := tones[r.Platform]
		c.Line(chart.Stroke{Tone: t, Width: chart.ThinLineWidth}, chart.Pt(at.X, area.Y1-14), at)
		c.Marker(chart.Diamond, t, at, chart.MarkerRadius, false)
		obstacles = append(obstacles, chart.Bounds(at.X, area.Y1-14, at.X, area.Y1).Grow(4))
		marks = append(marks, chart.Label{At: chart.Pt(at.X, area.Y1-14), R: 1, Text: displayName(r.Name, r.Platform) + ": " + r.label(market), Tone: t})
	}
	c.Beside(chart.NoteStyle, marks, area, obstacles, 70)
}

// foundingTitle says how long the head start was, and when the first mover was
// behind.
func foundingTitle(e foundingEnd, first, second launchClaim, users []foundingUsers) string {
	text := fmt.Sprintf("%s launched %s before %s", first.Name, words.Number(e.Days, "day"), second.Name)
	if period, _, _ := foundingOvertaken(users); period != "" {
		text += " and was behind by " + monthOf(period)
	}
	return text
}

func foundingOvertook(users []foundingUsers) string {
	period, rival, own := foundingOvertaken(users)
	if period == "" {
		return "no figure shows the follower ahead"
	}
	return fmt.Sprintf("by %s the follower had %s %s to its %s", monthOf(period), words.Spelled(rival), chart.Drawable(users[0].Label), words.Spelled(own))
}

// foundingOvertaken finds the first period in which the responder has more
// users than the first mover ever had by then.
func foundingOvertaken(users []foundingUsers) (period string, rivals, owns float64) {
	var rival, own []foundingUsers
	for _, r := range users {
		if r.Side == "responder" {
			rival = append(rival, r)
		} else {
			own = append(own, r)
		}
	}
	for _, r := range rival {
		if r.Precision == "year" || r.Qualifier == "at_most" {
			continue
		}
		var latest *foundingUsers
		for i, o := range own {
			if !o.On.After(r.On) && o.Precision != "year" {
				latest = &own[i]
			}
		}
		if latest != nil && r.Value > latest.Value {
			return r.Period, r.Value, latest.Value
		}
	}
	return "", 0, 0
}

func monthOf(period string) string {
	if t, err := time.Parse("2006-01", period); err == nil {
		return t.Format("January 2006")
	}
	if t, err := time.Parse(time.DateOnly, period); err == nil {
		return words.DayName(t)
	}
	return period
}

// close says when the first mover closed, and how large the rival was then.
func (e foundingEnd) close(s subject) string {
	text := e.First + " closed on " + words.DayName(e.Closed.Time)
	if e.RivalUsers.Valid {
		text += "; " + e.Responder + " then had " + words.Spelled(e.RivalUsers.Float64) + " " + s.Short
	}
	return text + "."
}
