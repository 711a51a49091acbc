package transform

import (
	"context"
	"fmt"
	"strings"

	"headstart/ingest"

	"github.com/apache/arrow-go/v18/arrow/memory"
)

// scan reads a large Parquet file into raw.<table>, which is there. DuckDB takes
// the rows that are plainly right, the reader of ingest the rest: all of them,
// where DuckDB may not read the file as ingest would.
func (db *DB) scan(ctx context.Context, s *ingest.Scan, mem memory.Allocator) error {
	rest, err := (&scanned{s, db}).take(ctx, mem)
	if drop := db.Exec(context.WithoutCancel(ctx), "drop schema if exists scan cascade; reset disabled_optimizers"); err == nil {
		err = drop
	}
	if err == nil && len(rest) == 0 && rest != nil {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", s.File.Name, err)
	}
	r := s.Rest(rest, mem)
	defer r.Release()
	return db.load(ctx, "raw."+QuoteName(s.Table), "insert into %s select * from arrow_view", r)
}

// scanned is a file that is being read: the view scan.file, with a text c0, c1, …
// and a whole number w0, w1, … for each column, and the tables scan.list_0, … of
// the texts that cells may be.
type scanned struct {
	*ingest.Scan
	db *DB
}

// mostTexts is how many texts a cell may have that has to be looked up.
const mostTexts = 1 << 18

// take inserts the rows that are plainly right and returns the numbers of the
// other records; nil: of all, and no row was inserted.
func (q *scanned) take(ctx context.Context, mem memory.Allocator) (ingest.Only, error) {
	// The lists are what is short: joins are not to be turned around.
	if err := q.db.Exec(ctx, "create schema scan; set disabled_optimizers = 'join_order,build_side_probe_side'"); err != nil {
		return nil, err
	}
	if ok, err := q.open(ctx); err != nil || !ok {
		return nil, ctx.Err() // ingest says what is wrong with the file, if anything is
	}
	texts, err := q.texts(ctx)
	if texts == nil || err != nil {
		return nil, ctx.Err()
	}
	table := "raw." + QuoteName(q.Table)
	var names, values, joins, plain []string
	for i, cell := range q.Cells {
		text := textOf(cell)
		switch cell.Kind {
		case ingest.WholeCell:
			whole := "cast(null as bigint)"
			if cell.Column >= 0 {
				whole = fmt.Sprintf("w%d", cell.Column)
			}
			names, values = append(names, cell.Name), append(values, whole)
			plain = append(plain, fmt.Sprintf("%s between %d and %d", whole, max(1, cell.Least), min(999_999_999_999_999_999, cell.Most)))
			for _, missing := range cell.Missing {
				plain = append(plain, text+" <> "+QuoteText(missing))
			}
		case ingest.FreeCell:
			names, values = append(names, cell.Name), append(values, "nullif("+text+", '')")
			free := strings.ReplaceAll(`strlen({}) between 1 and 1000000 and not contains({}, chr(0))
				and (left({}, 1) between '!' and '~' or regexp_matches({}, '^[^\pZ\pC]')) and (right({}, 1) between '!' and '~' or regexp_matches({}, '[^\pZ\pC]$'))`, "{}", text)
			if !cell.Required {
				free = text + " = '' or " + free
			}
			plain = append(plain, "("+free+")")
		default:
			list := fmt.Sprintf("scan.list_%d", i)
			r := q.List(i, texts[i], mem)
			err = q.db.load(ctx, list, "create table %s as select * from arrow_view", r)
			r.Release()
			if err != nil {
				return nil, err
			}
			joins = append(joins, fmt.Sprintf("left join %s as list_%d on list_%[2]d.given = %[3]s", list, i, text))
			plain = append(plain, fmt.Sprintf("list_%d.given is not null", i))
			for _, field := range cell.Fields {
				names, values = append(names, field), append(values, fmt.Sprintf("list_%d.%s", i, QuoteName(field)))
			}
		}
	}
	// Rows without a file are not plain. They are taken out afterwards, since a filter would make of these joins slower ones.
	names = append(names, "file", "locator", "line", "file_line")
	values = append(values, "case when "+strings.Join(append(plain, "true"), " and ")+" then "+QuoteText(q.File.Name)+" end",
		"'row ' || number", fmt.Sprintf("number + %d", q.Base), "number")
	for i := range names {
		names[i] = QuoteName(names[i])
	}
	result, err := q.db.pool.ExecContext(ctx, fmt.Sprintf("insert into %s (%s) select %s from scan.file %s", table,
		strings.Join(names, ", "), strings.Join(values, ", "), strings.Join(joins, " ")))
	if err != nil {
		return nil, ctx.Err()
	}
	unplain := fmt.Sprintf("%s where file is null and line between %d and %d", table, q.Base, q.Base+ingest.MostLines)
	rest, err := Collect(ctx, q.db, "select line from "+unplain+" order by line", func(n *int64) []any { return []any{n} })
	if err != nil {
		return nil, err
	}
	all, err := result.RowsAffected()
	if err != nil {
		return nil, err
	}
	q.Taken(all - int64(len(rest)))
	only := ingest.Only{}
	for _, line := range rest {
		only = append(only, line-q.Base)
	}
	return only, q.db.Exec(ctx, "delete from "+unplain)
}

