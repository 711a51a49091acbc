package page

import (
	"slices"

	"headstart/reports/tables"
)

// section is one part of the page: the findings, figures and tables that name
// it, each kind in the order of its own list.
type section struct {
	ID, Title string
	Group     string // heading in the table of contents; "" goes on with that of the section before
	Always    bool   // shown even if it has nothing of the run

	Findings []tables.Finding
	Figures  []exhibit
	Tables   []sheet
}

// sections is the page in its order, which is that of the numbers of its
// figures and tables.
func sections() []section {
	return []section{
		{ID: "answer", Title: "The answer", Group: "Launching first", Always: true},
		{ID: "races", Title: "The races behind it"},
		{ID: "winning", Title: "What counts as winning"},
		{ID: "robustness", Title: "How wrong could this be?"},
		{ID: "plan", Title: "Registered hypotheses and power"},
		{ID: "whatif", Title: "What if?"},
		{ID: "routes", Title: "Models of the win rate", Always: true},
		{ID: "survival", Title: "Survival of first movers"},
		{ID: "lead", Title: "Who was ahead, month by month"},
		{ID: "founding", Title: "The founding story"},

		{ID: "adoption", Title: "Adoption", Group: "The platforms"},
		{ID: "growth", Title: "Growth"},
		{ID: "milestones", Title: "Milestones"},
		{ID: "shares", Title: "Shares and concentration"},
		{ID: "curves", Title: "Growth curves and ceilings"},
		{ID: "forecasts", Title: "Forecasts"},
		{ID: "record", Title: "Past forecasts scored"},
		{ID: unclaimed, Title: "Also found"},

		{ID: "coding", Title: "How the races were coded", Group: "Data and reliability"},
		{ID: "literature", Title: "What others found"},
		{ID: "conflicts", Title: "Data conflicts"},
		{ID: "rejected", Title: "Rejected rows", Always: true},
		{ID: "methods", Title: "Methods", Group: "Reference", Always: true},
		{ID: "sources", Title: "Sources", Always: true},
		{ID: "cite", Title: "How to cite", Always: true},
		{ID: "reproduce", Title: "How to reproduce", Always: true},
	}
}

// unclaimed is the section of what names no section of the page.
const unclaimed = "more"

// arrange puts the findings, figures and tables of the run into their
// sections, numbers them in that order and drops what is empty.
func (p *page) arrange(findings []tables.Finding, figures []exhibit, sheets []sheet) {
	p.Sections, p.Figures, p.Sheets = map[string]*section{}, map[string]exhibit{}, map[string]sheet{}
	all := sections()
	at := func(id string) *section {
		for _, wanted := range []string{id, unclaimed} {
			if i := slices.IndexFunc(all, func(s section) bool { return s.ID == wanted }); i >= 0 {
				return &all[i]
			}
		}
		return nil
	}
	for _, f := range findings {
		s := at(f.Section)
		s.Findings = append(s.Findings, f)
	}
	for _, f := range figures {
		s := at(f.Section)
		s.Figures = append(s.Figures, f)
	}
	for _, t := range sheets {
		if len(t.Rows) > 0 {
			s := at(t.Section)
			s.Tables = append(s.Tables, t)
		}
	}
	for i := range all {
		s := &all[i]
		for k := range s.Figures {
			f := &s.Figures[k]
			f.Number = len(p.Figures) + 1
			f.Citation = p.cite(*f)
			p.Figures[f.Name] = *f
		}
		for k := range s.Tables {
			s.Tables[k].Number = len(p.Sheets) + 1
			p.Sheets[s.Tables[k].Name] = s.Tables[k]
		}
		if s.Always || len(s.Findings)+len(s.Figures)+len(s.Tables) > 0 || s.ID == "whatif" && p.WhatIf != "" {
			p.Sections[s.ID] = s
			p.Contents = append(p.Contents, s)
		}
	}
}

// Plain returns the tables that are not folded, for a text that cannot fold.
func (s *section) Plain() []sheet {
	return slices.DeleteFunc(slices.Clone(s.Tables), func(t sheet) bool { return t.Folded })
}
