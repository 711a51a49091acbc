package reports

import (
	"slices"
	"strings"
)

// section is one part of the page. What is named in it and not in the run is
// left out, and so is a section that nothing is left of.
type section struct {
	ID, Title string
	Group     string // heading in the table of contents; "" goes on with that of the section before
	Always    bool   // shown even if it has nothing of the run

	charts, sheets []string
	findings       []string // ids; one that ends in * is the beginning of ids

	Findings []Finding
}

// sections is the page in its order, which is that of the numbers of its
// figures and tables. What no section names goes to
// the one that is unclaimed.
func sections() []section {
	return []section{
		{ID: "answer", Title: "The answer", Group: "Launching first", Always: true,
			charts: []string{"win_rate"}, findings: []string{"head-start", "base-rate"}},
		{ID: "races", Title: "The races behind it",
			findings: []string{"contrast", "elicited"}, sheets: []string{"buckets", "races"}, charts: []string{"race_field", "owner_networks"}},
		{ID: "whatif", Title: "What if?"},
		{ID: "routes", Title: "Routes to an answer", Always: true, findings: []string{"mechanism"},
			sheets: []string{"models", "priors", "posterior", "versions", "statements", "scores"}, charts: []string{"what_if", "critical_lead", "score"}},
		{ID: "survival", Title: "How long first movers last", findings: []string{"survival"}, charts: []string{"survival"}},
		{ID: "founding", Title: "The founding story", findings: []string{"founding-race"}, charts: []string{"founding_race"}},

		{ID: "adoption", Title: "Adoption", Group: "The platforms",
			findings: []string{"largest-*"}, charts: []string{"adoption", "adoption_since_launch"}, sheets: []string{"latest"}},
		{ID: "growth", Title: "Growth", findings: []string{"definition-breaks"}, charts: []string{"growth_yoy"}},
		{ID: "milestones", Title: "Milestones", charts: []string{"milestones"}},
		{ID: "shares", Title: "Shares and concentration", findings: []string{"concentration"}, charts: []string{"market_share", "concentration"}},
		{ID: "curves", Title: "Growth curves and ceilings", findings: []string{"curve-*"}, charts: []string{"curves", "ceiling"}, sheets: []string{"curves"}},
		{ID: "forecasts", Title: "Forecasts and how past ones did", findings: []string{"forecast-*"},
			charts: []string{"forecast", "backtest"}, sheets: []string{"forecasts", "backtest"}},
		{ID: "record", Title: "Forecasts on record", findings: []string{"forecast-record"}, sheets: []string{"record"}},
		{ID: unclaimed, Title: "Also found"},

		{ID: "change", Title: "What would change the answer", Group: "How far to trust it",
			findings: []string{"sensitivity", "win-rules"}, charts: []string{"sensitivity"}, sheets: []string{"sensitivity", "contradictions"}},
		{ID: "conflicts", Title: "Where sources disagree", findings: []string{"conflicts"}, charts: []string{"conflicts"}, sheets: []string{"conflicts"}},
		{ID: "rejected", Title: "What was rejected", Always: true, sheets: []string{"rejected"}},
		{ID: "methods", Title: "Methods", Group: "Reference", Always: true},
		{ID: "sources", Title: "Sources", Always: true},
		{ID: "cite", Title: "How to cite", Always: true},
		{ID: "reproduce", Title: "How to reproduce", Always: true},
	}
}

