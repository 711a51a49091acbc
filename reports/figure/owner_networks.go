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

// ownerRow is the races against responders with a network of one size.
type ownerRow struct {
	Position           int
	Subset             string
	Wins, N            int
	Rate, Lower, Upper float64
	Level              float64
}

func drawOwnerNetworks(rows []ownerRow) chart.Chart {
	fig := chart.Chart{
		Title:    "Win rate by the network that the responder’s owner could bring",
		Subtitle: "Share of decided races that the first mover won",
		Data:     chart.Table{Columns: []string{"network", "wins", "n", "rate", "lower", "upper", "level"}},
	}
	if len(rows) == 0 {
		return fig.Empty("no decided race in this run")
	}
	known, unknown := 0, 0
	names := make([]string, len(rows))
	for i, r := range rows {
		names[i] = words.Sentence(r.Subset)
		if r.Position == 4 {
			unknown += r.N
		} else {
			known += r.N
		}
		fig.Data.Rows = append(fig.Data.Rows, []any{r.Subset, r.Wins, r.N, r.Rate, r.Lower, r.Upper, r.Level})
	}
	fig.Subtitle += fmt.Sprintf("; lines are %s intervals that allow for shared platforms and markets", words.Percent(rows[0].Level))
	fig.Caption = fmt.Sprintf("n = %s.", words.Number(known+unknown, "race"))
	if unknown > 0 {
		fig.Caption += fmt.Sprintf(" The network is known for %d of them and not for %d, and not at random: compare the last row with the others.", known, unknown)
	}
	fig.Alt = "Dot plot. " + fig.Title + "."
	for i, r := range rows {
		fig.Alt += fmt.Sprintf(" %s: %d of %d (%s, %s).", names[i], r.Wins, r.N, words.Percent(r.Rate), words.PercentRange(r.Lower, r.Upper))
	}
	const rowHeight = 40
	fig.BodyHeight = rowHeight*float64(len(rows)) + chart.XAxisRoom + 8
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		area := chart.Bounds(frame.X0+chart.LabelStyle.Widest(names)+18, frame.Y0+4, frame.X1-66, frame.Y1-chart.XAxisRoom)
		x := chart.Linear(0, 1, area.X0, area.X1)
		c.XGrid(area, x, chart.LinearTicks(0, 1, 4, words.Percent), frame)
		for i, r := range rows {
			y := area.Y0 + rowHeight*(float64(i)+0.5)
			c.Text(chart.LabelStyle, chart.Pt(frame.X0, chart.LabelStyle.Centred(y)), names[i])
			drawDot(c, x, y, dot{valid(r.Rate), valid(r.Lower), valid(r.Upper), chart.Green, chart.Round})
			c.Text(chart.NoteStyle, chart.Pt(area.X1+10, chart.NoteStyle.Centred(y)), fmt.Sprintf("%d of %d", r.Wins, r.N))
		}
	})
	return fig
}
