package figure

import (
	"database/sql"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"headstart/reports/words"
)

// oddsRows is a curve that rises where turn is above 0, with even odds at even
// months, and a band around it.
func oddsRows(model string, network sql.NullFloat64, even, turn float64, n int) []oddsRow {
	var out []oddsRow
	for _, months := range []float64{0, 1, 2, 3, 4, 6, 8, 10, 12, 15, 18, 24, 36, 48, 96} {
		at := func(shift float64) float64 { return 1 / (1 + math.Exp(-turn*math.Log((1+months)/(1+even)*shift))) }
		out = append(out, oddsRow{model, network, months, at(1), math.Min(at(1.6), at(1/1.6)), math.Max(at(1.6), at(1/1.6)), 0.95, n})
	}
	return out
}

func slopeOf(value, lower, upper float64) []slopeRow {
	return []slopeRow{{value, lower, upper, 0.95, 20}}
}

func fixedWinRate() map[string]any {
	var curves []oddsRow
	curves = append(curves, oddsRows("elicited", sql.NullFloat64{}, 12, 6, 0)...)
	curves = append(curves, oddsRows("empirical", sql.NullFloat64{}, 1, 0.2, 20)...)
	curves = append(curves, oddsRows("race", some(6e8), 9, 4, 0)...)
	return map[string]any{"win_rate": bucketRows(), "win_rate_races": rugRows(), "win_rate_elicited": elicitedRows(), "win_rate_curves": curves, "win_rate_slope": slopeOf(0.1, -0.2, 0.4)}
}

// gridRows is n networks of either model, from a million up.
func gridRows(n int) []oddsRow {
	var out []oddsRow
	for _, model := range []string{"race", "empirical"} {
		for i := range n {
			network := some(1e6 * math.Pow(10, 3*float64(i)/float64(max(1, n-1))))
			if model == "race" {
				out = append(out, oddsRows(model, network, 1+float64(9*i)/float64(n), 4, 0)...)
			} else {
				out = append(out, oddsRows(model, network, 30, -0.2, 20)...)
			}
		}
	}
	return out
}

func leadRows(n int) []leadRow {
	var out []leadRow
	for i := range min(n, 3) {
		network := 6e8 / math.Pow(6, float64(i))
		out = append(out, leadRow{network, some(0), some(0), 5 * i})
		for k := range 60 {
			at := float64(k)/16 - math.Log(10)
			out = append(out, leadRow{network, some(math.Expm1(float64(k) / 16)), some(math.Expm1(float64(k+1) / 16)), int(200 * math.Exp(-4*at*at))})
		}
		out = append(out, leadRow{network, sql.NullFloat64{}, sql.NullFloat64{}, 7})
	}
	return out
}

func evenRows(n int) []evenRow {
	out := []evenRow{{6e8, some(9), some(5), some(15), 0.95, 2000}, {1e8, some(9), some(5), sql.NullFloat64{}, 0.95, 2000},
		{6e8 / 36, sql.NullFloat64{}, sql.NullFloat64{}, sql.NullFloat64{}, 0.95, 2000}}
	return out[:min(n, 3)]
}

func scoreRows() []scoreRow {
	return []scoreRow{{"all races", 1, "coin", 20, 5, 0.693, 0.68, 0.25, 0.24}, {"all races", 2, "base_rate", 20, 5, 0.68, 0.68, 0.24, 0.24},
		{"all races", 3, "head_start", 20, 5, 0.7, 0.68, 0.25, 0.24}, {"all races", 5, "mechanism", 9, 3, 2.7, 0.68, 0.5, 0.24}}
}

func specificationRows() []specificationRow {
	row := func(part int, kind, label string, primary bool, effect, lower, upper float64) specificationRow {
		return specificationRow{part, kind, label, primary, 40, some(0.5), some(0.4), some(0.6), some(effect), some(lower), some(upper), 0.95}
	}
	return []specificationRow{row(1, "all", "leader", true, -0.02, -0.13, 0.1), row(1, "all", "verdict", false, 0.03, -0.08, 0.1), row(2, "wave", "wave 1", true, 0.07, -0.08, 0.2)}
}

