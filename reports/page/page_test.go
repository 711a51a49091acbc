package page

import (
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template/parse"

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
			if f.Number != len(order) || p.Figures[f.Name].Number != len(order) {
				t.Errorf("figure %s has number %d, want %d", f.Name, f.Number, len(order))
			}
		}
	}
	if got, want := strings.Join(order, " "), "win_rate forecast novelty conflicts"; got != want {
		t.Errorf("the figures are %s, want %s", got, want)
	}
	if p.Sheets["buckets"].Number != 1 || p.Sheets["conflicts"].Number != 2 || p.Sheets["latest"].Number != 0 {
		t.Errorf("the tables are numbered %v", p.Sheets)
	}
	for id, findings := range map[string]string{"answer": "head-start", "forecasts": "forecast-next", "more": "news"} {
		s := p.Sections[id]
		if s == nil || len(s.Findings) != 1 || s.Findings[0].ID != findings {
			t.Errorf("section %s is %+v, want the finding %s", id, s, findings)
		}
	}
	for _, id := range []string{"founding", "adoption", "whatif", "survival"} {
		if p.Sections[id] != nil {
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

// A figure all of whose sources are beyond the list has an empty list, which
// the script can go through.
func TestPlacesOf(t *testing.T) {
	place := map[any]int{"a": 0, "b": 1}
	for want, sources := range map[string]any{"[1,0]": []any{"b", "a"}, "[0]": []any{"beyond", "a"}, "[]": []any{"beyond"}, "[ ]": nil} {
		if text, err := json.Marshal(placesOf(sources, place)); err != nil || string(text) != strings.ReplaceAll(want, " ", "") {
			t.Errorf("the places of %v are %s, %v; want %s", sources, text, err, want)
		}
	}
}

func TestSettings(t *testing.T) {
	check := func(of any, want string) {
		t.Helper()
		got, err := settings(of)
		if err != nil || strings.Join(strings.Fields(got), " ") != want {
			t.Errorf("settings(%v) = %q, %v, want %q", of, got, err, want)
		}
	}
	check(map[string]any{"resolve": "low"}, `{ "resolve": "low" }`)
	check(nil, "")
	check("text", `"text"`)
}

// The first screen has the findings of the answer, and the places of their
// intervals on a line.
func TestSummarise(t *testing.T) {
	value := func(v float64) *float64 { return &v }
	p := &page{}
	p.summarize([]tables.Finding{
		{ID: "known", Section: "answer", Value: value(0.6), Lower: value(0.5), Upper: value(0.7)},
		{ID: "head-start", Section: "answer", Value: value(-0.25), Lower: value(-0.6), Upper: value(0.1)},
		{ID: "power", Section: "answer", Value: value(0.2)},
		{ID: "contrast", Section: "races", Value: value(0.2), Lower: value(0), Upper: value(1)},
	})
	if !p.Answered || len(p.First) != 3 {
		t.Fatalf("answered %v by %d findings, want 3", p.Answered, len(p.First))
	}
	check := func(h headline, label, number string, lower, at, upper float64) {
		t.Helper()
		if h.Label != label || h.Number != number || math.Abs(h.Lower-lower) > 1e-9 || math.Abs(h.At-at) > 1e-9 || math.Abs(h.Upper-upper) > 1e-9 {
			t.Errorf("%s is %+v", h.ID, h)
		}
	}
	check(p.First[0], "What is known", "60%", 50, 60, 70)
	check(p.First[1], "What is ruled out", "", 0, 25, 60) // beyond the end of the line
	if p.First[2].Line {
		t.Error("power has an interval")
	}
	p = &page{}
	if p.summarize(nil); p.Answered {
		t.Error("answered without a decided race")
	}
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

// constants are the numbers that the sentences of the report have from no
// query: those that define what is asked.
var constants = map[string][]string{
	"known":           {"50%"},     // no effect
	"head-start":      {"12", "3"}, // the two head starts that are compared
	"power":           {"12", "3"},
	"sensitivity":     {"12", "3", "0"}, // and what an interval excludes
	"robustness":      {"1.5"},          // the odds ratio that could be hidden
	"gaps":            {"12", "3"},
	"hierarchical":    {"12", "3"},
	"interaction":     {"1", "2"},    // the names of the waves
	"overtaking":      {"100"},       // the unit of a rate
	"forecast-choice": {"12", "80%"}, // what makes a longer series; the interval that is scored
	"forecast-record": {"80%"},
}

// Nothing in a sentence is typed by hand that a run can compute.
func TestSentencesHaveNoNumbers(t *testing.T) {
	say, err := sentences("findings", nil)
	if err != nil {
		t.Fatal(err)
	}
	number := regexp.MustCompile(`[0-9][0-9.,]*%?`)
	for _, s := range say.Templates() {
		if s.Tree == nil {
			continue
		}
		texts(s.Root, func(text string) {
			for _, found := range number.FindAllString(text, -1) {
				if !slices.Contains(constants[s.Name()], strings.TrimRight(found, ".,")) {
					t.Errorf("the sentence %s has %s in %q, which no query gave it", s.Name(), found, text)
				}
			}
		})
	}
}

// texts hands over every text of a template that is not code.
func texts(n parse.Node, use func(string)) {
	list := func(l *parse.ListNode) {
		if l != nil {
			texts(l, use)
		}
	}
	switch n := n.(type) {
	case *parse.TextNode:
		use(string(n.Text))
	case *parse.ListNode:
		for _, inner := range n.Nodes {
			texts(inner, use)
		}
	case *parse.IfNode:
		list(n.List)
		list(n.ElseList)
	case *parse.RangeNode:
		list(n.List)
		list(n.ElseList)
	case *parse.WithNode:
		list(n.List)
		list(n.ElseList)
	}
}

// No word of those that the report gave up comes back.
func TestPlainWords(t *testing.T) {
	never := regexp.MustCompile(`(?i)\b(foretells?|foresee|foreseen|verdicts? of|mind|of which|by now|so far as|can be told|tells?|thus|hence|wherein|hypothesiss|\d,\d{3} million)\b`)
	files, err := templates.ReadDir("templates")
	if err != nil {
		t.Fatal(err)
	}
	comment := regexp.MustCompile(`(?s)/\*.*?\*/|//[^\n]*`)
	for _, f := range files {
		if strings.HasSuffix(f.Name(), ".js") || strings.HasSuffix(f.Name(), ".css") {
			continue
		}
		text, err := templates.ReadFile("templates/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range never.FindAllString(comment.ReplaceAllString(string(text), ""), -1) {
			t.Errorf("templates/%s has %q", f.Name(), word)
		}
	}
}
