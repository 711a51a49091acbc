package figure

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var foundingRace = Figure{
	Name: "founding_race", Section: "founding",
	draw: func(r *reader) chart.Chart {
		claims, users := rows[launchClaim](r, "founding_race_claims"), rows[foundingUsers](r, "founding_race_users")
		events, ends := rows[launchClaim](r, "founding_race_events"), rows[foundingEnd](r, "founding_race_end")
		columns := []string{"platform_id", "what", "period", "from", "to", "users", "qualifier", "sources", "chosen"}
		r.Data.Add("claim", claims, columns...)
		r.Data.Add("users", users, columns...)
		r.Data.Add("event", events, columns...)
		chosen := func(side string) []launchClaim {
			return kept(claims, func(r launchClaim) bool { return r.Chosen.Bool && r.Side == side })
		}
		if len(chosen("first_mover")) == 0 || len(chosen("responder")) == 0 || len(ends) == 0 || len(users) == 0 {
			return r.none()
		}
		first, second, end := last(chosen("first_mover")), last(chosen("responder")), ends[0]
		statements := 0
		for _, r := range claims {
			statements += r.Sources
		}
		data := map[string]any{"first": first, "second": second, "end": end, "users": users, "label": users[0].Label, "statements": statements, "ahead": ahead(users)}
		const rowHeight, lower = 23.0, 250.0
		upper := rowHeight*float64(len(claims)) + 46 + chart.XAxisRoom
		return r.say(data, upper+34+lower, func(c *chart.Canvas, frame chart.Box) {
			tones := r.subject.tones.of([]string{first.Platform, second.Platform}, nil)
			drawLaunchClaims(c, claims, first, second, end, tones, chart.Bounds(frame.X0, frame.Y0, frame.X1, frame.Y0+upper), rowHeight)
			drawFoundingUsers(c, users, events, end.Market, r.subject.markets, tones, first.Start, chart.Bounds(frame.X0, frame.Y1-lower, frame.X1, frame.Y1))
		})
	},
}

// launchClaim is a date that sources give for a launch or a test, or for an event
// after the launches, which is not chosen and has the markets that it is of.
type launchClaim struct {
	Side     string
	Platform string `csv:"platform_id"`
	Name     string
	Event    string
	Date     string       `csv:"period"`
	Start    time.Time    `csv:"from"`
	End      time.Time    `csv:"to"`
	Sources  int          `csv:"sources"`
	Chosen   sql.NullBool `csv:"chosen"`
	Markets  string
	What     string `csv:"what"` // event and markets
}

// label names an event, and its markets where they are not the race's.
func (r launchClaim) label(market string, names Markets) string {
	text := displayName(r.Name, r.Platform) + ": " + strings.ReplaceAll(r.Event, "_", " ")
	if r.Markets != "WLD" && r.Markets != market {
		text += " " + chart.Drawable(names.Label(r.Markets))
	}
	return text
}

// when is the date as the chart writes it.
func (r launchClaim) when() string {
	switch {
	case r.Start.Equal(r.End):
		return words.DayName(r.Start)
	case r.Start.Year() == r.End.Year() && r.Start.Month() == r.End.Month():
		return "some day in " + r.Start.Format("January 2006")
	}
	return r.Date
}

// foundingUsers is a figure of the users of a side, of one metric in all.
type foundingUsers struct {
	Side      string
	Platform  string `csv:"platform_id"`
	Name      string
	On        time.Time `csv:"from to"`
	Period    string    `csv:"period"`
	Value     float64   `csv:"users"`
	Qualifier string    `csv:"qualifier"`
	Precision string
	Publisher string
	Metric    string `csv:"what"`
	Label     string
	Own       sql.NullFloat64 // of the responder: the last figure of the first mover by then, both known to the month
}

// foundingEnd is the head start in days, and how it ended.
type foundingEnd struct {
	Market, First, Responder string
	Lower, Days, Upper       int
	Closed                   sql.NullTime
	RivalUsers               sql.NullFloat64
}

// ahead is the first figure of the responder that is above that of the first
// mover; nil for none.
func ahead(users []foundingUsers) *foundingUsers {
	for _, r := range users {
		if r.Own.Valid && r.Value > r.Own.Float64 && r.Qualifier != "at_most" {
			return &r
		}
	}
	return nil
}