// arrange puts the findings, charts and tables of the run into their
// sections, numbers them in that order and drops what is empty.
func (p *page) arrange(findings []Finding, charts []figure, tables []sheet) {
	p.Findings, p.Figures, p.Sheets, p.shown = map[string]string{}, map[string]figure{}, map[string]sheet{}, map[string]*section{}
	all := sections()
	for _, f := range findings {
		p.Findings[f.ID] = f.Text
		s := home(all, f.ID, func(s *section) []string { return s.findings })
		s.Findings = append(s.Findings, f)
	}
	drawn := map[string]figure{}
	for _, f := range charts {
		drawn[f.Name] = f
		if s := home(all, f.Name, func(s *section) []string { return s.charts }); s.ID == unclaimed {
			s.charts = append(s.charts, f.Name)
		}
	}
	read := map[string]sheet{}
	for _, t := range tables {
		read[t.Name] = t
	}
	for i := range all {
		s := &all[i]
		filled := s.Always || len(s.Findings) > 0 || s.ID == "whatif" && p.WhatIf != ""
		for _, name := range s.charts {
			if f, ok := drawn[name]; ok {
				f.Number = len(p.Order) + 1
				f.Citation = p.cite(f)
				p.Figures[name] = f
				p.Order = append(p.Order, f)
				filled = true
			}
		}
		for _, name := range s.sheets {
			if t := read[name]; len(t.Rows) > 0 {
				t.Number = len(p.Sheets) + 1
				p.Sheets[name] = t
				filled = true
			}
		}
		if filled {
			p.shown[s.ID] = s
			p.Contents = append(p.Contents, s)
		}
	}
}

// unclaimed is the section of what no other one names.
const unclaimed = "more"

// home returns the section that names a thing, or else the beginning of its
// name.
func home(all []section, name string, names func(*section) []string) *section {
	var other, begins *section
	for i := range all {
		s := &all[i]
		if s.ID == unclaimed {
			other = s
		}
		for _, n := range names(s) {
			beginning, open := strings.CutSuffix(n, "*")
			switch {
			case n == name:
				return s
			case open && strings.HasPrefix(name, beginning):
				begins = s
			}
		}
	}
	if begins != nil {
		return begins
	}
	return other
}

// Section returns the section, nil if the page does not show it.
func (p *page) Section(id string) *section { return p.shown[id] }

// Shown returns a figure as it is shown; one without a name if the page does
// not have it.
func (p *page) Shown(name string) figure { return p.Figures[name] }

// Table returns a table as it is shown; one without a number if the page does
// not have it.
func (p *page) Table(name string) sheet { return p.Sheets[name] }

// body is what a section shows: findings, figures, tables, in this order.
type body struct {
	Findings []Finding
	Figures  []figure
	Tables   []sheet
}

// Plain returns the tables that are not folded, for a text that cannot fold.
func (b body) Plain() []sheet {
	return slices.DeleteFunc(slices.Clone(b.Tables), func(s sheet) bool { return s.Folded })
}

// Headline says whether a finding is among those at the top.
func (p *page) Headline(id string) bool {
	return slices.ContainsFunc(p.Headlines, func(f Finding) bool { return f.ID == id })
}

func (p *page) Body(s *section) body {
	b := body{Findings: s.Findings}
	for _, name := range s.charts {
		if f, ok := p.Figures[name]; ok {
			b.Figures = append(b.Figures, f)
		}
	}
	for _, name := range s.sheets {
		if t, ok := p.Sheets[name]; ok {
			b.Tables = append(b.Tables, t)
		}
	}
	return b
}

// sheetKind is a table of the page: a query sql/page_<name>.sql. A folded one
// is opened by the reader.
type sheetKind struct {
	name, title string
	folded      bool
}

var sheetKinds = []sheetKind{
	{"buckets", "Win rate by head start", false},
	{"races", "All races, shortest head start first", true},
	{"models", "The routes side by side", false},
	{"priors", "The assumptions of the mechanism, each with its ground", true},
	{"posterior", "The bet against the races", false},
	{"versions", "Every version and reading of the bet, and what it says", true},
	{"statements", "Every report of the bet", true},
	{"scores", "How well each foretells markets that were left out", false},
	{"latest", "Latest monthly figure of each platform", true},
	{"curves", "Growth curves: the better of two fits to each series", true},
	{"forecasts", "Forecasts of the model chosen, by quarter", true},
	{"backtest", "Errors of past forecasts and coverage of their intervals", false},
	{"record", "Forecasts that earlier runs made, and what became of them", true},
	{"sensitivity", "All changes that were tried", true},
	{"contradictions", "Races that a computed rule gives to the other side", true},
	{"conflicts", "Claims that cannot be right together with the chosen one", true},
	{"rejected", "Rows that were set aside", false},
}
