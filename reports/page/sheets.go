package page

import (
	"context"
	"strings"

	"headstart/reports/tables"
	"headstart/transform"
)

// sheet is a table of the page: what sql/page_<name>.sql says. A folded one is
// opened by the reader. Numbers says which columns are set flush right.
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
		{Name: "buckets", Section: "races", Title: "Win rate by head start"},
		{Name: "races", Section: "races", Title: "All races, shortest head start first", Folded: true},
		{Name: "models", Section: "routes", Title: "The routes side by side"},
		{Name: "priors", Section: "routes", Title: "The assumptions of the mechanism, each with its ground", Folded: true},
		{Name: "posterior", Section: "routes", Title: "The bet against the races"},
		{Name: "versions", Section: "routes", Title: "Every version and reading of the bet, and what it says", Folded: true},
		{Name: "statements", Section: "routes", Title: "Every report of the bet", Folded: true},
		{Name: "scores", Section: "routes", Title: "How well each foretells markets that were left out"},
		{Name: "latest", Section: "adoption", Title: "Latest monthly figure of each platform", Folded: true},
		{Name: "curves", Section: "curves", Title: "Growth curves: the better of two fits to each series", Folded: true},
		{Name: "forecasts", Section: "forecasts", Title: "Forecasts of the model chosen, by quarter", Folded: true},
		{Name: "backtest", Section: "forecasts", Title: "Errors of past forecasts and coverage of their intervals"},
		{Name: "record", Section: "record", Title: "Forecasts that earlier runs made, and what became of them", Folded: true},
		{Name: "sensitivity", Section: "change", Title: "All changes that were tried", Folded: true},
		{Name: "contradictions", Section: "change", Title: "Races that a computed rule gives to the other side", Folded: true},
		{Name: "conflicts", Section: "conflicts", Title: "Claims that cannot be right together with the chosen one", Folded: true},
		{Name: "rejected", Section: "rejected", Title: "Rows that were set aside"},
	}
}

// read runs the query. A column whose name ends in # is set flush right;
// underscores of a name are shown as spaces.
func (s *sheet) read(ctx context.Context, db *transform.DB) error {
	result, err := tables.Rows(ctx, db, queries, "page_"+s.Name)
	if err != nil {
		return err
	}
	for _, c := range result.Columns {
		text, number := strings.CutSuffix(c, "#")
		s.Columns = append(s.Columns, strings.ReplaceAll(text, "_", " "))
		s.Numbers = append(s.Numbers, number)
	}
	for _, row := range result.Rows {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = transform.Text(v)
		}
		s.Rows = append(s.Rows, cells)
	}
	return nil
}
