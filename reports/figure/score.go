package figure

import (
	"cmp"
	"fmt"
	"math"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var score = Figure{
	Name: "score", Section: "routes",
	Sources: []string{"races", "assumptions", "bet"},
	draw: ofRows(func(r *reader, rows []scoreRow) chart.Chart {
		if len(kept(rows, func(r scoreRow) bool { return r.Route != "coin" && r.Route != "base_rate" })) == 0 {
			return r.none()
		}
		panels := grouped(rows, func(r scoreRow) string { return r.Subset })
		better := ""
		for _, r := range panels[0] {
			if r.Route != "coin" && r.Loss < r.BaseLoss-0.0005 {
				better = r.Route
			}
		}
		_, top := widest(0, 0.9, kept(rows, func(r scoreRow) bool { return r.Loss < 2*r.BaseLoss }), func(r scoreRow) []any { return []any{r.Loss + 0.05} })
		const rowHeight, head = 28.0, 32.0
		height := head*float64(len(panels)) + rowHeight*float64(len(rows)) + chart.XAxisRoom + 18
		return r.say(map[string]any{"panels": panels, "better": better}, height, func(c *chart.Canvas, frame chart.Box) {
			names := each(rows, func(r scoreRow) string { return routeName(r.Route) })
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
					rowTexts(c, frame, y+rowHeight/2, routeName(r.Route), fmt.Sprintf("%.3f, n = %d", r.Loss, r.N))
					t, ok := map[string]chart.Tone{"coin": chart.Muted, "base_rate": chart.Muted, "bet": chart.Amber, "mechanism": chart.Vermilion}[r.Route]
					if !ok {
						t = chart.Green
					}
					c.Dot(x, y+rowHeight/2, chart.Dot{Value: r.BaseLoss, Lower: math.NaN(), Tone: chart.Muted, Form: chart.Square})
					c.Dot(x, y+rowHeight/2, chart.Dot{Value: r.Loss, Lower: math.NaN(), Tone: t})
					y += rowHeight
				}
			}
		})
	}),
}

// scoreRow is how well a route predicts a set of races.
type scoreRow struct {
	Subset    string `csv:"races"`
	Position  int
	Route     string  `csv:"route"`
	N         int     `csv:"n"`
	Markets   int     `csv:"markets"`
	Loss      float64 `csv:"log_loss"`
	BaseLoss  float64 `csv:"base_log_loss"`
	Brier     float64 `csv:"brier"`
	BaseBrier float64 `csv:"base_brier"`
}

// routeNames are what charts call the routes.
var routeNames = map[string]string{
	"coin": "A coin toss", "base_rate": "The base rate", "head_start": "Regression on the head start",
	"head_start_by_network": "Regression with the responder’s network", "hierarchical": "Hierarchical model", "mechanism": "Simulated race", "bet": "The bet",
}

func routeName(route string) string { return cmp.Or(routeNames[route], chart.Drawable(route)) }
