package stored

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"headstart/transform"
)

// where returns the rows of a CSV file, all of whose columns were read, for
// which the condition of a source is true. A column whose cells are all
// numbers is one of numbers, and one of days a date; what is missing is null.
func (f *File) where(ctx context.Context, header []string) ([]int, error) {
	db, err := transform.Open(ctx)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	if err := permitCondition(ctx, db, f.source.Where); err != nil {
		return nil, err
	}
	f.findDecimals()
	comma := f.parts[0].comma
	var definitions []string
	values := make([]func(cell string) any, len(header))
	for i, name := range header {
		if strings.EqualFold(name, "rowid") {
			return nil, fmt.Errorf("%s has a column %q, a name that DuckDB gives to the rows; rename it to use --where", f.name, name)
		}
		kind := "varchar"
		values[i] = func(cell string) any { return cell }
		if f.all(name, func(cell string, _ bool) bool { _, ok := number(cell, comma); return ok }) {
			kind = "double"
			values[i] = func(cell string) any { x, _ := number(cell, comma); return x }
		} else if f.all(name, func(cell string, _ bool) bool { _, ok := day(cell); return ok }) {
			kind = "date"
			values[i] = func(cell string) any { at, _ := day(cell); return at }
		}
		definitions = append(definitions, transform.QuoteName(name)+" "+kind)
	}
	if err := db.Exec(ctx, "create table rows ("+strings.Join(definitions, ", ")+")"); err != nil {
		return nil, conditionError(f.name, err)
	}
	err = db.Append(ctx, "rows", func(yield func([]any) bool) {
		row := make([]any, len(definitions))
		for i := range f.Rows() {
			for j, name := range header {
				row[j] = nil
				if cell := f.cells[name].cell(i); !missing(cell) {
					row[j] = values[j](cell)
				}
			}
			if !yield(row) {
				return
			}
		}
	})
	if err == nil {
		err = lock(ctx, db, "allowed_paths", "")
	}
	if err != nil {
		return nil, err
	}
	kept, err := transform.Collect(ctx, db, "select rowid from rows where ("+f.source.Where+"\n) order by rowid", func(row *int) []any { return []any{row} })
	if err != nil {
		return nil, conditionError(f.name, err)
	}
	return kept, nil
}

// all says whether a column has cells that are not missing, and all of them
// are what is asked.
func (f *File) all(name string, is func(cell string, comma bool) bool) bool {
	some, all := false, true
	f.each(name, func(_ int, cell string, comma bool) {
		if all && !missing(cell) {
			some, all = true, is(cell, comma)
		}
	})
	return some && all
}

// permitCondition fails unless a text is one expression over the table rows
// with permitted functions, so that "select … where (condition)" is what it
// seems to be.
func permitCondition(ctx context.Context, db *transform.DB, condition string) error {
	parsed, err := parse(ctx, db, "select (\n"+condition+"\n)")
	if err != nil {
		return err
	}
	unreadable := func(reason string) error {
		return fmt.Errorf("--where %s: %s; write one SQL condition such as \"year >= 2010 and grp = 'a'\"", quoted(condition), reason)
	}
	if parsed.Error {
		return unreadable(strings.Join(strings.Fields(parsed.Message), " "))
	}
	if len(parsed.Statements) != 1 || !isExpression(parsed.Statements[0]) {
		return unreadable("it is more than a condition")
	}
	p := permission{tables: []string{"rows"}, named: map[string]bool{}}
	if err := errors.Join(p.addNames(parsed.Statements), p.check(parsed.Statements, scalars)); err != nil {
		reason, _, _ := strings.Cut(err.Error(), ";")
		return unreadable(reason)
	}
	return nil
}

// isExpression says whether a statement is "select" and one expression, and
// nothing more.
func isExpression(statement any) bool {
	s, _ := statement.(map[string]any)
	node, _ := s["node"].(map[string]any)
	from, _ := node["from_table"].(map[string]any)
	list, _ := node["select_list"].([]any)
	modifiers, _ := node["modifiers"].([]any)
	groups, _ := node["group_expressions"].([]any)
	with, _ := node["cte_map"].(map[string]any)
	named, _ := with["map"].([]any)
	return node["type"] == "SELECT_NODE" && from["type"] == "EMPTY" && len(list) == 1 && len(modifiers) == 0 && len(groups) == 0 && len(named) == 0 &&
		node["where_clause"] == nil && node["having"] == nil && node["qualify"] == nil && node["sample"] == nil
}

// conditionError says why a condition could not be asked of a file.
func conditionError(name string, err error) error {
	reason, _, _ := strings.Cut(strings.Join(strings.Fields(err.Error()), " "), " LINE 1:")
	return fmt.Errorf("%s: --where: %s", name, reason)
}
