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

// Build runs the .sql files of a folder of files ("." is its root) in the order
// of their names, as the package comment says. models uses it for its own queries.
func (db *DB) Build(ctx context.Context, files fs.FS, folder string) error {
	sqlFiles, err := fs.Sub(files, folder)
	if err != nil {
		return err
	}
	names, err := fs.Glob(sqlFiles, "*.sql")
	if err != nil {
		return err
	}
	sort.Strings(names)
	for _, name := range names {
		if strings.HasSuffix(name, ".check.sql") || name == "00_macros.sql" { // every database has the macros
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
	isInput := db.commentsOf("raw."+relation) != nil
	elsewhere := db.spark != nil && slices.Contains(grows, name)
	onCheck := func(use func(query string) error) (err error) {
		query := string(check)
		if elsewhere {
			query, _, err = db.onSpark(ctx, relation+"_check", query)
		}
		if err == nil {
			err = use(query)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", checkName, err)
		}
		return nil
	}
	if hasCheck && isInput {
		if err := onCheck(func(query string) error { return db.reject(ctx, relation, query) }); err != nil {
			return err
		}
	}
	text := db.takeComments(relation, string(query), isInput)
	if elsewhere {
		if text, err = db.buildOnSpark(ctx, text); err != nil {
			return err
		}
	}
	if db.small { // a view is computed again for each of its many readers; of small data a table costs nothing
		text = strings.Replace(text, "create or replace view ", "create or replace table ", 1)
	}
	if first, ok := firstLine(text, relation); ok && !strings.Contains(text, " work."+relation+" as\n") {
		kind := "table "
		if strings.Contains(text, "create or replace view ") {
			kind = "view "
		}
		text += "\n;comment on " + kind + QuoteName(relation) + " is " + QuoteText(commentText(first, keyLine(text)))
	}
	if err := db.execTogether(ctx, text); err != nil {
		return err
	}
	if hasCheck && !isInput {
		return onCheck(func(query string) error { return db.mustBeEmpty(ctx, query) })
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

// columnComments are the statements "comment on column …" of a file, each in
// a line of its own.
var columnComments = regexp.MustCompile(`(?m)^comment on column ([a-z0-9_]+)\.([a-z0-9_]+) is '((?:[^'\n]|'')*)';[ \t]*\n?`)

// takeComments keeps the comments of columns that a file gives and returns the
// rest of it. A relation made from a raw table takes over the comments of the
// columns of the same name.
func (db *DB) takeComments(relation, query string, isInput bool) string {
	if isInput {
		for column, text := range db.commentsOf("raw." + relation) {
			db.comment(relation, column, text)
		}
	}
	for _, m := range columnComments.FindAllStringSubmatch(query, -1) {
		db.comment(m[1], m[2], strings.ReplaceAll(m[3], "''", "'"))
	}
	return columnComments.ReplaceAllString(query, "")
}

// reject moves the rows of raw.relation that break a rule to rejected. The
// check returns (line, column_name, text, rule, reason, suggested); of a row
// that breaks several rules the first by rule and column is kept.
func (db *DB) reject(ctx context.Context, relation, check string) error {
	table := "raw." + QuoteName(relation)
	if err := db.Exec(ctx, "create or replace temp table violation as select * from ("+strings.TrimRight(strings.TrimSpace(check), ";")+
		"\n) qualify row_number() over (partition by line order by rule, column_name, reason) = 1"); err != nil {
		return err
	}
	found, err := Collect(ctx, db, "select 1 from violation limit 1", func(i *int) []any { return []any{i} })
	if err == nil && len(found) == 0 {
		return db.Exec(ctx, "drop table violation") // as a rule, and moving no rows takes as long as the check
	} else if err != nil {
		return err
	}
	if db.spark != nil {
		delete(db.spark.known, "raw_"+relation) // rows leave it
	}
	return db.Exec(ctx, `
		insert into rejected
		select `+QuoteText(relation)+`, given.file, coalesce(given.file_line, 0), violation.column_name, violation.text, violation.rule,
			violation.reason, violation.suggested, cast(row_as_text as varchar)
		from violation
		join (select line, file, file_line, cast(t as varchar) as row_as_text from `+table+` as t) as given using (line)
		order by line;
		delete from `+table+` where line in (select line from violation);
		drop table violation`)
}

// mustBeEmpty fails with the first rows that the check returns.
func (db *DB) mustBeEmpty(ctx context.Context, check string) error {
	rows, err := db.Result(ctx, check)
	if err != nil {
		return err
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
		return fmt.Errorf("must return no rows, and returned: %s", strings.Join(found, "; "))
	}
	return nil
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
