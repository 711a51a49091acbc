package transform

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
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
	inputs, err := db.inputs(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		if strings.HasSuffix(name, ".check.sql") {
			continue
		}
		if err := db.buildFile(ctx, sqlFiles, name, inputs); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (db *DB) buildFile(ctx context.Context, sqlFiles fs.FS, name string, inputs map[string][]columnComment) error {
	query, err := fs.ReadFile(sqlFiles, name)
	if err != nil {
		return err
	}
	relation := relationName(name)
	checkName := strings.TrimSuffix(name, ".sql") + ".check.sql"
	check, err := fs.ReadFile(sqlFiles, checkName)
	hasCheck := err == nil
	comments, isInput := inputs[relation]
	if hasCheck && isInput {
		if err := db.reject(ctx, relation, string(check)); err != nil {
			return fmt.Errorf("%s: %w", checkName, err)
		}
	}
	text := string(query)
	if first, ok := firstLine(text, relation); ok {
		text += "\n;comment on table " + quoteName(relation) + " is " + quoteText(commentText(first, keyLine(text)))
	}
	if err := db.execTogether(ctx, text); err != nil {
		return err
	}
	if isInput {
		if err := db.inheritComments(ctx, relation, string(query), comments); err != nil {
			return err
		}
	}
	if hasCheck && !isInput {
		return db.mustBeEmpty(ctx, checkName, string(check))
	}
	return nil
}

// execTogether runs the statements of a file as one transaction, which costs
// a fraction of one for each.
func (db *DB) execTogether(ctx context.Context, query string) error {
	tx, err := db.pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, query); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// columnComment is the comment of a column.
type columnComment struct{ column, text string }

// inputs returns the raw tables with the comments of their columns.
func (db *DB) inputs(ctx context.Context) (map[string][]columnComment, error) {
	type row struct {
		table string
		columnComment
	}
	rows, err := Collect(ctx, db, `
		select table_name, column_name, coalesce(comment, '')
		from duckdb_columns()
		where schema_name = 'raw'
		order by table_name, column_index`,
		func(r *row) []any { return []any{&r.table, &r.column, &r.text} })
	if err != nil {
		return nil, err
	}
	out := map[string][]columnComment{}
	for _, r := range rows {
		out[r.table] = append(out[r.table], r.columnComment)
	}
	return out, nil
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
		select `+quoteText(relation)+`, given.file, coalesce(given.file_line, 0), violation.column_name, violation.text, violation.rule,
			violation.reason, violation.suggested, cast(row_as_text as varchar)
		from violation
		join (select line, file, file_line, cast(t as varchar) as row_as_text from `+table+` as t) as given using (line)
		order by line;
		delete from `+table+` where line in (select line from violation);
		drop table violation`)
}

// mustBeEmpty fails with the first rows that the check returns.
func (db *DB) mustBeEmpty(ctx context.Context, name, check string) error {
	rows, err := db.Result(ctx, check)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	defer rows.Close()
	var found []string
	err = rows.Each(func(row []any) error {
		if len(found) == 5 {
			return nil
		}
		cells := make([]string, len(row))
		for i, value := range row {
			cells[i] = fmt.Sprintf("%s=%v", rows.Columns[i], value)
		}
		found = append(found, strings.Join(cells, " "))
		return nil
	})
	if err != nil {
		return err
	}
	if len(found) > 0 {
		return fmt.Errorf("%s must return no rows, and returned: %s", name, strings.Join(found, "; "))
	}
	return nil
}

// inheritComments gives the columns of a relation the comments of the raw
// columns of the same name, where its own file gave none.
func (db *DB) inheritComments(ctx context.Context, relation, query string, comments []columnComment) error {
	columns, err := Collect(ctx, db, "select column_name from (describe "+quoteName(relation)+")",
		func(s *string) []any { return []any{s} })
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, c := range comments {
		if c.text != "" && slices.Contains(columns, c.column) && !strings.Contains(query, "comment on column "+relation+"."+c.column+" is ") {
			b.WriteString(commentOn(quoteName(relation), c.column, c.text))
		}
	}
	if b.Len() == 0 {
		return nil
	}
	return db.execTogether(ctx, b.String())
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
			if line, ok = strings.CutPrefix(line, "-- "); !ok || strings.HasPrefix(line, keyPrefix) {
				break
			}
		}
		text = append(text, strings.TrimSpace(line))
	}
	return strings.Join(text, " "), true
}

const keyPrefix = "key: "

// keyLine returns the columns of "-- key: a, b", the last line of the comment
// that a file begins with, and "" where there is none.
func keyLine(query string) string {
	for _, line := range strings.Split(query, "\n") {
		text, ok := strings.CutPrefix(line, "-- ")
		if !ok {
			break
		}
		if key, ok := strings.CutPrefix(text, keyPrefix); ok {
			return strings.TrimSpace(key)
		}
	}
	return ""
}

var unitOfComment = regexp.MustCompile(`^(.*) \[([^\[\]]+)\]$`)

// splitComment undoes commentText.
func splitComment(text string) (description, unit string) {
	if m := unitOfComment.FindStringSubmatch(text); m != nil {
		return m[1], m[2]
	}
	return text, ""
}
