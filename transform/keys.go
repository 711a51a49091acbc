package transform

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"headstart/ingest"
)

// furtherKeys returns, by table, what is added to its check for the keys that a package declares beyond those of the
// contract, which the checks know. A table that nothing reads has no rows to compare with.
func furtherKeys(pkg *ingest.Package) map[string]string {
	further := map[string]string{}
	for _, table := range pkg.Tables() {
		for _, key := range pkg.Keys(table) {
			known := slices.ContainsFunc(whole().Keys(table), func(k ingest.Key) bool {
				return k.Table == key.Table && slices.Equal(k.Columns, key.Columns) && slices.Equal(k.To, key.To)
			})
			if !known && isRead(table) && (key.Table == "" || isRead(key.Table)) {
				further[table] += keyCheck(table, key, pkg.Path(key.Table))
			}
		}
	}
	return further
}

// keyCheck is the part of a check that finds the rows that break a key: those that repeat another's, or name a row that is
// not in file. A row that leaves a column of it empty breaks none.
func keyCheck(table string, key ingest.Key, file string) string {
	name := func(column string) string { // other engines write quotes otherwise
		if plainName.MatchString(column) {
			return column
		}
		return QuoteName(column)
	}
	columns, filled, same := make([]string, len(key.Columns)), "true", "true"
	for i, column := range key.Columns {
		columns[i] = "given." + name(column)
		filled += " and " + columns[i] + " is not null"
		if key.Table != "" {
			same += " and other." + name(key.To[i]) + " = " + columns[i]
		}
	}
	last := len(columns) - 1
	found := fmt.Sprintf(`
union all
select given.line, %s, as_text(%s), `, QuoteText(key.Columns[last]), columns[last])
	if key.Table == "" {
		return found + fmt.Sprintf(`'unique', %s, null
from (select given.*, row_number() over (partition by %s order by given.line) as copy from raw.%s as given where %s) as given
where given.copy > 1`, QuoteText("another row has the same "+strings.Join(key.Columns, ", ")+"; the first row is kept"), strings.Join(columns, ", "), table, filled)
	}
	return found + fmt.Sprintf(`'foreign_key', %s, null
from raw.%s as given
where %s and not exists (select 1 from raw.%s as other where %s)`, QuoteText("no such "+strings.Join(key.To, ", ")+" in "+file), table, filled, key.Table, same)
}

var plainName = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)
