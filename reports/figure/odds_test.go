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
		at := func(shift float64) float64 { return expit(turn * math.Log((1+months)/(1+even)*shift)) }
		out = append(out, oddsRow{model, network, months, at(1), math.Min(at(1.6), at(1/1.6)), math.Max(at(1.6), at(1/1.6)), 0.95, n})
	}
	return out
}

func slopeOf(value, lower, upper float64) []slopeRow {
	return []slopeRow{{value, lower, upper, 0.95, 20}}
}

func fixedWinRate() winRateRows {
	var curves []oddsRow
	curves = append(curves, oddsRows("elicited", sql.NullFloat64{}, 12, 6, 0)...)
	curves = append(curves, oddsRows("empirical", sql.NullFloat64{}, 1, 0.2, 20)...)
	curves = append(curves, oddsRows("race", some(6e8), 9, 4, 0)...)
	return winRateRows{bucketRows(), rugRows(), elicitedRows(), curves, slopeOf(0.1, -0.2, 0.4)}
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

func scoreRows(n int) []scoreRow {
	out := []scoreRow{{"all", 1, "base_rate", 20, 5, 0.68, 0.24, 0, sql.NullFloat64{}, sql.NullFloat64{}, 0.95}}
	for i := range n {
		out = append(out, scoreRow{"all", 2 + i, "head_start", 20, 5, 0.7, 0.25, 0.02, some(-0.01), some(0.05), 0.95})
	}
	return append(out, scoreRow{"all", 2 + n, "lei_jun", 20, 5, 2.68, 0.5, 2, some(1.1), some(3), 0.95},
		scoreRow{"networks known", 1, "base_rate", 9, 3, 0.72, 0.26, 0, sql.NullFloat64{}, sql.NullFloat64{}, 0.95},
		scoreRow{"networks known", 2, "bigger_network", 9, 3, 0.61, 0.2, -0.11, some(-0.2), some(-0.02), 0.95})
}

func changeRows(n int) []changeRow {
	out := []changeRow{{1, "as_is", "as it is", "", "", 20, 0.6, 0.01, 0, 0.025, -0.2, 0.25, 0.95, false}}
	for i := range n {
		out = append(out, changeRow{2 + i, "platform", "without platform p" + fmt.Sprint(i), "Platform " + fmt.Sprint(i), fmt.Sprint("p", i), 18, 0.6,
			0.01 - 0.2/float64(i+2), -0.2 / float64(i+2), -0.1, -0.4, 0.1, 0.95, i == 1})
	}
	return append(out, changeRow{2 + n, "market", "without market KOR", "KOR", "", 15, 0.5, 0.02, 0.01, 0.05, -0.2, 0.3, 0.95, false})
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
	check(drawWinRate(rate).Title, "The head start alone does not tell who wins: the first mover won 12 of 20 decided races (60%), and no range stands out")
	rate.slope = slopeOf(0.5, 0.1, 0.9)
	check(drawWinRate(rate).Title, "The longer the head start, the more often the first mover won: 12 of 20 decided races (60%) in all")
	rate.slope = slopeOf(-0.5, -0.9, -0.1)
	check(drawWinRate(rate).Title, "The longer the head start, the less often the first mover won")
	rate.slope = nil
	check(drawWinRate(rate).Title, "The first mover won 12 of 20 decided races (60%), and no range stands out")

	scores := scoreRows(1)
	check(drawScore(scores).Title, "The bigger network beats the base rate on markets left out; the bet does worst, with a log loss of 2.68 against 0.68")
	scores[len(scores)-1].Upper = some(0.1)
	check(drawScore(scores).Title, "No forecaster beats the base rate on markets left out; the bet")

	changes := changeRows(3)
	check(drawSensitivity(changes).Title, "One of 4 changes would reverse the conclusion, first of all without Platform 1")
	changes[2].Reverses = false
	check(drawSensitivity(changes).Title, "None of 4 changes of data or rules reverses the conclusion: 12 months instead of 3 move the chance by −9 to +2 points")

	check(drawCriticalLead(leadRows(1), evenRows(1), elicitedRows()).Title,
		"In simulation even odds against a network of 600 million take a lead of 9.0 months (5.0 to 15.0); the band holds Lei Jun’s 12")
	short := evenRows(1)
	short[0].Upper = some(11)
	check(drawCriticalLead(leadRows(1), short, elicitedRows()).Title,
		"In simulation even odds against a network of 600 million take a lead of 9.0 months (5.0 to 11.0); the band does not hold Lei Jun’s 12")
	check(drawWhatIf(gridRows(4), nil, nil).Title, "Simulated, even odds take from 1.0 to 7.7 months as the network grows; fitted to past races, the chance is ")
	check(drawSurvival(lifeRows(2), nil).Title, "Ten years after their first rival came, ")
	check(drawSurvival(lifeRows(1)[10:14], nil).Title, "10 first movers met a rival, too few to follow for long")
}

func TestCurveReadings(t *testing.T) {
	near := func(got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-9 && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	value := func(r oddsRow) float64 { return r.P }
	rows := []oddsRow{{Months: 0, P: 0.2}, {Months: 3, P: 0.6, Lower: 0.4, Upper: 0.8}}
	near(crossing(rows, 0.4, value), 1) // log(1+1) is half of log(1+3)
	near(crossing(rows, 0.7, value), math.NaN())
	near(crossing(rows[:1], 0.1, value), math.NaN())
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

	// The interval keeps the rate of effect to slope; a flat fit has its limit.
	low, high := changeRow{Effect: 0.02, Slope: 0.05, Lower: -0.1, Upper: 0.2}.interval()
	near(low, -0.04)
	near(high, 0.08)
	low, _ = changeRow{BaseRate: 0.5, Lower: -0.1}.interval()
	near(low, -0.025*math.Log2(13.0/4))

	text := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	text(signedLoss(0.0101), "+0.010")
	text(signedLoss(-0.0138), "−0.014")
	text(signedLoss(1.9808), "+1.98")
	text(signedLoss(-0.0002), "0")
	text(words.PercentPoints(-0.058), "−6")
	text(words.PercentPoints(-0.0003), "0")
	text(words.Spaced(20000), "20 000")
	text(words.Spaced(999), "999")
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
		{0, "all", 0, sql.NullFloat64{}, 12, 20, 1, 2, some(0.6), some(0.38), some(0.79), 0.95},
		{1, "under 3 months", 0, some(3), 1, 4, 0, 0, some(0.25), some(0.03), some(0.71), 0.95},
		{2, "3 to 6 months", 3, some(6), 0, 0, 0, 0, sql.NullFloat64{}, sql.NullFloat64{}, sql.NullFloat64{}, 0.95},
		{3, "6 months and more", 6, sql.NullFloat64{}, 11, 16, 1, 2, some(0.69), some(0.44), some(0.87), 0.95},
	}
}

func rugRows() []rugRow {
	return []rugRow{{"a", 0.4, "responder"}, {"b", 2, "first_mover"}, {"c", 40, "first_mover"}, {"d", 90, "responder"}}
}

func elicitedRows() []elicitedRow {
	return []elicitedRow{{"Lei Jun", 2, 3, 0, 4}, {"Lei Jun", 12, 12, 0.5, 6}}
}