// lifeRows is n times ten first movers; every fourth is shut down, every fifth
// sold.
func lifeRows(n int) []lifeRow {
	var out []lifeRow
	for _, cohort := range []string{"all", "under 12 months", "12 months and more"} {
		for _, estimator := range []string{"acquisition", "kaplan_meier", "shutdown"} {
			estimate := map[string]float64{"kaplan_meier": 1}[estimator]
			for i := range 10 * n {
				r := lifeRow{cohort, estimator, 12 * (0.5 + 20*float64(i)/float64(10*n)), 10*n - i, 0, estimate, sql.NullFloat64{}, sql.NullFloat64{}, 0.95, 10 * n}
				if (i%4 == 1 && estimator != "acquisition") || (i%5 == 3 && estimator == "acquisition") {
					r.Events = 1
					if estimator == "kaplan_meier" {
						estimate *= 1 - 1/float64(r.AtRisk)
					} else {
						estimate += 0.05 / float64(n)
					}
					r.Estimate = estimate
				}
				if i > 0 {
					r.Lower, r.Upper = some(math.Max(0, estimate-0.1)), some(math.Min(1, estimate+0.1))
				}
				out = append(out, r)
			}
		}
	}
	return out
}

// Titles say what the numbers say, whichever way they point.
func TestTitlesFollowTheData(t *testing.T) {
	check := func(got, want string) {
		t.Helper()
		if !strings.HasPrefix(got, want) {
			t.Errorf("title %q, want %q", got, want)
		}
	}
	rate := fixedWinRate()
	check(winRate.of(t, rate).Title, "First movers won 12 of 20 races; the head start shows no clear effect")
	rate["win_rate_slope"] = slopeOf(0.5, 0.1, 0.9)
	check(winRate.of(t, rate).Title, "First movers win more often with a longer head start: 12 of 20 in all")
	rate["win_rate_slope"] = slopeOf(-0.5, -0.9, -0.1)
	check(winRate.of(t, rate).Title, "First movers win less often with a longer head start")
	delete(rate, "win_rate_slope")
	check(winRate.of(t, rate).Title, "First movers won 12 of 20 races (60%)")

	scores := scoreRows()
	check(score.of(t, map[string]any{"score": scores}).Title, "No model predicts the races of held-out markets better than the base rate")
	scores[2].Loss = 0.66
	check(score.of(t, map[string]any{"score": scores}).Title, "Regression on the head start predicts held-out markets better than the base rate")

	users := func(values ...float64) (rows []adoptionRow) {
		for i, v := range values {
			rows = append(rows, adoptionRow{Platform: fmt.Sprint(i % 2), Name: []string{"Even", "Odd"}[i%2], Kind: "reported", Day: Day(fmt.Sprintf("%d-12-31", 2012+i)), Period: fmt.Sprint(2012 + i), Value: v, Qualifier: "exact"})
		}
		return rows
	}
	title := func(rows []adoptionRow) string { return adoption.of(t, map[string]any{"adoption": rows}).Title }
	check(title(users(4e6, 2e5, 2e7, 3e5)), "Only Even of 2 platforms has reached 10 million monthly users, by 2014")
	check(title(users(4e7, 2e5)), "Only Even of 2 platforms has reached 10 million monthly users, before the first figure shown, 2012")
	check(title(users(4e7, 2e7)), "Both platforms have reached 10 million monthly users; Even reached the most")
	check(title(users(4e7, 2e7, 3e7, 9e6)), "Both platforms have reached 10 million monthly users; Odd is below again")

	asked := specificationRows()
	check(sensitivity.of(t, map[string]any{"sensitivity": asked}).Title, "Win rates vary with what counts as winning; no row shows a head-start effect")
	asked[2].EffectLower = some(0.01)
	check(sensitivity.of(t, map[string]any{"sensitivity": asked}).Title, "One of 3 rows shows an effect of the head start")

	bins := []binRow{{"mechanism", 0.97, 74, 31, 0.42, some(0.31), some(0.53), 0.95}}
	check(calibration.of(t, map[string]any{"calibration": bins}).Title, "The simulated race was sure of 74 races and wrong in 43 of them")
	bins[0].Upper = some(0.98)
	check(calibration.of(t, map[string]any{"calibration": bins}).Title, "Predicted probability and share of races won")

	lead := criticalLead.of(t, map[string]any{"critical_lead": leadRows(1), "critical_lead_even": evenRows(1), "win_rate_elicited": elicitedRows()})
	check(lead.Title, "Simulated even odds against a network of 600 million: 9.0 months (5.0–15.0)")
	includes := func(caption, want string) {
		t.Helper()
		if !strings.Contains(caption, want) {
			t.Errorf("caption %q, want %q in it", caption, want)
		}
	}
	includes(lead.Caption, "The band against a network of 600 million includes the 12 months of Lei Jun.")
	short := evenRows(1)
	short[0].Upper = some(11)
	includes(criticalLead.of(t, map[string]any{"critical_lead": leadRows(1), "critical_lead_even": short, "win_rate_elicited": elicitedRows(), "mechanism_score": []judgedRow{{85, 0.547, 0.259}}}).Caption,
		"Past races contradict it: Brier score 0.55 against 0.26 for the base rate (n = 85). The band against a network of 600 million does not include")
	check(whatIf.of(t, map[string]any{"what_if": gridRows(4)}).Title, "Simulated even odds need 1.0–7.7 months, more against a larger network")
	check(survival.of(t, map[string]any{"survival": lifeRows(2)}).Title, "8% of first movers closed and 5% were sold within ten years")
	check(survival.of(t, map[string]any{"survival": lifeRows(1)[10:14]}).Title, "10 first movers met a rival, too few to observe for long")
}

