package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"headstart/ingest"
	"headstart/ingest/press"
	"headstart/ingest/source"
	"headstart/publish"

	"github.com/gofrs/flock"
)

// choice is what a person says of one claim of a text.
type choice struct {
	number int // of the claim, from 1
	accept bool
	set    map[string]string // as source.Fill takes it
}

// choices are what a person says of the claims of a text.
type choices struct {
	list   []choice // each claim once
	claims int      // how many the text has
	text   string   // its SHA-256
}

// choices reads what --accept and --reject name.
func (x *extraction) choices(r reading) ([]choice, error) {
	all := choices{claims: len(r.read), text: r.sha256}
	var err error
	switch {
	case x.Accept == "" || x.Accept == allAccepted:
	case isList(x.Accept):
		err = all.add(x.Accept, true, nil)
	default:
		var file []byte
		if file, err = content(x.Accept, nil, "a file of decisions, or write numbers as --accept=2,5-7"); err != nil {
			return nil, fmt.Errorf("read the decisions in %s: %w", x.Accept, err)
		}
		err = all.addFile(x.Accept, file)
	}
	if err == nil && x.Reject != "" {
		if !isList(x.Reject) {
			return nil, usageError{fmt.Errorf("%q is not a list of numbers; write --reject=3 or --reject=2,5-7", x.Reject)}
		}
		err = all.add(x.Reject, false, nil)
	}
	return all.list, err
}

var listForm = regexp.MustCompile(`^\d{1,6}(-\d{1,6})?(,\d{1,6}(-\d{1,6})?)*$`)

// isList reports a list of numbers: 2,5-7.
func isList(s string) bool { return listForm.MatchString(s) }

// add says the same of all claims of a list. It fails for a number that is no
// claim, or that something was said of before.
func (c *choices) add(list string, accept bool, set map[string]string) error {
	for item := range strings.SplitSeq(list, ",") {
		from, to, _ := strings.Cut(item, "-")
		a, _ := strconv.Atoi(from)
		b, _ := strconv.Atoi(cmp.Or(to, from))
		if a < 1 || b < a || b > c.claims {
			return fmt.Errorf("there is no claim %s; the last one has number %d; see them with: headstart extract FILE", item, c.claims)
		}
		for n := a; n <= b; n++ {
			if slices.ContainsFunc(c.list, func(old choice) bool { return old.number == n }) {
				return fmt.Errorf("claim %d is decided twice; name it once", n)
			}
			c.list = append(c.list, choice{n, accept, set})
		}
	}
	return nil
}

// addFile reads a file with a decision on each line: "2 accept period=2018-09"
// or "3,5-7 reject". A line "text SHA256" says which text they are about; # begins
// a remark. Errors start with file:line.
func (c *choices) addFile(name string, content []byte) error {
	for n, line := range strings.Split(strings.TrimPrefix(string(content), "\ufeff"), "\n") {
		line, _, _ = strings.Cut(line, "#")
		if err := c.addLine(strings.Fields(line)); err != nil {
			return fmt.Errorf("%s:%d: %w", name, n+1, err)
		}
	}
	return nil
}

func (c *choices) addLine(f []string) error {
	switch {
	case len(f) == 0 || len(f) == 2 && f[0] == "text" && f[1] == c.text:
		return nil
	case len(f) == 2 && f[0] == "text":
		return fmt.Errorf("the decisions are about another text (SHA-256 %.12s…, this one has %.12s…) and are ignored; review it again with --html", f[1], c.text)
	case len(f) < 2 || !isList(f[0]) || f[1] != "accept" && f[1] != "reject" || f[1] == "reject" && len(f) > 2:
		return fmt.Errorf("%q is not a decision; write it as: 2 accept period=2018-09, or: 3 reject", strings.Join(f, " "))
	}
	set := map[string]string{}
	for _, pair := range f[2:] {
		field, value, ok := strings.Cut(pair, "=")
		if !ok {
			return fmt.Errorf("%q is not a field with its value; write period=2018-09", pair)
		}
		set[field] = value
	}
	return c.add(f[0], f[1] == "accept", set)
}

