package reports

import (
	"context"
	"fmt"
	"math"
	"sort"

	"headstart/transform"
)

// claimRow is one source's figure for a disputed period.
type claimRow struct {
	platform, name         string
	metric, market, period string
	value, chosenValue     float64
	qualifier              string
	chosen                 bool
	rule                   string
	publisher              string
}

func (r *claimRow) fields() []any {
	return []any{&r.platform, &r.name, &r.metric, &r.market, &r.period, &r.value, &r.chosenValue, &r.qualifier, &r.chosen, &r.rule, &r.publisher}
}

func conflictsChart(ctx context.Context, db *transform.DB) (Chart, error) {
	rows, err := collect(ctx, db, "chart_conflicts", (*claimRow).fields)
	return drawConflicts(rows), err
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

func drawConflicts(rows []claimRow) Chart {
	chart := Chart{
		Name:     "conflicts",
		Title:    "conflicts between sources",
		Subtitle: "Claims that exclude each other",
		Data: Table{Columns: []string{"platform_id", "platform", "metric", "market", "period", "value", "chosen_value", "ratio_to_chosen",
			"qualifier", "chosen", "rule", "publisher"}},
	}
	if len(rows) == 0 {
		return chart.empty("no two sources exclude each other in this run")
	}
	var disputes []dispute
	var publishers []string
	for i, r := range rows {
		chart.Data.Rows = append(chart.Data.Rows, []any{r.platform, r.name, r.metric, r.market, r.period, r.value, r.chosenValue,
			math.Round(r.value/r.chosenValue*1000) / 1000, r.qualifier, r.chosen, r.rule, r.publisher})
		publishers = append(publishers, r.publisher)
		if i == 0 || rows[i-1].platform != r.platform || rows[i-1].metric != r.metric || rows[i-1].market != r.market || rows[i-1].period != r.period {
			disputes = append(disputes, dispute{label: disputeLabel(r), low: r.value, chosenValue: r.chosenValue})
		}
		d := &disputes[len(disputes)-1]
		d.claims = append(d.claims, r)
		d.low, d.high = math.Min(d.low, r.value), math.Max(d.high, r.value)
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
	chart.Title = fmt.Sprintf("Sources exclude each other on %s; the widest, %s, differs by a factor of %s",
		number(all, "figure"), worst.label, significant(worst.ratio()))
	chart.Subtitle = "Each claim as a multiple of the one chosen by the rule “" + rows[0].rule + "” (diamond, at 1×), logarithmic scale; on the right the lowest and highest claim"
	chart.Caption = sourceLine(publishers) + fmt.Sprintf(" n = %s on %s", number(len(rows), "claim"), number(all, "figure"))
	if all > len(disputes) {
		chart.Caption += fmt.Sprintf("; shown: the %d widest", len(disputes))
	}
	chart.Caption += ". Claims that agree within what they leave open are not here."
	chart.Alt = fmt.Sprintf("Dumbbell chart of the %s on which sources exclude each other the most, of %d. %s. In %s the highest claim is at least twice the lowest.",
		number(len(disputes), "figure"), all, chart.Title, number(twice, "case"))
	const rowHeight = 21.0
	chart.bodyHeight = rowHeight*float64(len(disputes)) + xAxisRoom + 10
	low, high := 0.8, 1.25
	for _, d := range disputes {
		low, high = math.Min(low, d.low/d.chosenValue), math.Max(high, d.high/d.chosenValue)
	}
	low, high = low/1.15, high*1.15
	chart.draw(func(c *canvas, frame box) {
		var labels, ends []string
		for _, d := range disputes {
			labels = append(labels, labelStyle.shorten(d.label, 250))
			ends = append(ends, people(d.low)+"–"+people(d.high))
		}
		area := box{frame.x0 + labelStyle.widest(labels) + 14, frame.y0 + 2, frame.x1 - noteStyle.widest(ends) - 14, frame.y1 - xAxisRoom}
		x := logarithmic(low, high, area.x0, area.x1)
		var ticks []tick
		for _, v := range []float64{0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100} {
			if v >= low && v <= high {
				ticks = append(ticks, tick{v, significant(v) + "×"})
			}
		}
		for _, t := range ticks {
			c.line(stroke{tone: grid, width: gridWidth}, point{x.at(t.value), area.y0}, point{x.at(t.value), area.y1})
		}
		c.line(stroke{tone: axis, width: axisWidth}, point{x.at(1), area.y0}, point{x.at(1), area.y1})
		c.xAxis(area, x, ticks, frame)
		for i, d := range disputes {
			y := area.y0 + rowHeight*(float64(i)+0.5)
			c.text(labelStyle, point{frame.x0, labelStyle.centred(y)}, labels[i])
			c.line(stroke{tone: faint, width: 2}, point{x.at(d.low / d.chosenValue), y}, point{x.at(d.high / d.chosenValue), y})
			for _, k := range d.claims {
				if !k.chosen {
					shape, _ := markerOf(round, k.qualifier)
					c.marker(shape, vermilion, point{x.at(k.value / d.chosenValue), y}, markerRadius+0.4, true)
				}
			}
			c.marker(diamond, green, point{x.at(1), y}, markerRadius+0.6, false)
			s := noteStyle
			s.align = right
			c.text(s, point{frame.x1, s.centred(y)}, ends[i])
		}
	})
	return chart
}

// disputeLabel names a figure: Skype daily users, 2023-02.
func disputeLabel(r claimRow) string {
	metric := map[string]string{"mau": "monthly", "wau": "weekly", "dau": "daily", "registered": "registered"}[r.metric]
	text := displayName(r.name, r.platform) + " " + metric + ", " + r.period
	if r.market != "WLD" {
		text += ", " + r.market
	}
	return text
}