func TestCurveReadings(t *testing.T) {
	near := func(got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-9 && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	rows := []oddsRow{{Months: 0, P: 0.2}, {Months: 3, P: 0.6, Lower: 0.4, Upper: 0.8}}
	near(crossing(rows, 0.4), 1) // log(1+1) is half of log(1+3)
	near(crossing(rows, 0.7), math.NaN())
	near(crossing(rows[:1], 0.1), math.NaN())
	cut := upTo(rows, 1.5)
	near(cut[1].P, 0.4)
	near(cut[1].Upper, 0.4)
	near(float64(len(upTo(rows, 3))), 2)
	near(float64(len(upTo(rows, -1))), 0)
	other := []oddsRow{{Months: 0, Lower: 0.5, Upper: 0.9}, {Months: 3, Lower: 0.6, Upper: 0.9}}
	pieces := shared(rows, other)
	near(float64(len(pieces)), 1)
	near(pieces[0][0].Lower, 0.6)
	near(pieces[0][0].Upper, 0.8)

	text := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	text(words.PercentPoints(-0.058), "−6")
	text(words.PercentPoints(-0.0003), "0")
	text(words.Share(0, 20000), "0%")
	text(words.Share(3, 20000), "under 1%")
	text(words.LeadMonths(1.04), "1 month")
	text(words.LeadMonths(37.5), "38 months")
}

// This file has the small fixed rows that charts are tested with.

func Day(text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return t
}

func some(v float64) sql.NullFloat64 { return sql.NullFloat64{Float64: v, Valid: true} }

// adoptionRows makes yearly figures of n platforms.
func adoptionRows(n int) []adoptionRow {
	var out []adoptionRow
	for i := range n {
		id := fmt.Sprintf("platform-%02d", i)
		if i == 0 {
			id = "wechat"
		}
		for y := range 6 {
			r := adoptionRow{Platform: id, Name: strings.ToUpper(id[:1]) + id[1:], Kind: "reported", Day: Day(fmt.Sprintf("%d-12-31", 2012+y)),
				Value: 1e7 * float64(i+1) * math.Pow(1.8, float64(y)), Period: fmt.Sprintf("%d-12", 2012+y), Qualifier: "exact",
				Definition: "mau-1", Publisher: "Publisher " + id}
			if y == 3 {
				r.Qualifier = "at_least"
			}
			if i == 0 && y > 2 {
				r.Definition = "mau-2"
			}
			out = append(out, r)
			if y == 4 {
				r.Kind, r.Day = "interpolated", r.Day.AddDate(0, 2, 0)
				out = append(out, r)
			}
		}
	}
	return out
}

func bucketRows() []bucketRow {
	return []bucketRow{
		{0, "all", 0, sql.NullFloat64{}, 12, 20, 1, some(0.6), some(0.38), some(0.79), 0.95},
		{1, "under 3 months", 0, some(3), 1, 4, 0, some(0.25), some(0.03), some(0.71), 0.95},
		{2, "3 to 6 months", 3, some(6), 0, 0, 0, sql.NullFloat64{}, sql.NullFloat64{}, sql.NullFloat64{}, 0.95},
		{3, "6 months and more", 6, sql.NullFloat64{}, 11, 16, 1, some(0.69), some(0.44), some(0.87), 0.95},
	}
}

func rugRows() []rugRow {
	return []rugRow{{"a", 0.4, 0, 1}, {"b", 2, 1, 1}, {"c", 40, 1, 1}, {"d", 90, 0, 1}}
}

func elicitedRows() []elicitedRow {
	return []elicitedRow{{"Lei Jun", 2, 3, 0, 4}, {"Lei Jun", 12, 12, 0.5, 6}}
}
