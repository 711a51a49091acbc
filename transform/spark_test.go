package transform

import (
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func openDB(t *testing.T) *DB {
	db, err := Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestStatements(t *testing.T) {
	got := statements("-- what; it does;\nset a = 1;\n\ncreate function f(v string) returns string return\n    -- a comment;\n    case v when 'a;b' then 1 end;  \n;\nset b = c")
	want := []string{"set a = 1", "create function f(v string) returns string return\n    case v when 'a;b' then 1 end", "set b = c"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// Each file that runs elsewhere is there, makes one relation, and calls no
// macro of DuckDB's that the other engine lacks.
func TestGrowingRelationsAreMadeElsewhere(t *testing.T) {
	named := regexp.MustCompile(`(?m)^create or replace (?:macro|temporary function) ([a-z_]+)\(`)
	var there []string
	for _, m := range named.FindAllStringSubmatch(sparkMacros, -1) {
		there = append(there, m[1])
	}
	if len(there) == 0 {
		t.Fatal("Spark has no macros")
	}
	for _, name := range grows {
		query, err := fs.ReadFile(files, "sql/"+name)
		if err != nil {
			t.Error(err)
			continue
		}
		if n := len(made.FindAll(query, -1)); n != 1 {
			t.Errorf("%s makes %d relations", name, n)
		}
		check, err := fs.ReadFile(files, "sql/"+strings.TrimSuffix(name, ".sql")+".check.sql")
		if err == nil {
			query = append(query, check...)
		}
		for _, m := range named.FindAllStringSubmatch(macros, -1) {
			if !slices.Contains(there, m[1]) && regexp.MustCompile(`\b`+m[1]+`\(`).Match(query) {
				t.Errorf("%s calls %s, which sql/spark/00_macros.sql lacks", name, m[1])
			}
		}
	}
}

// What Spark reads is under names without a schema.
func TestRelationsOfSpark(t *testing.T) {
	db := openDB(t)
	s := &spark{folder: t.TempDir(), known: map[string]bool{"raw_observation": true, "series": true}}
	db.spark = s
	if err := db.toSpark(t.Context(), "", "no_such_relation"); err != nil || s.steps != 0 {
		t.Errorf("a name within a query: %v, %d files", err, s.steps)
	}
	for query, want := range map[string]string{
		"select a from raw.observation as o join work.point using (line)":       "select a from raw_observation as o join work_point using (line)",
		"select extract(year from o.period_end)\nfrom\n    series cross join t": "select extract(year from o.period_end)\nfrom\n    series cross join t",
	} {
		if got := forSpark(query); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
	if one, two := s.path("a"), s.path("b"); one == two || filepath.Dir(one) != s.folder {
		t.Errorf("paths %s and %s", one, two)
	}
}

func TestUseEngineRefuses(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	free := "spark://" + listener.Addr().String()
	if err := listener.Close(); err != nil { // so that nobody listens there
		t.Fatal(err)
	}
	folder := t.TempDir()
	file, closed := filepath.Join(folder, "file"), filepath.Join(folder, "closed")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(closed, 0o500); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, url, lake, want string }{
		{"no server", free, folder, `connection refused; start a Spark Connect server`},
		{"a file", free, file, "not a directory; --lake names a folder"},
		{"no folder", free, folder + "/none", "no such file or directory; --lake names a folder"},
		{"not writable", free, closed, "permission denied; --lake names a folder"},
		{"not absolute", free, "lake", `must be a full path, as every worker looks for it, not "lake"; use --lake /`},
		{"a pattern", free, folder + "/{a,b}", `the path of the lake has "{"`},
		{"a scheme", free, "/s3://bucket", `the path of the lake has ":"`},
		{"no lake", free, "", "add --lake /shared/folder"},
		{"no engine", "duckdb", folder, "DuckDB needs no lake; add --engine spark://"},
		{"another scheme", "sc://localhost:15002", folder, "use --engine spark://localhost:15002"},
		{"no port", "spark://localhost", folder, "use --engine spark://localhost:15002"},
		{"more than a port", "spark://localhost:15002/;token=a", folder, "use --engine spark://localhost:15002"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.lake == closed && os.Geteuid() == 0 {
				t.Skip("root can write everywhere")
			}
			db := openDB(t)
			if err := db.UseEngine(t.Context(), c.url, c.lake); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
			if err := db.Close(); err != nil { // and a second time in the end
				t.Error(err)
			}
			if left, err := filepath.Glob(folder + "/headstart-*"); err != nil || left != nil {
				t.Errorf("left in the lake: %v %v", left, err)
			}
		})
	}
}

// A server of something else is found out by the first statement, which the error names.
func TestUseEngineOnAnotherServer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			conn.Close()
		}
	}()
	db := openDB(t)
	err = db.UseEngine(t.Context(), "spark://"+listener.Addr().String(), t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "spark/00_macros.sql: on spark://127.0.0.1:") || !strings.Contains(err.Error(), "the statement was\nset ") {
		t.Error(err)
	}
}
