package transform

import (
	"context"
	"fmt"
	"strings"

	"headstart/ingest"

	"github.com/apache/arrow-go/v18/arrow/memory"
)

// scan reads a large file into raw.<table>, which is there. DuckDB takes the
// rows that are plainly right, the reader of ingest the rest: all of them, where
// DuckDB may not read the file as ingest would.
func (db *DB) scan(ctx context.Context, s *ingest.Scan, mem memory.Allocator) error {
	q := &scanned{db: db, Scan: s}
	rest, err := q.take(ctx, mem)
	if drop := db.Exec(ctx, strings.Join(q.drop, "; ")); err == nil {
		err = drop
	}
	if err == nil && len(rest) == 0 && rest != nil {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", s.File.Name, err)
	}
	r, err := s.Rest(rest, mem)
	if err != nil {
		return err
	}
	defer r.Release()
	return db.load(ctx, "raw."+QuoteName(s.Table), "insert into %s select * from arrow_view", r)
}

// scanned is a file that is being read: a relation work.scan with the columns
// c0, c1, … as texts and number, which counts records from 1.
type scanned struct {
	*ingest.Scan
	db     *DB
	whole  map[int]string // column of whole numbers: its expression
	number string         // expression for the number of the record
	drop   []string
}

// mostTexts is how many texts a cell may have that has to be looked up.
const mostTexts = 1 << 18

// take inserts the rows that are plainly right and returns the numbers of the
// other records; nil: of all, and no row was inserted.
func (q *scanned) take(ctx context.Context, mem memory.Allocator) (ingest.Only, error) {
	if ok, err := q.open(ctx); err != nil || !ok {
		return nil, ctx.Err() // ingest says what is wrong with the file, if anything is
	}
	table := "raw." + QuoteName(q.Table)
	var names, values, joins, conditions []string
	for i, cell := range q.Cells {
		text := QuoteText(cell.Before)
		if cell.Column >= 0 {
			text += fmt.Sprintf(" || coalesce(c%d, '')", cell.Column)
		}
		switch cell.Kind {
		case ingest.WholeCell:
			whole := q.whole[cell.Column]
			names, values = append(names, cell.Name), append(values, whole)
			conditions = append(conditions, fmt.Sprintf("%s between %d and %d", whole, max(1, cell.Least), min(999_999_999_999_999_999, cell.Most)))
			for _, missing := range cell.Missing {
				conditions = append(conditions, fmt.Sprintf("%s <> %s", text, QuoteText(missing)))
			}
		case ingest.FreeCell:
			names, values = append(names, cell.Name), append(values, "nullif("+text+", '')")
			condition := strings.ReplaceAll("strlen({}) between 1 and 1000000 and not contains({}, chr(0)) and not contains({}, '\"')"+
				" and (left({}, 1) between '!' and '~' or regexp_matches({}, '^[^\\pZ\\pC]')) and (right({}, 1) between '!' and '~' or regexp_matches({}, '[^\\pZ\\pC]$'))", "{}", "("+text+")")
			if !cell.Required {
				condition = text + " = '' or " + condition
			}
			conditions = append(conditions, "("+condition+")")
		default:
			texts, err := Collect(ctx, q.db, fmt.Sprintf("select distinct %s as text from work.scan limit %d", text, mostTexts+1), func(t *string) []any { return []any{t} })
			if err != nil || len(texts) > mostTexts {
				return nil, ctx.Err()
			}
			list := fmt.Sprintf("work.scan_%d", i)
			r := q.List(i, texts, mem)
			err = q.db.load(ctx, list, "create or replace table %s as select * from arrow_view", r)
			r.Release()
			if err != nil {
				return nil, err
			}
			q.drop = append(q.drop, "drop table if exists "+list)
			joins = append(joins, fmt.Sprintf("join %s on %[1]s.given = %s", list, text))
			for _, field := range cell.Fields {
				names, values = append(names, field), append(values, list+"."+QuoteName(field))
			}
		}
	}
	first, locator := 0, "'row ' || "+q.number
	if !q.Parquet { // the header is line 1
		first, locator = 1, "null"
	}
	line := fmt.Sprintf("%s + %d", q.number, first)
	names = append(names, "line", "file", "file_line", "locator")
	values = append(values, fmt.Sprintf("%s + %d", line, q.Base), QuoteText(q.File.Name), line, locator)
	for i := range names {
		names[i] = QuoteName(names[i])
	}
	result, err := q.db.pool.ExecContext(ctx, fmt.Sprintf("insert into %s (%s) select %s from work.scan %s where %s", table,
		strings.Join(names, ", "), strings.Join(values, ", "), strings.Join(joins, " "), strings.Join(append(conditions, "true"), " and ")))
	if err != nil {
		return nil, err
	}
	taken, err := result.RowsAffected()
	if err != nil {
		return nil, err
	}
	q.Taken(taken)
	rest, err := Collect(ctx, q.db, fmt.Sprintf(`select %s as number from work.scan
		where (select count(*) from work.scan) > %d and %s + %d not in (select line from %s where line > %[4]d) order by number`,
		q.number, taken, line, q.Base, table), func(n *int64) []any { return []any{n} })
	return append(ingest.Only{}, rest...), err
}

