package stored

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"headstart/transform"
)

// TableChange is how a table of one run differs from that of another.
type TableChange struct {
	Name           string       `json:"name"`
	Status         string       `json:"change"`        // added, removed or changed
	ColumnsAdded   []string     `json:"columns_added"` // never nil, as the other lists
	ColumnsRemoved []string     `json:"columns_removed"`
	Added          int64        `json:"rows_added"`
	Removed        int64        `json:"rows_removed"`
	Changed        int64        `json:"rows_changed"`
	Cells          []CellChange `json:"cells"`
}

// CellChange is a cell that has another value, in the row with this key. Before
// and After are as Text writes them.
type CellChange struct {
	Key    string `json:"key"`
	Column string `json:"column"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Comparison says which tables to compare and what counts as a change.
type Comparison struct {
	Before, After string              // absolute folders of Parquet files
	Names         [2][]string         // tables of either
	Keys          map[string][]string // columns that tell the rows of a table apart; none: the table has one row
	Tolerance     float64             // largest relative difference of two numbers that counts as none
	Examples      int                 // most cells named for one table
}

// Compare returns the tables that differ, by name; an empty list means no difference.
// Rows are matched by their key, and where a key is there several times the
// n-th with the n-th. The line of a file that a row was read from is no part
// of what it says, and a change in it is none.
func Compare(ctx context.Context, c Comparison) ([]TableChange, error) {
	db, err := transform.Open(ctx)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	names := slices.Concat(c.Names[0], c.Names[1])
	slices.Sort(names)
	out := []TableChange{}
	for _, name := range slices.Compact(names) {
		inBefore, inAfter := slices.Contains(c.Names[0], name), slices.Contains(c.Names[1], name)
		switch {
		case !inBefore:
			out = append(out, whole(name, "added"))
		case !inAfter:
			out = append(out, whole(name, "removed"))
		default:
			change, err := compare(ctx, db, c, name)
			if err != nil {
				return nil, fmt.Errorf("compare table %s: %w", name, err)
			}
			if change != nil {
				out = append(out, *change)
			}
		}
	}
	return out, nil
}

// whole is a table as a change of which no rows and cells are known yet.
func whole(name, status string) TableChange {
	return TableChange{Name: name, Status: status, ColumnsAdded: []string{}, ColumnsRemoved: []string{}, Cells: []CellChange{}}
}

// compare returns nil where the table is the same in both runs.
func compare(ctx context.Context, db *transform.DB, c Comparison, name string) (*TableChange, error) {
	var from, described [2]string
	for i, dir := range []string{c.Before, c.After} {
		from[i] = "from read_parquet(" + transform.QuoteText(filepath.Join(dir, name+".parquet")) + ")"
		described[i] = "(select column_name, column_type, row_number() over () as place from (describe " + from[i] + "))"
	}
	type column struct{ name, before, after string } // types; empty: the run has no such column
	columns, err := transform.Collect(ctx, db, "select column_name, coalesce(b.column_type, ''), coalesce(a.column_type, '') from "+described[0]+
		" as b full join "+described[1]+" as a using (column_name) order by b.place nulls last, a.place",
		func(t *column) []any { return []any{&t.name, &t.before, &t.after} })
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(columns, func(t column) bool { return t.before != t.after }) {
		// Most tables are the same, and a run sorts their rows: then each row
		// has its like at the same place, which is soon seen.
		same, err := transform.Collect(ctx, db, "select not exists (select 1 from ("+from[0]+") as b positional join ("+from[1]+
			") as a where b is distinct from a)", func(b *bool) []any { return []any{b} })
		if err != nil || same[0] {
			return nil, err
		}
	}

	// Each row of either side is whole, as b or a, with its number among those
	// that have its key.
	nth, matches, keyText := []string{"true"}, []string{"before.nth = after.nth"}, []string{}
	for _, key := range c.Keys[name] {
		if !slices.ContainsFunc(columns, func(t column) bool { return t.name == key && t.before != "" && t.after != "" }) {
			continue
		}
		q := transform.QuoteName(key)
		nth = append(nth, q)
		matches = append(matches, "b."+q+" is not distinct from a."+q)
		keyText = append(keyText, "coalesce(cast(coalesce(a."+q+", b."+q+") as varchar), '–')")
	}
	change := whole(name, "changed")
	differs, cells := []string{"false"}, []string{}
	for place, t := range columns {
		b, a := "b."+transform.QuoteName(t.name), "a."+transform.QuoteName(t.name)
		test := b + " is distinct from " + a
		switch {
		case t.before == "":
			change.ColumnsAdded = append(change.ColumnsAdded, t.name)
			continue
		case t.after == "":
			change.ColumnsRemoved = append(change.ColumnsRemoved, t.name)
			continue
		case t.name == "line" || slices.Contains(c.Keys[name], t.name):
			continue
		case t.before == "DOUBLE" && t.after == "DOUBLE":
			test = fmt.Sprintf("(%s and not coalesce(abs(%s - %s) <= %g * greatest(abs(%s), abs(%s)), false))", test, b, a, c.Tolerance, b, a)
		}
		differs = append(differs, test)
		cells = append(cells, fmt.Sprintf("select array_to_string([%s]::varchar[], ' ') as row_key, %d as place, %s as column_name, "+
			"coalesce(cast(%s as varchar), '') as from_text, coalesce(cast(%s as varchar), '') as to_text from matched where %s",
			strings.Join(keyText, ", "), place, transform.QuoteText(t.name), b, a, test))
	}
	numbered := func(side, as, from string) string {
		return "(select t as " + as + ", row_number() over (partition by " + strings.Join(nth, ", ") + " order by t) as nth from (" + from + ") as t) as " + side
	}
	if err := db.Exec(ctx, "create or replace temp table pair as select b, a, before.nth as before_nth, after.nth as after_nth from "+
		numbered("before", "b", from[0])+" full join "+numbered("after", "a", from[1])+" on "+strings.Join(matches, " and ")); err != nil {
		return nil, err
	}
	counts, err := transform.Collect(ctx, db, "select count(*) filter (where before_nth is null), count(*) filter (where after_nth is null), "+
		"count(*) filter (where before_nth is not null and after_nth is not null and ("+strings.Join(differs, " or ")+")) from pair",
		func(n *[3]int64) []any { return []any{&n[0], &n[1], &n[2]} })
	if err != nil {
		return nil, err
	}
	change.Added, change.Removed, change.Changed = counts[0][0], counts[0][1], counts[0][2]
	switch {
	case counts[0] == [3]int64{} && len(change.ColumnsAdded)+len(change.ColumnsRemoved) == 0:
		return nil, nil
	case change.Changed == 0 || c.Examples == 0:
		return &change, nil
	}
	change.Cells, err = transform.Collect(ctx, db, "with matched as (from pair where before_nth is not null and after_nth is not null) "+
		"select row_key, column_name, from_text, to_text from ("+strings.Join(cells, " union all ")+
		fmt.Sprintf(") order by row_key, place, from_text, to_text limit %d", c.Examples),
		func(x *CellChange) []any { return []any{&x.Key, &x.Column, &x.Before, &x.After} })
	return &change, err
}
