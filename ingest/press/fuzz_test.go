package press

import (
	"encoding/json"
	"math"
	"testing"
)

func FuzzReadNumbers(f *testing.F) {
	for _, s := range []string{"1,082.5 million", "4763만7000명", "八億五千万", "one and a half billion", "1.1.1.1.1", "hundred hundred", "12. 68 亿", "70+ million", "-4.8%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		last := 0
		for _, n := range readNumbers(s) {
			if n.start < last || n.end <= n.start || n.end > len(s) {
				t.Fatalf("%q: number at %d to %d after %d", s, n.start, n.end, last)
			}
			if math.IsNaN(n.value) || math.IsInf(n.value, 0) || n.value < 0 || n.high < n.value || n.resolution < 0 {
				t.Fatalf("%q: value %v to %v, resolution %v", s, n.value, n.high, n.resolution)
			}
			last = n.end
		}
	})
}

func FuzzReadPeriods(f *testing.F) {
	for _, s := range []string{"September 30, 2018", "Q3 of 20 18", "二零一八年九月三十日止三个月", "작년 4월", "18年7-9月期", "a year ago", "29 February 2019", "the end of the end of 2018"} {
		f.Add(s, "2018-11-14")
	}
	f.Fuzz(func(t *testing.T, s, published string) {
		last := 0
		for _, p := range readPeriods(s, published) {
			if p.start < last || p.end <= p.start || p.end > len(s) {
				t.Fatalf("%q: date at %d to %d after %d", s, p.start, p.end, last)
			}
			if p.when != (when{}) && (!p.when.valid() || parseWhen(p.when.String()) != p.when) {
				t.Fatalf("%q: date %+v", s, p.when)
			}
			last = p.end
		}
	})
}

func FuzzExtract(f *testing.F) {
	for _, name := range []string{"claims.jsonl", "held_out.jsonl", "held_out_2.jsonl"} {
		for _, g := range readGolden(f, name) {
			f.Add([]byte(g.Text), g.Published, g.Title)
		}
	}
	known := platforms(f)
	f.Fuzz(func(t *testing.T, file []byte, published, title string) {
		claims, err := Extract(file, Options{Published: published, Title: title, Platforms: known})
		if err != nil {
			return
		}
		for _, c := range claims {
			sound(t, file, c)
		}
		if _, err := json.Marshal(claims); err != nil {
			t.Fatal(err)
		}
	})
}

// sound checks what holds of every claim.
func sound(t *testing.T, file []byte, c Claim) {
	t.Helper()
	if c.Start < 0 || c.End > len(file) || c.Start >= c.End || string(file[c.Start:c.End]) != c.Quote {
		t.Fatalf("claim at %d to %d of %d has the quote %q", c.Start, c.End, len(file), c.Quote)
	}
	switch c.Status {
	case "rejected":
		if c.Reason == "" {
			t.Fatalf("rejected without a reason: %+v", c)
		}
		return
	case "accepted":
	default:
		t.Fatalf("status %q", c.Status)
	}
	switch c.Kind {
	case "observation", "growth":
		if c.PlatformID == "" || !isMetric(c.Metric) || parseWhen(c.Period).year == 0 || c.Market == "" || c.Kind == "observation" && (c.Value <= 0 || c.Value > population(parseWhen(c.Period))) {
			t.Fatalf("accepted: %+v", c)
		}
	case "event":
		if c.PlatformID == "" || c.Event == "" || parseWhen(c.Date).year == 0 {
			t.Fatalf("accepted: %+v", c)
		}
	case "statement":
		if c.Who == "" || c.LeadLow == nil || c.WinProbability == nil || *c.WinProbability < 0 || *c.WinProbability > 1 {
			t.Fatalf("accepted: %+v", c)
		}
	}
}
