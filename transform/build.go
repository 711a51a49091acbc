package transform

import (
	"context"
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
	if err := db.Exec(ctx, text); err != nil {
		return err
	}
	if hasCheck && !isInput {
		return onCheck(func(query string) error { return db.mustBeEmpty(ctx, query) })
	}
	return nil
}

var (
	// columnComments are the statements "comment on column …" of a file, each in
	// a line of its own: the description, and the unit in brackets at its end.
	columnComments = regexp.MustCompile(`(?m)^comment on column ([a-z0-9_]+)\.([a-z0-9_]+) is '((?:[^'\n]|'')*?)(?: \[([^\[\]\n]+)\])?';[ \t]*\n?`)
	// opening is how a file begins: "-- relation: one row per …", which may go on
	// in the lines after, and "-- key: a, b", its last line, where it has one.
	opening = regexp.MustCompile(`^-- ([a-z0-9_]+): (.*(?:\n-- .*)*?)(?:\n-- key: (.*))?\n(?:[^-]|-[^-])`)
)

// takeComments keeps the comments that a file gives and returns the file without
// those of columns. A relation made from a raw table takes over the comments of
// the columns of the same name.
func (db *DB) takeComments(relation, query string, isInput bool) string {
	if isInput {
		for column, c := range db.commentsOf("raw." + relation) {
			db.comment(relation, column, c)
		}
	}
	for _, m := range columnComments.FindAllStringSubmatch(query, -1) {
		db.comment(m[1], m[2], comment{strings.ReplaceAll(m[3], "''", "'"), m[4]})
	}
	if m := opening.FindStringSubmatch(query); m != nil && m[1] == relation {
		db.comment(relation, "", comment{strings.ReplaceAll(m[2], "\n-- ", " "), m[3]})
	}
	return columnComments.ReplaceAllString(query, "")
}

// reject moves the rows of raw.relation that break a rule to rejected. The
// check returns (line, column_name, text, rule, reason, suggested); of a row
// that breaks several rules the first by rule and column is kept.
func (db *DB) reject(ctx context.Context, relation, check string) error {
	table := "raw." + QuoteName(relation)
	if err := db.Exec(ctx, "create or replace table work.violation as select * from ("+strings.TrimRight(strings.TrimSpace(check), ";")+
		"\n) qualify row_number() over (partition by line order by rule, column_name, reason) = 1"); err != nil {
		return err
	}
	found, err := Collect(ctx, db, "select 1 from work.violation limit 1", func(i *int) []any { return []any{i} })
	if len(found) == 0 || err != nil {
		return err // as a rule, and moving no rows takes as long as the check
	}
	if db.spark != nil {
		delete(db.spark.known, "raw_"+relation) // rows leave it
	}
	return db.Exec(ctx, `
		insert into rejected
		select `+QuoteText(relation)+`, given.file, coalesce(given.file_line, 0), violation.column_name, violation.text, violation.rule,
			violation.reason, violation.suggested, cast(row_as_text as varchar)
		from work.violation as violation
		join (select line, file, file_line, cast(t as varchar) as row_as_text from `+table+` as t) as given using (line)
		order by line;
		delete from `+table+` where line in (select line from work.violation)`)
}

// mustBeEmpty fails with the first rows that the check returns.
func (db *DB) mustBeEmpty(ctx context.Context, check string) error {
	found, err := Collect(ctx, db, "select cast(found_row as varchar) from ("+strings.TrimRight(strings.TrimSpace(check), ";")+"\n) as found_row limit 5", func(row *string) []any { return []any{row} })
	if err == nil && len(found) > 0 {
		return fmt.Errorf("must return no rows, and returned: %s", strings.Join(found, "; "))
	}
	return err
}

// relationName returns name of NN_name.sql.
func relationName(file string) string {
	name := strings.TrimSuffix(path.Base(file), ".sql")
	if _, after, ok := strings.Cut(name, "_"); ok {
		return after
	}
	return name
}
