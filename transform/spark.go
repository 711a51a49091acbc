package transform

import (
	"cmp"
	"context"
	"crypto/rand"
	_ "embed"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/apache/spark-connect-go/spark/sparkerrors"
	"github.com/apache/spark-connect-go/spark/sql"
)

// grows are the files whose relations grow with the figures. With an engine
// they and their checks run there; all others are small and stay in DuckDB.
var grows = strings.Fields(`19_definition_in_force.sql 20_observation.sql 26_claim.sql 28_series_key.sql 29_figure.sql 29_source_bias.sql
	30_claim_order.sql 30_point.sql 31_series.sql 32_conflict.sql 32_step.sql 33_segment.sql 34_growth_pair.sql 34_month.sql
	34_monthly.sql 35_growth.sql 36_milestone.sql 37_market_share.sql 38_concentration.sql`)

// spark is a session of a Spark Connect server, which with its workers reads
// and writes the folder of one run in a file system that all of them see.
type spark struct {
	session sql.SparkSession
	url     string
	folder  string
	mode    os.FileMode     // of the lake: who can write there can write in folder
	known   map[string]bool // relations, as raw_name, work_name or name, that the session has
	steps   int             // folders and files written so far
}

//go:embed sql/spark/00_macros.sql
var sparkMacros string