// open makes work.scan; false: DuckDB cannot read the file, or not to the byte.
func (q *scanned) open(ctx context.Context) (bool, error) {
	q.whole = map[int]string{-1: "cast(null as bigint)"}
	if q.Parquet {
		return q.openParquet(ctx)
	}
	var columns, content, quotes []string
	for i := range q.Columns {
		columns = append(columns, fmt.Sprintf("c%d: 'varchar'", i))
		content = append(content, fmt.Sprintf("coalesce(strlen(c%d), 0)", i))
		quotes = append(quotes, fmt.Sprintf(`case when contains(c%d, '"') then strlen(c%[1]d) - strlen(replace(c%[1]d, '"', '')) else 0 end`, i))
		q.whole[i] = fmt.Sprintf("case when regexp_full_match(c%d, '[1-9][0-9]{0,17}') then try_cast(c%[1]d as bigint) end", i)
	}
	shape, err := q.Shape()
	if err != nil {
		return false, err
	}
	// The header is a record like others here, so that every byte is one of a cell, a
	// delimiter, the end of a line or a quote. Where they do not add up, DuckDB has
	// forgiven something, and where there are fewer records than lines, rows are not
	// where their lines are.
	q.drop = append(q.drop, "drop view if exists work.scan", "drop table if exists work.scan_text")
	if err := q.db.Exec(ctx, fmt.Sprintf(`create or replace table work.scan_text as
		select * from read_csv(%s, auto_detect = false, header = false, columns = {%s}, delim = %s, quote = '"', escape = '"', comment = '', compression = 'none', strict_mode = true);
		create or replace view work.scan as select *, rowid as number from work.scan_text where rowid > 0`,
		QuoteText(q.Path), strings.Join(columns, ", "), QuoteText(q.Delimiter))); err != nil {
		return false, err
	}
	var records, bytes int64
	err = q.db.pool.QueryRowContext(ctx, fmt.Sprintf("select count(*), coalesce(sum(%s - %s), 0) from work.scan_text", strings.Join(content, " + "), "("+strings.Join(quotes, " + ")+")")).Scan(&records, &bytes)
	q.number = "number"
	return err == nil && records == shape.Lines && bytes+records*int64(len(q.Columns)-1)+shape.Ends+shape.Quotes == shape.Bytes, err
}

// openParquet reads texts as ingest writes them; a column of another type is not for DuckDB.
func (q *scanned) openParquet(ctx context.Context) (bool, error) {
	type column struct{ name, kind string }
	file := "read_parquet(" + QuoteText(q.Path) + ", file_row_number = true)"
	found, err := Collect(ctx, q.db, "select column_name, column_type from (describe select * from "+file+")", func(c *column) []any { return []any{&c.name, &c.kind} })
	if err != nil {
		return false, err
	}
	kinds := map[string]string{}
	for _, c := range found {
		kinds[c.name] = c.kind
	}
	q.number = "number"
	columns := []string{"file_row_number + 1 as number"}
	for _, cell := range q.Cells {
		at := cell.Column
		if at < 0 || q.whole[at] != "" {
			continue
		}
		name, text := QuoteName(q.Columns[at]), ""
		q.whole[at] = fmt.Sprintf("w%d", at)
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
	q.drop = append(q.drop, "drop view if exists work.scan")
	return true, q.db.Exec(ctx, "create or replace view work.scan as select "+strings.Join(columns, ", ")+" from "+file)
}
