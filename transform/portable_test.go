package transform_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Functions that standard SQL and the engines in question know by the same
// name, with the same meaning.
var standard = strings.Fields(`
	abs avg cast coalesce count dense_rank exists exp extract first_value floor greatest lag last_value lead least length ln lower log10 max min min_by nullif pow
	rank row_number round sqrt sum trim`)

// portable says which functions the .sql files below a folder may call beside
// the macros of transform/sql/00_macros.sql.
var portable = map[string][]string{
	"transform/sql": standard,
	"models":        standard,
}

// Words and signs that one engine alone understands, or that mean another
// thing elsewhere. A text is cast by as_text, as varchar needs a length.
var unportable = regexp.MustCompile(`(?:^| )(qualify|pivot|unpivot|asof|anti|semi|positional|exclude|lambda|ilike|glob|similar|sample|` +
	`try_cast|distinct on|group by all|order by all|as varchar|date_part|::|//|\[|\]|\{|\}|=>|->|\*\*)(?: |$)`)

// What the .sql files may say is a list, so that a second engine needs a
// second file of macros and nothing else.
func TestPortability(t *testing.T) {
	root := os.DirFS("..")
	text, err := fs.ReadFile(root, "transform/sql/00_macros.sql")
	if err != nil {
		t.Fatal(err)
	}
	var macros []string
	for _, m := range regexp.MustCompile(`(?m)^create or replace macro ([a-z_]+)\(`).FindAllStringSubmatch(string(text), -1) {
		macros = append(macros, m[1])
	}
	for folder, functions := range portable {
		files := 0
		err := fs.WalkDir(root, folder, func(file string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && entry.Name() == "testdata":
				return fs.SkipDir
			case path.Ext(file) != ".sql" || path.Base(file) == "00_macros.sql":
				return nil
			}
			files++
			text, err := fs.ReadFile(root, file)
			if err != nil {
				return err
			}
			for _, fault := range faults(string(text), slices.Concat(functions, macros)) {
				t.Errorf("%s: %s; write it in standard SQL, or as a macro in transform/sql/00_macros.sql", file, fault)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if files == 0 {
			t.Errorf("%s has no .sql file", folder)
		}
	}
}

// Words before a bracket that call nothing, and those before a name that is
// followed by the list of its columns.
var (
	keywords = strings.Fields(`all and any as between by distinct else except filter from having in intersect is join not on or over partition
		select then union using values when where`)
	namers = strings.Fields(`as join table with ,`)
	tokens = regexp.MustCompile(`--[^\n]*|'(?:[^']|'')*'|"(?:[^"]|"")*"|[a-z_][a-z0-9_]*|[0-9][0-9a-z.]*|::|//|=>|->|\*\*|[^\s]`)
)

// faults says what in a query is beyond the functions allowed.
func faults(query string, allowed []string) []string {
	var words []string
	for _, token := range tokens.FindAllString(strings.ToLower(query), -1) {
		switch {
		case strings.HasPrefix(token, "--"):
		case strings.HasPrefix(token, "'"), strings.HasPrefix(token, `"`):
			words = append(words, "''")
		default:
			words = append(words, token)
		}
	}
	var out []string
	for _, m := range unportable.FindAllStringSubmatch(strings.Join(words, " "), -1) {
		out = append(out, m[1])
	}
	var open []string // what each bracket that is open belongs to
	for i, word := range words {
		switch word {
		case "(":
			name := ""
			if i > 0 && regexp.MustCompile(`^[a-z_]`).MatchString(words[i-1]) && !slices.Contains(keywords, words[i-1]) && !namesColumns(words, i) {
				name = words[i-1]
				if !slices.Contains(allowed, name) {
					out = append(out, name+"(…)")
				}
			}
			open = append(open, name)
		case ")":
			open = open[:max(0, len(open)-1)]
		case "order":
			if len(open) > 0 && open[len(open)-1] != "" {
				out = append(out, open[len(open)-1]+"(… order by …)")
			}
		}
	}
	return out
}

// namesColumns says whether the bracket at i lists the columns of a relation:
// with limits (low, high) as, or create table curve (platform_id varchar.
func namesColumns(words []string, i int) bool {
	if i < 2 || !slices.Contains(namers, words[i-2]) {
		return false
	}
	end := i
	for depth := 0; end < len(words); end++ {
		if words[end] == "(" {
			depth++
		} else if words[end] == ")" {
			if depth--; depth == 0 {
				break
			}
		}
	}
	return words[i-2] != "," || end+1 < len(words) && words[end+1] == "as" && end+2 < len(words) && words[end+2] == "("
}

// The rule is tried on what it must not let pass.
func TestPortabilityFaults(t *testing.T) {
	for _, c := range []struct{ query, want string }{
		{"select count(*), max(a) over (order by b) from t join u using (c)", ""},
		{"with low (a) as (values (1)), high (b) as (values (2)) select a, b from low cross join high", ""},
		{"create or replace table t (a varchar, b double)", ""},
		{"-- strftime(d)\nselect 'strftime(d)' as text", ""},
		{"select strftime(d, '%Y') from t", "strftime(…)"},
		{"select a, strftime(d, '%Y') as b from t", "strftime(…)"},
		{"select a as b from t qualify row_number() over (order by a) = 1", "qualify"},
		{"select sum(a order by b) from t", "sum(… order by …)"},
		{"select a // 10, a::double, [a], cast(a as varchar) from t", "//, ::, [, ], as varchar"},
		{"select list_filter(a, lambda x: x > 1) from t", "lambda, list_filter(…)"},
		{"select a from t asof join u on t.a >= u.a", "asof"},
	} {
		if got := strings.Join(faults(c.query, standard), ", "); got != c.want {
			t.Errorf("%s\ngot  %s\nwant %s", c.query, got, c.want)
		}
	}
}
