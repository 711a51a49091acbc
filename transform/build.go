package transform

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/sync/errgroup"
)

// Build runs the .sql files of a folder of files ("." is its root) in the order
// of their names, as the package comment says. models uses it for its own queries.
//
// Queries on small data have one thread each. So files of which neither names the
// relation of the other run side by side, unless one does more than make its
// relation; of other data, a file waits for all before it.
func (db *DB) Build(ctx context.Context, files fs.FS, folder string) error {
	all, err := readFiles(files, folder)
	if err != nil {
		return err
	}
	for _, f := range all {
		if extra := db.keys[f.relation]; extra != "" && f.check != "" {
			f.check = "select * from (\n" + strings.TrimRight(strings.TrimSpace(f.check), ";") + "\n)" + extra
			f.names = wordsOf(f.query, f.check)
		}
	}
	turns := make(chan struct{}, runtime.GOMAXPROCS(0))
	after := func(i, before int) bool {
		return before < i && !(db.small && db.spark == nil && all[i].beside(all[before]))
	}
	if err := InOrder(ctx, len(all), after, func(ctx context.Context, i int) error {
		turns <- struct{}{}
		defer func() { <-turns }()
		if err := db.buildFile(ctx, all[i]); err != nil {
			return fmt.Errorf("%s: %w", all[i].name, err)
		}
		return nil
	}); err != nil {
		return err
	}
	for _, f := range all { // here, so that the rows are in the order of the files
		if f.rejects {
			if err := db.Exec(ctx, "insert into rejected from "+f.work("rejected")+"; drop table "+f.work("rejected")); err != nil {
				return fmt.Errorf("%s: %w", f.name, err)
			}
		}
	}
	return nil
}

// InOrder runs n things side by side, each when all are done that it comes after,
// and returns the first error. That ends the context of the others, and those that
// still wait do not run.
func InOrder(ctx context.Context, n int, after func(i, before int) bool, run func(ctx context.Context, i int) error) error {
	done := make([]chan struct{}, n)
	for i := range done {
		done[i] = make(chan struct{})
	}
	group, inTime := errgroup.WithContext(ctx)
	for i := range n {
		group.Go(func() error {
			for before := range n {
				if !after(i, before) {
					continue
				}
				select {
				case <-done[before]:
				case <-inTime.Done():
					return inTime.Err()
				}
			}
			if err := run(inTime, i); err != nil {
				return err
			}
			close(done[i])
			return nil
		})
	}
	return group.Wait()
}

// sqlFile is NN_name.sql with its check, where it has one.
type sqlFile struct {
	name, relation, query, check string
	names                        map[string]bool // all words of both, and so the relations that they read
	alone                        bool            // does more than make its relation
	rejects                      bool            // rows, which are in work("rejected")
}

// readFiles reads the .sql files of a folder, in the order of their names.
func readFiles(files fs.FS, folder string) ([]*sqlFile, error) {
	names, err := fs.Glob(files, path.Join(folder, "*.sql"))
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var all []*sqlFile
	for _, name := range names {
		switch base := path.Base(name); {
		case base == "00_macros.sql": // every database has the macros
		case strings.HasSuffix(base, ".check.sql"): // comes before the file that it belongs to
		default:
			query, err := fs.ReadFile(files, name)
			if err != nil {
				return nil, err
			}
			check, err := fs.ReadFile(files, strings.TrimSuffix(name, ".sql")+".check.sql")
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, err
			}
			f := &sqlFile{name: base, relation: relationName(base), query: string(query), check: string(check),
				names: wordsOf(string(query), string(check))}
			makes := creates.FindAllStringSubmatch(f.query, -1)
			f.alone = len(makes) != 1 || makes[0][1] != f.relation || slices.ContainsFunc(changes, func(word string) bool { return f.names[word] })
			all = append(all, f)
		}
	}
	return all, nil
}

var (
	creates = regexp.MustCompile(`create or replace (?:table|view) (?:work\.)?([a-z0-9_]+)\s`)
	changes = []string{"insert", "delete", "update", "alter", "drop"} // words of statements that change what is there
)

