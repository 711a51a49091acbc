package reports

import (
	"context"
	"fmt"

	"headstart/transform"
)

// ownerRow is a combination of owners with and without an earlier network.
type ownerRow struct {
	position     int // 1 to 4, see ownerSides
	wins, n      int
	lower, upper float64
	level        float64
	decided      int // decided races, known networks or not
}

func (r *ownerRow) fields() []any {
	return []any{&r.position, &r.wins, &r.n, &r.lower, &r.upper, &r.level, &r.decided}
}

var ownerSides = []string{"", "only the first mover’s owner", "neither owner", "both owners", "only the responder’s owner"}

func ownerNetworksChart(ctx context.Context, db *transform.DB) (Chart, error) {
	rows, err := collect(ctx, db, "chart_owner_networks", (*ownerRow).fields)
	return drawOwnerNetworks(rows), err
}

func (r ownerRow) rate() float64 { return float64(r.wins) / float64(r.n) }

func drawOwnerNetworks(rows []ownerRow) Chart {
	chart := Chart{
		Name:     "owner_networks",
		Title:    "win rate by the owners’ networks",
		Subtitle: "Share of decided races that the first mover won, by who could bring users of an earlier network",
		Data:     Table{Columns: []string{"network_of", "wins", "n", "rate", "lower", "upper", "level"}},
	}
	if len(rows) == 0 {
		return chart.empty("no decided race with the networks of both owners known in this run")
	}
	known, highest, lowest := 0, rows[0], rows[0]
	for _, r := range rows {
		known += r.n
		if r.rate() > highest.rate() {
			highest = r
		}
		if r.rate() < lowest.rate() {
			lowest = r
		}
		chart.Data.Rows = append(chart.Data.Rows, []any{ownerSides[r.position], r.wins, r.n, r.rate(), r.lower, r.upper, r.level})
	}
	chart.Title = fmt.Sprintf("Where %s had a network to bring, the first mover won %d of %d; where %s had, %d of %d",
		ownerSides[highest.position], highest.wins, highest.n, ownerSides[lowest.position], lowest.wins, lowest.n)
	if lowest.upper >= highest.lower {
		chart.Title += "; the intervals overlap"
	}
	if len(rows) == 1 {
		chart.Title = fmt.Sprintf("Where %s had a network to bring, the first mover won %d of %d", ownerSides[highest.position], highest.wins, highest.n)
	}
	chart.Subtitle += fmt.Sprintf("; lines are %s Jeffreys intervals", percent(rows[0].level))
	chart.Caption = fmt.Sprintf("n = %d of %s: those for which the users of both owners’ networks were found, or found to be none. "+
		"Which networks were found is itself uneven.", known, number(rows[0].decided, "decided race"))
	chart.Alt = "Dot plot of the first mover’s win rate by which owner had an earlier network. " + chart.Title + "."
	for _, r := range rows {
		chart.Alt += fmt.Sprintf(" %s: %d of %d (%s, interval %s to %s).", sentence(ownerSides[r.position]), r.wins, r.n,
			percent(r.rate()), percent(r.lower), percent(r.upper))
	}
	const rowHeight = 46
	chart.bodyHeight = rowHeight*float64(len(rows)) + xAxisRoom + 8
	chart.draw(func(c *canvas, frame box) {
		names := labelStyle.widest(ownerSides)
		area := box{frame.x0 + names + 18, frame.y0 + 4, frame.x1 - 66, frame.y1 - xAxisRoom}
		x := linear(0, 1, area.x0, area.x1)
		ticks := linearTicks(0, 1, 4, percent)
		for _, t := range ticks {
			c.line(stroke{tone: grid, width: gridWidth}, point{x.at(t.value), area.y0}, point{x.at(t.value), area.y1})
		}
		c.xAxis(area, x, ticks, frame)
		for i, r := range rows {
			y := area.y0 + rowHeight*(float64(i)+0.5)
			c.text(labelStyle, point{frame.x0, labelStyle.centred(y)}, sentence(ownerSides[r.position]))
			c.line(stroke{tone: green.soft(), width: 5}, point{x.at(r.lower), y}, point{x.at(r.upper), y})
			c.marker(round, green, point{x.at(r.rate()), y}, 6.5, false)
			s := labelStyle
			s.bold, s.align, s.tone = true, middle, green
			c.text(s, point{x.at(r.rate()), y - 11}, percent(r.rate()))
			s = noteStyle
			c.text(s, point{area.x1 + 10, s.centred(y)}, fmt.Sprintf("%d of %d", r.wins, r.n))
		}
	})
	return chart
}