// drawLaunchClaims draws one row per date, and the head start between the two
// dates in use.
func drawLaunchClaims(c *chart.Canvas, claims []launchClaim, first, second launchClaim, e foundingEnd, tones map[string]chart.Tone, b chart.Box, rowHeight float64) {
	labels := each(claims, func(r launchClaim) string { return displayName(r.Name, r.Platform) + " " + r.Event })
	area := chart.Bounds(b.X0+chart.LabelStyle.Widest(labels)+14, b.Y0+40, b.X1-76, b.Y1-chart.XAxisRoom)
	from := slices.MinFunc(claims, func(a, b launchClaim) int { return a.Start.Compare(b.Start) }).Start
	to := slices.MaxFunc(claims, func(a, b launchClaim) int { return a.End.Compare(b.End) }).End
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
	c.XGrid(area, x, ticks, b)
	x0, x1, y := x.At(chart.Days(first.Start)+0.5), x.At(chart.Days(second.Start)+0.5), area.Y0-10
	c.Rect(chart.Band, chart.Bounds(x0, y, x1, area.Y1))
	line := chart.Stroke{Tone: chart.Ink, Width: chart.ThinLineWidth}
	c.Down(line, x0, y-4, y+4)
	c.Down(line, x1, y-4, y+4)
	c.Across(line, y, x0, x1)
	text := words.Number(e.Days, "day")
	if e.Lower != e.Upper {
		text += fmt.Sprintf(" (%d to %d possible)", e.Lower, e.Upper)
	}
	c.Text(chart.LabelStyle.Bolder().Centered(), chart.Pt((x0+x1)/2, y-8), text)
	c.Text(chart.NoteStyle.FlushRight(), chart.Pt(b.X1, y-8), "sources")
	for i, r := range claims {
		t, mid := tones[r.Platform], area.Y0+rowHeight*(float64(i)+0.5)
		label, note := chart.LabelStyle.In(t), chart.NoteStyle
		label.Bold = r.Chosen.Bool
		c.Text(label, chart.Pt(b.X0, label.Centred(mid)), labels[i])
		c.Text(note.FlushRight(), chart.Pt(b.X1, note.Centred(mid)), fmt.Sprint(r.Sources))
		start, end := x.At(chart.Days(r.Start)), x.At(chart.Days(r.End)+1)
		if r.Start.Equal(r.End) {
			c.Marker(chart.Round, t, chart.Pt((start+end)/2, mid), 5, !r.Chosen.Bool)
		} else {
			c.Rect(t.Tint(), chart.Bounds(start, mid-5, end, mid+5))
			c.Line(chart.Stroke{Tone: t, Width: 1}, chart.Pt(start, mid-5), chart.Pt(end, mid-5), chart.Pt(end, mid+5), chart.Pt(start, mid+5), chart.Pt(start, mid-5))
		}
		place := max(end, (start+end)/2+6) + 7
		if place+note.Width(r.when()) > area.X1+30 {
			note, place = note.FlushRight(), start-9
		}
		c.Text(note, chart.Pt(place, note.Centred(mid)), r.when())
	}
}

// drawFoundingUsers draws the users of both. Figures known only to
// the year are hollow and stand apart from the line.
func drawFoundingUsers(c *chart.Canvas, users []foundingUsers, events []launchClaim, market string, names Markets, tones map[string]chart.Tone, start time.Time, b chart.Box) {
	var curves []curve
	for i, of := range grouped(users, func(r foundingUsers) string { return r.Platform }) {
		k := curve{id: of[0].Platform, Name: displayName(of[0].Name, of[0].Platform), tone: tones[of[0].Platform], form: chart.MarkerForms[i%len(chart.MarkerForms)]}
		var before *curvePoint
		for _, r := range of {
			p := curvePoint{chart.Days(r.On), r.Value, r.Qualifier}
			switch bound := r.Qualifier == "at_least" || r.Qualifier == "at_most"; {
			case r.Precision != "year":
				if before != nil {
					k.steps = append(k.steps, curveStep{before.x, before.y, p.x, p.y, false})
				}
				before = &p
			case !bound:
				p.qualifier = "year"
			}
			k.points = append(k.points, p)
		}
		k.label = k.Name + " " + words.People(k.end().y)
		curves = append(curves, k)
	}
	low, high := valueRange(curves)
	_, end := widest(0, 0, curves, func(k curve) []any { return []any{k.Ends()} })
	ticks := chart.LogTicks(low, high, words.People, 1)
	ends := each(curves, func(k curve) string { return k.Name + " 000M" })
	area := chart.Bounds(b.X0+chart.TickMargin(ticks), b.Y0+6, b.X1-chart.ColumnRoom(chart.LabelStyle.Bolder(), ends), b.Y1-chart.XAxisRoom)
	from := time.Date(start.Year(), start.Month()-1, 1, 0, 0, 0, 0, time.UTC)
	x, y := chart.Linear(chart.Days(from), end+40, area.X0, area.X1), chart.Logarithmic(low, high, area.Y1, area.Y0)
	c.YGrid(area, y, ticks)
	c.XAxis(area, x, chart.YearTicks(from, chart.DayOf(end+40), area.Width()), b)
	c.Text(chart.NoteStyle, chart.Pt(area.X0, area.Y0-8), chart.Drawable(users[0].Label))
	obstacles := drawCurves(c, curves, area, x, y, b.X1)
	var marks []chart.Label
	for _, r := range slices.Backward(events) { // the last first: there is more room on the right
		at := chart.Pt(x.At((chart.Days(r.Start)+chart.Days(r.End))/2), area.Y1)
		if at.X > area.X1 {
			continue
		}
		t := tones[r.Platform]
		c.Down(chart.Stroke{Tone: t, Width: chart.ThinLineWidth}, at.X, area.Y1-14, at.Y)
		c.Marker(chart.Diamond, t, at, chart.MarkerRadius, false)
		obstacles = append(obstacles, chart.Bounds(at.X, area.Y1-14, at.X, area.Y1).Grow(4))
		marks = append(marks, chart.Label{At: chart.Pt(at.X, area.Y1-14), R: 1, Text: r.label(market, names), Tone: t})
	}
	c.Beside(chart.NoteStyle, marks, area, obstacles, 70)
}