// beside says whether f may run beside a file that comes before it.
func (f *sqlFile) beside(before *sqlFile) bool {
	return !f.alone && !before.alone && !f.names[before.relation] && !before.names[f.relation]
}

// wordsOf are the words of queries, without those of comments.
func wordsOf(queries ...string) map[string]bool {
	words := map[string]bool{}
	for _, query := range queries {
		for line := range strings.Lines(query) {
			line, _, _ = strings.Cut(line, "--")
			if strings.HasPrefix(line, commentOn) {
				continue
			}
			for word := range strings.FieldsFuncSeq(line, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
				words[word] = true
			}
		}
	}
	return words
}

// work is a working table of the file.
func (f *sqlFile) work(of string) string { return "work." + of + "_" + f.relation }

func (db *DB) buildFile(ctx context.Context, f *sqlFile) error {
	isInput := db.commentsOf("raw."+f.relation) != nil
	elsewhere := db.spark != nil && slices.Contains(grows, f.name)
	onCheck := func(use func(query string) error) (err error) {
		query := f.check
		if elsewhere {
			query, _, err = db.onSpark(ctx, f.relation+"_check", query)
		}
		if err == nil {
			err = use(query)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", strings.TrimSuffix(f.name, ".sql")+".check.sql", err)
		}
		return nil
	}
	if f.check != "" && isInput {
		if err := onCheck(func(query string) error { return db.reject(ctx, f, query) }); err != nil {
			return err
		}
	}
	text := db.takeComments(f.relation, f.query, isInput)
	if elsewhere {
		var err error
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
	if f.check != "" && !isInput {
		return onCheck(func(query string) error { return db.mustBeEmpty(ctx, query) })
	}
	return nil
}

const commentOn = "comment on column "

var (
	// columnComment is a statement "comment on column …", which has a line of its
	// own: the description, and the unit in brackets at its end.
	columnComment = regexp.MustCompile(`^comment on column ([a-z0-9_]+)\.([a-z0-9_]+) is '((?:[^'\n]|'')*?)(?: \[([^\[\]\n]+)\])?';[ \t]*\n?$`)
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
	var text strings.Builder // without comments of columns
	for line := range strings.Lines(query) {
		if strings.HasPrefix(line, commentOn) { // checked first, as regular expressions are slow
			if m := columnComment.FindStringSubmatch(line); m != nil {
				db.comment(m[1], m[2], comment{strings.ReplaceAll(m[3], "''", "'"), m[4]})
				continue
			}
		}
		text.WriteString(line)
	}
	if m := opening.FindStringSubmatch(query); m != nil && m[1] == relation {
		db.comment(relation, "", comment{strings.ReplaceAll(m[2], "\n-- ", " "), m[3]})
	}
	return text.String()
}

// reject takes the rows of raw.relation that break a rule out, for Build to
// move to rejected. The check returns (line, column_name, text, rule, reason,
// suggested); of a row that breaks several rules the first by rule and column is kept.
func (db *DB) reject(ctx context.Context, f *sqlFile, check string) error {
	table, violation := "raw."+QuoteName(f.relation), f.work("violation")
	found, err := Collect(ctx, db, "create or replace table "+violation+" as select * from ("+strings.TrimRight(strings.TrimSpace(check), ";")+
		"\n)", func(rows *int) []any { return []any{rows} })
	if err != nil || found[0] == 0 {
		return err // usually no row is bad, and moving none would take as long as the check
	}
	f.rejects = true
	if db.spark != nil {
		delete(db.spark.known, "raw_"+f.relation) // rows leave it
	}
	return db.Exec(ctx, `
		create or replace table `+violation+` as
		from `+violation+` qualify row_number() over (partition by line order by rule, column_name, reason) = 1;
		create or replace table `+f.work("rejected")+` as
		select `+QuoteText(f.relation)+` as relation, given.file, coalesce(given.file_line, 0), violation.column_name, violation.text, violation.rule,
			violation.reason, violation.suggested, cast(row_as_text as varchar)
		from `+violation+` as violation
		join (select line, file, file_line, cast(t as varchar) as row_as_text from `+table+` as t) as given using (line)
		order by line;
		delete from `+table+` where line in (select line from `+violation+`);
		drop table `+violation)
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
