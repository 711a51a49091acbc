package figure

import (
	"fmt"
	"math"
	"slices"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var score = Figure{
	Name: "score", Section: "routes",
	Sources: []string{"races", "assumptions", "bet"},
	draw: func(r *reader) chart.Chart {
		return drawScore(rows[scoreRow](r, "score"))
	},
}

// scoreRow is how well a route predicts a set of races.
type scoreRow struct {
	Subset           string
	Position         int
	Route            string
	N, Markets       int
	Loss, BaseLoss   float64
	Brier, BaseBrier float64
}

// routeNames are what charts call the routes.
var routeNames = map[string]string{
	"coin": "A coin toss", "base_rate": "The base rate", "head_start": "Regression on the head start",
	"head_start_by_network": "Regression with the responder’s network", "hierarchical": "Hierarchical model", "mechanism": "Simulated race", "bet": "The bet",
}

func routeName(route string) string {
	if name, ok := routeNames[route]; ok {
		return name
	}
	return chart.Drawable(route)
}

func drawScore(rows []scoreRow) chart.Chart {
	fig := chart.Chart{
		Title:    "How well each model predicts past races",
		Subtitle: "Log loss by model: lower is better. Models of past races predict each market, or each platform, from all others; squares mark the base rate on the same races",
		Data:     chart.Table{Columns: []string{"races", "route", "n", "markets", "log_loss", "base_log_loss", "brier", "base_brier"}},
	}
	if !slices.ContainsFunc(rows, func(r scoreRow) bool { return r.Route != "coin" && r.Route != "base_rate" }) {
		return fig.Empty("too few decided races or markets to score a model in this run")
	}
	better := ""
	top := 0.9
	for _, r := range rows {
		fig.Data.Rows = append(fig.Data.Rows, []any{r.Subset, r.Route, r.N, r.Markets, r.Loss, r.BaseLoss, r.Brier, r.BaseBrier})
		if r.Subset == rows[0].Subset && r.Route != "coin" && r.Loss < r.BaseLoss-0.0005 {
			better = r.Route
		}
		if r.Loss < 2*r.BaseLoss {
			top = math.Max(top, r.Loss+0.05)
		}
	}
	fig.Title = "No model predicts the races of held-out markets better than the base rate"
	if better != "" {
		fig.Title = routeName(better) + " predicts held-out markets better than the base rate"
	}
	fig.Caption = "Probabilities are clipped at 0.1% and 99.9%. An arrow marks a loss off the scale. No interval is drawn, because errors on held-out markets are dependent."
	panels := grouped(rows, func(r scoreRow) string { return r.Subset })
	fig.Alt = "Dot plot of the log loss by model. " + fig.Title + "."
	for _, p := range panels {
		fig.Alt += " " + words.Sentence(chart.Drawable(p[0].Subset)) + ":"
		for i, r := range p {
			fig.Alt += fmt.Sprintf(" %s %.2f", words.Lowered(routeName(r.Route)), r.Loss)
			if i < len(p)-1 {
				fig.Alt += ","
			}
		}
		fig.Alt += "."
	}
	const rowHeight, head = 28.0, 32.0
	fig.BodyHeight = head*float64(len(panels)) + rowHeight*float64(len(rows)) + chart.XAxisRoom + 18
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		names := make([]string, len(rows))
		for i, r := range rows {
			names[i] = routeName(r.Route)
		}
		area := chart.Bounds(frame.X0+chart.LabelStyle.Widest(names)+18, frame.Y0, frame.X1-120, frame.Y1-chart.XAxisRoom-18)
		x := chart.Linear(0.6, top, area.X0, area.X1)
		c.XGrid(area, x, chart.LinearTicks(x.Min, x.Max, 5, func(v float64) string { return fmt.Sprintf("%.1f", v) }), frame)
		c.XTitle(area, "log loss, lower is better")
		y := area.Y0
		for _, p := range panels {
			c.Text(chart.LabelStyle.Bolder(), chart.Pt(frame.X0, y+18), words.Sentence(chart.Drawable(p[0].Subset)))
			c.Text(chart.NoteStyle.FlushRight(), chart.Pt(frame.X1, y+18), "log loss, races")
			y += head
			for _, r := range p {
				at := y + rowHeight/2
				c.Text(chart.LabelStyle, chart.Pt(frame.X0, chart.LabelStyle.Centred(at)), routeName(r.Route))
				t := chart.Green
				switch r.Route {
				case "coin", "base_rate":
					t = chart.Muted
				case "bet":
					t = chart.Amber
				case "mechanism":
					t = chart.Vermilion
				}
				drawDot(c, x, at, dot{Value: valid(r.BaseLoss), tone: chart.Muted, form: chart.Square})
				drawDot(c, x, at, dot{Value: valid(r.Loss), tone: t, form: chart.Round})
				note := chart.NoteStyle.FlushRight()
				c.Text(note, chart.Pt(frame.X1, note.Centred(at)), fmt.Sprintf("%.3f, n = %d", r.Loss, r.N))
				y += rowHeight
			}
		}
	})
	return fig
}
