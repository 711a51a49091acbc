package reports

import (
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"headstart/transform"
)

// launchClaim is a date that sources give for a launch or a test.
type launchClaim struct {
	side, platform, name string
	event, date          string
	start, end           time.Time
	sources              int
	chosen               bool
}

func (r *launchClaim) fields() []any {
	return []any{&r.side, &r.platform, &r.name, &r.event, &r.date, &r.start, &r.end, &r.sources, &r.chosen}
}

// foundingEvent is an event after the launches.
type foundingEvent struct {
	side, platform, name string
	event, date          string
	start, end           time.Time
	sources              int
	markets              string
}

func (r *foundingEvent) fields() []any {
	return []any{&r.side, &r.platform, &r.name, &r.event, &r.date, &r.start, &r.end, &r.sources, &r.markets}
}

// label names the event, and its markets where they are not the race's.
func (r foundingEvent) label(market string) string {
	text := strings.ReplaceAll(r.event, "_", " ")
	if r.markets != "WLD" && r.markets != market {
		text += " " + r.markets
	}
	return text
}

// foundingUsers is a figure of registered users.
type foundingUsers struct {
	side, platform, name string
	on                   time.Time
	period               string
	value                float64
	qualifier            string
	precision            string
	publisher            string
}

func (r *foundingUsers) fields() []any {
	return []any{&r.side, &r.platform, &r.name, &r.on, &r.period, &r.value, &r.qualifier, &r.precision, &r.publisher}
}

// foundingEnd is the head start in days, and how it ended.
type foundingEnd struct {
	market, first, responder string
	lower, days, upper       int
	closed                   sql.NullTime
	rivalUsers               sql.NullFloat64
}

func (r *foundingEnd) fields() []any {
	return []any{&r.market, &r.first, &r.responder, &r.lower, &r.days, &r.upper, &r.closed, &r.rivalUsers}
}

func foundingChart(ctx context.Context, db *transform.DB) (Chart, error) {
	claims, err := collect(ctx, db, "chart_founding_race_claims", (*launchClaim).fields)
	if err != nil {
		return Chart{}, err
	}
	users, err := collect(ctx, db, "chart_founding_race_users", (*foundingUsers).fields)
	if err != nil {
		return Chart{}, err
	}
	events, err := collect(ctx, db, "chart_founding_race_events", (*foundingEvent).fields)
	if err != nil {
		return Chart{}, err
	}
	end, err := collect(ctx, db, "chart_founding_race_end", (*foundingEnd).fields)
	return drawFounding(claims, users, events, end), err
}

func drawFounding(claims []launchClaim, users []foundingUsers, events []foundingEvent, end []foundingEnd) Chart {
	chart := Chart{
		Name:     "founding_race",
		Title:    "The founding race, day by day",
		Subtitle: "Launch dates as sources give them, and registered users",
		Data:     Table{Columns: []string{"kind", "platform_id", "what", "period", "from", "to", "users", "qualifier", "sources", "chosen"}},
	}
	var first, second *launchClaim
	for i, r := range claims {
		chart.Data.Rows = append(chart.Data.Rows, []any{"claim", r.platform, r.event, r.date, r.start, r.end, nil, nil, r.sources, r.chosen})
		if r.chosen && r.side == "first_mover" {
			first = &claims[i]
		}
		if r.chosen && r.side == "responder" {
			second = &claims[i]
		}
	}
	var publishers []string
	for _, r := range users {
		chart.Data.Rows = append(chart.Data.Rows, []any{"users", r.platform, "registered", r.period, r.on, r.on, r.value, r.qualifier, nil, nil})
		publishers = append(publishers, r.publisher)
	}
	for _, r := range events {
		chart.Data.Rows = append(chart.Data.Rows, []any{"event", r.platform, r.event + " " + r.markets, r.date, r.start, r.end, nil, nil, r.sources, nil})
	}
	if first == nil || second == nil || len(end) == 0 || len(users) == 0 {
		return chart.empty("the launches or registered users of a founding race are not in this run")
	}
	e := end[0]
	chart.Title = fmt.Sprintf("%s, and %s", foundingLead(e, *first, *second), foundingOvertook(users))
	chart.Subtitle = "Above: launch dates as sources give them (number of sources), the ones used filled. Below: registered users, logarithmic scale, and events (diamonds)"
	stated := 0
	for _, r := range claims {
		stated += r.sources
	}
	chart.Caption = sourceLine(publishers) + fmt.Sprintf(" n = %s of dates, %s of users. Open triangles are bounds; hollow: known to the year only. "+
		"The dates allow a head start of %d to %d days.", number(stated, "statement"), number(len(users), "figure"), e.lower, e.upper)
	if e.closed.Valid {
		chart.Caption += " " + e.close()
	}
	chart.Alt = fmt.Sprintf("Two timelines. The first shows the dates that sources give for the launches: %s for %s and %s for %s, %d days apart "+
		"(%d to %d are possible). The second shows registered users in the three years after: %s.", first.name, first.date, second.name, second.date, e.days, e.lower, e.upper,
		foundingOvertook(users))
	if e.closed.Valid {
		chart.Alt += " " + e.close()
	}
	const rowHeight = 23.0
	upper := rowHeight*float64(len(claims)) + 46 + xAxisRoom
	const lowerHeight = 250.0
	chart.bodyHeight = upper + 34 + lowerHeight
	chart.draw(func(c *canvas, frame box) {
		tones := platformTones([]string{first.platform, second.platform})
		c.launchClaims(claims, *first, *second, e, tones, box{frame.x0, frame.y0, frame.x1, frame.y0 + upper}, rowHeight, frame)
		c.foundingUsers(users, events, e.market, tones, first.start, box{frame.x0, frame.y1 - lowerHeight, frame.x1, frame.y1}, frame)
	})
	return chart
}

