package source

import (
	"errors"
	"strings"
	"testing"

	"headstart/ingest"
	"headstart/ingest/press"
)

func TestClaimRow(t *testing.T) {
	x := func(v float64) *float64 { return &v }
	long := strings.Repeat("before ", 30) + "1,082.5 million" + strings.Repeat(" after", 30)
	for _, c := range []struct {
		name   string
		claim  press.Claim
		table  string
		cells  string // joined by |
		reason string
	}{
		{"observation", press.Claim{Kind: "observation", Status: "accepted", PlatformID: "wechat", Metric: "mau", Market: "WLD", Period: "2018-09-30", Value: 1082500000, Qualifier: "exact", Shown: "WeChat had 1,082.5 million"},
			"observation", "wechat|mau|WLD|2018-09-30|1082500000|exact|s|WeChat had 1,082.5 million|", ""},
		{"long quote", press.Claim{Kind: "observation", Status: "accepted", Market: "WLD", Value: 1, ValueText: "1,082.5 million", Shown: long},
			"observation", "||WLD||1||s|... " + strings.Repeat("before ", 10) + "1,082.5 million" + strings.Repeat(" after", 8) + " ...|", ""},
		{"several markets", press.Claim{Kind: "observation", Status: "accepted", Market: "JPN+TWN", Value: 5}, "observation", "||JPN+TWN||5||s||", "one market"},
		{"rejected", press.Claim{Kind: "observation", Status: "rejected", Market: "WLD", Value: 1e13, Reason: "too many", SuggestedValue: x(1e9)}, "observation", "||WLD||10000000000000||s||", "too many"},
		{"event", press.Claim{Kind: "event", Status: "accepted", PlatformID: "mi-chat", Event: "shutdown", Date: "2021-02-19"}, "event", "mi-chat|shutdown|2021-02-19|WLD|s||", ""},
		{"odds", press.Claim{Kind: "statement", Status: "accepted", Who: "Lei Jun", LeadLow: x(2), LeadHigh: x(3), WinProbability: x(0.5), Shown: "a"}, "statement", "Lei Jun||2|3|0.5|s|a|", ""},
		{"odds of nobody", press.Claim{Kind: "statement", Status: "accepted", LeadLow: x(2), LeadHigh: x(3)}, "statement", "||2|3||s||", "who speaks"},
		{"growth", press.Claim{Kind: "growth", Status: "accepted"}, "", "", ""},
	} {
		row, err := ClaimRow(&c.claim, "s")
		if row.Table != c.table || strings.Join(row.Cells, "|") != c.cells {
			t.Errorf("%s: %s %q, want %s %q", c.name, row.Table, strings.Join(row.Cells, "|"), c.table, c.cells)
		}
		var unfit *ingest.Rejection
		if errors.As(err, &unfit) != (c.reason != "") || unfit != nil && !strings.Contains(unfit.Reason, c.reason) {
			t.Errorf("%s: %v, want %q", c.name, err, c.reason)
		}
		if c.name == "rejected" && unfit.Suggested != "1000000000" {
			t.Errorf("%s: suggests %q", c.name, unfit.Suggested)
		}
	}
}
