package stored

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"
)

const table = "y;x;kind;code;a*b;a\n1;2,5;b;10;1;1\n0;-0,25;a;9;2;0\n1;1e1;c;10;3;2\n0;4;a;9;4;1\n"

// Terms become columns of numbers, in the order in which they are named.
func TestCovariates(t *testing.T) {
	path := writeFile(t, "t.csv", table)
	for _, c := range []struct {
		terms      []string
		references map[string]string
		names      []string
		values     [][]float64
	}{
		{[]string{"x"}, nil, []string{"x"}, [][]float64{{2.5, -0.25, 10, 4}}},
		{[]string{"kind"}, nil, []string{"kind[b]", "kind[c]"}, [][]float64{{1, 0, 0, 0}, {0, 0, 1, 0}}},
		{[]string{"C(kind)"}, map[string]string{"kind": "c"}, []string{"kind[a]", "kind[b]"}, [][]float64{{0, 1, 0, 1}, {1, 0, 0, 0}}},
		{[]string{"C(code)"}, nil, []string{"code[10]"}, [][]float64{{1, 0, 1, 0}}}, // numbers in their order
		{[]string{"a*b"}, nil, []string{"a*b"}, [][]float64{{1, 2, 3, 4}}},          // a column of that name
		{[]string{"x*code"}, nil, []string{"x", "code", "x:code"}, [][]float64{{2.5, -0.25, 10, 4}, {10, 9, 10, 9}, {25, -2.25, 100, 36}}},
		{[]string{"x*C(code)*a"}, nil, []string{"x", "code[10]", "a", "x:code[10]", "x:a", "code[10]:a", "x:code[10]:a"}, [][]float64{
			{2.5, -0.25, 10, 4}, {1, 0, 1, 0}, {1, 0, 2, 1}, {2.5, 0, 10, 0}, {2.5, 0, 20, 4}, {1, 0, 2, 0}, {2.5, 0, 20, 0}}},
		{[]string{"x : C(code)"}, nil, []string{"x:code[10]"}, [][]float64{{2.5, 0, 10, 0}}},
	} {
		f, err := Source{Paths: []string{path}}.Read(context.Background(), []string{"y"}, c.terms)
		if err != nil {
			t.Errorf("%v: %v", c.terms, err)
			continue
		}
		got, err := f.Covariates(c.terms, c.references)
		if err != nil || !slices.Equal(got.Names, c.names) || !slices.EqualFunc(got.Values, c.values, slices.Equal) {
			t.Errorf("%v: %v, %v, want %v; %v", c.terms, got.Names, got.Values, c.values, err)
		}
		other, err := Source{Paths: []string{writeFile(t, "other.csv", "x,kind,code,a*b,a\n1,a,9,1,1\n")}}.Read(context.Background(), nil, c.terms)
		if err != nil {
			t.Errorf("%v: %v", c.terms, err)
			continue
		}
		same, err := got.Of(other)
		if err != nil || !slices.Equal(same.Names, c.names) || !maps.Equal(same.References, got.References) {
			t.Errorf("%v of another file: %v; %v", c.terms, same.Names, err)
		}
	}
	for _, c := range []struct {
		terms      []string
		references map[string]string
		want       string
	}{
		{[]string{"kind"}, map[string]string{"kind": "z"}, `column "kind" has no group "z"; groups are: a, b, c`},
		{[]string{"x"}, map[string]string{"x": "4"}, `--reference names column "x", which is not a column of groups among the covariates; write C(x) there`},
		{[]string{"x*kind", "x"}, nil, `covariate "x" is there twice, again by "x"`},
		{[]string{strings.Repeat("x*", 63) + "x"}, nil, `has 64 parts, and 12 are the most; write the products that you mean, as a:b`},
		{[]string{"C(y)", "mixed"}, nil, `has no column "mixed"`},
	} {
		f, err := Source{Paths: []string{path}}.Read(context.Background(), nil, c.terms)
		if err == nil {
			_, err = f.Covariates(c.terms, c.references)
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: got %v, want %s", c.terms, err, c.want)
		}
	}
	for text, want := range map[string]string{
		"k\n1\ntwo\n": `:3: column "k" is "two", which is not a number; write digits, with a point for decimals; if it names groups, write C(k)`,
		"k\na\nNA\n":  `:3: column "k" is "NA", which is not a group`,
		"k\na\na\n":   `column "k" is "a" in every row, so there is nothing to compare`,
	} {
		f, err := Source{Paths: []string{writeFile(t, "k.csv", text)}}.Read(context.Background(), nil, []string{"k"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err = f.Covariates([]string{"k"}, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

// Files are one table, each row with its place; a comma is decimal where it
// cannot be anything else, or where the call says so.
func TestSource(t *testing.T) {
	first, second := writeFile(t, "a.csv", "x,y\n1,2\n3,4\n"), writeFile(t, "b.csv", "y;x\n\n6;5\n")
	f, err := Source{Paths: []string{first, "-", second}, Stdin: strings.NewReader("y\tx\n8\t7\n")}.Read(context.Background(), []string{"x"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if x, err := f.Numbers("x"); err != nil || !slices.Equal(x, []float64{1, 3, 7, 5}) {
		t.Errorf("x is %v; %v", x, err)
	}
	if f.Where(1) != first+":3" || f.Where(2) != "standard input:2" || f.Where(3) != second+":3" {
		t.Errorf("places %s, %s, %s", f.Where(1), f.Where(2), f.Where(3))
	}
	for _, c := range []struct {
		cells, decimal string
		want           []float64 // nil: an error
	}{
		{"1,5\n2\n", "", []float64{1.5, 2}},
		{"0,125\n", "", []float64{0.125}},
		{"1,234\n", "", nil}, // thousands?
		{"1,234\n", ",", []float64{1.234}},
		{"1.5\n2,5\n", "", nil},
		{"1.5\n", ",", nil},
		{"1,5\n", ".", nil},
		{"-1,5e3\n+,5\n", "", []float64{-1500, 0.5}},
		{"1,2,3\n", ",", nil},
	} {
		f, err := Source{Paths: []string{writeFile(t, "x.csv", "x;z\n"+strings.ReplaceAll(c.cells, "\n", ";9\n"))}, Decimal: c.decimal}.Read(context.Background(), []string{"x"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if x, err := f.Numbers("x"); !slices.Equal(x, c.want) || (err == nil) != (c.want != nil) {
			t.Errorf("%q with %q: %v, want %v; %v", c.cells, c.decimal, x, c.want, err)
		}
	}
}

// A condition keeps rows, and does nothing else.
func TestWhere(t *testing.T) {
	text := "n,day,kind,won\n1,2011-01-21,a,true\n2,2012-02-01,b,false\nNA,2013-01-01,it's,true\n4,2014-01-01,a,false\n"
	csv := writeFile(t, "t.csv", text)
	for _, c := range []struct {
		condition string
		want      string // the lines, or a part of the error
	}{
		{"n >= 2", "3 5"},
		{"n >= 2 or kind = 'it''s'", "3 4 5"},
		{"day < date '2012-06-01'", "2 3"},
		{"n > (select avg(n) from rows)", "5"},
		{"won and kind in ('a', 'b') -- note", "2"},
		{"n between 1 and 2 and not (kind like 'b%')", "2"},
		{"n > 9", `no row meets the condition "n > 9"`},
		{"m > 9", `--where: Binder Error: Referenced column "m" not found in FROM clause! `},
		{"avg(n) > 1", "WHERE clause cannot contain aggregates"},
		{"n > 1) or (n < 2", "2 3 5"},
		{"1=1; drop table rows", "syntax error"},
		{"n > 1) union select 1 from (select 2", "it is more than a condition"},
		{"true) from rows where (true", "it is more than a condition"},
		{"true), (select 1", "it is more than a condition"},
		{"n > 1 order by n", "syntax error"},
		{"getenv('HOME') = ''", "a query cannot call the function getenv"},
		{"n in (select n from read_csv('" + csv + "'))", "cannot call read_csv"},
		{"n in (select n from '" + csv + "')", "no table"},
	} {
		f, err := Source{Paths: []string{csv}, Where: c.condition}.Read(context.Background(), []string{"kind"}, nil)
		got := ""
		if err != nil {
			got = err.Error()
		} else {
			for row := range f.Rows() {
				got += strings.TrimPrefix(f.Where(row), csv+":") + " "
			}
		}
		if !strings.Contains(got, c.want) || err == nil && got != c.want+" " {
			t.Errorf("%s: got %s, want %s", c.condition, got, c.want)
		}
	}
}
