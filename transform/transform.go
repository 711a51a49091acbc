// Package transform turns the checked tables of ingest into the relations
// that models and reports read, as queries in one DuckDB.
//
// What happens, in order:
//
//  1. Load: every ingest table becomes raw.<table>, and the rows that ingest
//     set aside become rejected;
//  2. Run: the files of sql/ run in the order of their names. NN_name.sql makes one
//     relation, name; its first line says what one row is;
//  3. NN_name.check.sql, where there is one, is a query that must return no
//     rows. For a relation that comes from outside (raw.name exists) it runs
//     first, over raw.name, and the rows that it returns move to rejected with
//     the rule and the reason. For a derived relation it runs afterwards, and
//     a row stops the run: the fault is ours.
//
// Settings are a relation too (sql/01_setting.sql), so that every file can be
// read and run on its own.
package transform

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"headstart/data"
	"headstart/ingest"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory/mallocator"
)

//go:embed sql/*.sql
var files embed.FS

// Rules are the names of the rules that choose among competing claims:
// primary (kind of source, then exactness, then the later publication), low,
// high, latest, and corrected (as primary, with the bias of a source taken out
// where source_bias has established one). The first is the default.
var Rules = []string{"primary", "low", "high", "latest", "corrected"}

// Level of every interval that a run publishes, in Go and, as setting.level, in queries. It is the same in every run.
const Level = 0.95

// HeadStarts returns the head starts, in months and rising, at which every
// model of the win rate is tabulated: finer where launches follow each other
// closely.
func HeadStarts() []float64 {
	var months []float64
	for m, step := 0.0, 0.5; m <= 192; m += step {
		months = append(months, m)
		switch m {
		case 12:
			step = 1
		case 36:
			step = 2
		case 60:
			step = 12
		}
	}
	return months
}

// FoundingRace is the race that started the question: Mi Chat against WeChat.
const FoundingRace = "cn-mi-chat-wechat"

// Follow is how many figures the series that models and charts follow have
// together, unless the options say otherwise.
const Follow = 2000

// Options of a run. The zero value is the default.
type Options struct {
	// AsOf leaves out every figure published after that day, and every
	// figure whose day of publication is not known. Zero: everything counts.
	AsOf time.Time
	// Resolve is one of Rules; empty is primary.
	Resolve string
	// FoundingRace is the race that the story is told of and the bet is
	// about; empty is FoundingRace, the constant. Data without it are fine.
	FoundingRace string
	// Metric and Market are what charts of one metric in one market show;
	// empty: of which there are most figures.
	Metric, Market string
	// Focus are platforms whose series are followed by models and charts
	// whatever their size.
	Focus []string
	// Follow is how many figures the series that are followed have together, from
	// the largest on; 0 is Follow, the constant.
	Follow int
}

// Tables that a data package must have.
var inputs = []string{
	"platform", "source", "definition", "event", "observation", "race", "owner_network", "statement", "market_year",
}

// whole is the contract of the package in the program, which has every table and column that queries read.
var whole = sync.OnceValue(func() ingest.Contract {
	c, err := ingest.ReadContract(data.FS)
	if err != nil {
		panic(fmt.Sprintf("the data package in the program: %v", err))
	}
	return c
})

func isRead(table string) bool { return slices.Contains(whole().Tables(), table) }

// Unused returns the tables of pkg that nothing reads, each with the name that
// may have been meant, or "".
func Unused(pkg *ingest.Package) (tables, meant []string) {
	for _, table := range pkg.Tables() {
		if !isRead(table) {
			optional := slices.DeleteFunc(whole().Tables(), func(t string) bool { return slices.Contains(inputs, t) })
			tables, meant = append(tables, table), append(meant, ingest.Closest(table, optional))
		}
	}
	return tables, meant
}

// Load reads every table of pkg into db as raw.<table>, and the rows that
// ingest set aside as rejected. A table that headstart needs and pkg lacks is
// an error.
func Load(ctx context.Context, db *DB, pkg *ingest.Package) error {
	for _, table := range inputs {
		if pkg.Path(table) == "" {
			return fmt.Errorf("datapackage.json: there is no table %q; add a resource of that name, as in the data package of headstart; it may have no rows", table)
		}
	}
	// DuckDB reads the batches from C, so they live in memory from C.
	mem := mallocator.NewMallocator()
	if err := db.loadFiles(ctx, pkg); err != nil {
		return err
	}
	// Batches come one after another. Threads that take turns would each make a
	// table of theirs, and these are read and written again to be one in order.
	if err := db.Exec(ctx, "set threads = 1"); err != nil {
		return err
	}
	var large []*ingest.Scan
	for _, table := range pkg.Tables() {
		if !isRead(table) {
			continue
		}
		scans := pkg.Scans(table)
		r, err := pkg.Read(table, mem, scans...)
		if err != nil {
			return err
		}
		err = db.Load(ctx, "raw."+table, r)
		r.Release()
		if err != nil {
			return err
		}
		large = append(large, scans...)
	}
	if err := db.Exec(ctx, db.share); err != nil {
		return err
	}
	for _, s := range large {
		if err := db.scan(ctx, s, mem); err != nil {
			return err
		}
	}
	if err := db.fillIn(ctx); err != nil {
		return err
	}
	db.keys = furtherKeys(pkg)
	r := pkg.Rejected(mem)
	defer r.Release()
	if err := db.Load(ctx, "rejected", r); err != nil {
		return err
	}
	db.comment("rejected", "", comment{"one row per row of the data package that was not taken in", "relation, file, line"})
	return db.treatAsSmall(ctx)
}

