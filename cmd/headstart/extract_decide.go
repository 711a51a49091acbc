package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"headstart/ingest"
	"headstart/ingest/press"
	"headstart/ingest/source"
)

// listForm is a list of numbers: 2,5-7.
var listForm = regexp.MustCompile(`^\d{1,6}(-\d{1,6})?(,\d{1,6}(-\d{1,6})?)*$`)

// choice is what a person says of one claim.
type choice struct {
	number int // from 1, in the order of the page
	accept bool
	set    [][2]string // fields and what they are set to
}

// choices reads what --accept and --reject name.
func (x *extraction) choices(r reading) ([]choice, error) {
	var out []choice
	add := func(list string, accept bool, set [][2]string) error {
		for item := range strings.SplitSeq(list, ",") {
			from, to, ranged := strings.Cut(item, "-")
			a, _ := strconv.Atoi(from)
			b := a
			if ranged {
				b, _ = strconv.Atoi(to)
			}
			if a < 1 || b < a || b > len(r.read) {
				return fmt.Errorf("there is no claim %s; the file has %s; see them with: headstart extract %s", item, count(len(r.read), "claim", "claims"), shellWord(r.name))
			}
			for n := a; n <= b; n++ {
				if slices.ContainsFunc(out, func(c choice) bool { return c.number == n }) {
					return fmt.Errorf("claim %d is decided twice; name it once", n)
				}
				out = append(out, choice{n, accept, set})
			}
		}
		return nil
	}
	var err error
	switch {
	case x.accept == "" || x.accept == allAccepted:
	case listForm.MatchString(x.accept):
		err = add(x.accept, true, nil)
	default:
		err = readChoices(x.accept, r, add)
	}
	if err == nil && x.reject != "" {
		if !listForm.MatchString(x.reject) {
			return nil, usageError{fmt.Errorf("%q is no list of numbers; write --reject=3 or --reject=2,5-7", x.reject)}
		}
		err = add(x.reject, false, nil)
	}
	return out, err
}

// readChoices reads a file with a decision on each line. A line "text SHA256"
// says which text they are about.
func readChoices(name string, r reading, add func(list string, accept bool, set [][2]string) error) error {
	file, err := content(name, nil, "a file of decisions, or write numbers as --accept=2,5-7")
	if err != nil {
		return fmt.Errorf("read the decisions in %s: %w", name, err)
	}
	for n, line := range strings.Split(string(file), "\n") {
		line, _, _ = strings.Cut(line, "#")
		f := strings.Fields(line)
		at := func(err error) error { return fmt.Errorf("%s:%d: %w", name, n+1, err) }
		switch {
		case len(f) == 0:
			continue
		case len(f) == 2 && f[0] == "text":
			if f[1] != r.sha256 {
				return at(fmt.Errorf("the decisions are about another text (SHA-256 %.12s…, this one has %.12s…) and are ignored; review it again with --html", f[1], r.sha256))
			}
			continue
		case len(f) < 2 || !listForm.MatchString(f[0]) || f[1] != "accept" && f[1] != "reject" || f[1] == "reject" && len(f) > 2:
			return at(fmt.Errorf("%q is no decision; write it as: 2 accept period=2018-09, or: 3 reject", strings.TrimSpace(line)))
		}
		var set [][2]string
		for _, pair := range f[2:] {
			field, value, ok := strings.Cut(pair, "=")
			if !ok {
				return at(fmt.Errorf("%q is no field with its value; write period=2018-09", pair))
			}
			set = append(set, [2]string{field, value})
		}
		if err := add(f[0], f[1] == "accept", set); err != nil {
			return at(err)
		}
	}
	return nil
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
		row, line, err := x.decided(r, c)
		if err != nil {
			return fmt.Errorf("claim %d: %w", c.number, err)
		}
		if kept = append(kept, line...); c.accept {
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
// as a line.
func (x *extraction) decided(r reading, choice choice) (ingest.Row, []byte, error) {
	c := r.read[choice.number-1]
	d := source.Decision{Text: r.sha256, Source: x.sourceOf(r), Start: c.Start, End: c.End, Says: source.Says(c), Accept: choice.accept}
	var row ingest.Row
	if choice.accept {
		for _, set := range choice.set {
			if err := source.Fill(&c, set[0], set[1]); err != nil {
				return row, nil, err
			}
			if d.Set == nil {
				d.Set = map[string]string{}
			}
			d.Set[set[0]] = set[1]
		}
		c.Status = "accepted"
		var err error
		if row, err = source.ClaimRow(c, cmp.Or(x.source.id, "source")); err != nil {
			return row, nil, fmt.Errorf("%w; write what it lacks in a file of decisions, such as: %d accept market=CHN", err, choice.number)
		}
		if row.Table == "" {
			return row, nil, errors.New("growth has no table of its own, so it cannot be accepted")
		}
		for _, needed := range []string{"platform_id", "metric", "market", "period", "event", "date"} {
			if slices.Contains(row.Columns, needed) && row.Cell(needed) == "" {
				return row, nil, fmt.Errorf("it has no %s; write it in a file of decisions: %d accept %s=…", needed, choice.number, needed)
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
	lines := bufio.NewScanner(bytes.NewReader(file))
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		c := press.Claim{Kind: "observation", Market: "WLD", Qualifier: "exact", Unit: "people"}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return nil, fmt.Errorf("%s:%d: %w; write one claim as a JSON object on each line, as --json does", filepath.ToSlash(name), n, err)
		}
		c.High = max(c.High, c.Value)
		out = append(out, c)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return out, nil
}
