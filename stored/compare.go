package stored

import (
	"context"
	"errors"
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

type typedColumn struct{ name, typ string }

func compare(ctx context.Context, db *transform.DB, c Comparison, name string) (*TableChange, error) {
	var columns [2][]typedColumn
	var from [2]string
	for i, dir := range []string{c.Before, c.After} {
		from[i] = "from read_parquet(" + transform.QuoteText(filepath.Join(dir, name+".parquet")) + ")"
		var err error
		if columns[i], err = transform.Collect(ctx, db, "select column_name, column_type from (describe "+from[i]+")",
			func(t *typedColumn) []any { return []any{&t.name, &t.typ} }); err != nil {
			return nil, err
		}
	}
	if slices.Equal(columns[0], columns[1]) {
		// Most tables are the same, and a run sorts their rows: then each row
		// has its like at the same place, which is soon seen.
		same, err := transform.Collect(ctx, db, "select not exists (select 1 from ("+from[0]+") as b positional join ("+from[1]+
			") as a where b is distinct from a)", func(b *bool) []any { return []any{b} })
		if err != nil {
			return nil, err
		}
		if len(same) == 1 && same[0] {
			return nil, nil
		}
	}
	for i, side := range []string{"before", "after"} {
		if err := db.Exec(ctx, "create or replace temp table "+side+" as "+from[i]); err != nil {
			return nil, err
		}
	}
	change := whole(name, "changed")
	change.ColumnsAdded, change.ColumnsRemoved = lacking(columns[1], columns[0]), lacking(columns[0], columns[1])
	key := slices.DeleteFunc(slices.Clone(c.Keys[name]), func(k string) bool {
		is := func(t typedColumn) bool { return t.name == k }
		return !slices.ContainsFunc(columns[0], is) || !slices.ContainsFunc(columns[1], is)
	})
	if err := matchRows(ctx, db, key); err != nil {
		return nil, err
	}
	if err := compareCells(ctx, db, c, key, columns, &change); err != nil {
		return nil, err
	}
	if change.Added+change.Removed+change.Changed == 0 && len(change.ColumnsAdded)+len(change.ColumnsRemoved) == 0 {
		return nil, nil
	}
	return &change, nil
}

// lacking returns the names of columns that among lacks.
func lacking(columns, among []typedColumn) []string {
	names := []string{}
	for _, c := range columns {
		if !slices.ContainsFunc(among, func(a typedColumn) bool { return a.name == c.name }) {
			names = append(names, c.name)
		}
	}
	return names
}

// matchRows makes the table pair: one row per row of either side, with the
// whole rows as b and a, one of them null where there is no match.
func matchRows(ctx context.Context, db *transform.DB, key []string) error {
	partition, on := "", []string{"before.nth = after.nth"}
	for i, k := range key {
		q := transform.QuoteName(k)
		if i == 0 {
			partition = "partition by "
		} else {
			partition += ", "
		}
		partition += q
		on = append(on, "before.b."+q+" is not distinct from after.a."+q)
	}
	numbered := func(side, as string) string {
		return "(select t as " + as + ", row_number() over (" + partition + " order by t) as nth from " + side + " as t) as " + side
	}
	return db.Exec(ctx, "create or replace temp table pair as select b, a, before.nth as before_nth, after.nth as after_nth from "+
		numbered("before", "b")+" full join "+numbered("after", "a")+" on "+strings.Join(on, " and "))
}

// compareCells counts the rows that differ and names the first cells.
func compareCells(ctx context.Context, db *transform.DB, c Comparison, key []string, columns [2][]typedColumn, change *TableChange) error {
	keyText := "''"
	if len(key) > 0 {
		parts := make([]string, len(key))
		for i, k := range key {
			parts[i] = "coalesce(cast(coalesce(a." + transform.QuoteName(k) + ", b." + transform.QuoteName(k) + ") as varchar), '–')"
		}
		keyText = strings.Join(parts, " || ' ' || ")
	}
	var differs, cells []string
	for position, t := range columns[0] {
		if t.name == "line" || slices.Contains(key, t.name) || !slices.ContainsFunc(columns[1], func(o typedColumn) bool { return o.name == t.name }) {
			continue
		}
		b, a := "b."+transform.QuoteName(t.name), "a."+transform.QuoteName(t.name)
		test := b + " is distinct from " + a
		if t.typ == "DOUBLE" && slices.Contains(columns[1], t) {
			test = fmt.Sprintf("(%s and not coalesce(abs(%s - %s) <= %g * greatest(abs(%s), abs(%s)), false))", test, b, a, c.Tolerance, b, a)
		}
		differs = append(differs, test)
		cells = append(cells, fmt.Sprintf(
			"select %s as row_key, %d as position, %s as column_name, coalesce(cast(%s as varchar), '') as from_text, coalesce(cast(%s as varchar), '') as to_text from matched where %s",
			keyText, position, transform.QuoteText(t.name), b, a, test))
	}
	if len(differs) == 0 {
		differs = []string{"false"}
	}
	counts, err := transform.Collect(ctx, db, "select count(*) filter (where before_nth is null), count(*) filter (where after_nth is null), "+
		"count(*) filter (where before_nth is not null and after_nth is not null and ("+strings.Join(differs, " or ")+")) from pair",
		func(t *TableChange) []any { return []any{&t.Added, &t.Removed, &t.Changed} })
	if err != nil {
		return err
	}
	if len(counts) != 1 {
		return errors.New("no counts")
	}
	change.Added, change.Removed, change.Changed = counts[0].Added, counts[0].Removed, counts[0].Changed
	if change.Changed == 0 || c.Examples == 0 {
		return nil
	}
	change.Cells, err = transform.Collect(ctx, db, "with matched as (from pair where before_nth is not null and after_nth is not null) select row_key, column_name, from_text, to_text from ("+
		strings.Join(cells, " union all ")+fmt.Sprintf(") order by row_key, position, from_text, to_text limit %d", c.Examples),
		func(x *CellChange) []any { return []any{&x.Key, &x.Column, &x.Before, &x.After} })
	return err
}
