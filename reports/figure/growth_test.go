package figure

import (
	"bytes"
	"database/sql"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"headstart/reports/chart"
	"headstart/reports/words"
)

// segmentOf is a series that differs from its neighbors in what it counts.
func segmentOf(i int) segment {
	return segment{fmt.Sprintf("p%02d", i), fmt.Sprint("Platform ", i), []string{"mau", "dau", "registered", "wau"}[i%4], []string{"WLD", "KOR"}[i/2%2], "d"}
}

func sCurve(model string, years float64) float64 {
	if model == "gompertz" {
		return 1.1e8 * math.Exp(-math.Exp(-0.5*(years-4)))
	}
	return 1e8 / (1 + math.Exp(-0.8*(years-4)))
}

// curveRows is n series of yearly figures with two curves each: one series has
// a ceiling, the next none above, the third is before the inflection, the
// fourth fell after its peak.
func curveRows(n int) (fits []fitRow, figures []figureRow, points []fittedPoint) {
	start := Day("2011-12-31")
	for i := range n {
		s := segmentOf(i)
		last := 8 - i%3
		for k, model := range []string{"logistic", "gompertz"} {
			f := fitRow{segment: s, Model: model, Preferred: k == i%2, N: last + 1,
				LastOn: start.AddDate(last, 0, 0), Peak: sCurve("logistic", float64(last)), Ceiling: some(1e8 * float64(k+2) / 2), Lower: some(9.2e7),
				Upper: some(1.9e8), Told: true, Level: 0.95}
			switch i % 4 {
			case 1:
				f.Upper, f.Told, f.Doubling = sql.NullFloat64{}, false, some(2.5)
			case 2:
				f.Told = false
			case 3:
				f.After, f.Fall = 2, some(0.27)
			}
			if fits = append(fits, f); k == 1 && f.Preferred {
				fits[len(fits)-1], fits[len(fits)-2] = fits[len(fits)-2], fits[len(fits)-1]
			}
			for m := 0; m <= 12*last+24; m += 4 {
				v, wide := sCurve(model, float64(m)/12), 1.05+float64(m)/300
				points = append(points, fittedPoint{s, model, start.AddDate(0, m, 0), v, some(v / wide), some(v * wide), m > 12*last})
			}
		}
		for y := range last + 1 {
			q := []string{"exact", "exact", "approx", "at_least"}[y%4]
			figures = append(figures, figureRow{s, start.AddDate(y, 0, 0), sCurve("logistic", float64(y)), q, true, "Publisher " + s.Platform, false})
		}
		for y := range fits[len(fits)-1].After {
			figures = append(figures, figureRow{s, start.AddDate(last+1+y, 0, 0), 7e7, "exact", false, "Publisher " + s.Platform, false})
		}
	}
	return fits, figures, points
}

// fanRows is n series with forecasts: with both intervals, then with that of
// 80 % alone, then with it for two quarters, then with none.
func fanRows(n int) (rows []forecastRow, figures []figureRow) {
	origin := Day("2024-12-31")
	for i := range n {
		s := segmentOf(i)
		for q := range 12 {
			figures = append(figures, figureRow{s, origin.AddDate(0, 3*(q-11), 0), 1e8 + 2e6*float64(q), []string{"exact", "at_least"}[q%5/4], true, "Publisher", true})
		}
		for h := 1; h <= 4; h++ {
			for _, at := range []struct{ quantile, shift float64 }{{0.025, -2}, {0.1, -1}, {0.5, 0}, {0.9, 1}, {0.975, 2}} {
				if i%4 == 1 && math.Abs(at.shift) == 2 || i%4 == 2 && (h > 2 || math.Abs(at.shift) == 2) && at.shift != 0 || i%4 == 3 && at.shift != 0 {
					continue
				}
				rows = append(rows, forecastRow{s, 30 - i, "combination", origin, h, origin.AddDate(0, 3*h, 0), at.quantile,
					1.22e8 + float64(h)*(2e6+1.5e6*at.shift), 30 / (i%4 + 1)})
			}
		}
	}
	return rows, figures
}

// trialRows is n models over four horizons and all of them.
func trialRows(n int) (rows []backtestRow) {
	models := []string{"combination", "drift", "naive", "logistic", "gompertz", "damped"}
	for i, m := range models[:min(n, len(models))] {
		for h := range 5 {
			r := backtestRow{Model: m, Horizon: h, Origins: 100 - 10*h, Bounds: 12, Mase: some(0.6 + 0.2*float64(i) + 0.4*float64(h)), Score: some(4),
				Coverage: some(0.78 + 0.01*float64(i)), Lower: some(0.7), Upper: some(0.85), N: 90 - h, N95: 40}
			rows = append(rows, r)
		}
	}
	return rows
}

// growthModelCharts are the charts of curves and forecasts from these rows.
func growthModelCharts(t *testing.T, fits []fitRow, figures []figureRow, points []fittedPoint, ahead []forecastRow, known []figureRow, trials []backtestRow) []chart.Chart {
	return []chart.Chart{curves.of(t, map[string]any{"curves": fits, "curve_figures": figures, "curves_points": points}),
		forecast.of(t, map[string]any{"forecast": ahead, "curve_figures": known}), backtest.of(t, map[string]any{"backtest": trials})}
}

