package page

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"headstart/reports/tables"
	"headstart/reports/words"
	"headstart/transform"
)

// Findings computes the sentences of the report, the headline ones first.
// One that the data have nothing for is left out.
func Findings(ctx context.Context, db *transform.DB) ([]tables.Finding, error) {
	var out []tables.Finding
	for _, f := range []func(context.Context, *transform.DB) ([]tables.Finding, error){
		regressionFinding, baseRateFinding, elicitedFinding,
		mechanismFinding, contrastFinding, sensitivityFinding, rulesFinding, survivalFinding,
		seedFinding, largestFinding, breakFinding, shareFinding,
		ceilingFinding, choiceFinding, forecastFinding, recordFinding, conflictFinding,
	} {
		found, err := f(ctx, db)
		if err != nil {
			return nil, fmt.Errorf("find: %w", err)
		}
		out = append(out, found...)
	}
	return out, nil
}

func baseRateFinding(ctx context.Context, db *transform.DB) ([]tables.Finding, error) {
	type row struct {
		wins, n, undecided, otherLevel int64
		rate, lower, upper             sql.NullFloat64
		level                          float64
	}
	rows, err := transform.Collect(ctx, db,
		"select wins, n, undecided, other_level, rate, lower, upper, level from base_rate where win_rule = 'curated'",
		func(r *row) []any {
			return []any{&r.wins, &r.n, &r.undecided, &r.otherLevel, &r.rate, &r.lower, &r.upper, &r.level}
		})
	if err != nil || len(rows) == 0 || !rows[0].rate.Valid {
		return nil, err
	}
	r := rows[0]
	return []tables.Finding{{
		ID: "base-rate", Section: "answer",
		Text: fmt.Sprintf("The first mover won %d of %d decided races: %s (%s interval %s, n = %d).",
			r.wins, r.n, words.Percent(r.rate.Float64), words.Percent(r.level), words.PercentRange(r.lower.Float64, r.upper.Float64), r.n),
		Value: &r.rate.Float64, Lower: &r.lower.Float64, Upper: &r.upper.Float64, Level: r.level, N: r.n,
	}}, nil
}

func contrastFinding(ctx context.Context, db *transform.DB) ([]tables.Finding, error) {
	type row struct {
		months                             int64
		shortWins, shortN, longWins, longN int64
		shortRate, longRate                sql.NullFloat64
		difference, lower, upper           sql.NullFloat64
		level                              float64
		n                                  int64
	}
	rows, err := transform.Collect(ctx, db, `
		select months, short_wins, short_n, long_wins, long_n, short_rate, long_rate, difference, lower, upper, level, n
		from win_rate_contrast where win_rule = 'curated' and months = 12`,
		func(r *row) []any {
			return []any{&r.months, &r.shortWins, &r.shortN, &r.longWins, &r.longN, &r.shortRate, &r.longRate,
				&r.difference, &r.lower, &r.upper, &r.level, &r.n}
		})
	if err != nil || len(rows) == 0 || !rows[0].difference.Valid {
		return nil, err
	}
	r := rows[0]
	return []tables.Finding{{
		ID: "contrast", Section: "races",
		Text: fmt.Sprintf("With %d months or more the first mover won %d of %d (%s), with less %d of %d (%s); "+
			"the difference is %s (%s interval %s, n = %d).",
			r.months, r.longWins, r.longN, words.Percent(r.longRate.Float64), r.shortWins, r.shortN, words.Percent(r.shortRate.Float64),
			words.Points(r.difference.Float64), words.Percent(r.level), words.PointsRange(r.lower.Float64, r.upper.Float64), r.n),
		Value: &r.difference.Float64, Lower: &r.lower.Float64, Upper: &r.upper.Float64, Level: r.level, N: r.n,
	}}, nil
}

