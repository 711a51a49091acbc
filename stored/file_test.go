package stored

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"headstart/transform"
)

func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func readFile(ctx context.Context, path string, columns []string) (*File, error) {
	return Source{Paths: []string{path}}.Read(ctx, columns, nil)
}

// The separator, the end of lines and the quotes may be any that are usual.
func TestReadCSV(t *testing.T) {
	for _, c := range []struct{ name, text string }{
		{"comma", "won,months\n1,2\n0,3.5\ntrue,1e1\n"},
		{"semicolon", "won;months;note\n1;2;a,b\n0;3.5;\ntrue;1e1;\n"},
		{"tab", "won\tmonths\n1\t2\n0\t3.5\ntrue\t1e1\n"},
		{"bar", "won|months\n1|2\n0|3.5\ntrue|1e1\n"},
		{"mark and line ends", "\ufeffwon,months\r\n1,2\r\n0,3.5\r\nTRUE,1e1\r\n"},
		{"quotes", "\"won\",\"months\",note\n\"1\",2,\"two\nlines, and a \"\"quote\"\"\"\n\n0, 3.5 ,\ntrue,+10.,"},
		{"one among others", "a;b,months,won\nx,2,1\ny,3.5,0\nz,10,true\n"},
	} {
		f, err := readFile(context.Background(), writeFile(t, "races.csv", c.text), []string{"months", "won"})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		months, err := f.Numbers("months")
		if want := []float64{2, 3.5, 10}; err != nil || !slices.Equal(months, want) {
			t.Errorf("%s: months are %v, want %v; %v", c.name, months, want, err)
		}
		won, err := f.Outcomes("won")
		if want := []float64{1, 0, 1}; err != nil || !slices.Equal(won, want) || f.Rows() != 3 {
			t.Errorf("%s: outcomes are %v in %d rows, want %v; %v", c.name, won, f.Rows(), want, err)
		}
	}
}

// Every error says where, and what to do.
func TestReadFileErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "is empty; its first line must name the columns"},
		{"\n\n", "is empty"},
		{"won,months\n", "has a header and no rows; add the rows to fit"},
		{"won,month\n1,2\n", `has no column "months"; did you mean "month"? columns are: won, month`},
		{"won,Months\n1,2\n", `has no column "months"; did you mean "Months"?`},
		{"a,b\n1,2\n", `has no column "months"; columns are: a, b`},
		{"won;b;c\n1;2;3\n", `has no column "months"; columns are: won, b, c`},
		{"months,won,months\n1,2,3\n", `has two columns "months"; give one of them another name`},
		{"months,won\n1,0\n\n2\n", ":4: 1 cell where the header has 2; a cell that holds the separator needs quotes"},
		{"months,won\n1,0\n\"2,0\n", ":3: a quote that is not closed"},
		{"months,won\n1,0\n2\"3,0\n", ":3: a quote that is not closed, or stands inside a cell"},
		{"PK\x03\x04rest", "is a spreadsheet or an archive; save the sheet as CSV"},
		{"\x1f\x8brest", "is compressed; unpack it first"},
		{"\xff\xfew\x00", "is in UTF-16; save it as CSV in UTF-8"},
		{"months,won,caf\xe9\n1,0,1\n", ":1: the header is not UTF-8"},
		{"PAR1 and nothing more", "cannot be read as Parquet: "},
	} {
		path := writeFile(t, "races.csv", c.text)
		_, err := readFile(context.Background(), path, []string{"months", "won"})
		if err == nil || !strings.HasPrefix(err.Error(), path) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: got %v, want %s", c.text, err, c.want)
		}
	}
	dir := t.TempDir()
	if _, err := readFile(context.Background(), dir, nil); err == nil || !strings.Contains(err.Error(), "is a folder, not a file; name a CSV or Parquet file") {
		t.Errorf("a folder: %v", err)
	}
	if _, err := readFile(context.Background(), filepath.Join(dir, "none.csv"), nil); err == nil || !strings.HasPrefix(err.Error(), "there is no file ") {
		t.Errorf("no file: %v", err)
	}
}