// decide keeps what was decided about the claims of one file and adds the
// accepted ones to the data package in the folder dir: all of it or nothing.
// What would not pass the check of the package is not written.
func (x *extraction) decide(ctx context.Context, dir string, fsys fs.FS, r reading, w io.Writer) error {
	lock, err := lockPackage(dir)
	if err != nil {
		return err
	}
	defer lock.Unlock()
	chosen, err := x.choices(r)
	if err != nil {
		return err
	}
	var rows []ingest.Row
	var kept []byte
	for _, c := range chosen {
		row, line, err := x.decided(r, c, w)
		if err != nil {
			return fmt.Errorf("claim %d: %w", c.number, err)
		}
		if kept = append(kept, line...); c.accept {
			rows = append(rows, row)
		}
	}
	for _, c := range r.claims {
		row, err := source.ClaimRow(c, x.Source)
		switch {
		case x.Accept != allAccepted || c.Status != "accepted" || row.Table == "":
		case err != nil:
			fmt.Fprintf(w, "left out %d-%d: %s: %s\n", c.Start, c.End, cell(claimWords(c)), err)
		default:
			rows = append(rows, row)
		}
	}
	var files []ingest.NewFile
	var told strings.Builder
	tell := func(file, what string, already int) {
		fmt.Fprintf(&told, "%s: %s added", file, what)
		if already > 0 {
			fmt.Fprintf(&told, ", %d there already", already)
		}
		told.WriteByte('\n')
	}
	if len(kept) > 0 && x.Proposals == "" {
		old, err := fs.ReadFile(fsys, source.DecisionFile)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if len(old) > 0 && !bytes.HasSuffix(old, []byte("\n")) {
			old = append(old, '\n')
		}
		files = append(files, ingest.NewFile{Name: source.DecisionFile, Content: append(old, kept...)})
		tell(source.DecisionFile, count(len(chosen), "decision", "decisions"), 0)
	}
	if x.Source != "" && len(rows) > 0 {
		added, err := x.additions(ctx, fsys, r, rows, tell)
		if err != nil {
			return err
		}
		files = append(files, added...)
	}
	if told.Len() == 0 {
		told.WriteString("no claim was accepted; the data package is unchanged\n")
	}
	if err := replace(dir, files); err != nil {
		return err
	}
	_, err = io.WriteString(w, told.String())
	return err
}

// decided returns the row of a claim about which was decided, and the decision
// as a line. It warns where a figure does not fit its neighbors by what the
// person filled in; else they are among its reasons.
func (x *extraction) decided(r reading, said choice, w io.Writer) (ingest.Row, []byte, error) {
	claim := *r.read[said.number-1] // of which more is filled in
	c := &claim
	d := source.Decision{Text: r.sha256, Source: x.sourceOf(r), Start: c.Start, End: c.End, Says: source.Says(c), Accept: said.accept, Set: said.set}
	var row ingest.Row
	if said.accept {
		if err := source.Fill(c, said.set); err != nil {
			return row, nil, err
		}
		for _, doubt := range x.neighbors.Doubts(c) {
			if !slices.Contains(c.Reasons, doubt) {
				fmt.Fprintf(w, "warning: claim %d: %s\n", said.number, cell(doubt))
			}
		}
		c.Status = "accepted"
		var err error
		if row, err = source.ClaimRow(c, cmp.Or(x.Source, "source")); err != nil {
			return row, nil, fmt.Errorf("%w; write what it lacks in a file of decisions, such as: %d accept market=CHN", err, said.number)
		}
		if row.Table == "" {
			return row, nil, errors.New("growth has no table of its own, so it cannot be accepted")
		}
		for _, needed := range []string{"platform_id", "metric", "market", "period", "event", "date"} {
			if slices.Contains(row.Columns, needed) && row.Cell(needed) == "" {
				return row, nil, fmt.Errorf("it has no %s; write it in a file of decisions: %d accept %s=…", needed, said.number, needed)
			}
		}
	}
	line, err := json.Marshal(d)
	return row, append(line, '\n'), err
}

// readProposals reads claims as JSON lines.
func readProposals(name string, stdin io.Reader) ([]*press.Claim, error) {
	file, err := content(name, stdin, "a file of claims, one JSON object on each line")
	if err != nil {
		return nil, fmt.Errorf("proposals in %s: %w", name, err)
	}
	hint := "write one claim as a JSON object on each line, as --json does"
	return source.JSONLines(name, file, hint, func(from *json.Decoder) (*press.Claim, error) {
		c := press.Claim{Kind: "observation", Market: "WLD", Unit: "people"}
		err := from.Decode(&c)
		c.High = max(c.High, c.Value)
		return &c, err
	})
}

// lockPackage keeps two calls from adding to one package at a time.
func lockPackage(dir string) (*flock.Flock, error) {
	return locked(filepath.Join(dir, "datapackage.json"), "the data package", "use a folder that you can write to",
		"another call is adding to the data package in "+dir+"; try again when it is done")
}

var sourceForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// additions returns the files of a package with the rows that are new, and the
// source that states them, and tells how many these are. All are tried as rows
// from beside the package; an error names those that it does not take.
func (x *extraction) additions(ctx context.Context, fsys fs.FS, r reading, rows []ingest.Row, tell func(file, what string, already int)) ([]ingest.NewFile, error) {
	pkg, err := ingest.Open(fsys)
	if err != nil {
		return nil, fmt.Errorf("open data package: %w", err)
	}
	listed, err := pkg.Texts("source")
	if at := slices.IndexFunc(listed, func(row ingest.Row) bool { return row.Cells == nil }); at >= 0 { // it may be the row of this source
		err = fmt.Errorf("%s:%d: the quotes of the row are wrong", listed[at].File, listed[at].Line)
	}
	if err != nil {
		return nil, fmt.Errorf("%w; see what is wrong with: headstart check", err)
	}
	sources, title := pkg.Path("source"), cmp.Or(x.Title, r.text.Title)
	switch known := slices.ContainsFunc(listed, func(row ingest.Row) bool { return row.Cell("source_id") == x.Source }); {
	case known && (x.Publisher != "" || x.URL != ""):
		return nil, usageError{fmt.Errorf("source %s is in %s already; leave --publisher and --url out, or give another --source", x.Source, sources)}
	case !known && !sourceForm.MatchString(x.Source):
		return nil, usageError{fmt.Errorf("%q cannot name a source; use small letters, digits and hyphens, such as --source tencent-2018q3", x.Source)}
	case !known && (title == "" || x.Publisher == "" || x.URL == ""):
		return nil, usageError{fmt.Errorf("source %s is not in %s; give --title, --publisher and --url, or --source with one that is", x.Source, sources)}
	case !known:
		rows = append([]ingest.Row{{Table: "source", Columns: []string{"source_id", "title", "publisher", "kind", "published_on", "url"},
			Cells: []string{x.Source, title, x.Publisher, x.Kind, cmp.Or(x.Published, r.text.Published), x.URL}}}, rows...)
	}
	seen := map[string]bool{}
	rows = slices.DeleteFunc(rows, func(row ingest.Row) bool { // said again, in other words
		said := row.Table
		for i, column := range row.Columns {
			if column != "quote" {
				said += "\x00" + row.Cells[i]
			}
		}
		again := seen[said]
		seen[said] = true
		return again
	})
	const beside = "new row of "
	o := ingest.Origin{Source: x.Source, Rows: func(string) iter.Seq2[ingest.Row, error] {
		return func(yield func(ingest.Row, error) bool) {
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
		}
	}}
	for i := range rows {
		rows[i].File, rows[i].Line = beside+pkg.Path(rows[i].Table), int64(i+1)
		o.Tables = append(o.Tables, rows[i].Table)
	}
	if err := pkg.Add(o); err != nil {
		return nil, err
	}
	rejected, err := rejectedRows(ctx, pkg)
	if err != nil {
		return nil, err
	}
	there, wrong := map[int64]bool{}, map[bool][]string{} // by whether it is the row of the source, which the others cite
	for _, r := range rejected {
		file, isNew := strings.CutPrefix(r.File, beside)
		if isNew && r.Rule == "unique" {
			there[r.Line] = true
		} else if isNew {
			r.File, r.Line = file, 0
			wrong[file == sources] = append(wrong[file == sources], rejectionLine(r))
		}
	}
	for _, isSource := range []bool{true, false} {
		if lines := wrong[isSource]; lines != nil {
			return nil, fmt.Errorf("nothing was added; the data package rejects %s: %s", count(len(lines), "row", "rows"), strings.Join(lines, "; "))
		}
	}
	for _, table := range pkg.Tables() {
		n := map[bool]int{}
		for _, row := range rows {
			if row.Table == table {
				n[there[row.Line]]++
			}
		}
		if len(n) > 0 {
			tell(pkg.Path(table), count(n[false], "row", "rows"), n[true])
		}
	}
	return pkg.With(slices.DeleteFunc(rows, func(row ingest.Row) bool { return there[row.Line] }))
}

// replace puts complete files in the place of those of the folder, in order.
func replace(dir string, files []ingest.NewFile) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	var names []string
	contents := map[string][]byte{}
	for _, f := range files {
		names, contents[f.Name] = append(names, f.Name), f.Content
	}
	if err := publish.WriteAll(root, names, contents, 0o644); err != nil {
		return fmt.Errorf("add to the data package: %w; use a folder that you can write to, then check it with: headstart check --data %s", err, shellWord(dir))
	}
	return nil
}
