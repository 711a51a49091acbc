package source

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"headstart/data"
	"headstart/ingest"
	"headstart/ingest/press"
)

// contract is the descriptor of the data package in the program: rows have its
// columns, also for the package of a user that has fewer of them.
var contract = sync.OnceValue(func() ingest.Contract {
	c, err := ingest.ReadContract(data.FS)
	if err != nil {
		panic(fmt.Sprintf("the data package in the program: %v", err))
	}
	return c
})

// Check returns an error for each column of a data package that does not keep the
// contract that the relations build on; nil for none. It may be stricter.
func Check(p *ingest.Package) error { return contract().Loosened(p.Contract) }

// rowTables are those that a source can have rows of.
var rowTables = []string{"event", "market_year", "observation", "proxy", "source", "statement"}

// columnsOf are the cells of a row of a table, in order.
func columnsOf(table string) []string { return contract().Columns(table) }

// metrics are those of a package without a table of metrics, the usual one
// first; a package may have others.
var metrics = []string{"mau", "wau", "dau", "registered"}

// cells are those of a row by their columns; one that is not named is null.
type cells map[string]string

// rowOf makes a row of a table.
func rowOf(table string, c cells) ingest.Row {
	row := ingest.Row{Table: table, Columns: columnsOf(table), Cells: make([]string, len(columnsOf(table)))}
	fillIn(row, c)
	return row
}

// fillIn writes cells of a row. A column that the contract does not have is a
// mistake of the program.
func fillIn(row ingest.Row, c cells) {
	for column, text := range c {
		at := slices.Index(row.Columns, column)
		if at < 0 {
			panic(fmt.Sprintf("a row of %s has no column %s", row.Table, column))
		}
		row.Cells[at] = text
	}
}

// Aliases finds a platform_id by a name of the platform, folded with [ingest.Fold].
type Aliases map[string]string

// Platform returns the platform_id of a name, or the name itself when it is
// not known: a row that holds it is then set aside under that name.
func (a Aliases) Platform(name string) string {
	return cmp.Or(a[ingest.Fold(name)], name)
}

// Near returns the platform whose name is nearest to one that no platform has;
// "" if none is near, or several are.
func (a Aliases) Near(name string) string {
	return a[ingest.Closest(ingest.Fold(name), slices.Collect(maps.Keys(a)))]
}

// AliasesOf finds platforms by any of their names.
func AliasesOf(platforms []press.Platform) Aliases {
	aliases := Aliases{}
	for _, p := range platforms {
		for _, name := range append([]string{p.ID, p.Name}, p.Aliases...) {
			unshared(aliases, ingest.Fold(name), p.ID)
		}
	}
	maps.DeleteFunc(aliases, func(_, id string) bool { return id == "" })
	return aliases
}

// unshared adds the one thing that has a name. A name that two share tells neither:
// it is that of "".
func unshared(names map[string]string, name, of string) {
	if other, taken := names[name]; taken && other != of {
		of = ""
	}
	names[name] = of
}

// aliasRemark is what a name carries in brackets: another name, when it is in
// another script, else a remark.
var aliasRemark = regexp.MustCompile(`\s*\(([^()]*)\)`)

// Platforms returns the platforms of a data package with all their names, in
// the order of its file. A row without a platform_id is none.
func Platforms(pkg *ingest.Package) ([]press.Platform, error) {
	rows, err := pkg.Texts("platform")
	if err != nil {
		return nil, err
	}
	var out []press.Platform
	for _, row := range rows {
		if row.Cell("platform_id") == "" {
			continue
		}
		p := press.Platform{ID: row.Cell("platform_id"), Name: row.Cell("name"), Home: row.Cell("home_market"), Owner: row.Cell("owner")}
		for alias := range strings.SplitSeq(row.Cell("also_known_as"), ";") {
			for _, m := range aliasRemark.FindAllStringSubmatch(alias, -1) {
				if utf8.RuneCountInString(m[1])*2 <= len(m[1]) && !strings.Contains(m[1], " ") {
					p.Aliases = append(p.Aliases, m[1])
				}
			}
			if alias = strings.TrimSpace(aliasRemark.ReplaceAllString(alias, "")); alias != "" {
				p.Aliases = append(p.Aliases, alias)
			}
		}
		out = append(out, p)
	}
	return out, nil
}

// Metrics returns the metrics of a data package, each with what it is called:
// those of its table metric, or the four of a package without one.
func Metrics(pkg *ingest.Package) (map[string][]string, error) {
	out := map[string][]string{}
	if pkg.Path("metric") == "" {
		for _, m := range metrics {
			out[m] = []string{m}
		}
		return out, nil
	}
	rows, err := pkg.Texts("metric")
	for _, row := range rows {
		if name := row.Cell("metric"); name != "" {
			out[name] = []string{name, row.Cell("label")}
		}
	}
	return out, err
}
