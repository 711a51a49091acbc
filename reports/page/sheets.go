package page

import (
	"context"
	"fmt"
	"strings"
	"text/template"

	"headstart/reports/tables"
	"headstart/transform"
)

// sheet is a table of the page: what sql/page_<name>.sql says, as the template
// of its name in templates/sheets.tmpl writes it. A folded one is opened by the
// reader. Numbers says which columns are set flush right.
type sheet struct {
	Name, Section, Title string
	Of                   string // relation that has all its rows, of one that may be long
	Folded               bool
	Stacked              bool // cells of sentences: on a narrow screen one below the other

	Number  int
	All     int // rows of the query, of which Rows are the first
	Columns []string
	Numbers []bool
	Rows    [][]string
}

// sheets returns every table, in the order in which the page shows them.
func sheets() []sheet {
	return []sheet{
		{Name: "buckets", Section: "races", Title: "Win rate by head start, primary definition of winning"},
		{Name: "races", Of: "race_design", Section: "races", Title: "All races, shortest head start first", Folded: true},
		{Name: "win_rules", Section: "winning", Title: "Win rate by what counts as winning", Stacked: true},
		{Name: "subsets", Section: "winning", Title: "Win rate by set of races", Folded: true},
		{Name: "sensitivity", Section: "winning", Title: "All specifications", Folded: true},
		{Name: "robustness", Section: "robustness", Title: "What it would take to change an answer", Stacked: true},
		{Name: "gaps", Of: "gap", Section: "robustness", Title: "What to find out next: the unknown cells that move an answer most", Stacked: true},
		{Name: "hypotheses", Section: "plan", Title: "Registered hypotheses, on the races known then and collected since", Stacked: true},
		{Name: "power", Section: "plan", Title: "How often a study of these races would find an effect"},
		{Name: "models", Section: "routes", Title: "The estimates side by side"},
		{Name: "strengths", Section: "routes", Title: "The hierarchical model", Folded: true},
		{Name: "priors", Section: "routes", Title: "Assumptions of the simulated race, each with its basis", Folded: true, Stacked: true},
		{Name: "posterior", Section: "routes", Title: "The bet combined with the other races", Folded: true},
		{Name: "judges", Section: "routes", Title: "Experts and their pools, scored where the answer is known"},
		{Name: "versions", Section: "routes", Title: "Versions and readings of the bet", Folded: true},
		{Name: "statements", Section: "routes", Title: "Reports of the bet", Folded: true, Stacked: true},
		{Name: "scores", Section: "routes", Title: "How well each model predicts past races, by set of races", Folded: true},
		{Name: "lead_state", Section: "lead", Title: "Who was ahead 12, 24, 36 and 60 months after the responder's entry"},
		{Name: "overtaking", Of: "overtaking", Section: "lead", Title: "When the responder is first seen ahead", Folded: true},
		{Name: "coders", Of: "coder_difference", Section: "coding", Title: "Races on which the two coders differ", Folded: true},
		{Name: "published", Section: "literature", Title: "Published results on first movers", Stacked: true},
		{Name: "latest", Of: "series", Section: "adoption", Title: "Latest figure of each platform, of the metric and market that charts show", Folded: true},
		{Name: "curves", Of: "curve", Section: "curves", Title: "Growth curves: the better of two fits to each series", Folded: true},
		{Name: "forecasts", Of: "forecast", Section: "forecasts", Title: "Forecasts by quarter", Folded: true},
		{Name: "backtest", Section: "forecasts", Title: "Errors of past forecasts and coverage of their intervals"},
		{Name: "record_score", Section: "record", Title: "Predictions on record, scored by model"},
		{Name: "record", Of: "forecast_outcome", Section: "record", Title: "Forecasts of earlier runs and the figures published since", Folded: true},
		{Name: "conflicts", Of: "conflict", Section: "conflicts", Title: "Claims that contradict the chosen one or are in doubt", Folded: true, Stacked: true},
		{Name: "rejected", Of: "rejected", Section: "rejected", Title: "Rows that were set aside"},
	}
}

// sheetRows is how many rows of a table the page shows: it is to be read in a
// browser, whatever the size of the data.
const sheetRows = 400

// read runs the query and writes a row by the template of its name.
func (s *sheet) read(ctx context.Context, db *transform.DB, say *template.Template) error {
	query, err := queries.ReadFile("sql/page_" + s.Name + ".sql")
	if err != nil {
		return err
	}
	rows, err := rowsOf(tables.Query(ctx, db, fmt.Sprintf("from (%s\n) limit %d", query, sheetRows)))
	if err != nil {
		return err
	}
	if s.All = len(rows); s.All == sheetRows {
		all, err := rowsOf(tables.Query(ctx, db, fmt.Sprintf("select count(*) as rows from (%s\n)", query)))
		if err != nil {
			return err
		}
		s.All = all[0]["rows"].(int)
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
