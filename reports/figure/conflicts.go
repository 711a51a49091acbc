package figure

import (
	"cmp"
	"slices"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var conflicts = Figure{
	Name: "conflicts", Section: "conflicts", Takes: parts,
	draw: ofRows(func(r *reader, rows []claimRow) chart.Chart {
		var disputes []dispute
		for _, claims := range grouped(rows, func(r claimRow) [4]string { return [4]string{r.Platform, r.Metric, r.Market, r.Period} }) {
			d := dispute{Label: claims[0].label(r.subject), claims: claims}
			d.low, d.high = widest(claims[0].Ratio, claims[0].Ratio, claims, func(r claimRow) []any { return []any{r.Ratio} })
			disputes = append(disputes, d)
		}
		slices.SortStableFunc(disputes, func(a, b dispute) int { return cmp.Compare(b.Ratio(), a.Ratio()) })
		shown := kept(disputes, func(d dispute) bool { return d.Ratio() >= smallestShown })
		shown = disputes[:max(1, min(len(shown), disputesShown))]
		data := map[string]any{"rows": rows, "all": len(disputes), "shown": shown, "twice": len(kept(disputes, func(d dispute) bool { return d.Ratio() >= 2 }))}
		const rowHeight = 21.0
		return r.say(data, rowHeight*float64(len(shown))+chart.XAxisRoom+10, func(c *chart.Canvas, frame chart.Box) {
			low, high := widest(0.8, 1.25, shown, func(d dispute) []any { return []any{d.low, d.high} })
			low, high = low/1.15, high*1.15
			labels := each(shown, func(d dispute) string { return chart.LabelStyle.Shorten(d.Label, 340) })
			ends := each(shown, func(d dispute) string {
				return words.People(d.low*d.claims[0].ChosenValue) + "–" + words.People(d.high*d.claims[0].ChosenValue)
			})
			area := chart.Bounds(frame.X0+chart.LabelStyle.Widest(labels)+14, frame.Y0+2, frame.X1-chart.NoteStyle.Widest(ends)-14, frame.Y1-chart.XAxisRoom)
			x := chart.Logarithmic(low, high, area.X0, area.X1)
			c.XGrid(area, x, chart.LogTicks(low, high, func(v float64) string { return words.Significant(v) + "×" }, 1, 2, 5), frame)
			c.Down(chart.Stroke{Tone: chart.Axis, Width: chart.AxisWidth}, x.At(1), area.Y0, area.Y1)
			for i, d := range shown {
				y := area.Y0 + rowHeight*(float64(i)+0.5)
				rowTexts(c, frame, y, labels[i], ends[i])
				c.Across(chart.Stroke{Tone: chart.Faint, Width: 2}, y, x.At(d.low), x.At(d.high))
				for _, k := range d.claims {
					if !k.Chosen {
						form, _ := markerOf(chart.Round, k.Qualifier)
						c.Marker(form, chart.Vermilion, chart.Pt(x.At(k.Ratio), y), chart.MarkerRadius+0.4, true)
					}
				}
				c.Marker(chart.Diamond, chart.Green, chart.Pt(x.At(1), y), chart.MarkerRadius+0.6, false)
			}
		})
	}),
}

// claimRow is one source's figure for a disputed period.
type claimRow struct {
	Platform    string  `csv:"platform_id"`
	Name        string  `csv:"platform"`
	Metric      string  `csv:"metric"`
	Market      string  `csv:"market"`
	Period      string  `csv:"period"`
	Value       float64 `csv:"value"`
	ChosenValue float64 `csv:"chosen_value"`
	Ratio       float64 `csv:"ratio_to_chosen,3"`
	Qualifier   string  `csv:"qualifier"`
	Chosen      bool    `csv:"chosen"`
	Rule        string  `csv:"rule"`
	Publisher   string  `csv:"publisher"`
}

// label names the figure: Skype daily users, 2023-02.
func (r claimRow) label(s subject) string {
	return displayName(r.Name, r.Platform) + " " + chart.Drawable(s.shorts[r.Metric]) + ", " + r.Period + s.markets.after(r.Market)
}

// dispute is all claims of one figure: low and high are the lowest and the
// highest as multiples of the chosen one.
type dispute struct {
	Label     string
	claims    []claimRow
	low, high float64
}

func (d dispute) Ratio() float64 { return d.high / d.low }

// What is drawn: so many disputes, of which the highest claim is at least so
// many times the lowest.
const (
	disputesShown = 24
	smallestShown = 1.05
)
