package figure

import (
	"fmt"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var ownerNetworks = Figure{
	Name: "owner_networks", Section: "races",
	Sources: []string{"races", "networks"},
	draw: ofRows(func(r *reader, rows []ownerRow) chart.Chart {
		all, unknown := 0, 0
		for _, r := range rows {
			all += r.N
			if r.Position == 4 {
				unknown += r.N
			}
		}
		const rowHeight = 40
		return r.say(map[string]any{"rows": rows, "all": all, "unknown": unknown}, rowHeight*float64(len(rows))+chart.XAxisRoom+8, func(c *chart.Canvas, frame chart.Box) {
			names := each(rows, func(r ownerRow) string { return words.Sentence(r.Subset) })
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
	}),
}

// ownerRow is the races against responders with a network of one size.
type ownerRow struct {
	Position int
	Subset   string  `csv:"network"`
	Wins     int     `csv:"wins"`
	N        int     `csv:"n"`
	Rate     float64 `csv:"rate"`
	Lower    float64 `csv:"lower"`
	Upper    float64 `csv:"upper"`
	Level    float64 `csv:"level"`
}
