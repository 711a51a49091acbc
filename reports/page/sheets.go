package page

import (
	"context"
	"strings"
	"text/template"

	"headstart/transform"
)

// sheet is a table of the page: what sql/page_<name>.sql says, as the template
// of its name in templates/sheets.tmpl writes it. A folded one is opened by the
// reader. Numbers says which columns are set flush right.
type sheet struct {
	Name, Section, Title string
	Folded               bool

	Number  int
	Columns []string
	Numbers []bool
	Rows    [][]string
}

// sheets returns every table, in the order in which the page shows them.
func sheets() []sheet {
	return []sheet{
		{Name: "buckets", Section: "races", Title: "Win rate by head start, by the primary rule"},
		{Name: "races", Section: "races", Title: "All races, shortest head start first", Folded: true},
		{Name: "win_rules", Section: "winning", Title: "Win rate by what counts as winning"},
		{Name: "subsets", Section: "winning", Title: "Win rate by set of races", Folded: true},
		{Name: "sensitivity", Section: "winning", Title: "All specifications", Folded: true},
		{Name: "hypotheses", Section: "plan", Title: "Registered hypotheses and the races that were known or came since"},
		{Name: "power", Section: "plan", Title: "How often a study of these races would find an effect"},
		{Name: "models", Section: "routes", Title: "The routes side by side"},
		{Name: "scores", Section: "routes", Title: "How well each route predicts past races"},
		{Name: "priors", Section: "routes", Title: "Assumptions of the simulated race, each with its ground", Folded: true},
		{Name: "posterior", Section: "routes", Title: "The bet combined with the other races", Folded: true},
		{Name: "versions", Section: "routes", Title: "Versions and readings of the bet", Folded: true},
		{Name: "statements", Section: "routes", Title: "Reports of the bet", Folded: true},
		{Name: "coders", Section: "coding", Title: "Races on which the two coders differ", Folded: true},
		{Name: "published", Section: "literature", Title: "Published results on first movers"},
		{Name: "latest", Section: "adoption", Title: "Latest monthly figure of each platform", Folded: true},
		{Name: "curves", Section: "curves", Title: "Growth curves: the better of two fits to each series", Folded: true},
		{Name: "forecasts", Section: "forecasts", Title: "Forecasts of the model chosen, by quarter", Folded: true},
		{Name: "backtest", Section: "forecasts", Title: "Errors of past forecasts and coverage of their intervals"},
		{Name: "record", Section: "record", Title: "Forecasts that earlier runs made, and what became of them", Folded: true},
		{Name: "conflicts", Section: "conflicts", Title: "Claims that cannot be right together with the chosen one", Folded: true},
		{Name: "rejected", Section: "rejected", Title: "Rows that were set aside"},
	}
}

// read runs the query and writes a row by the template of its name.
func (s *sheet) read(ctx context.Context, db *transform.DB, say *template.Template) error {
	rows, err := readRows(ctx, db, "page_"+s.Name)
	if err != nil {
		return err
	}
	for i, r := range rows {
		text, err := fill(say, s.Name, r)
		if err != nil {
			return err
		}
		var cells []string
		for _, line := range strings.Split(text, "\n") {
			heading, cell, _ := strings.Cut(line, " |")
			if i == 0 {
				name, number := strings.CutSuffix(heading, "#")
				s.Columns, s.Numbers = append(s.Columns, name), append(s.Numbers, number)
			}
			cells = append(cells, strings.TrimSpace(cell))
		}
		s.Rows = append(s.Rows, cells)
	}
	return nil
}
