package figure

import (
	"fmt"
	"math"
	"sort"

	"headstart/reports/chart"
	"headstart/reports/words"
)

var conflicts = Figure{
	Name: "conflicts", Section: "conflicts",
	draw: func(r *reader) chart.Chart {
		return drawConflicts(r.subject, rows[claimRow](r, "conflicts"))
	},
}

// claimRow is one source's figure for a disputed period.
type claimRow struct {
	Platform, Name         string
	Metric, Market, Period string
	Value, ChosenValue     float64
	Qualifier              string
	Chosen                 bool
	Rule                   string
	Publisher              string
}

// dispute is all claims of one figure.
type dispute struct {
	label       string
	claims      []claimRow
	low, high   float64
	chosenValue float64
}

func (d dispute) ratio() float64 { return d.high / d.low }

// What is drawn: so many disputes, of which the highest claim is at least so
// many times the lowest.
const (
	disputesShown = 24
	smallestShown = 1.05
)

func drawConflicts(s subject, rows []claimRow) chart.Chart {
	fig := chart.Chart{
		Title:    "conflicts between sources",
		Subtitle: "Claims that contradict each other",
		Data: chart.Table{Columns: []string{"platform_id", "platform", "metric", "market", "period", "value", "chosen_value", "ratio_to_chosen",
			"qualifier", "chosen", "rule", "publisher"}},
	}
	if len(rows) == 0 {
		return fig.Empty("no two sources contradict each other in this run")
	}
	var disputes []dispute
	var publishers []string
	for i, r := range rows {
		fig.Data.Rows = append(fig.Data.Rows, []any{r.Platform, r.Name, r.Metric, r.Market, r.Period, r.Value, r.ChosenValue,
			math.Round(r.Value/r.ChosenValue*1000) / 1000, r.Qualifier, r.Chosen, r.Rule, r.Publisher})
		publishers = append(publishers, r.Publisher)
		if i == 0 || rows[i-1].Platform != r.Platform || rows[i-1].Metric != r.Metric || rows[i-1].Market != r.Market || rows[i-1].Period != r.Period {
			disputes = append(disputes, dispute{label: disputeLabel(s, r), low: r.Value, chosenValue: r.ChosenValue})
		}
		d := &disputes[len(disputes)-1]
		d.claims = append(d.claims, r)
		d.low, d.high = math.Min(d.low, r.Value), math.Max(d.high, r.Value)
	}
	all := len(disputes)
	sort.SliceStable(disputes, func(i, j int) bool { return disputes[i].ratio() > disputes[j].ratio() })
	twice := 0
	for _, d := range disputes {
		if d.ratio() >= 2 {
			twice++
		}
	}
	worst := disputes[0]
	for len(disputes) > 1 && (len(disputes) > disputesShown || disputes[len(disputes)-1].ratio() < smallestShown) {
		disputes = disputes[:len(disputes)-1]
	}
	fig.Title = fmt.Sprintf("Sources contradict each other on %s, by a factor of up to %s",
		words.Number(all, "figure"), words.Significant(worst.ratio()))
	fig.Subtitle = "Each claim as a multiple of the one chosen by the rule “" + rows[0].Rule + "” (diamond, at 1×), logarithmic scale; on the right the lowest and highest claim"
	fig.Caption = sourceLine(publishers) + fmt.Sprintf(" n = %s on %s", words.Number(len(rows), "claim"), words.Number(all, "figure"))
	if all > len(disputes) {
		fig.Caption += fmt.Sprintf("; shown: the %d widest", len(disputes))
	}
	fig.Caption += ". Claims that agree within their rounding are not shown."
	fig.Alt = fmt.Sprintf("Dumbbell chart of the %s on which sources contradict each other the most, of %d. %s: %s. In %s the highest claim is at least twice the lowest.",
		words.Number(len(disputes), "figure"), all, fig.Title, worst.label, words.Number(twice, "case"))
	const rowHeight = 21.0
	fig.BodyHeight = rowHeight*float64(len(disputes)) + chart.XAxisRoom + 10
	low, high := 0.8, 1.25
	for _, d := range disputes {
		low, high = math.Min(low, d.low/d.chosenValue), math.Max(high, d.high/d.chosenValue)
	}
	low, high = low/1.15, high*1.15
	fig.Draw(func(c *chart.Canvas, frame chart.Box) {
		var labels, ends []string
		for _, d := range disputes {
			labels = append(labels, chart.LabelStyle.Shorten(d.label, 250))
			ends = append(ends, words.People(d.low)+"–"+words.People(d.high))
		}
		area := chart.Bounds(frame.X0+chart.LabelStyle.Widest(labels)+14, frame.Y0+2, frame.X1-chart.NoteStyle.Widest(ends)-14, frame.Y1-chart.XAxisRoom)
		x := chart.Logarithmic(low, high, area.X0, area.X1)
		var ticks []chart.Tick
		for _, v := range []float64{0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100} {
			if v >= low && v <= high {
				ticks = append(ticks, chart.Tick{Value: v, Label: words.Significant(v) + "×"})
			}
		}
		c.XGrid(area, x, ticks, frame)
		c.Down(chart.Stroke{Tone: chart.Axis, Width: chart.AxisWidth}, x.At(1), area.Y0, area.Y1)
		for i, d := range disputes {
			y := area.Y0 + rowHeight*(float64(i)+0.5)
			c.Text(chart.LabelStyle, chart.Pt(frame.X0, chart.LabelStyle.Centred(y)), labels[i])
			c.Line(chart.Stroke{Tone: chart.Faint, Width: 2}, chart.Pt(x.At(d.low/d.chosenValue), y), chart.Pt(x.At(d.high/d.chosenValue), y))
			for _, k := range d.claims {
				if !k.Chosen {
					shape, _ := markerOf(chart.Round, k.Qualifier)
					c.Marker(shape, chart.Vermilion, chart.Pt(x.At(k.Value/d.chosenValue), y), chart.MarkerRadius+0.4, true)
				}
			}
			c.Marker(chart.Diamond, chart.Green, chart.Pt(x.At(1), y), chart.MarkerRadius+0.6, false)
			s := chart.NoteStyle.FlushRight()
			c.Text(s, chart.Pt(frame.X1, s.Centred(y)), ends[i])
		}
	})
	return fig
}

// disputeLabel names a figure: Skype daily users, 2023-02.
func disputeLabel(s subject, r claimRow) string {
	text := displayName(r.Name, r.Platform) + " " + chart.Drawable(s.shorts[r.Metric]) + ", " + r.Period
	if r.Market != "WLD" {
		text += ", " + r.Market
	}
	return text
}
