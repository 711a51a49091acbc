package source

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"headstart/ingest"
	"headstart/ingest/press"
)

// Aliases finds a platform_id by a name of the platform, folded with [ingest.Fold].
type Aliases map[string]string

// Platform returns the platform_id of a name, or the name itself when it is
// not known: a row that holds it is then set aside under that name.
func (a Aliases) Platform(name string) string {
	if id, ok := a[ingest.Fold(name)]; ok {
		return id
	}
	return name
}

// Near returns the platform whose name is nearest to one that no platform has;
// "" if none is near, or several are.
func (a Aliases) Near(name string) string {
	return a[ingest.Closest(ingest.Fold(name), slices.Sorted(maps.Keys(a)))]
}

// AliasesOf finds platforms by any of their names.
func AliasesOf(platforms []press.Platform) Aliases {
	aliases := Aliases{}
	for _, p := range platforms {
		for _, name := range append([]string{p.ID, p.Name}, p.Aliases...) {
			// A name that two platforms share tells neither.
			folded := ingest.Fold(name)
			if id, taken := aliases[folded]; taken && id != p.ID {
				aliases[folded] = ""
			} else {
				aliases[folded] = p.ID
			}
		}
	}
	maps.DeleteFunc(aliases, func(_, id string) bool { return id == "" })
	return aliases
}

// aliasRemark is what a name carries in brackets: another name, when it is in
// another script, else a remark.
var aliasRemark = regexp.MustCompile(`\s*\(([^()]*)\)`)

// Platforms returns the platforms of a data package with all their names, in
// the order of its file.
func Platforms(pkg *ingest.Package) ([]press.Platform, error) {
	header, rows, err := pkg.Texts("platform")
	if err != nil {
		return nil, err
	}
	var out []press.Platform
	for _, cells := range rows {
		row := ingest.Row{Columns: header, Cells: cells}
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
	header, rows, err := pkg.Texts("metric")
	for _, cells := range rows {
		row := ingest.Row{Columns: header, Cells: cells}
		out[row.Cell("metric")] = []string{row.Cell("metric"), row.Cell("label")}
	}
	return out, err
}