// launchClaims draws one row per date, and the head start between the two
// dates in use.
func (c *canvas) launchClaims(claims []launchClaim, first, second launchClaim, e foundingEnd, tones map[string]tone, b box, rowHeight float64, frame box) {
	labels := make([]string, len(claims))
	for i, r := range claims {
		labels[i] = displayName(r.name, r.platform) + " " + r.event
	}
	area := box{b.x0 + labelStyle.widest(labels) + 14, b.y0 + 40, b.x1 - 76, b.y1 - xAxisRoom}
	from, to := first.start, second.end
	for _, r := range claims {
		if r.start.Before(from) {
			from = r.start
		}
		if r.end.After(to) {
			to = r.end
		}
	}
	from = time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, time.UTC)
	x := linear(days(from), days(to)+6, area.x0, area.x1)
	var ticks []tick
	for m := from; !m.After(to); m = m.AddDate(0, 1, 0) {
		ticks = append(ticks, tick{days(m), m.Format("2 Jan 2006")})
		if mid := m.AddDate(0, 0, 14); !mid.After(to) {
			ticks = append(ticks, tick{days(mid), mid.Format("2 Jan")})
		}
	}
	for _, t := range ticks {
		c.line(stroke{tone: grid, width: gridWidth}, point{x.at(t.value), area.y0}, point{x.at(t.value), area.y1})
	}
	c.xAxis(area, x, ticks, frame)
	x0, x1 := x.at(days(first.start)+0.5), x.at(days(second.start)+0.5)
	y := area.y0 - 10
	c.rect(band, box{x0, y, x1, area.y1})
	for _, px := range []float64{x0, x1} {
		c.line(stroke{tone: ink, width: thinLineWidth}, point{px, y - 4}, point{px, y + 4})
	}
	c.line(stroke{tone: ink, width: thinLineWidth}, point{x0, y}, point{x1, y})
	s := labelStyle
	s.bold, s.align = true, middle
	text := number(e.days, "day")
	if e.lower != e.upper {
		text += fmt.Sprintf(" (%d to %d possible)", e.lower, e.upper)
	}
	c.text(s, point{(x0 + x1) / 2, y - 8}, text)
	note := noteStyle
	note.align = right
	c.text(note, point{frame.x1, y - 8}, "sources")
	for i, r := range claims {
		t := tones[r.platform]
		py := area.y0 + rowHeight*(float64(i)+0.5)
		label := labelStyle
		label.tone, label.bold = t, r.chosen
		c.text(label, point{b.x0, label.centred(py)}, labels[i])
		start, end := x.at(days(r.start)), x.at(days(r.end)+1)
		if r.start.Equal(r.end) {
			c.marker(round, t, point{(start + end) / 2, py}, 5, !r.chosen)
		} else {
			c.rect(t.tint(), box{start, py - 5, end, py + 5})
			c.line(stroke{tone: t, width: 1}, point{start, py - 5}, point{end, py - 5}, point{end, py + 5}, point{start, py + 5}, point{start, py - 5})
		}
		c.text(note, point{frame.x1, note.centred(py)}, fmt.Sprint(r.sources))
		end = math.Max(end, (start+end)/2+6)
		when := noteStyle
		text := claimDate(r)
		if end+7+when.width(text) > area.x1+30 {
			when.align = right
			c.text(when, point{start - 9, when.centred(py)}, text)
		} else {
			c.text(when, point{end + 7, when.centred(py)}, text)
		}
	}
}

func claimDate(r launchClaim) string {
	if r.start.Equal(r.end) {
		return dayName(r.start)
	}
	if r.start.Year() == r.end.Year() && r.start.Month() == r.end.Month() {
		return "some day in " + r.start.Format("January 2006")
	}
	return r.date
}

