package figure

import (
	"fmt"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var ownerNetworks = Figure{
	Name: "owner_networks", Section: "races",
	Sources: []string{"races", "networks"},
	draw: func(r *reader) chart.Chart {
		return drawOwnerNetworks(rows[ownerRow](r, "owner_networks"))
	},
}

// ownerRow is a combination of owners with and without an earlier network.
type ownerRow struct {
	Position     int // 1 to 4, see ownerSides
	Wins, N      int
	Lower, Upper float64
	Level        float64
	Decided      int // decided races, known networks or not
}

var ownerSides = []string{"", "only the first mover’s owner", "neither owner", "both owners", "only the responder’s owner"}

func (r ownerRow) rate() float64 { return float64(r.Wins) / float64(r.N) }

func drawOwnerNetworks(rows []ownerRow) chart.Chart {
	fig := chart.Chart{
		Title:    "win rate by the owners’ networks",
		Subtitle: "Share of decided races that the first mover won, by who could bring users of an earlier network",
		Data:     chart.Table{Columns: []string{"network_of", "wins", "n", "rate", "lower", "upper", "level"}},
	}
	if len(rows) == 0 {
		return fig.Empty("no decided race with the networks of both owners known in this run")
	}
	known, highest, lowest := 0, rows[0], rows[0]
	for _, r := range rows {
		known += r.N
		if r.rate() > highest.rate() {
			highest = r
		}
		if r.rate() < lowest.rate() {
			lowest = r
		}
		fig.Data.Rows = append(fig.Data.Rows, []any{ownerSides[r.Position], r.Wins, r.N, r.rate(), r.Lower, r.Upper, r.Level})
	}
	fig.Title = fmt.Sprintf("Where %s had a network to bring, the first mover won %d of %d; where %s had, %d of %d",
		ownerSides[highest.Position], highest.Wins, highest.N, ownerSides[lowest.Position], lowest.Wins, lowest.N)
	if lowest.Upper >= highest.Lower {
		fig.Title += "; the intervals overlap"
	}
	if len(rows) == 1 {
		fig.Title = fmt.Sprintf("Where %s had a network to bring, the first mover won %d of %d", ownerSides[highest.Position], highest.Wins, highest.N)
	}
	fig.Subtitle += fmt.Sprintf("; lines are %s Jeffreys intervals", words.Percent(rows[0].Level))
	fig.Caption = fmt.Sprintf("n = %d of %s: those for which the users of both owners’ networks were found, or found to be none. "+
		"Which networks were found is itself uneven.", known, words.Number(rows[0].Decided, "decided race"))
	fig.Alt = "Dot plot of the first mover’s win rate by which owner had an earlier network. " + fig.Title + "."
	for _, r := range rows {
		fig.Alt += fmt.Sprintf(" %s: %d of %d (%s, interval %s to %s).", words.Sentence(ownerSides[r.Position]), r.Wins, r.N,
			words.Percent(r.rate()), words.Percent(r.Lower), words.Percent(r.Upper))
	}
	const rowHeight = 46
	fig.BodyHeight = rowHeight*float64(len(rows)) + chart.XAxisRoom + 8
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		names := chart.LabelStyle.Widest(ownerSides)
		area := chart.Bounds(frame.X0+names+18, frame.Y0+4, frame.X1-66, frame.Y1-chart.XAxisRoom)
		x := chart.Linear(0, 1, area.X0, area.X1)
		ticks := chart.LinearTicks(0, 1, 4, words.Percent)
		c.XGrid(area, x, ticks, frame)
		for i, r := range rows {
			y := area.Y0 + rowHeight*(float64(i)+0.5)
			c.Text(chart.LabelStyle, chart.Pt(frame.X0, chart.LabelStyle.Centred(y)), words.Sentence(ownerSides[r.Position]))
			c.Line(chart.Stroke{Tone: chart.Green.Soft(), Width: 5}, chart.Pt(x.At(r.Lower), y), chart.Pt(x.At(r.Upper), y))
			c.Marker(chart.Round, chart.Green, chart.Pt(x.At(r.rate()), y), 6.5, false)
			s := chart.LabelStyle.Bolder().Centered().In(chart.Green)
			c.Text(s, chart.Pt(x.At(r.rate()), y-11), words.Percent(r.rate()))
			s = chart.NoteStyle
			c.Text(s, chart.Pt(area.X1+10, s.Centred(y)), fmt.Sprintf("%d of %d", r.Wins, r.N))
		}
	})
	return fig
}
