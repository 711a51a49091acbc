package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"headstart/ingest"
	"headstart/ingest/source"
	"headstart/transform"
)

// sourceRow is the source of accepted claims. Only id is known of one that
// the package has already.
type sourceRow struct{ id, title, publisher, kind, url, published string }

// cells are the rows of a table as texts.
type cells struct {
	path   string // inside the package
	header []string
	rows   [][]string
	lines  int64 // of the file
}

func (t cells) at(row []string, column string) string {
	if i := slices.Index(t.header, column); i >= 0 && i < len(row) {
		return row[i]
	}
	return ""
}

// readCells reads a table without the rules of its columns. Rows that break
// off are kept as they are.
func readCells(fsys fs.FS, pkg *ingest.Package, table string) (cells, error) {
	t := cells{path: pkg.Path(table)}
	if t.path == "" {
		return t, fmt.Errorf("the data package has no table %s; it must have one, as the shipped one does", table)
	}
	content, err := fs.ReadFile(fsys, t.path)
	if err != nil {
		return t, fmt.Errorf("%s: %w", t.path, err)
	}
	if t.header, t.rows, err = pkg.Texts(table); err != nil {
		return t, fmt.Errorf("%w; see what is wrong with: headstart check", err)
	}
	t.lines = int64(bytes.Count(content, []byte("\n")))
	if !bytes.HasSuffix(content, []byte("\n")) {
		t.lines++
	}
	return t, nil
}

// addition is the rows that are added to one table.
type addition struct {
	cells
	table   string
	key     []string // columns that tell rows apart
	already int      // rows that were there
	fresh   [][]string
}

// additions are keyed by table; their order is that in which files are
// written: a row never names a source that is not there yet.
type additions struct {
	list []*addition
	seen map[string]bool // table and key of every row: true while only the package has it
}

// What tells rows of a table apart, as the descriptor of the shipped package
// has it.
var rowKeys = []struct {
	table string
	key   []string
}{
	{"source", []string{"source_id"}},
	{"observation", []string{"platform_id", "metric", "market", "period", "source_id", "value", "qualifier"}},
	{"event", []string{"platform_id", "event", "date", "market", "source_id"}},
	{"statement", []string{"who", "source_id", "lead_months_low", "lead_months_high"}},
}

func newAdditions(fsys fs.FS, pkg *ingest.Package) (*additions, error) {
	a := &additions{seen: map[string]bool{}}
	for _, k := range rowKeys {
		if k.table == "statement" && pkg.Path(k.table) == "" { // a package without odds
			continue
		}
		t, err := readCells(fsys, pkg, k.table)
		if err != nil {
			return nil, err
		}
		add := &addition{cells: t, table: k.table, key: k.key}
		for _, row := range t.rows {
			a.seen[add.keyOf(row)] = true
		}
		a.list = append(a.list, add)
	}
	return a, nil
}

