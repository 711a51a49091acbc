package tables

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"headstart/transform"

	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

func open(t *testing.T, limits transform.Limits) *transform.DB {
	t.Helper()
	db, err := transform.OpenWithin(context.Background(), limits)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// folder opens dir, with a folder in it.
func folder(t *testing.T, dir, below string) *os.Root {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(dir, below), 0o777); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return root
}

func written(t *testing.T, root *os.Root, name string) []byte {
	t.Helper()
	content, err := root.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func opened(t *testing.T, content []byte) *file.Reader {
	t.Helper()
	parquet, err := file.NewParquetReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { parquet.Close() })
	return parquet
}

// The same rows give the same bytes, however many threads write them and
// whether the sort fits into memory. Row groups have one size.
func TestSameBytes(t *testing.T) {
	const rows = 5*rowGroup + 5
	relation := transform.Relation{Name: "long", Key: []string{"place"}, Columns: []transform.Column{
		{Name: "place", Type: "BIGINT"}, {Name: "name", Type: "VARCHAR"}, {Name: "value", Type: "DOUBLE"}, {Name: "day", Type: "DATE"}}}
	var want []byte
	for _, limits := range []transform.Limits{{Threads: 1}, {Threads: 2}, {Threads: 4}, {Threads: 2, Memory: 48 << 20}} {
		limits.Spill = filepath.Join(t.TempDir(), "spill")
		db := open(t, limits)
		err := db.Exec(context.Background(), fmt.Sprintf(`create table long as
			select (i * 7919) %% %d as place, 'row ' || (place %% 70000) || repeat(' of a longer text', 1 + place %% 3) as name,
				case when place %% 3 > 0 then place / 7 end as value, date '2000-01-01' + cast(place %% 9000 as int) as day
			from range(%[1]d) t (i)`, rows))
		if err != nil {
			t.Fatal(err)
		}
		root := folder(t, t.TempDir(), "tables")
		told, err := saveRelation(context.Background(), db, root, relation, "run")
		if err != nil {
			t.Fatal(err)
		}
		got := written(t, root, "tables/long.parquet")
		if sum := sha256.Sum256(got); told.Rows != rows || told.Bytes != int64(len(got)) || told.SHA256 != hex.EncodeToString(sum[:]) {
			t.Errorf("%+v: the file of %d bytes and %d rows is told as %+v", limits, len(got), rows, told)
		}
		if want == nil {
			want = got
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%+v gives other bytes", limits)
		}
		parquet := opened(t, got)
		for i := range parquet.NumRowGroups() {
			if n := parquet.RowGroup(i).NumRows(); n != min(rowGroup, rows-int64(i)*rowGroup) {
				t.Errorf("%+v: row group %d has %d rows", limits, i, n)
			}
		}
	}
}

// What names and texts say is not run, wherever the folder is.
func TestHostileNames(t *testing.T) {
	hostile := `it's "a"; drop table other; --`
	says := "quotes ' and \", a backslash \\, {a: 'b'}, $1, ?,\nwords: 微信 👋"
	relation := transform.Relation{Name: hostile, Comment: says, Key: []string{hostile}, Columns: []transform.Column{
		{Name: hostile, Type: "VARCHAR", Description: says, Unit: hostile}, {Name: "bare", Type: "INTEGER"}}}
	db := open(t, transform.Limits{})
	if err := db.Exec(context.Background(), "create table "+transform.QuoteName(hostile)+" ("+transform.QuoteName(hostile)+" varchar, bare integer); insert into "+
		transform.QuoteName(hostile)+" values ('b', null), ('a', 1); create table other as select 1 as x"); err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	for _, dir := range []string{"~", "it's [a]*? {b} $1 %s", "s3:", "file:"} {
		root := folder(t, dir, "tables")
		if _, err := saveRelation(context.Background(), db, root, relation, hostile); err != nil {
			t.Errorf("%s: %v", dir, err)
			continue
		}
		parquet := opened(t, written(t, root, "tables/"+hostile+".parquet"))
		for key, want := range map[string]string{"headstart.relation": hostile, "headstart.description": says, "headstart.key": hostile, "headstart.run": hostile} {
			if got := parquet.MetaData().KeyValueMetadata().FindValue(key); got == nil || *got != want {
				t.Errorf("%s: %s is not %q", dir, key, want)
			}
		}
		reader, err := pqarrow.NewFileReader(parquet, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
		if err != nil {
			t.Fatal(err)
		}
		schema, err := reader.Schema()
		if err != nil {
			t.Fatal(err)
		}
		f := schema.Field(0)
		description, _ := f.Metadata.GetValue("description")
		unit, _ := f.Metadata.GetValue("unit")
		if f.Name != hostile || description != says || unit != hostile {
			t.Errorf("%s: the column is %q, %q in %q", dir, f.Name, description, unit)
		}
	}
	if err := db.Exec(context.Background(), "from other"); err != nil {
		t.Error(err)
	}
}

// A table that cannot be written says which, and is not there in part.
func TestNotWritten(t *testing.T) {
	db := open(t, transform.Limits{})
	if err := db.Exec(context.Background(), `create table t as select 1 as x;
		create view half as select case when i = 300000 then error('half way') else i end as x from range(400000) t (i);
		create view wide as select 1::decimal(38, 2) as x`); err != nil {
		t.Fatal(err)
	}
	ended, end := context.WithCancel(context.Background())
	end()
	for _, c := range []struct {
		ctx               context.Context
		table, typ, below string
		want              []string
	}{
		{context.Background(), "t", "INTEGER", "", []string{"write table t: ", "t.parquet"}},
		{context.Background(), "half", "BIGINT", "tables", []string{"write table half: ", "half way"}},
		{context.Background(), "wide", "DECIMAL(38,2)", "tables", []string{"write table wide: ", "no type of Arrow and of a data package for DECIMAL(38,2)"}},
		{ended, "t", "INTEGER", "tables", []string{"write table t: ", "context canceled"}},
	} {
		root := folder(t, t.TempDir(), c.below)
		_, err := saveRelation(c.ctx, db, root, transform.Relation{Name: c.table, Columns: []transform.Column{{Name: "x", Type: c.typ}}}, "run")
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: the error is %v, want %q in it", c.table, err, want)
			}
		}
		if left, err := filepath.Glob(filepath.Join(root.Name(), "tables", "*")); err != nil || len(left) > 0 {
			t.Errorf("%s: %v is left, %v", c.table, left, err)
		}
	}
}

// A folder that was exchanged for another gets no table unnoticed.
func TestExchangedFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	db := open(t, transform.Limits{})
	if err := db.Exec(context.Background(), "create table t as select 1 as x"); err != nil {
		t.Fatal(err)
	}
	root := folder(t, dir, "tables")
	if err := os.Rename(dir, dir+"-moved"); err != nil {
		t.Fatal(err)
	}
	folder(t, dir, "tables")
	if _, err := saveRelation(context.Background(), db, root, transform.Relation{Name: "t", Columns: []transform.Column{{Name: "x", Type: "INTEGER"}}}, "run"); err == nil {
		t.Error("the table is written into another folder")
	}
}