// textOf is the text of a cell as an expression; "" is none.
func textOf(cell ingest.ScanCell) string {
	switch {
	case cell.Column < 0:
		return QuoteText(cell.Before)
	case cell.Before == "":
		return fmt.Sprintf("coalesce(c%d, '')", cell.Column)
	}
	return fmt.Sprintf("(%s || coalesce(c%d, ''))", QuoteText(cell.Before), cell.Column)
}

// texts returns the texts of each cell that is listed; nil: there are too many.
func (q *scanned) texts(ctx context.Context) (map[int][]string, error) {
	var found []string
	var into []any
	lists := map[int]*any{}
	for i, cell := range q.Cells {
		if cell.Kind == ingest.ListedCell {
			found = append(found, fmt.Sprintf("list(distinct %s)[:%d]", textOf(cell), mostTexts+1))
			lists[i] = new(any)
			into = append(into, lists[i])
		}
	}
	if len(found) == 0 {
		return map[int][]string{}, nil
	}
	if err := q.db.pool.QueryRowContext(ctx, "select "+strings.Join(found, ", ")+" from scan.file").Scan(into...); err != nil {
		return nil, err
	}
	out := map[int][]string{}
	for i, list := range lists {
		given, _ := (*list).([]any) // nil of a file without rows
		if len(given) > mostTexts {
			return nil, nil
		}
		for _, text := range given {
			out[i] = append(out[i], text.(string))
		}
	}
	return out, nil
}

// open makes scan.file, with texts as ingest writes them; false: a column is of
// a type that is not for DuckDB.
func (q *scanned) open(ctx context.Context) (bool, error) {
	type column struct{ name, kind string }
	file := "read_parquet(" + QuoteText(q.Path) + ", file_row_number = true, hive_partitioning = false)"
	found, err := Collect(ctx, q.db, "select column_name, column_type from (describe select * from "+file+")", func(c *column) []any { return []any{&c.name, &c.kind} })
	if err != nil {
		return false, err
	}
	kinds := map[string]string{}
	for _, c := range found {
		kinds[c.name] = c.kind
	}
	columns := []string{"file_row_number + 1 as number"}
	used := map[int]bool{-1: true}
	for _, cell := range q.Cells {
		at := cell.Column
		if used[at] {
			continue
		}
		used[at] = true
		name, text := QuoteName(q.Columns[at]), ""
		whole := "cast(null as bigint)"
		switch kind := kinds[q.Columns[at]]; {
		case kind == "VARCHAR":
			text = name
			whole = fmt.Sprintf("case when regexp_full_match(%s, '[1-9][0-9]{0,17}') then try_cast(%[1]s as bigint) end", name)
		case kind == "DATE":
			text = "cast(" + name + " as varchar)"
		case strings.HasSuffix(kind, "INT") || kind == "INTEGER":
			text, whole = "cast("+name+" as varchar)", "try_cast("+name+" as bigint)"
		case kind == "DOUBLE": // a number with decimals is not plain
			whole = fmt.Sprintf("case when %s = trunc(%[1]s) and abs(%[1]s) < 9e15 then cast(%[1]s as bigint) end", name)
			text = fmt.Sprintf("case when %s is not null then coalesce(cast(%s as varchar), chr(0)) end", name, whole)
		case kind == "TIMESTAMP": // nor is a day with a time
			text = fmt.Sprintf("case when %s = date_trunc('day', %[1]s) then cast(cast(%[1]s as date) as varchar) when %[1]s is not null then chr(0) end", name)
		default:
			return false, nil
		}
		columns = append(columns, fmt.Sprintf("%s as c%d, %s as w%[2]d", text, at, whole))
	}
	return true, q.db.Exec(ctx, "create view scan.file as select "+strings.Join(columns, ", ")+" from "+file)
}