func TestCellErrors(t *testing.T) {
	for _, c := range []struct{ cells, want string }{
		{"1\n\"\"\n", `:3: column "x" is empty; fill it in, or leave the row out`},
		{"1\nNA\nNaN\n", `:3: column "x" is NA, which is not a value; fill it in, or leave the row out (and 1 more of its cells)`},
		{"\"1,234\"\n", `:2: column "x" is "1,234", which is not a number; say which decimal sign the file has, with --decimal , or --decimal .`},
		{"\"1,5\"\n2.5\n", `:2: column "x" is "1,5", which is not a number; say which decimal sign`},
		{"\"a\nb\"\n1_000\n", `:2: column "x" is "a\nb", which is not a number`},
		{"1\n\"2\n\"\n0x10\n", `:5: column "x" is "0x10"`},
		{"inf\n", `is "inf", which is not a number`},
		{"1e999\n", `is "1e999", which is not a number`},
		{"yes\n", `is "yes", which is not a number`},
		{strings.Repeat("9x", 60) + "\n", `9x9x"…, which is not a number`},
	} {
		path := writeFile(t, "x.csv", "x\n"+c.cells)
		f, err := readFile(context.Background(), path, []string{"x"})
		if err != nil {
			t.Errorf("%q: %v", c.cells, err)
			continue
		}
		if _, err := f.Numbers("x"); err == nil || !strings.HasPrefix(err.Error(), path) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %v, want %s", c.cells, err, c.want)
		}
	}
	for _, c := range []struct{ cells, want string }{
		{"1\nyes\nno\nyes\n", `:3: column "x" must be 1 where it happened and 0 where it did not (or true and false), and holds "yes", "no"`},
		{"1\n2\n0\n", `:3: column "x" must be 1 where it happened and 0 where it did not (or true and false), and holds "2"`},
		{"a\nb\nc\nd\ne\nf\ng\n", `holds "a", "b", "c", "d", "e" and 2 more values`},
		{"1\n0\nNA\n", `:4: column "x" is NA, which is not a value`},
	} {
		f, err := readFile(context.Background(), writeFile(t, "x.csv", "x\n"+c.cells), []string{"x"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Outcomes("x"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %v, want %s", c.cells, err, c.want)
		}
	}
}

// Parquet is read by the same rules, whatever its types; neither the name of
// a file nor that of a column is ever a pattern or a query.
func TestReadParquet(t *testing.T) {
	ctx := context.Background()
	db, err := transform.Open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	dir := filepath.Join(t.TempDir(), "year=2011")
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	write := func(name, query string) string {
		t.Helper()
		plain := filepath.Join(dir, "plain.parquet")
		if err := db.Exec(ctx, fmt.Sprintf("copy (%s) to %s (format parquet)", query, transform.QuoteText(plain))); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name)
		if err := os.Rename(plain, path); err != nil {
			t.Fatal(err)
		}
		return path
	}
	const hostile = `x"; drop table y; --`
	rows := "select * from (values (true, 1.5::decimal(4,2), 2.25::float, 3::bigint, '4'), (false, -1, 0.1, 5, ' 6.5 ')) as t(won, a, b, c, " + transform.QuoteName(hostile) + ")"
	for _, name := range []string{"races.parquet", "no-extension", "it's; select 1.parquet", "a*.parquet", "[ab]?.parquet", "**", "{a,b}.csv", "$1 %s.parquet"} {
		f, err := readFile(ctx, write(name, rows), []string{"won", "a", "b", "c", hostile})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, want := range []struct {
			column string
			values []float64
		}{{"won", []float64{1, 0}}, {"a", []float64{1.5, -1}}, {"b", []float64{2.25, 0.1}}, {"c", []float64{3, 5}}, {hostile, []float64{4, 6.5}}} {
			got, err := f.Numbers(want.column)
			if err != nil || !slices.Equal(got, want.values) {
				t.Errorf("%s: %s is %v, want %v; %v", name, want.column, got, want.values, err)
			}
		}
	}
	for _, c := range []struct{ query, column, want string }{
		{"select 1 as x where false", "x", "has a header and no rows"},
		{"select 1 as X", "x", `has no column "x"; did you mean "X"? columns are: X`},
		{"select 1 as y", "year", `has no column "year"; columns are: y`}, // not from the name of the folder
		{"select unnest([1, null, 2]) as x", "x", `x.parquet: row 2: column "x" is empty; fill it in, or leave the row out`},
		{"select unnest([1e0, 'nan'::double]) as x", "x", `x.parquet: row 2: column "x" is nan, which is not a value`},
		{"select date '2011-01-21' as x", "x", `x.parquet: row 1: column "x" is "2011-01-21", which is not a number`},
		{"select [1, 2] as x", "x", `row 1: column "x" is "[1, 2]", which is not a number`},
	} {
		f, err := readFile(ctx, write("x.parquet", c.query), []string{c.column})
		if err == nil {
			_, err = f.Numbers(c.column)
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.query, err, c.want)
		}
	}
}

// A period stands at its first day, a month being a twelfth of a year, and is
// written back as it was.
func TestTimes(t *testing.T) {
	for _, c := range []struct {
		cell, precision string
		at              float64
	}{
		{"2012-Q1", "quarter", 2012}, {"2012-Q4", "quarter", 2012.75}, {"2012-01", "month", 2012}, {"2012-10", "month", 2012.75},
		{"2018-09-30", "day", 1970 + 17804/365.25}, {"1970-01-01", "day", 1970}, {"2012-12", "month", 2012 + 11.0/12},
	} {
		at, precision := calendar(c.cell)
		if at != c.at || precision != c.precision || Period(at, precision) != c.cell {
			t.Errorf("%s: %v %s, written %s", c.cell, at, precision, Period(at, precision))
		}
		if _, ok := Time(c.cell, ""); ok {
			t.Errorf("%s is a number", c.cell)
		}
	}
	for _, cell := range []string{"2012", "2012-Q5", "2012-13", "", "1/2/2012", "2012-02-30"} {
		if _, precision := calendar(cell); precision != "" {
			t.Errorf("%q is a %s", cell, precision)
		}
	}
}
