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
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/ingest/press"
	"headstart/ingest/source"
	"headstart/publish"
	"headstart/transform"

	"github.com/gofrs/flock"
)

// choices reads what --accept and --reject name.
func (x *extraction) choices(r reading) ([]source.Choice, error) {
	all := source.NewChoices(len(r.read), r.sha256)
	var err error
	switch {
	case x.Accept == "" || x.Accept == allAccepted:
	case source.IsList(x.Accept):
		err = all.Add(x.Accept, true, nil)
	default:
		var file []byte
		if file, err = content(x.Accept, nil, "a file of decisions, or write numbers as --accept=2,5-7"); err != nil {
			return nil, fmt.Errorf("read the decisions in %s: %w", x.Accept, err)
		}
		err = all.AddFile(x.Accept, file)
	}
	if err == nil && x.Reject != "" {
		if !source.IsList(x.Reject) {
			return nil, usageError{fmt.Errorf("%q is not a list of numbers; write --reject=3 or --reject=2,5-7", x.Reject)}
		}
		err = all.Add(x.Reject, false, nil)
	}
	return all.List, err
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
			return fmt.Errorf("claim %d: %w", c.Number, err)
		}
		if kept = append(kept, line...); c.Accept {
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
		a, err := x.additions(fsys, r, rows)
		if err != nil {
			return err
		}
		added, err := a.Files()
		if err == nil && len(added) > 0 {
			err = refused(ctx, fsys, a, added)
		}
		if err != nil {
			return err
		}
		files = append(files, added...)
		for _, t := range a.Counts() {
			tell(t.File, count(t.Fresh, "row", "rows"), t.Already)
		}
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
func (x *extraction) decided(r reading, choice source.Choice, w io.Writer) (ingest.Row, []byte, error) {
	c := r.read[choice.Number-1]
	d := source.Decision{Text: r.sha256, Source: x.sourceOf(r), Start: c.Start, End: c.End, Says: source.Says(c), Accept: choice.Accept, Set: choice.Set}
	var row ingest.Row
	if choice.Accept {
		for _, field := range slices.Sorted(maps.Keys(choice.Set)) {
			if err := source.Fill(&c, field, choice.Set[field]); err != nil {
				return row, nil, err
			}
		}
		for _, doubt := range x.neighbors.Doubts(c) {
			if !slices.Contains(c.Reasons, doubt) {
				fmt.Fprintf(w, "warning: claim %d: %s\n", choice.Number, cell(doubt))
			}
		}
		c.Status = "accepted"
		var err error
		if row, err = source.ClaimRow(c, cmp.Or(x.Source, "source")); err != nil {
			return row, nil, fmt.Errorf("%w; write what it lacks in a file of decisions, such as: %d accept market=CHN", err, choice.Number)
		}
		if row.Table == "" {
			return row, nil, errors.New("growth has no table of its own, so it cannot be accepted")
		}
		for _, needed := range []string{"platform_id", "metric", "market", "period", "event", "date"} {
			if slices.Contains(row.Columns, needed) && row.Cell(needed) == "" {
				return row, nil, fmt.Errorf("it has no %s; write it in a file of decisions: %d accept %s=…", needed, choice.Number, needed)
			}
		}
	}
	line, err := json.Marshal(d)
	return row, append(line, '\n'), err
}

// readProposals reads claims as JSON lines.
func readProposals(name string, stdin io.Reader) ([]press.Claim, error) {
	file, err := content(name, stdin, "a file of claims, one JSON object on each line")
	if err != nil {
		return nil, fmt.Errorf("proposals in %s: %w", name, err)
	}
	var out []press.Claim
	for n, line := range bytes.Split(file, []byte("\n")) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		c := press.Claim{Kind: "observation", Market: "WLD", Qualifier: "exact", Unit: "people"}
		if err := json.Unmarshal(line, &c); err != nil {
			return nil, fmt.Errorf("%s:%d: %w; write one claim as a JSON object on each line, as --json does", name, n+1, err)
		}
		c.High = max(c.High, c.Value)
		out = append(out, c)
	}
	return out, nil
}

// lockPackage keeps two calls from adding to one package at a time.
func lockPackage(dir string) (*flock.Flock, error) {
	return locked(filepath.Join(dir, "datapackage.json"), "the data package", "use a folder that you can write to",
		"another call is adding to the data package in "+dir+"; try again when it is done")
}

var sourceForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// additions are the rows that a package gets, and the source that states them.
func (x *extraction) additions(fsys fs.FS, r reading, rows []ingest.Row) (*ingest.Additions, error) {
	pkg, err := ingest.Open(fsys)
	if err != nil {
		return nil, fmt.Errorf("open data package: %w", err)
	}
	a, err := ingest.NewAdditions(pkg)
	if err != nil {
		return nil, err
	}
	sources, title := pkg.Path("source"), cmp.Or(x.Title, r.text.Title)
	switch known := a.Has(x.Source); {
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
	for _, row := range rows {
		if err := a.Add(row); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// refused is an error that names the new rows that the package does not take.
// They are tried in a copy of it.
func refused(ctx context.Context, fsys fs.FS, a *ingest.Additions, files []ingest.NewFile) (err error) {
	dir, err := os.MkdirTemp("", "headstart-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := errors.Join(os.CopyFS(dir, fsys), replace(dir, files)); err != nil {
		return fmt.Errorf("copy the data package to try the rows: %w", err)
	}
	pkg, err := ingest.Open(os.DirFS(dir))
	if err != nil {
		return err
	}
	all, err := rejectedRows(ctx, pkg)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(r transform.Rejection) bool { return !a.IsFresh(r.File, r.Line) })
	ofSource := func(r transform.Rejection) bool { return r.File == pkg.Path("source") }
	if slices.ContainsFunc(all, ofSource) { // not the rows that cite it
		all = slices.DeleteFunc(all, func(r transform.Rejection) bool { return !ofSource(r) })
	}
	if len(all) == 0 {
		return nil
	}
	var lines []string
	for _, r := range all {
		lines = append(lines, rejectionLine(r))
	}
	return fmt.Errorf("nothing was added; the data package rejects %s: %s", count(len(lines), "row", "rows"), strings.Join(lines, "; "))
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
