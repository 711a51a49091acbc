package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"headstart/ingest/press"
)

// DecisionFile is where a data package keeps what persons decided about claims
// of texts: one [Decision] as JSON on each line. A later line about the same
// claim goes before an earlier one.
const DecisionFile = "decisions.jsonl"

// A Decision says of one claim of one text whether it is taken over.
type Decision struct {
	Text   string            `json:"text"`   // SHA-256 of the file, in hex
	Source string            `json:"source"` // source_id of the text, or the name of its file: how it is known if it changes
	Start  int               `json:"start"`  // as in the claim
	End    int               `json:"end"`
	Says   string            `json:"says"`          // what the claim said when it was decided, as [Says] writes it
	Accept bool              `json:"accept"`        // false: it is rejected
	Set    map[string]string `json:"set,omitempty"` // what the person filled in, as [Fill] takes it
}

// settable are the fields of a claim that a decision may fill in, by their names
// in JSON.
var settable = []string{"platform_id", "metric", "market", "period", "date", "value", "qualifier"}

// Fill sets fields of a claim by their names in JSON. It fails at the first, by
// name, that no person fills in or whose value is no number; others may be set then.
func Fill(c *press.Claim, set map[string]string) error {
	for _, field := range slices.Sorted(maps.Keys(set)) {
		if !slices.Contains(settable, field) {
			return fmt.Errorf("%q is not a field that can be filled in; write platform_id, metric, market, period, date, value or qualifier", field)
		}
		var written any = set[field]
		if field == "value" && written != "" { // an empty Number is 0
			written = json.Number(set[field])
		}
		text, err := json.Marshal(map[string]any{field: written})
		if err == nil {
			err = json.Unmarshal(text, c)
		}
		if err != nil {
			return fmt.Errorf("%s: %q is not a number", field, set[field])
		}
	}
	c.High = max(c.High, c.Value)
	return nil
}

// Says writes what a claim says, so that a decision is about nothing else.
func Says(c *press.Claim) string {
	parts := []string{c.Kind, c.PlatformID, c.Metric, c.Market, c.Period, c.Event, c.Date, figureText(c.Value), c.Qualifier,
		c.Comparison, c.Who, optional(c.LeadLow), optional(c.LeadHigh), optional(c.WinProbability)}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" || s == "0" }), " ")
}

// ReadDecisions returns the decisions of a data package, in their order; none
// when it has no such file.
func ReadDecisions(fsys fs.FS) ([]Decision, error) {
	content, err := fs.ReadFile(fsys, DecisionFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return JSONLines(DecisionFile, content, "correct the line, or take it out", func(from *json.Decoder) (Decision, error) {
		from.DisallowUnknownFields()
		var d struct {
			Decision
			Accept *bool `json:"accept"` // a line without it must reject nothing
		}
		if err := from.Decode(&d); err != nil {
			return d.Decision, err
		}
		if d.Text == "" || d.Says == "" || d.Accept == nil {
			return d.Decision, errors.New("a decision has text, says, and accept: true or false")
		}
		d.Decision.Accept = *d.Accept
		return d.Decision, nil
	})
}

// JSONLines returns what read makes of each line of a file that is not blank, and
// that must be one value of JSON. Errors start with file:line and end with hint.
func JSONLines[T any](name string, content []byte, hint string, read func(*json.Decoder) (T, error)) (out []T, err error) {
	for n, line := range bytes.Split(bytes.TrimPrefix(content, byteOrderMark), []byte("\n")) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		from := json.NewDecoder(bytes.NewReader(line))
		one, err := read(from)
		if err == nil {
			if _, end := from.Token(); end != io.EOF {
				err = errors.New("something follows the object; give each a line of its own")
			}
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w; %s", name, n+1, err, hint)
		}
		out = append(out, one)
	}
	return out, nil
}

// Decide returns the claims of a text, of which its SHA-256 is given, with what
// was decided about them. It also returns what to tell of decisions that do not
// fit: those about another text with one of the names, those about claims that
// are read differently now, and those that fill in what no claim can have. Nothing
// is accepted by them: their claims stay as they were read.
func Decide(claims []*press.Claim, decisions []Decision, text string, names ...string) (out []*press.Claim, unfit []string) {
	out = slices.Clone(claims)
	var stale, lost []Decision
	held := false
	for _, d := range decisions {
		if d.Text != text {
			if slices.Contains(names, d.Source) {
				stale = append(stale, d)
			}
			continue
		}
		held = true
		i := slices.IndexFunc(claims, func(c *press.Claim) bool { return c.Start == d.Start && c.End == d.End && Says(c) == d.Says })
		if i < 0 {
			lost = append(lost, d)
			continue
		}
		c := *claims[i] // not what an earlier line made of it
		if err := Fill(&c, d.Set); err != nil {
			unfit = append(unfit, fmt.Sprintf("%s: %q: %v; correct the line, or review the text again with headstart extract --html", DecisionFile, d.Says, err))
			if d.Accept { // what was accepted is not what was read
				out[i] = claims[i]
				continue
			}
		}
		c.Flags = append(slices.Clone(c.Flags), "decided")
		c.Status, c.Reasons, c.Reason = "accepted", []string{}, ""
		if !d.Accept {
			c.Status, c.Reason = "rejected", "rejected by a person"
			c.Reasons = []string{c.Reason}
		}
		out[i] = &c
	}
	if len(stale) > 0 && !held {
		last := stale[len(stale)-1]
		unfit = append(unfit, fmt.Sprintf("%s: %d decided for another text of %s (SHA-256 %.12s…; this one has %.12s…) and ignored; review it again with headstart extract --html",
			DecisionFile, len(stale), last.Source, last.Text, text))
	}
	for _, d := range lost {
		unfit = append(unfit, fmt.Sprintf("%s: %q at bytes %d to %d is read differently now, and the decision is ignored; review it again with headstart extract --html", DecisionFile, d.Says, d.Start, d.End))
	}
	return out, unfit
}