func (a *addition) keyOf(row []string) string {
	parts := []string{a.table}
	for _, column := range a.key {
		text := a.at(row, column)
		if n, err := strconv.ParseFloat(text, 64); err == nil { // 12 and 12.0 are one number
			text = strconv.FormatFloat(n, 'g', -1, 64)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "\x00")
}

// add adds a row unless one with its key is there.
func (a *additions) add(r ingest.Row) error {
	i := slices.IndexFunc(a.list, func(x *addition) bool { return x.table == r.Table })
	if i < 0 {
		return fmt.Errorf("the data package has no table %s for this claim; add it as the shipped package has it", r.Table)
	}
	to := a.list[i]
	row := make([]string, len(to.header))
	for n, column := range r.Columns {
		k := slices.Index(to.header, column)
		if k < 0 && r.Cells[n] != "" {
			return fmt.Errorf("%s has no column %s; add it as the shipped package has it", to.path, column)
		}
		if k >= 0 {
			row[k] = r.Cells[n]
		}
	}
	key := to.keyOf(row)
	switch old, seen := a.seen[key]; {
	case old:
		to.already++
	case !seen:
		to.fresh = append(to.fresh, row)
	}
	a.seen[key] = false // said again, it counts no more
	return nil
}

// acceptClaims adds the accepted claims of one file to the data package in the
// folder dir, all of them or none, and reports to w. What would not pass the
// check of the package is not written.
func (x *extraction) acceptClaims(ctx context.Context, dir string, fsys fs.FS, r reading, w io.Writer) error {
	lock, err := lockPackage(dir)
	if err != nil {
		return err
	}
	defer lock.Unlock()
	pkg, err := ingest.Open(fsys)
	if err != nil {
		return fmt.Errorf("open data package: %w", err)
	}
	a, err := newAdditions(fsys, pkg)
	if err != nil {
		return err
	}
	if err := x.addSource(a, r); err != nil {
		return err
	}
	for _, c := range r.claims {
		row, err := source.ClaimRow(c, x.source.id)
		if c.Status != "accepted" || row.Table == "" {
			continue
		}
		if err != nil {
			fmt.Fprintf(w, "left out %d-%d: %s: %s\n", c.Start, c.End, cell(claimWords(c)), err)
			continue
		}
		if err := a.add(row); err != nil {
			return err
		}
	}
	if err := a.write(ctx, dir, fsys); err != nil {
		return err
	}
	for _, add := range a.list {
		if len(add.fresh)+add.already > 0 {
			fmt.Fprintf(w, "%s: %s added", add.path, count(len(add.fresh), "row", "rows"))
			if add.already > 0 {
				fmt.Fprintf(w, ", %d there already", add.already)
			}
			fmt.Fprintln(w)
		}
	}
	return nil
}

var sourceForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// addSource adds the row of a new source.
func (x *extraction) addSource(a *additions, r reading) error {
	s, sources := x.source, a.list[0]
	_, known := a.seen[sources.keyOf(rowWith(sources.header, "source_id", s.id))]
	switch given := s.title != "" || s.publisher != "" || s.url != ""; {
	case known && given:
		return usageError{fmt.Errorf("source %s is in %s already; leave --title, --publisher and --url out, or give another --source", s.id, sources.path)}
	case known:
		return nil
	case !sourceForm.MatchString(s.id):
		return usageError{fmt.Errorf("%q cannot name a source; use small letters, digits and hyphens, such as --source tencent-2018q3", s.id)}
	case s.title == "" || s.publisher == "" || s.url == "":
		return usageError{fmt.Errorf("source %s is not in %s; give --title, --publisher and --url, or --source with one that is", s.id, sources.path)}
	}
	s.published = x.published
	if s.published == "" {
		s.published = r.text.Published
	}
	return a.add(ingest.Row{Table: "source", Columns: []string{"source_id", "title", "publisher", "kind", "published_on", "url"},
		Cells: []string{s.id, s.title, s.publisher, s.kind, s.published, s.url}})
}

func rowWith(header []string, column, value string) []string {
	row := make([]string, len(header))
	if i := slices.Index(header, column); i >= 0 {
		row[i] = value
	}
	return row
}

// content returns the file of a table with the new rows at its end, in the
// line ends that it has.
func (a *addition) content(fsys fs.FS) ([]byte, error) {
	old, err := fs.ReadFile(fsys, a.path)
	if err != nil {
		return nil, err
	}
	first, _, _ := bytes.Cut(old, []byte("\n"))
	end := "\n"
	if bytes.HasSuffix(first, []byte("\r")) {
		end = "\r\n"
	}
	var b bytes.Buffer
	b.Write(old)
	if !bytes.HasSuffix(old, []byte("\n")) {
		b.WriteString(end)
	}
	out := csv.NewWriter(&b)
	out.UseCRLF = end == "\r\n"
	if err := out.WriteAll(a.fresh); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// refused are the rows among the new ones that a package does not take.
func (a *additions) refused(ctx context.Context, fsys fs.FS) ([]transform.Rejection, error) {
	pkg, err := ingest.Open(fsys)
	if err != nil {
		return nil, err
	}
	all, err := rejectedRows(ctx, pkg)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(r transform.Rejection) bool {
		return !slices.ContainsFunc(a.list, func(add *addition) bool {
			return len(add.fresh) > 0 && r.File == add.path && r.Line > add.lines
		})
	}), nil
}
