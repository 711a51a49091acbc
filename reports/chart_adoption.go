package reports

import (
	"context"
	"fmt"
	"math"
	"time"

	"headstart/transform"
)

// adoptionRow is a reported figure, or a month of the line between two.
type adoptionRow struct {
	platform, name string
	kind           string // reported; anchor (a reported month of the line); interpolated
	day            time.Time
	value          float64
	period         string
	qualifier      string
	definition     string
	gapMonths      int
	publisher      string
}

func (r *adoptionRow) fields() []any {
	return []any{&r.platform, &r.name, &r.kind, &r.day, &r.value, &r.period, &r.qualifier, &r.definition, &r.gapMonths, &r.publisher}
}

func adoptionChart(ctx context.Context, db *transform.DB) (Chart, error) {
	rows, err := collect(ctx, db, "chart_adoption", (*adoptionRow).fields)
	return drawAdoption(rows), err
}

// longGap is the distance of two figures beyond which the line between them
// is dashed.
const longGap = 18

// adoptionCurves groups rows by platform, with x from each row.
func adoptionCurves(rows []adoptionRow, x func(adoptionRow) float64) []curve {
	var out []curve
	place := map[string]int{}
	for _, r := range rows {
		if r.kind != "reported" {
			continue
		}
		i, ok := place[r.platform]
		if !ok {
			i = len(out)
			place[r.platform] = i
			out = append(out, curve{id: r.platform, name: displayName(r.name, r.platform)})
		}
		out[i].points = append(out[i].points, curvePoint{x(r), r.value, r.qualifier})
	}
	gap := longGaps(rows)
	var last adoptionRow
	for _, r := range rows {
		if r.kind != "anchor" {
			continue
		}
		i, ok := place[r.platform]
		joined := last.platform == r.platform && last.definition == r.definition
		if joined && pulls(r.qualifier, r.value, last.value) {
			continue
		}
		if ok && joined {
			step := curveStep{x(last), last.value, x(r), r.value, gap[stepKey{r.platform, r.definition, last.day}]}
			out[i].steps = append(out[i].steps, step)
		}
		last = r
	}
	return out
}

type stepKey struct {
	platform, definition string
	from                 time.Time
}

// longGaps finds the anchors after which more than longGap months are
// interpolated.
func longGaps(rows []adoptionRow) map[stepKey]bool {
	anchors := map[[2]string][]time.Time{}
	for _, r := range rows {
		if r.kind == "anchor" {
			k := [2]string{r.platform, r.definition}
			anchors[k] = append(anchors[k], r.day)
		}
	}
	out := map[stepKey]bool{}
	for _, r := range rows {
		if r.kind != "interpolated" || r.gapMonths <= longGap {
			continue
		}
		var from time.Time
		for _, day := range anchors[[2]string{r.platform, r.definition}] {
			if day.Before(r.day) {
				from = day
			}
		}
		out[stepKey{r.platform, r.definition, from}] = true
	}
	return out
}

