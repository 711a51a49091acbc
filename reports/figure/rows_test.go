package figure

import (
	"database/sql"
	"fmt"
	"math"
	"strings"
	"time"
)

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

func sinceLaunchRows(n int) []sinceLaunchRow {
	var out []sinceLaunchRow
	for _, r := range adoptionRows(n) {
		out = append(out, sinceLaunchRow{r, Day("2011-01-21"), "2011-01-21"})
	}
	return out
}

func growthRows(n int) []growthRow {
	var out []growthRow
	for i := range n {
		for y := range 5 {
			r := growthRow{Platform: fmt.Sprint("p", i), Name: fmt.Sprint("Platform ", i), From: fmt.Sprint(2012 + y), To: fmt.Sprint(2013 + y),
				On: Day(fmt.Sprintf("%d-12-31", 2013+y)), Days: 365, Growth: some(2.5/float64(y+1) - 0.6), Lower: some(0), Upper: some(3), Status: "computed"}
			switch {
			case i == 0 && y == 1:
				r.Growth, r.Lower, r.Upper, r.Status = sql.NullFloat64{}, sql.NullFloat64{}, sql.NullFloat64{}, "definition_break"
			case y == 2:
				r.Upper, r.Status = sql.NullFloat64{}, "bound"
			}
			out = append(out, r)
		}
	}
	return out
}

func milestoneRows(n int) []milestoneRow {
	var out []milestoneRow
	for _, threshold := range []float64{1e8, 5e8} {
		for i := range n {
			out = append(out, milestoneRow{fmt.Sprint("p", i), fmt.Sprint("Platform ", i), threshold, float64(300 * i), some(float64(500*i + 700)), "reached", 5})
		}
		out = append(out, milestoneRow{"slow", "Slow", threshold, 4000, sql.NullFloat64{}, "not_reached", 9})
	}
	return out
}

func shareRows(n int) []shareRow {
	var out []shareRow
	for _, market := range []string{"KOR", "WLD"} {
		for m := range 20 {
			for i := range n {
				out = append(out, shareRow{market, time.Date(2015, time.Month(1+m), 1, 0, 0, 0, 0, time.UTC), fmt.Sprint("p", i), fmt.Sprint("Platform ", i),
					1e6, 1 / float64(n), n})
			}
		}
	}
	return out
}

func concentrationRows(n int) []concentrationRow {
	var out []concentrationRow
	for m := range n {
		out = append(out, concentrationRow{time.Date(2015, time.Month(1+m), 1, 0, 0, 0, 0, time.UTC), 12 / (30 + float64(m)), 2.5, 4 + m/9, "wechat",
			"WeChat", 0.4, "whatsapp", "WhatsApp"})
	}
	return out
}

func claimRows(n int) []claimRow {
	var out []claimRow
	for i := range n {
		r := claimRow{fmt.Sprint("p", i), fmt.Sprint("Platform ", i), "dau", "WLD", "2020-04", 7e7, 7e7, "exact", true, "primary", "A"}
		out = append(out, r)
		r.Value, r.Chosen, r.Qualifier, r.Publisher = 7e7*(1+float64(i+1)/3), false, "at_least", "B"
		out = append(out, r)
	}
	return out
}

func raceRows(n int) []raceRow {
	var out []raceRow
	for i := range n {
		m := float64(i*i) / 20
		out = append(out, raceRow{fmt.Sprint("race-", i), []string{"WLD", "CHN"}[i%2], fmt.Sprint("First ", i), fmt.Sprint("f", i), "Second", "second", m - 2, m, m + 3,
			[]string{"first_mover", "responder", "first_mover", "undecided"}[i%4], "2015", i%4 != 3, map[bool]string{true: "undecided"}[i%4 == 3], i == 0})
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

func foundingRows() ([]launchClaim, []foundingUsers, []foundingEvent, []foundingEnd) {
	return []launchClaim{
			{"first_mover", "mi-chat", "Mi Chat", "launch", "2010-12", Day("2010-12-01"), Day("2010-12-31"), 3, false},
			{"first_mover", "mi-chat", "Mi Chat", "launch", "2010-12-10", Day("2010-12-10"), Day("2010-12-10"), 5, true},
			{"responder", "wechat", "WeChat", "launch", "2011-01-21", Day("2011-01-21"), Day("2011-01-21"), 2, true},
		}, []foundingUsers{
			{"first_mover", "mi-chat", "Mi Chat", Day("2011-06-30"), "2011-06", 4e6, "at_least", "month", "A"},
			{"first_mover", "mi-chat", "Mi Chat", Day("2011-11-30"), "2011-11", 7e6, "approx", "month", "A"},
			{"responder", "wechat", "WeChat", Day("2011-07-02"), "2011", 1e6, "approx", "year", "B"},
			{"responder", "wechat", "WeChat", Day("2011-11-30"), "2011-11", 2e7, "approx", "month", "A"},
			{"responder", "wechat", "WeChat", Day("2013-01-31"), "2013-01", 3e8, "at_least", "month", "B"},
		}, []foundingEvent{{"responder", "wechat", "WeChat", "market_entry", "2011-10", Day("2011-10-01"), Day("2011-10-31"), 1, "JPN, USA"}},
		[]foundingEnd{{"CHN", "Mi Chat", "WeChat", 41, 42, 81, sql.NullTime{Time: Day("2021-02-19"), Valid: true}, some(1.225e9)}}
}
