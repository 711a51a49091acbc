package source

import (
	"maps"
	"regexp"
	"strings"
	"unicode/utf8"

	"headstart/ingest"
	"headstart/ingest/press"

	"golang.org/x/text/unicode/norm"
)

// Aliases finds a platform_id by a name of the platform, folded with [Fold].
type Aliases map[string]string

// Platform returns the platform_id of a name, or the name itself when it is
// not known: a row that holds it is then set aside under that name.
func (a Aliases) Platform(name string) string {
	if id, ok := a[Fold(name)]; ok {
		return id
	}
	return name
}

// Fold makes names equal that differ in case, width or spaces only.
func Fold(name string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(name))), " ")
}

// aliasesOf finds platforms by any of their names.
func aliasesOf(platforms []press.Platform) Aliases {
	aliases := Aliases{}
	for _, p := range platforms {
		for _, name := range append([]string{p.ID, p.Name}, p.Aliases...) {
			// A name that two platforms share tells neither.
			folded := Fold(name)
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