func drawAdoption(rows []adoptionRow) Chart {
	chart := Chart{
		Name:     "adoption",
		Title:    "monthly users over time",
		Subtitle: "Monthly active users worldwide, logarithmic scale",
		Data:     Table{Columns: []string{"platform_id", "platform", "kind", "day", "period", "users", "qualifier", "definition_id"}},
	}
	var publishers []string
	figures, minDay, maxDay := 0, math.Inf(1), math.Inf(-1)
	for _, r := range rows {
		if r.kind == "anchor" {
			continue
		}
		chart.Data.Rows = append(chart.Data.Rows, []any{r.platform, r.name, r.kind, r.day, r.period, math.Round(r.value), r.qualifier, r.definition})
		if r.kind == "reported" {
			figures++
			publishers = append(publishers, r.publisher)
			minDay, maxDay = math.Min(minDay, days(r.day)), math.Max(maxDay, days(r.day))
		}
	}
	if figures == 0 {
		return chart.empty("no monthly active users of the world in this run")
	}
	curves := adoptionCurves(rows, func(r adoptionRow) float64 { return days(r.day) })
	byPeak(curves)
	colour(curves, curvesColoured)
	chart.Title = reachedTitle(curves, rows)
	chart.Subtitle = "Monthly active users worldwide, logarithmic scale. Marks are reported figures, open triangles lower or upper bounds; " +
		"lines join figures of one definition, dashed across more than " + fmt.Sprint(longGap) + " months"
	chart.Caption = sourceLine(publishers) + fmt.Sprintf(" n = %s for %s%s. "+
		"A line is broken where a platform changed what it counts. Definitions differ between platforms.",
		number(figures, "figure"), number(len(curves), "platform"), greyNote(curves))
	largest := curves[0]
	chart.Alt = fmt.Sprintf("Line chart of the monthly active users of %s from %s to %s on a logarithmic scale. %s. The largest figure is %s for %s.",
		number(len(curves), "platform"), dayOf(minDay).Format("2006"), dayOf(maxDay).Format("2006"),
		chart.Title, spelled(largest.peak()), largest.name)
	chart.bodyHeight = 460
	from, to := dayOf(minDay), dayOf(maxDay)
	from = time.Date(from.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	low, high := valueRange(curves)
	chart.draw(func(c *canvas, frame box) {
		ticks := logTicksDense(low, high)
		var names []string
		for _, k := range curves {
			if k.tone != faint {
				names = append(names, k.name)
			}
		}
		bold := labelStyle
		bold.bold = true
		area := box{frame.x0 + tickMargin(ticks), frame.y0 + 6, frame.x1 - columnRoom(bold, names), frame.y1 - xAxisRoom}
		x := linear(days(from), math.Max(days(to), days(from)+365)+60, area.x0, area.x1)
		y := logarithmic(low, high, area.y1, area.y0)
		c.yGrid(area, y, ticks)
		c.xAxis(area, x, yearTicks(from, to.AddDate(0, 3, 0), area.width()), frame)
		c.drawCurves(curves, area, x, y, frame.x1)
	})
	return chart
}

// valueRange is a range for a logarithmic axis that holds all curves.
func valueRange(curves []curve) (low, high float64) {
	low, high = math.Inf(1), 0
	for _, k := range curves {
		for _, p := range k.points {
			low, high = math.Min(low, p.y), math.Max(high, p.y)
		}
	}
	low, high = low/1.25, high*1.35
	return math.Max(1, low), math.Max(high, low*10)
}

// reachedTitle says who passed the highest power of ten that anybody passed.
func reachedTitle(curves []curve, rows []adoptionRow) string {
	threshold := math.Pow(10, math.Floor(math.Log10(curves[0].peak())))
	var names []string
	for _, k := range curves {
		if k.peak() >= threshold {
			names = append(names, k.name)
		}
	}
	first := ""
	for _, r := range rows {
		if r.kind == "reported" && r.platform == curves[0].id && r.value >= threshold && r.qualifier != "at_most" {
			first = r.period
			break
		}
	}
	switch {
	case len(curves) == 1:
		return fmt.Sprintf("%s reached %s monthly users by %s", names[0], spelled(threshold), first)
	case len(names) == len(curves):
		return fmt.Sprintf("All %d platforms have reached %s monthly users; %s has the most, %s", len(curves), spelled(threshold), names[0],
			spelled(curves[0].peak()))
	case len(names) == 1:
		return fmt.Sprintf("Only %s of %s has reached %s monthly users, by %s", names[0], number(len(curves), "platform"), spelled(threshold), first)
	case len(names) <= 5:
		return fmt.Sprintf("%s of %d platforms have reached %s monthly users: %s",
			sentence(counted(len(names))), len(curves), spelled(threshold), list(names))
	}
	return fmt.Sprintf("%s of %d platforms have reached %s monthly users; %s has the most, %s",
		sentence(counted(len(names))), len(curves), spelled(threshold), names[0], spelled(curves[0].peak()))
}

func dayOf(d float64) time.Time { return time.Unix(int64(d)*86400, 0).UTC() }
