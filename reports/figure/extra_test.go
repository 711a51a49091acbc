package figure

import "headstart/reports/chart"

// extra is a figure as somebody would add it: this file, its rows and golden
// files in testdata, and its name beside the list.
var extra = Figure{
	Name: "extra", Section: "races",
	draw: func(r *reader) chart.Chart { return drawExtra(rows[extraRow](r, "extra")) },
}

type extraRow struct {
	Name string
	Wins int
}

func drawExtra(rows []extraRow) chart.Chart {
	fig := chart.Chart{Title: "wins", Subtitle: "Wins by name", Data: chart.Table{Columns: []string{"name", "wins"}}}
	if len(rows) == 0 {
		return fig.Empty("nobody won")
	}
	fig.Title, fig.Alt = "Somebody won", "A list of who won."
	fig.BodyHeight = 20 * float64(len(rows))
	for _, r := range rows {
		fig.Data.Rows = append(fig.Data.Rows, []any{r.Name, r.Wins})
	}
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		for i, r := range rows {
			c.Text(chart.LabelStyle, chart.Pt(frame.X0, frame.Y0+20*float64(i)+14), r.Name)
			c.Rect(chart.Blue, chart.Bounds(frame.X0+100, frame.Y0+20*float64(i)+4, frame.X0+100+40*float64(r.Wins), frame.Y0+20*float64(i)+16))
		}
	})
	return fig
}