// Estimates of a bad fit can be anything, and names are others' text.
func TestGrowthModelChartsOfHostileRows(t *testing.T) {
	const hostile = "<script>alert(1)</script> & \x00\x1b[31m \u202egnirts\u202c \xff very long name very long name"
	bad := func(s segment) segment { return segment{s.Platform, hostile, hostile, hostile, s.Definition} }
	fits, figures, points := curveRows(3)
	for i := range fits {
		fits[i].segment = bad(fits[i].segment)
		fits[i].Ceiling, fits[i].Upper = some(4e18), some(7e25)
		fits[i].N = 123456
	}
	for i := range figures {
		figures[i].segment, figures[i].Publisher = bad(figures[i].segment), hostile
	}
	for i := range points {
		points[i].segment = bad(points[i].segment)
		points[i].Upper = some(1e30)
	}
	ahead, known := fanRows(3)
	for i := range ahead {
		ahead[i].segment, ahead[i].Errors, ahead[i].Model = bad(ahead[i].segment), 123456, hostile
		ahead[i].Value *= 1e3 * ahead[i].Quantile * ahead[i].Quantile
	}
	for i := range known {
		known[i].segment = bad(known[i].segment)
	}
	trials := trialRows(6)
	for i := range trials {
		trials[i].Mase = some(900)
		if trials[i].Model == "logistic" {
			trials[i].Model = hostile
		}
	}
	for _, c := range growthModelCharts(t, fits, figures, points, ahead, known, trials) {
		checkChart(t, "hostile "+c.Name, c)
		for _, bad := range []string{"<script", "\x00", "\x1b", "\u202e", "\xff"} {
			if bytes.Contains(svgOf(t, c), []byte(bad)) {
				t.Errorf("%s holds %q", c.Name, bad)
			}
		}
	}
}

// Titles and readings say what the rows say, whichever way they point.
func TestGrowthModelReadings(t *testing.T) {
	check := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	includes := func(text, want string) {
		t.Helper()
		if !strings.Contains(text, want) {
			t.Errorf("%q, want %q in it", text, want)
		}
	}
	fits, figures, points := curveRows(4)
	ahead, known := fanRows(4)
	charts := growthModelCharts(t, fits, figures, points, ahead, known, trialRows(8))
	check(charts[0].Title, "A ceiling can be estimated for two of the four series shown")
	check(charts[1].Title, "Platform 0 is forecast at 130 million in 2025-Q4 (80% interval 124–136)")
	check(charts[2].Title, "In past forecasts the combination erred least, 25% less than drift")
	for _, want := range []string{
		"Platform 0, n = 9: logistic preferred, ceiling 100M (92–190).",
		"Platform 1 (daily users), n = 8: Gompertz preferred, ceiling not identified: +32% a year.",                   // 2^(1/2.5)
		"Platform 2 (registered users, South Korea), n = 7: logistic preferred, ceiling not identified: +21% a year.", // (1 + exp(-0.8)) / (1 + exp(-1.6))
		"Platform 3 (weekly users, South Korea), n = 9: Gompertz preferred, ceiling 150M (92–190), peak 2019, then −27%.",
	} {
		includes(charts[0].Alt, want)
	}
	one := func(fits []fitRow, figures []figureRow, points []fittedPoint) string {
		return curves.of(t, map[string]any{"curves": fits, "curve_figures": figures, "curves_points": points}).Title
	}
	check(one(fits[2:4], figures, points), "No ceiling can be estimated for the one series shown")

	for _, behind := range []string{"80% and 95%: 30 errors", "80% only: 15 errors", "80% for 2 quarters only: 10 errors", "no interval: 7 errors"} {
		includes(charts[1].Alt, "("+behind+").")
	}

	trials := trialRows(2)
	for i := range trials {
		if trials[i].Model == "combination" {
			trials[i].Mase.Float64 += 0.3
		}
	}
	check(backtest.of(t, map[string]any{"backtest": trials}).Title, "In past forecasts drift erred least; the combination erred 12% more")
	check(backtest.of(t, map[string]any{"backtest": trials[:5]}).Title, "The combination erred by 0.90 steps on average")

	check(estimate(words.People, 1.41e9, some(1.37e9), some(1.47e9)), "1.41B (1.37–1.47)")
	check(estimate(words.People, 1.18e9, some(9.73e8), some(1.53e9)), "1.18B (973M–1.53B)")
	check(estimate(words.People, 850, some(800), some(900)), "850 (800–900)")
	check(estimate(words.People, 850, some(800), sql.NullFloat64{}), "850")
	check(segment{"p", "P", "registered", "KOR", "d"}.what(usual), "registered users, South Korea")
	check(segment{"p", "P", "mau", "WLD", "d"}.what(usual), "")
	named := Markets{"XJK": "Jakarta"}
	check(named.Place("XJK")+named.after("XJK")+named.after("NLD")+named.after("WLD"), "in Jakarta, Jakarta, NLD")
	check(named.Place("NLD"), "in the Netherlands")
	check(quarter(time.Date(2025, 9, 30, 0, 0, 0, 0, time.UTC)), "2025-Q3")
	check(quarter(time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC)), "2025-Q4")
}
