package page

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"headstart/reports/figure"
	"headstart/reports/tables"
	"headstart/reports/words"
	"headstart/transform"
)

// ceilingFinding says for how many series the figures tell a ceiling.
func ceilingFinding(ctx context.Context, db *transform.DB) ([]tables.Finding, error) {
	type row struct {
		name, metric, market, model string
		printed                     bool
		ceiling, lower, upper       float64
		level                       float64
		n, after                    int64
		fall                        float64
	}
	rows, err := collect(ctx, db, "finding_ceilings", func(r *row) []any {
		return []any{&r.name, &r.metric, &r.market, &r.model, &r.printed, &r.ceiling, &r.lower, &r.upper, &r.level, &r.n, &r.after, &r.fall}
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	told, fallen := 0, 0
	var largest []string
	const shown = 3
	for _, r := range rows {
		if r.after > 0 && r.fall > 0.1 {
			fallen++
		}
		if !r.printed {
			continue
		}
		told++
		if told <= shown {
			where := ""
			if r.market != "WLD" {
				where = " in " + figure.MarketName(r.market)
			}
			largest = append(largest, fmt.Sprintf("%s%s %s %s (%s to %s, n = %d)", r.name, where, metricShort(r.metric),
				words.Millions(words.ThreeDigits(r.ceiling)), words.Millions(words.ThreeDigits(r.lower)), words.Millions(words.ThreeDigits(r.upper)), r.n))
		}
	}
	text := fmt.Sprintf("Of %d series with a fitted growth curve the figures tell the ceiling of %d; of the others they do not bound it, its half is not reached yet, or the curve misses the last of them.",
		len(rows), told)
	if told > 0 {
		text += fmt.Sprintf(" The largest that they tell, with %s intervals: %s.", words.Percent(rows[0].level), strings.Join(largest, "; "))
	}
	if fallen > 0 {
		text += fmt.Sprintf(" Of the series %d fell by more than a tenth after the peak; curves are fitted up to it and say nothing of the fall.", fallen)
	}
	share := float64(told) / float64(len(rows))
	return []tables.Finding{{ID: "curve-ceilings", Section: "curves", Text: text, Value: &share, N: int64(len(rows))}}, nil
}

// choiceFinding says which model is read for forecasts, and what the
// backtests say of it.
func choiceFinding(ctx context.Context, db *transform.DB) ([]tables.Finding, error) {
	type row struct {
		model                           string
		series, better, origins         int64
		mase, drift, naive, combination float64
		coverage, lower, upper          float64
		n                               int64
	}
	rows, err := collect(ctx, db, "finding_forecast_choice", func(r *row) []any {
		return []any{&r.model, &r.series, &r.better, &r.origins, &r.mase, &r.drift, &r.naive, &r.combination, &r.coverage, &r.lower, &r.upper, &r.n}
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	r := rows[0]
	verdict, others := "so the combination is read for forecasts", fmt.Sprintf("drift %.2f, no change %.2f", r.drift, r.naive)
	if r.model == "drift" {
		verdict, others = "not on most, so the plain drift is read for forecasts", fmt.Sprintf("combination %.2f, no change %.2f", r.combination, r.naive)
	}
	return []tables.Finding{{
		ID: "forecast-choice", Section: "forecasts",
		Text: fmt.Sprintf("Two to four quarters ahead the combination of growth curves beats the drift on %d of %d series with 12 figures or more, %s. "+
			"In %d backtests the error of the %s is %.2f times the usual step of a series (%s); "+
			"its 80%% interval held the figure in %s (95%% interval %s, n = %d).",
			r.better, r.series, verdict, r.origins, r.model, r.mase, others, words.Percent(r.coverage), words.PercentRange(r.lower, r.upper), r.n),
		Value: &r.coverage, Lower: &r.lower, Upper: &r.upper, Level: 0.95, N: r.n,
	}}, nil
}

// forecastFinding gives the forecasts of the largest platforms.
func forecastFinding(ctx context.Context, db *transform.DB) ([]tables.Finding, error) {
	type row struct {
		name                string
		origin, target      time.Time
		model               string
		value, lower, upper float64
		errors              int64
	}
	rows, err := collect(ctx, db, "finding_forecasts", func(r *row) []any {
		return []any{&r.name, &r.origin, &r.target, &r.model, &r.value, &r.lower, &r.upper, &r.errors}
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	const shown = 3
	var parts []string
	for i, r := range rows {
		if i == shown {
			break
		}
		parts = append(parts, fmt.Sprintf("%s %s monthly users at the end of %s (%s to %s, from %d past errors)",
			r.name, words.Millions(words.ThreeDigits(r.value)), r.target.Format("January 2006"), words.Millions(words.ThreeDigits(r.lower)), words.Millions(words.ThreeDigits(r.upper)), r.errors))
	}
	r := rows[0]
	return []tables.Finding{{
		ID: "forecast-next", Section: "forecasts",
		Text:  fmt.Sprintf("Forecasts by the %s, with 80%% intervals: %s.", r.model, strings.Join(parts, "; ")),
		Value: &r.value, Lower: &r.lower, Upper: &r.upper, Level: 0.8, N: r.errors,
	}}, nil
}

// recordFinding scores the forecasts on record.
func recordFinding(ctx context.Context, db *transform.DB) ([]tables.Finding, error) {
	type row struct {
		forecasts, scored, pending, inside, n int64
		typical                               *float64
		first, last                           time.Time
	}
	rows, err := collect(ctx, db, "finding_records", func(r *row) []any {
		return []any{&r.forecasts, &r.scored, &r.pending, &r.inside, &r.n, &r.typical, &r.first, &r.last}
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	r := rows[0]
	when := "on " + words.DayName(r.first)
	if !r.first.Equal(r.last) {
		when = fmt.Sprintf("between %s and %s", words.DayName(r.first), words.DayName(r.last))
	}
	text := fmt.Sprintf("Of %s on record, made with what was known %s, %d can be scored by now and %d wait for a figure.",
		words.Number(int(r.forecasts), "forecast"), when, r.scored, r.pending)
	if r.n > 0 && r.typical != nil {
		text += fmt.Sprintf(" The 80%% interval held %d of %d; half of them were off by less than %.1f%%.", r.inside, r.n, 100*(math.Exp(*r.typical)-1))
	}
	return []tables.Finding{{ID: "forecast-record", Section: "record", Text: text, N: r.scored}}, nil
}
