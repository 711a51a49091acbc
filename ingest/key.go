package ingest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// oneOrMore is a name, or a list of names.
type oneOrMore []string

// UnmarshalJSON reads either.
func (names *oneOrMore) UnmarshalJSON(text []byte) error {
	if bytes.HasPrefix(text, []byte(`"`)) {
		*names = make(oneOrMore, 1)
		return json.Unmarshal(text, &(*names)[0])
	}
	return json.Unmarshal(text, (*[]string)(names))
}

// Key is columns whose values no two rows share or, with a Table, are those of the columns To of a row there.
type Key struct {
	Columns []string
	Table   string
	To      []string
}

// Keys returns the keys of a table, and those of others that it names, in the order of the descriptor.
func (c Contract) Keys(table string) []Key { return c.table(table).keys }

// addKeys fills the keys of t, whose columns must be there.
func (c Contract) addKeys(t *table, r resource) error {
	has := func(table string, columns []string) error {
		for _, name := range columns {
			hint, names := "", c.table(table).names
			switch {
			case slices.Contains(names, name):
				continue
			case names == nil:
				hint = Hint(table, "tables are", c.Tables())
			default:
				hint = Hint(name, "columns are", names)
			}
			return fmt.Errorf("a key names the column %s of table %s, which is not there%s", quoted(name), quoted(table), hint)
		}
		return nil
	}
	add := func(key Key) error {
		t.keys = append(t.keys, key)
		return cmp.Or(has(t.name, key.Columns), has(key.Table, key.To))
	}
	var wrong []error
	unique := append([]oneOrMore{r.Schema.PrimaryKey}, r.Schema.UniqueKeys...)
	for _, f := range r.Schema.Fields {
		if string(f.Constraints["unique"]) == "true" {
			unique = append(unique, oneOrMore{f.Name})
		}
	}
	for _, columns := range unique {
		if len(columns) > 0 {
			wrong = append(wrong, add(Key{Columns: columns}))
		}
	}
	for _, k := range r.Schema.ForeignKeys {
		key := Key{k.Fields, cmp.Or(k.Reference.Resource, t.name), k.Reference.Fields}
		if len(key.Columns) == 0 || len(key.Columns) != len(key.To) {
			wrong = append(wrong, fmt.Errorf("a foreign key of %d columns refers to %d; name one there for each", len(key.Columns), len(key.To)))
			continue
		}
		wrong = append(wrong, add(key))
	}
	return errors.Join(wrong...)
}
