package source

import (
	"math"
	"strings"
	"testing"

	"headstart/data"
	"headstart/ingest"
	"headstart/ingest/press"
)

func figureOf(t *testing.T, period string, value float64, qualifier string) neighbor {
	t.Helper()
	p, err := ingest.ParsePeriod(period)
	if err != nil {
		t.Fatal(err)
	}
	return neighbor{p, value, period, qualifier, "x"}
}

func TestNeighborCheck(t *testing.T) {
	type fig struct {
		period    string
		value     float64
		qualifier string
	}
	for _, c := range []struct {
		name  string
		x     fig
		known []fig
		want  string // all doubts, joined by |
	}{
		{"no neighbor", fig{"2018-Q3", 2.1e9, "exact"}, nil, ""},
		{"a slip up", fig{"2018-Q3", 2.1e9, "exact"}, []fig{{"2018-Q2", 1e6, "exact"}},
			"2.1 billion in 2018-Q3 is 2,100 times the 1 million of 2018-Q2 (source x), and at most 100 times is plausible"},
		{"a slip down", fig{"2018-09-30", 1_082_500, "exact"}, []fig{{"2018-06-30", 1_057_700_000, "exact"}},
			"1.08 million in 2018-09-30 is 1/977 of the 1.06 billion of 2018-06-30 (source x), and at least 1/4 is plausible"},
		{"before the neighbor", fig{"2018-Q2", 2.1e9, "exact"}, []fig{{"2018-Q3", 1e6, "exact"}},
			"2.1 billion in 2018-Q2 is 2,100 times the 1 million of 2018-Q3 (source x), and at most 4 times is plausible"},
		{"too low before the neighbor", fig{"2018-Q2", 96_500, "exact"}, []fig{{"2018-Q3", 1e9, "exact"}},
			"96,500 in 2018-Q2 is 1/10,363 of the 1 billion of 2018-Q3 (source x), and at least 1/300 is plausible"},
		{"both sides", fig{"2018-06", 500e9, "exact"}, []fig{{"2018-03", 480e6, "exact"}, {"2018-09", 520e6, "exact"}},
			"500 billion in 2018-06 is 1,042 times the 480 million of 2018-03 (source x), and at most 5 times is plausible|" +
				"500 billion in 2018-06 is 962 times the 520 million of 2018-09 (source x), and at most 4 times is plausible"},
		{"rounded up to the next unit", fig{"2018-Q3", 999.7e6, "exact"}, []fig{{"2018-Q2", 999_600, "exact"}},
			"1 billion in 2018-Q3 is 1,000 times the 1 million of 2018-Q2 (source x), and at most 300 times is plausible"},
		{"plain growth", fig{"2018-Q3", 1_082_500_000, "exact"}, []fig{{"2018-Q2", 1_057_700_000, "exact"}, {"2018-Q4", 1_097_600_000, "exact"}}, ""},
		{"an early service may grow", fig{"2014-03", 15e6, "at_least"}, []fig{{"2013-10", 100_000, "approx"}}, ""},
		{"a large one may not", fig{"2014-03", 15e9, "exact"}, []fig{{"2013-10", 100e6, "exact"}},
			"15 billion in 2014-03 is 150 times the 100 million of 2013-10 (source x), and at most 5 times is plausible"},
		{"the nearest counts", fig{"2018", 900e6, "exact"}, []fig{{"2013", 100e6, "exact"}, {"2017", 850e6, "exact"}}, ""},
		{"the days of one year can be far apart", fig{"2018", 900e6, "exact"}, []fig{{"2018", 8e6, "exact"}}, ""},
		{"same period, sources that disagree", fig{"2018-06", 40e6, "exact"}, []fig{{"2018-06", 400e6, "exact"}, {"2018-06", 36e6, "exact"}}, ""},
		{"the same, the other way round", fig{"2018-06", 40e6, "exact"}, []fig{{"2018-06", 36e6, "exact"}, {"2018-06", 400e6, "exact"}}, ""},
		{"same period, none agrees", fig{"2018-06", 4e6, "exact"}, []fig{{"2018-06", 400e6, "exact"}, {"2018-06", 36e6, "exact"}},
			"4 million in 2018-06 is 1/9 of the 36 million of 2018-06 (source x), and at least 1/3 is plausible"},
		{"beyond the table", fig{"2018-06", 5e9, "exact"}, []fig{{"2010-06", 1e6, "exact"}}, ""},
		{"a small one, beyond its rows", fig{"2018-06", 5e9, "exact"}, []fig{{"2015-06", 500_000, "exact"}}, ""},
		{"at least, low", fig{"2018-09-30", 1e6, "at_least"}, []fig{{"2018-06-30", 1e9, "exact"}}, ""},
		{"at least, high", fig{"2018-09-30", 2e12, "at_least"}, []fig{{"2018-06-30", 1e9, "exact"}},
			"2 trillion in 2018-09-30 is 2,000 times the 1 billion of 2018-06-30 (source x), and at most 4 times is plausible"},
		{"at most, high", fig{"2018-09-30", 2e12, "at_most"}, []fig{{"2018-06-30", 1e9, "exact"}}, ""},
		{"at most, low", fig{"2018-09-30", 1e6, "at_most"}, []fig{{"2018-06-30", 1e9, "exact"}},
			"1 million in 2018-09-30 is 1/1,000 of the 1 billion of 2018-06-30 (source x), and at least 1/4 is plausible"},
		{"beside a lower bound, high", fig{"2018-09-30", 2e9, "exact"}, []fig{{"2018-06-30", 1e6, "at_least"}}, ""},
		{"beside a lower bound, low", fig{"2018-09-30", 1e6, "exact"}, []fig{{"2018-06-30", 1e9, "at_least"}},
			"1 million in 2018-09-30 is 1/1,000 of the 1 billion of 2018-06-30 (source x), and at least 1/4 is plausible"},
		{"beside an upper bound, low", fig{"2018-09-30", 1e6, "exact"}, []fig{{"2018-06-30", 1e9, "at_most"}}, ""},
		{"beside an upper bound, high", fig{"2018-09-30", 2e9, "exact"}, []fig{{"2018-06-30", 1e6, "at_most"}},
			"2 billion in 2018-09-30 is 2,000 times the 1 million of 2018-06-30 (source x), and at most 12 times is plausible"},
		{"a bound does not hide the figure behind it", fig{"2018-09-30", 2e12, "exact"}, []fig{{"2018-03-31", 1e9, "exact"}, {"2018-06-30", 1e6, "at_least"}},
			"2 trillion in 2018-09-30 is 2,000 times the 1 billion of 2018-03-31 (source x), and at most 5 times is plausible"},
	} {
		var known []neighbor
		for _, k := range c.known {
			known = append(known, figureOf(t, k.period, k.value, k.qualifier))
		}
		if got := strings.Join(doubts(figureOf(t, c.x.period, c.x.value, c.x.qualifier), known), "|"); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// What a claim must have to be compared, and what becomes of it.
func TestNeighborClaims(t *testing.T) {
	one := figureOf(t, "2018-Q2", 1_057_700_000, "exact")
	n := Neighbors{map[series][]neighbor{{"wechat", "mau", "WLD"}: {one}}, map[string][2]neighbor{"wechat": {one, one}}}
	slip := press.Claim{Kind: "observation", Status: "accepted", PlatformID: "wechat", Metric: "mau", Market: "WLD", Period: "2018-09", Value: 1_082_500}
	for _, c := range []struct {
		name   string
		change func(*press.Claim)
		status string
		doubts int
	}{
		{"accepted", func(*press.Claim) {}, "review", 1},
		{"for review already", func(c *press.Claim) { c.Status, c.Reasons = "review", []string{"a guess"} }, "review", 1},
		{"rejected", func(c *press.Claim) { c.Status = "rejected" }, "rejected", 0},
		{"another platform", func(c *press.Claim) { c.PlatformID = "qq" }, "accepted", 0},
		{"another metric", func(c *press.Claim) { c.Metric = "dau" }, "accepted", 0},
		{"another market", func(c *press.Claim) { c.Market = "CHN" }, "accepted", 0},
		{"several markets", func(c *press.Claim) { c.Market = "CHN+WLD" }, "accepted", 0},
		{"its launch later", func(c *press.Claim) { c.Kind, c.Event, c.Period, c.Date = "event", "launch", "", "2018-07" }, "review", 1},
		{"its launch before, or in that quarter", func(c *press.Claim) { c.Kind, c.Event, c.Period, c.Date = "event", "launch", "", "2018-06-30" }, "accepted", 0},
		{"its end earlier", func(c *press.Claim) { c.Kind, c.Event, c.Period, c.Date = "event", "shutdown", "", "2018-03-31" }, "review", 1},
		{"its end in that quarter, or later", func(c *press.Claim) { c.Kind, c.Event, c.Period, c.Date = "event", "shutdown", "", "2018" }, "accepted", 0},
		{"no period", func(c *press.Claim) { c.Period = "" }, "accepted", 0},
		{"half a year", func(c *press.Claim) { c.Period = "2018-H2" }, "accepted", 0},
		{"growth", func(c *press.Claim) { c.Kind = "growth" }, "accepted", 0},
		{"no value", func(c *press.Claim) { c.Value = 0 }, "accepted", 0},
	} {
		claim := slip
		c.change(&claim)
		was := len(claim.Reasons)
		checked := func(n Neighbors) *press.Claim {
			checked := claim
			n.Check([]*press.Claim{&checked})
			return &checked
		}
		got := checked(n)
		if got.Status != c.status || len(got.Reasons)-was != c.doubts || c.doubts > 0 && got.Reason != strings.Join(got.Reasons, "; ") {
			t.Errorf("%s: %s %q", c.name, got.Status, got.Reasons)
		}
		if checked(Neighbors{}).Status != claim.Status {
			t.Errorf("%s: doubted without neighbors", c.name)
		}
	}
}

func shippedNeighbors(t *testing.T) map[series][]neighbor {
	t.Helper()
	pkg, err := ingest.Open(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	n, err := NeighborsOf(pkg)
	if err != nil {
		t.Fatal(err)
	}
	return n.of
}

// Each figure of the shipped package, with or without a doubt, is held out in
// turn. The same figures times and by 1,000 show what the check finds.
func TestNeighborHeldOut(t *testing.T) {
	pkg, err := ingest.Open(data.FS)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := pkg.Texts("observation")
	if err != nil {
		t.Fatal(err)
	}
	of := shippedNeighbors(t)
	var all, passed, slips, found int
	for _, row := range rows {
		s := series{row.Cell("platform_id"), row.Cell("metric"), row.Cell("market")}
		x := neighbor{source: row.Cell("source_id"), qualifier: row.Cell("qualifier")}
		claim := press.Claim{Value: 0}
		if err := Fill(&claim, map[string]string{"value": row.Cell("value")}); err != nil {
			t.Fatal(err)
		}
		x.value = claim.Value
		if x.period, err = ingest.ParsePeriod(row.Cell("period")); err != nil {
			t.Fatal(err)
		}
		var others []neighbor
		for _, o := range of[s] {
			if o != x {
				others = append(others, o)
			}
		}
		if len(others) == 0 {
			continue
		}
		all++
		if why := doubts(x, others); len(why) == 0 {
			passed++
		} else {
			t.Logf("%v: %q", s, why)
		}
		for _, by := range []float64{1000, 0.001} {
			if x.qualifier == "at_least" && by < 1 || x.qualifier == "at_most" && by > 1 {
				continue
			}
			slip := x
			slip.value = math.Round(x.value * by)
			slips++
			if len(doubts(slip, others)) > 0 {
				found++
			}
		}
	}
	t.Logf("%d figures with others of their series: %.2f %% pass; of %d slips by 1,000, %.2f %% are found",
		all, 100*float64(passed)/float64(all), slips, 100*float64(found)/float64(slips))
	if float64(passed) < 0.99*float64(all) {
		t.Errorf("%d of %d figures pass, fewer than 99 %%", passed, all)
	}
	if float64(found) < 0.95*float64(slips) {
		t.Errorf("%d of %d slips are found, fewer than 95 %%", found, slips)
	}
}

// The table allows what the shipped package shows, and is in order: a factor
// is never smaller further apart, nor for a smaller figure.
func TestNeighborTable(t *testing.T) {
	for s, list := range shippedNeighbors(t) {
		for _, a := range list {
			for _, b := range list {
				g, reached := growthOf(a.value, a.months(b))
				if a == b || !reached || !b.follows(a) {
					continue
				}
				if a.qualifier != "at_least" && b.qualifier != "at_most" && b.value/a.value > g.up ||
					a.qualifier != "at_most" && b.qualifier != "at_least" && a.value/b.value > g.down {
					t.Errorf("%v: from %.0f (%s) to %.0f (%s) is more than %g times up or %g times down; correct the figure, give it a doubt, or widen neighbor.txt",
						s, a.value, a.period, b.value, b.period, g.up, g.down)
				}
			}
		}
	}
	for _, a := range growthTable() {
		for _, b := range growthTable() {
			if a.months <= b.months && a.from >= b.from && (a.up > b.up || a.down > b.down) {
				t.Errorf("%+v is wider than %+v", a, b)
			}
		}
	}
}