var (
	engineURL = regexp.MustCompile(`^spark://[A-Za-z0-9._-]+:[0-9]{1,5}$`)
	// What paths cannot have: Spark takes them for patterns or escapes, and : ends a scheme.
	unusual = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[^\pL\pN/._ @=+~-]`) })
)

// CheckEngine fails unless url is spark://host:port and lake is the full path
// of a folder that Spark takes to the letter. It looks at neither.
func CheckEngine(url, lake string) error {
	switch {
	case url == "duckdb":
		return errors.New("DuckDB needs no lake; add --engine spark://localhost:15002, or leave out --lake")
	case !engineURL.MatchString(url):
		return fmt.Errorf("an engine is duckdb or spark://host:port, not %q; use --engine spark://localhost:15002", url)
	case lake == "":
		return fmt.Errorf("the engine %s needs a folder that it sees too; add --lake /shared/folder", url)
	case !filepath.IsAbs(lake):
		here, _ := filepath.Abs(lake)
		return fmt.Errorf("the lake must be a full path, as every worker looks for it, not %q; use --lake %s", lake, here)
	case unusual().MatchString(lake):
		return fmt.Errorf("the path of the lake has %q, which Spark does not take to the letter; use --lake /shared/folder", unusual().FindString(lake))
	}
	return nil
}

// UseEngine lets the growing relations run on the Spark Connect server at
// url, as CheckEngine takes it, until Close. lake is a folder that the server and
// its workers see under the same path; what the run leaves there goes with Close.
func (db *DB) UseEngine(ctx context.Context, url, lake string) error {
	if err := CheckEngine(url, lake); err != nil {
		return err
	}
	const hint = "--lake names a folder that headstart and the workers of the engine can write"
	info, err := os.Stat(lake)
	if err != nil {
		return fmt.Errorf("open the lake: %w; %s", err, hint)
	}
	s := &spark{url: url, folder: filepath.Join(lake, "headstart-"+rand.Text()), mode: info.Mode().Perm(), known: map[string]bool{}}
	if err := os.Mkdir(s.folder, s.mode); err != nil {
		return fmt.Errorf("make a folder for the run in the lake: %w; %s", err, hint)
	}
	db.spark = s // Close removes the folder
	if err := os.Chmod(s.folder, s.mode); err != nil {
		return err
	}
	// The client says too late, and not well, that nobody listens.
	conn, err := (&net.Dialer{Timeout: 10 * time.Second}).DialContext(ctx, "tcp", strings.TrimPrefix(url, "spark://"))
	if err != nil {
		return fmt.Errorf("reach %s: %w; start a Spark Connect server there, as docs/engine.md says, or leave out --engine", url, err)
	}
	_ = conn.Close()
	if s.session, err = sql.NewSessionBuilder().Remote(strings.Replace(url, "spark", "sc", 1)).Build(ctx); err != nil {
		return fmt.Errorf("reach %s: %w", url, err)
	}
	for _, statement := range statements(sparkMacros) {
		if err := s.run(ctx, statement); err != nil {
			return fmt.Errorf("spark/00_macros.sql: %w", err)
		}
	}
	// A worker that sees another folder under this path would lose its rows in silence.
	rows, _, err := db.onSpark(ctx, "trial", "select id from range(0, 256, 1, 64)")
	if err != nil {
		return err
	}
	found, err := Collect(ctx, db, "select count(distinct id) from ("+rows+")", func(n *int) []any { return []any{n} })
	if err == nil && found[0] != 256 {
		err = fmt.Errorf("of 256 rows that the workers of %s wrote for a trial, %d are in %s; %s under the same path", url, found[0], s.folder, hint)
	}
	return err
}

// statements are those of a text, each of which ends with a line, without
// comments, which have lines of their own.
func statements(text string) []string {
	text = regexp.MustCompile(`(?m)^[ \t]*--.*\n?`).ReplaceAllString(text, "")
	var out []string
	for _, statement := range regexp.MustCompile(`;[ \t]*(?:\n|$)`).Split(text, -1) {
		if statement = strings.TrimSpace(statement); statement != "" {
			out = append(out, statement)
		}
	}
	return out
}

// run runs one statement that returns no rows.
func (s *spark) run(ctx context.Context, statement string) error {
	_, err := s.session.Sql(ctx, statement)
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	if told := (*sparkerrors.SparkError)(nil); errors.As(err, &told) {
		err = told // without the statement, in which it is wrapped
	}
	return fmt.Errorf("on %s: %w; the statement was\n%s", s.url, err, statement)
}

// path is that of the next relation to be written.
func (s *spark) path(name string) string {
	s.steps++
	return filepath.Join(s.folder, fmt.Sprintf("%02d_%s", s.steps, name))
}

// view makes a relation of the session of Parquet files.
func (s *spark) view(ctx context.Context, name, files string) error {
	s.known[name] = true
	return s.run(ctx, "create or replace temporary view "+name+" using parquet options (path '"+files+"')")
}

// reads are the relations after from and join: the schema and the name.
var reads = regexp.MustCompile(`\b(from|join)(\s+)(?:(raw|work)\.)?([a-z_]+)`)

// sparkName is name, or schema_name, for Spark, whose session has no schemas.
func sparkName(schema, name string) string { return strings.TrimPrefix(schema+"_"+name, "_") }

// forSpark writes a query with those names.
func forSpark(query string) string {
	return reads.ReplaceAllStringFunc(query, func(text string) string {
		m := reads.FindStringSubmatch(text)
		return m[1] + m[2] + sparkName(m[3], m[4])
	})
}

// onSpark runs a query there. It returns the folder of Parquet files that this
// has left, and a query of DuckDB for their rows.
func (db *DB) onSpark(ctx context.Context, name, query string) (rows, folder string, err error) {
	s := db.spark
	for _, m := range reads.FindAllStringSubmatch(query, -1) {
		if err := db.toSpark(ctx, m[3], m[4]); err != nil {
			return "", "", err
		}
	}
	folder = s.path(name)
	if err := s.run(ctx, "insert overwrite directory '"+folder+"' using parquet\n"+forSpark(strings.TrimRight(query, "; \n"))); err != nil {
		return "", "", err
	}
	if _, err := os.Stat(filepath.Join(folder, "_SUCCESS")); err != nil {
		return "", "", fmt.Errorf("%s has not left a finished result in %s, which it must see under this path", s.url, folder)
	}
	return "select * from read_parquet(" + QuoteText(folder+"/*.parquet") + ", hive_partitioning = false)", folder, nil
}

// toSpark hands a relation of DuckDB over, unless Spark has it; what is none
// is a name within the query.
func (db *DB) toSpark(ctx context.Context, schema, name string) error {
	known := sparkName(schema, name)
	if db.spark.known[known] {
		return nil
	}
	there, err := Collect(ctx, db, "select 1 from duckdb_columns() where schema_name = ? and table_name = ? limit 1",
		func(n *int) []any { return []any{n} }, cmp.Or(schema, "main"), name)
	if err != nil || len(there) == 0 {
		return err
	}
	file := db.spark.path(known) + ".parquet"
	err = db.Exec(ctx, "copy "+cmp.Or(schema, "main")+"."+QuoteName(name)+" to "+QuoteText(file)+" (format parquet, compression zstd)")
	if err == nil {
		err = os.Chmod(file, db.spark.mode&0o666)
	}
	if err != nil {
		return fmt.Errorf("write %s to the lake: %w", known, err)
	}
	return db.spark.view(ctx, known, file)
}

var made = regexp.MustCompile(`create or replace (?:table|view) (?:(work)\.)?([a-z_]+) as\n`)

// buildOnSpark makes the relation of a file there and returns the file with a
// view of the result in its place, with the types that the query has in DuckDB.
func (db *DB) buildOnSpark(ctx context.Context, text string) (string, error) {
	found := made.FindAllStringSubmatchIndex(text, -1)
	if len(found) != 1 {
		return "", errors.New("a file that runs on an engine makes one relation: create or replace table name as …")
	}
	at, m := found[0], made.FindStringSubmatch(text)
	query := strings.TrimRight(text[at[1]:], "; \n")
	columns, err := Collect(ctx, db, "select column_name, column_type from (describe "+query+"\n)", func(c *Column) []any { return []any{&c.Name, &c.Type} })
	if err != nil {
		return "", err
	}
	name := sparkName(m[1], m[2])
	rows, folder, err := db.onSpark(ctx, name, query)
	if err != nil {
		return "", err
	}
	if err := db.spark.view(ctx, name, folder); err != nil {
		return "", err
	}
	cast := make([]string, len(columns))
	for i, c := range columns {
		cast[i] = "cast(" + QuoteName(c.Name) + " as " + c.Type + ") as " + QuoteName(c.Name)
	}
	return text[:at[0]] + "create or replace view " + cmp.Or(m[1], "main") + "." + m[2] + " as\nselect " + strings.Join(cast, ", ") + "\nfrom (" + rows + ");", nil
}