// foundingUsers draws the registered users of both. Figures known only to
// the year are hollow and stand apart from the line.
func (c *canvas) foundingUsers(users []foundingUsers, events []foundingEvent, market string, tones map[string]tone, start time.Time, b box, frame box) {
	var curves []curve
	for _, r := range users {
		if len(curves) == 0 || curves[len(curves)-1].id != r.platform {
			curves = append(curves, curve{id: r.platform, name: displayName(r.name, r.platform), tone: tones[r.platform],
				form: markerForms[len(curves)%len(markerForms)]})
		}
		k := &curves[len(curves)-1]
		p := curvePoint{days(r.on), r.value, r.qualifier}
		if r.precision != "year" && len(k.points) > 0 {
			for j := len(k.points) - 1; j >= 0; j-- {
				if k.points[j].qualifier != "year" {
					k.steps = append(k.steps, curveStep{k.points[j].x, k.points[j].y, p.x, p.y, false})
					break
				}
			}
		}
		if r.precision == "year" && r.qualifier != "at_least" && r.qualifier != "at_most" {
			p.qualifier = "year"
		}
		k.points = append(k.points, p)
	}
	low, high := valueRange(curves)
	ticks := logTicks(low, high)
	var ends []string
	for _, k := range curves {
		ends = append(ends, k.name+" 000M")
	}
	bold := labelStyle
	bold.bold = true
	area := box{b.x0 + tickMargin(ticks), b.y0 + 6, b.x1 - columnRoom(bold, ends), b.y1 - xAxisRoom}
	last := 0.0
	for _, k := range curves {
		last = math.Max(last, k.end().x)
	}
	from := time.Date(start.Year(), start.Month()-1, 1, 0, 0, 0, 0, time.UTC)
	x := linear(days(from), last+40, area.x0, area.x1)
	y := logarithmic(low, high, area.y1, area.y0)
	c.yGrid(area, y, ticks)
	c.xAxis(area, x, yearTicks(from, dayOf(last+40), area.width()), frame)
	c.text(noteStyle, point{area.x0, area.y0 - 8}, "registered users")
	var names []mark
	var obstacles []box
	for i := len(curves) - 1; i >= 0; i-- {
		k := curves[i]
		for _, s := range k.steps {
			line := []point{{x.at(s.x0), y.at(s.y0)}, {x.at(s.x1), y.at(s.y1)}}
			c.line(stroke{tone: k.tone.soft(), width: lineWidth}, line...)
			obstacles = append(obstacles, alongLine(line, 2)...)
		}
		for _, p := range k.points {
			shape, hollow := markerOf(k.form, p.qualifier)
			at := point{x.at(p.x), y.at(p.y)}
			c.marker(shape, k.tone, at, markerRadius+0.8, hollow || p.qualifier == "year")
			obstacles = append(obstacles, box{at.x, at.y, at.x, at.y}.grow(markerRadius+2))
		}
		end := k.end()
		names = append(names, mark{at: point{x.at(end.x), y.at(end.y)}, r: markerRadius + 1, text: k.name + " " + people(end.y), tone: k.tone})
	}
	c.column(bold, names, area.x1+14, area.y0+6, area.y1-6)
	var marks []mark
	for _, r := range slices.Backward(events) { // the last first: there is more room on the right
		at := point{x.at((days(r.start) + days(r.end)) / 2), area.y1}
		if at.x > area.x1 {
			continue
		}
		t := tones[r.platform]
		c.line(stroke{tone: t, width: thinLineWidth}, point{at.x, area.y1 - 14}, at)
		c.marker(diamond, t, at, markerRadius, false)
		obstacles = append(obstacles, box{at.x, area.y1 - 14, at.x, area.y1}.grow(4))
		marks = append(marks, mark{at: point{at.x, area.y1 - 14}, r: 1, text: displayName(r.name, r.platform) + ": " + r.label(market), tone: t})
	}
	c.beside(noteStyle, marks, area, obstacles, 70)
}

func foundingLead(e foundingEnd, first, second launchClaim) string {
	return fmt.Sprintf("%s had a head start of %s on %s", first.name, number(e.days, "day"), second.name)
}

// foundingOvertook finds the first period in which the responder has more
// registered users than the first mover ever had by then.
func foundingOvertook(users []foundingUsers) string {
	var rival, own []foundingUsers
	for _, r := range users {
		if r.side == "responder" {
			rival = append(rival, r)
		} else {
			own = append(own, r)
		}
	}
	for _, r := range rival {
		if r.precision == "year" || r.qualifier == "at_most" {
			continue
		}
		var latest *foundingUsers
		for i, o := range own {
			if !o.on.After(r.on) && o.precision != "year" {
				latest = &own[i]
			}
		}
		if latest != nil && r.value > latest.value {
			return fmt.Sprintf("by %s the follower had %s registered users to its %s", monthOf(r.period), spelled(r.value), spelled(latest.value))
		}
	}
	return "no figure shows the follower ahead"
}

func monthOf(period string) string {
	if t, err := time.Parse("2006-01", period); err == nil {
		return t.Format("January 2006")
	}
	if t, err := time.Parse(time.DateOnly, period); err == nil {
		return dayName(t)
	}
	return period
}

// close says when the first mover closed, and how large the rival was then.
func (e foundingEnd) close() string {
	text := e.first + " closed on " + dayName(e.closed.Time)
	if e.rivalUsers.Valid {
		text += "; " + e.responder + " then had " + spelled(e.rivalUsers.Float64) + " monthly users"
	}
	return text + "."
}