// fillIn adds what a package may go without, so that every query finds the same: tables, which are then empty, and columns
// that need no value. A package without metrics has the four that are usual.
func (db *DB) fillIn(ctx context.Context) error {
	for _, table := range whole().Tables() {
		schema, given := whole().Schema(table), db.commentsOf("raw."+table)
		if given == nil {
			r, err := array.NewRecordReader(schema, nil)
			if err == nil {
				err = db.Load(ctx, "raw."+table, r)
				r.Release()
			}
			if err != nil {
				return err
			}
			continue
		}
		for _, f := range schema.Fields() {
			if _, has := given[f.Name]; has || whole().Required(table, f.Name) {
				continue
			}
			if err := db.Exec(ctx, fmt.Sprintf("alter table raw.%s add column %s %s", table, f.Name, sqlTypes[f.Type.ID()])); err != nil {
				return fmt.Errorf("add what %s lacks: %w", table, err)
			}
			db.describe("raw."+table, f)
		}
	}
	return db.Exec(ctx, `
		insert into raw.metric (metric, label, short, counts, breadth)
		select * from (values
			('dau', 'daily active users', 'daily users', 'people', 1),
			('wau', 'weekly active users', 'weekly users', 'people', 2),
			('mau', 'monthly active users', 'monthly users', 'people', 3),
			('registered', 'registered users', 'registered users', 'accounts', 4)
		)
		where not exists (select 1 from raw.metric)`)
}

// sqlTypes are those of the columns of a package.
var sqlTypes = map[arrow.Type]string{arrow.STRING: "varchar", arrow.INT64: "bigint", arrow.FLOAT64: "double", arrow.DATE32: "date", arrow.BOOL: "boolean"}

// smallest is how many rows a package has from which queries run on all
// threads and growing relations are views. Below it, handing the rows of a
// query from thread to thread takes longer than the query, and a table takes
// less than a view that is read twice.
const smallest = 50_000

func (db *DB) treatAsSmall(ctx context.Context) error {
	rows, _, err := db.Count(ctx)
	if err != nil || rows >= smallest {
		return err
	}
	db.small = true
	return db.Exec(ctx, "set threads = 1")
}

// loadFiles makes raw.file: the files that the rows come from, with their hash.
func (db *DB) loadFiles(ctx context.Context, pkg *ingest.Package) error {
	if err := db.Exec(ctx, "create or replace table raw.file (file varchar, sha256 varchar)"); err != nil {
		return err
	}
	seen := map[string]bool{}
	return db.Append(ctx, "raw.file", func(yield func([]any) bool) {
		for _, f := range pkg.Files() {
			if !seen[f.Name] && !yield([]any{f.Name, f.SHA256}) {
				return
			}
			seen[f.Name] = true
		}
	})
}

// Run builds every relation of sql/ from what Load has left in db. A row that
// breaks a rule ends in the relation rejected, and is no error.
func Run(ctx context.Context, db *DB, opt Options) error {
	if err := setting(ctx, db, opt); err != nil {
		return err
	}
	if err := db.Build(ctx, files, "sql"); err != nil {
		return err
	}
	return hasShown(ctx, db, opt)
}

// hasShown refuses a metric and market to show that have no figure.
func hasShown(ctx context.Context, db *DB, opt Options) error {
	if opt.Metric == "" && opt.Market == "" {
		return nil
	}
	var found int
	if err := db.pool.QueryRowContext(ctx, "select count(*) from shown").Scan(&found); err != nil || found > 0 {
		return err
	}
	there, err := Collect(ctx, db, "select metric || ' ' || market from series group by metric, market order by count(*) desc, metric, market limit 5",
		func(text *string) []any { return []any{text} })
	if err != nil {
		return err
	}
	asked := strings.TrimSpace(opt.Metric + " " + opt.Market)
	return fmt.Errorf("no figure of %s to show; the most figures are of %s; set --metric and --market to one of these", asked, strings.Join(there, ", "))
}

// Forget drops what only Load, Run and Accounts read, and leaves the schema work
// empty for what comes after. Views read what it drops, so large data, whose
// growing relations are views, keep it.
func (db *DB) Forget(ctx context.Context) error {
	if !db.small {
		return nil
	}
	return db.Exec(ctx, "drop schema raw cascade; drop schema work cascade; create schema work")
}

func setting(ctx context.Context, db *DB, opt Options) error {
	rule := cmp.Or(opt.Resolve, Rules[0])
	if !slices.Contains(Rules, rule) {
		return fmt.Errorf("no rule %q for competing claims; use %s", rule, strings.Join(Rules, ", "))
	}
	var asOf any
	if !opt.AsOf.IsZero() {
		asOf = opt.AsOf.Format(time.DateOnly)
	}
	return errors.Join(
		db.Exec(ctx, "create or replace table raw.setting (as_of date, resolve varchar, founding_race varchar, metric varchar, market varchar, focus varchar, follow bigint, level double)"),
		db.Exec(ctx, "insert into raw.setting values (cast(? as date), ?, ?, nullif(?, ''), nullif(?, ''), ?, ?, ?)",
			asOf, rule, cmp.Or(opt.FoundingRace, FoundingRace), opt.Metric, opt.Market,
			strings.Join(opt.Focus, ";"), cmp.Or(opt.Follow, Follow), Level),
	)
}
