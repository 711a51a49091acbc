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
	"slices"
	"strings"

	"headstart/ingest"
	"headstart/ingest/press"
	"headstart/ingest/source"
)

// choices reads what --accept and --reject name.
func (x *extraction) choices(r reading) ([]source.Choice, error) {
	all := source.NewChoices(len(r.read), r.sha256)
	var err error
	switch {
	case x.accept == "" || x.accept == allAccepted:
	case source.IsList(x.accept):
		err = all.Add(x.accept, true, nil)
	default:
		var file []byte
		if file, err = content(x.accept, nil, "a file of decisions, or write numbers as --accept=2,5-7"); err != nil {
			return nil, fmt.Errorf("read the decisions in %s: %w", x.accept, err)
		}
		err = all.AddFile(x.accept, file)
	}
	if err == nil && x.reject != "" {
		if !source.IsList(x.reject) {
			return nil, usageError{fmt.Errorf("%q is no list of numbers; write --reject=3 or --reject=2,5-7", x.reject)}
		}
		err = all.Add(x.reject, false, nil)
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
		row, err := source.ClaimRow(c, x.source.id)
		switch {
		case x.accept != allAccepted || c.Status != "accepted" || row.Table == "":
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
	if len(kept) > 0 && x.proposals == "" {
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
	if x.source.id != "" && len(rows) > 0 {
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
		told.WriteString("no claim is accepted; the data package is as it was\n")
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
	d := source.Decision{Text: r.sha256, Source: x.sourceOf(r), Start: c.Start, End: c.End, Says: source.Says(c), Accept: choice.Accept}
	var row ingest.Row
	if choice.Accept {
		for _, set := range choice.Set {
			if err := source.Fill(&c, set[0], set[1]); err != nil {
				return row, nil, err
			}
			if d.Set == nil {
				d.Set = map[string]string{}
			}
			d.Set[set[0]] = set[1]
		}
		for _, doubt := range x.neighbors.Doubts(c) {
			if !slices.Contains(c.Reasons, doubt) {
				fmt.Fprintf(w, "warning: claim %d: %s\n", choice.Number, cell(doubt))
			}
		}
		c.Status = "accepted"
		var err error
		if row, err = source.ClaimRow(c, cmp.Or(x.source.id, "source")); err != nil {
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
