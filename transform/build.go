package transform

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"sort"
	"strings"
)

// Build runs the .sql files at the root of sqlFiles in the order of their
// names, as the package comment says. models uses it for its own queries.
func (db *DB) Build(ctx context.Context, sqlFiles fs.FS) error {
	names, err := fs.Glob(sqlFiles, "*.sql")
	if err != nil {
		return err
	}
	sort.Strings(names)
	for _, name := range names {
		if strings.HasSuffix(name, ".check.sql") {
			continue
		}
		if err := db.buildFile(ctx, sqlFiles, name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (db *DB) buildFile(ctx context.Context, sqlFiles fs.FS, name string) error {
	query, err := fs.ReadFile(sqlFiles, name)
	if err != nil {
		return err
	}
	relation := relationName(name)
	checkName := strings.TrimSuffix(name, ".sql") + ".check.sql"
	check, err := fs.ReadFile(sqlFiles, checkName)
	hasCheck := err == nil
	isInput, err := db.hasTable(ctx, "raw", relation)
	if err != nil {
		return err
	}
	if hasCheck && isInput {
		if err := db.reject(ctx, relation, string(check)); err != nil {
			return fmt.Errorf("%s: %w", checkName, err)
		}
	}
	if err := db.Exec(ctx, string(query)); err != nil {
		return err
	}
	if isInput {
		if err := db.inheritComments(ctx, relation); err != nil {
			return err
		}
	}
	if first, ok := firstLine(string(query), relation); ok {
		if err := db.Exec(ctx, "comment on table "+quoteName(relation)+" is "+quoteText(first)); err != nil {
			return err
		}
	}
	if hasCheck && !isInput {
		return db.mustBeEmpty(ctx, checkName, string(check))
	}
	return nil
}

// reject moves the rows of raw.relation that break a rule to rejected. The
// check returns (line, column_name, text, rule, reason, suggested); of a row
// that breaks several rules the first by rule and column is kept.
func (db *DB) reject(ctx context.Context, relation, check string) error {
	table := "raw." + quoteName(relation)
	if err := db.Exec(ctx, "create or replace temp table violation as select * from ("+strings.TrimRight(strings.TrimSpace(check), ";")+
		"\n) qualify row_number() over (partition by line order by rule, column_name, reason) = 1"); err != nil {
		return err
	}
	return db.Exec(ctx, `
		insert into rejected
		select `+quoteText(relation)+`, file.file, violation.line, violation.column_name, violation.text, violation.rule,
			violation.reason, violation.suggested, cast(row_as_text as varchar)
		from violation
		join (select line, cast(t as varchar) as row_as_text from `+table+` as t) as given using (line)
		join raw.file as file on file.relation = `+quoteText(relation)+`
		order by line;
		delete from `+table+` where line in (select line from violation);
		drop table violation`)
}

// mustBeEmpty fails with the first rows that the check returns.
func (db *DB) mustBeEmpty(ctx context.Context, name, check string) error {
	rows, err := db.Query(ctx, check)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	var found []string
	for rows.Next() && len(found) < 5 {
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		cells := make([]string, len(columns))
		for i := range columns {
			cells[i] = fmt.Sprintf("%s=%v", columns[i], values[i])
		}
		found = append(found, strings.Join(cells, " "))
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if len(found) > 0 {
		return fmt.Errorf("%s must return no rows, and returned: %s", name, strings.Join(found, "; "))
	}
	return nil
}

// inheritComments gives the columns of a relation the comments of the raw
// columns of the same name, where its own file gave none.
func (db *DB) inheritComments(ctx context.Context, relation string) error {
	type column struct{ name, text string }
	columns, err := Collect(ctx, db, `
		select own.column_name, given.comment
		from duckdb_columns() as own
		join duckdb_columns() as given using (table_name, column_name)
		where own.table_name = ? and own.schema_name = 'main' and own.comment is null
			and given.schema_name = 'raw' and given.comment is not null
		order by own.column_index`,
		func(c *column) []any { return []any{&c.name, &c.text} }, relation)
	if err != nil {
		return err
	}
	for _, c := range columns {
		if err := db.Exec(ctx, "comment on column "+quoteName(relation)+"."+quoteName(c.name)+" is "+quoteText(c.text)); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) hasTable(ctx context.Context, schema, table string) (bool, error) {
	found, err := Collect(ctx, db, "select table_name from duckdb_tables() where schema_name = ? and table_name = ?",
		func(s *string) []any { return []any{s} }, schema, table)
	return len(found) > 0, err
}

// relationName returns name of NN_name.sql.
func relationName(file string) string {
	name := strings.TrimSuffix(path.Base(file), ".sql")
	if _, after, ok := strings.Cut(name, "_"); ok {
		return after
	}
	return name
}

// firstLine returns "one row per …" of a file that begins with
// "-- relation: one row per …"; the sentence may go on in the lines after.
func firstLine(query, relation string) (string, bool) {
	rest, ok := strings.CutPrefix(query, "-- "+relation+": ")
	if !ok {
		return "", false
	}
	var text []string
	for i, line := range strings.Split(rest, "\n") {
		if i > 0 {
			if line, ok = strings.CutPrefix(line, "-- "); !ok {
				break
			}
		}
		text = append(text, strings.TrimSpace(line))
	}
	return strings.Join(text, " "), true
}

var unitOfComment = regexp.MustCompile(`^(.*) \[([^\[\]]+)\]$`)

// splitComment undoes commentText.
func splitComment(text string) (description, unit string) {
	if m := unitOfComment.FindStringSubmatch(text); m != nil {
		return m[1], m[2]
	}
	return text, ""
}
