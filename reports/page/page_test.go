package page

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"headstart/reports/chart"
	"headstart/reports/figure"
	"headstart/reports/tables"
)

func shown(name, section string) exhibit {
	return exhibit{Drawn: figure.Drawn{Chart: chart.Chart{Name: name}, Section: section}}
}

// Figures and tables are numbered in the order of the page; what no section
// names still has a place, and what a run lacks leaves none.
func TestArrange(t *testing.T) {
	p := &page{}
	p.arrange(
		[]tables.Finding{{ID: "head-start", Section: "answer"}, {ID: "forecast-next", Section: "forecasts"}, {ID: "news"}},
		[]exhibit{shown("conflicts", "conflicts"), shown("novelty", ""), shown("win_rate", "answer"), shown("forecast", "forecasts")},
		[]sheet{{Name: "conflicts", Section: "conflicts", Rows: [][]string{{"a"}}}, {Name: "latest", Section: "adoption"},
			{Name: "buckets", Section: "races", Rows: [][]string{{"b"}}}})
	var order []string
	for _, s := range p.Contents {
		for _, f := range s.Figures {
			order = append(order, f.Name)
			if f.Number != len(order) || p.Shown(f.Name).Number != len(order) {
				t.Errorf("figure %s has number %d, want %d", f.Name, f.Number, len(order))
			}
		}
	}
	if got, want := strings.Join(order, " "), "win_rate forecast novelty conflicts"; got != want {
		t.Errorf("the figures are %s, want %s", got, want)
	}
	if p.Table("buckets").Number != 1 || p.Table("conflicts").Number != 2 || p.Table("latest").Number != 0 {
		t.Errorf("the tables are numbered %v", p.Sheets)
	}
	for id, findings := range map[string]string{"answer": "head-start", "forecasts": "forecast-next", "more": "news"} {
		s := p.Section(id)
		if s == nil || len(s.Findings) != 1 || s.Findings[0].ID != findings {
			t.Errorf("section %s is %+v, want the finding %s", id, s, findings)
		}
	}
	for _, id := range []string{"founding", "adoption", "whatif", "survival"} {
		if p.Section(id) != nil {
			t.Errorf("section %s is shown and has nothing to show", id)
		}
	}
}

func TestEmbedded(t *testing.T) {
	text, err := embedded(map[string]string{"name": "</script><script>alert(1)</script>\u2028&<!--"})
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(string(text), "<>&\u2028") {
		t.Errorf("it could end its element: %s", text)
	}
	var back map[string]string
	if err := json.Unmarshal([]byte(text), &back); err != nil || back["name"] != "</script><script>alert(1)</script>\u2028&<!--" {
		t.Errorf("it reads back as %q, %v", back, err)
	}
}

func TestSettings(t *testing.T) {
	check := func(configuration any, want string) {
		t.Helper()
		got, err := settings(configuration)
		if err != nil || strings.Join(strings.Fields(got), " ") != want {
			t.Errorf("settings(%v) = %q, %v, want %q", configuration, got, err, want)
		}
	}
	check(map[string]any{"data": "here", "out": "there", "resolve": "low"}, `{ "resolve": "low" }`)
	check(nil, "")
	check("text", "")
}

// The places of the interval on its line.
func TestSummarise(t *testing.T) {
	value := func(v float64) *float64 { return &v }
	p := &page{}
	p.summarise([]tables.Finding{
		{ID: "head-start", Text: "It does not tell: the odds say so.", Value: value(1), Lower: value(0.5), Upper: value(4), Level: 0.95, N: 9},
		{ID: "base-rate", Value: value(0.6), Lower: value(0.5), Upper: value(0.7)},
		{ID: "contrast", Value: value(-0.25), Lower: value(-0.6), Upper: value(0.1), Level: 0.95},
		{ID: "contrast"},
	})
	if p.Verdict != "It does not tell" || p.Grounds != "the odds say so." || p.Answer == nil || p.Answer.ID != "base-rate" {
		t.Errorf("%q, %q, %v", p.Verdict, p.Grounds, p.Answer)
	}
	if len(p.Stats) != 2 {
		t.Fatalf("%d numbers, want 2", len(p.Stats))
	}
	check := func(s stat, lower, at, upper float64) {
		t.Helper()
		if math.Abs(s.Lower-lower) > 1e-9 || math.Abs(s.At-at) > 1e-9 || math.Abs(s.Upper-upper) > 1e-9 {
			t.Errorf("%s lies at %g, %g, %g, want %g, %g, %g", s.ID, s.Lower, s.At, s.Upper, lower, at, upper)
		}
	}
	check(p.Stats[0], 0, 50, 100) // one doubling is half the line; beyond its end
	check(p.Stats[1], 0, 25, 60)
}

// Everything that the page can show names a section that it has, and no name
// is used twice.
func TestSections(t *testing.T) {
	known, used := map[string]bool{}, map[string]bool{}
	for _, s := range sections() {
		known[s.ID] = true
	}
	check := func(what, name, section string) {
		t.Helper()
		if !known[section] {
			t.Errorf("%s %s is of section %q, which the page does not have", what, name, section)
		}
		if used[what+name] {
			t.Errorf("two are called %s %s", what, name)
		}
		used[what+name] = true
	}
	for _, s := range sheets() {
		check("table", s.Name, s.Section)
	}
	for _, f := range figure.Figures() {
		check("figure", f.Name, f.Section)
	}
}