func elicitedFinding(ctx context.Context, db *transform.DB) ([]tables.Finding, error) {
	type row struct {
		who                       string
		low, high, p              float64
		reports                   int64
		bucket                    string
		wins, n                   int64
		rate, lower, upper, level float64
	}
	rows, err := collect(ctx, db, "finding_elicited", func(r *row) []any {
		return []any{&r.who, &r.low, &r.high, &r.p, &r.reports, &r.bucket, &r.wins, &r.n, &r.rate, &r.lower, &r.upper, &r.level}
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	var odds, races []string
	var n int64
	for _, r := range rows {
		odds = append(odds, fmt.Sprintf("%s after %s", words.Percent(r.p), monthsText(r.low, r.high)))
		races = append(races, fmt.Sprintf("%d of %d with %s (%s, %s interval %s)",
			r.wins, r.n, r.bucket, words.Percent(r.rate), words.Percent(r.level), words.PercentRange(r.lower, r.upper)))
		n += r.n
	}
	return []tables.Finding{{
		ID: "elicited", Section: "races",
		Text: fmt.Sprintf("%s put the first mover's odds at %s; the races say %s.",
			rows[0].who, strings.Join(odds, " and at "), strings.Join(races, " and ")),
		Value: &rows[0].rate, Lower: &rows[0].lower, Upper: &rows[0].upper, Level: rows[0].level, N: n,
	}}, nil
}

func seedFinding(ctx context.Context, db *transform.DB) ([]tables.Finding, error) {
	type row struct {
		first, second      string
		lower, days, upper int64
		winner             string
		claims             int64
	}
	rows, err := collect(ctx, db, "finding_seed", func(r *row) []any {
		return []any{&r.first, &r.second, &r.lower, &r.days, &r.upper, &r.winner, &r.claims}
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	r := rows[0]
	winner := map[string]string{"first_mover": r.first + " won", "responder": r.second + " won", "undecided": "nobody has won yet"}[r.winner]
	days, lower, upper := float64(r.days), float64(r.lower), float64(r.upper)
	return []tables.Finding{{
		ID: "founding-race", Section: "founding",
		Text: fmt.Sprintf("%s had a head start of %d days on %s (%d to %d by the other reported launch dates, %d claims); %s.",
			r.first, r.days, r.second, r.lower, r.upper, r.claims, winner),
		Value: &days, Lower: &lower, Upper: &upper, N: r.claims,
	}}, nil
}

func largestFinding(ctx context.Context, db *transform.DB) ([]tables.Finding, error) {
	type row struct {
		name, period         string
		value                float64
		qualifier            string
		claims               int64
		growth, lower, upper sql.NullFloat64
	}
	rows, err := collect(ctx, db, "finding_largest", func(r *row) []any {
		return []any{&r.name, &r.period, &r.value, &r.qualifier, &r.claims, &r.growth, &r.lower, &r.upper}
	})
	if err != nil {
		return nil, err
	}
	const shown = 2
	var out []tables.Finding
	for i, r := range rows {
		if i == shown {
			break
		}
		text := fmt.Sprintf("%s had %s monthly active users worldwide in %s", r.name, qualified(r.qualifier, words.Millions(r.value)), r.period)
		if r.growth.Valid && r.lower.Valid && r.upper.Valid {
			text += fmt.Sprintf(", %s over a year (%s to %s by what the printed figures leave open)",
				words.GrowthPercent(r.growth.Float64), words.GrowthPercent(r.lower.Float64), words.GrowthPercent(r.upper.Float64))
		}
		value := r.value
		out = append(out, tables.Finding{ID: "largest-" + strconv.Itoa(i+1), Section: "adoption", Text: text + fmt.Sprintf("; n = %d.", r.claims), Value: &value, N: r.claims})
	}
	return out, nil
}

func breakFinding(ctx context.Context, db *transform.DB) ([]tables.Finding, error) {
	type row struct {
		name, metric, from string
		fromValue          float64
		to                 string
		toValue            float64
	}
	rows, err := collect(ctx, db, "finding_breaks", func(r *row) []any {
		return []any{&r.name, &r.metric, &r.from, &r.fromValue, &r.to, &r.toValue}
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	steps := make([]string, len(rows))
	for i, r := range rows {
		steps[i] = fmt.Sprintf("%s %s from %s (%s) to %s (%s)", r.name, metricShort(r.metric), words.Millions(r.fromValue), r.from, words.Millions(r.toValue), r.to)
	}
	return []tables.Finding{{
		ID: "definition-breaks", Section: "growth",
		Text: fmt.Sprintf("Not growth: %s; the definition changes in between (%s).", strings.Join(steps, ", "), words.Number(len(rows), "step")),
		N:    int64(len(rows)),
	}}, nil
}

func shareFinding(ctx context.Context, db *transform.DB) ([]tables.Finding, error) {
	type row struct {
		month, name string
		share, hhi  float64
		platforms   int64
	}
	rows, err := transform.Collect(ctx, db, `
		select strftime(month, '%Y-%m'), platform.name, leader_share, hhi, platforms
		from concentration
		join platform on platform.platform_id = concentration.leader
		where metric = 'mau' and market = 'WLD' and platforms >= 5
		order by month desc limit 1`,
		func(r *row) []any { return []any{&r.month, &r.name, &r.share, &r.hhi, &r.platforms} })
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	r := rows[0]
	return []tables.Finding{{
		ID: "concentration", Section: "shares",
		Text: fmt.Sprintf("In %s %s held %s of the monthly actives summed over the %d tracked platforms with a figure; "+
			"the Herfindahl index among them is %.2f. People use several, so this is not a share of all use.",
			r.month, r.name, words.Percent(r.share), r.platforms, r.hhi),
		Value: &r.hhi, N: r.platforms,
	}}, nil
}

func conflictFinding(ctx context.Context, db *transform.DB) ([]tables.Finding, error) {
	type row struct{ series, several, disagree, lost int64 }
	rows, err := transform.Collect(ctx, db, `
		select (select count(*) from series), (select count(*) from series where claims > 1),
			(select count(distinct (platform_id, metric, market, period)) from conflict where not agrees),
			(select count(*) from conflict)`,
		func(r *row) []any { return []any{&r.series, &r.several, &r.disagree, &r.lost} })
	if err != nil || len(rows) == 0 || rows[0].several == 0 {
		return nil, err
	}
	r := rows[0]
	share := float64(r.disagree) / float64(r.several)
	return []tables.Finding{{
		ID: "conflicts", Section: "conflicts",
		Text: fmt.Sprintf("Of %d figures, %d rest on more than one claim; in %d of these (%s) two claims cannot both be right. "+
			"All %d claims that were not chosen are kept.", r.series, r.several, r.disagree, words.Percent(share), r.lost),
		Value: &share, N: r.several,
	}}, nil
}

func qualified(qualifier, text string) string {
	switch qualifier {
	case "at_least":
		return "at least " + text
	case "at_most":
		return "at most " + text
	case "approx":
		return "about " + text
	}
	return text
}

func metricShort(metric string) string {
	switch metric {
	case "mau", "wau", "dau":
		return strings.ToUpper(metric)
	case "registered":
		return "registered users"
	}
	return metric
}

func monthsText(low, high float64) string {
	if low == high {
		return words.Number(int(low), "month")
	}
	return fmt.Sprintf("%g to %s", low, words.Number(int(high), "month"))
}

// Warnings returns what a reader must know of the data before the numbers,
// as sentences.
func Warnings(ctx context.Context, db *transform.DB) ([]string, error) {
	return collect(ctx, db, "warnings", func(s *string) []any { return []any{s} })
}
