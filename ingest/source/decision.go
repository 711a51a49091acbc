package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
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
	Set    map[string]string `json:"set,omitempty"` // what the person filled in, by the names of [Fill]
}

// settable are the fields of a claim that a decision may fill in, and what
// each sets.
var settable = map[string]func(*press.Claim, string) error{
	"platform_id": func(c *press.Claim, s string) error { c.PlatformID = s; return nil },
	"metric":      func(c *press.Claim, s string) error { c.Metric = s; return nil },
	"market":      func(c *press.Claim, s string) error { c.Market = s; return nil },
	"period":      func(c *press.Claim, s string) error { c.Period = s; return nil },
	"date":        func(c *press.Claim, s string) error { c.Date = s; return nil },
	"qualifier":   func(c *press.Claim, s string) error { c.Qualifier = s; return nil },
	"value": func(c *press.Claim, s string) (err error) {
		c.Value, err = strconv.ParseFloat(s, 64)
		return err
	},
}

// Fill sets a field of a claim by its name in JSON. It fails for a field that
// no person fills in, and for a value that is no number.
func Fill(c *press.Claim, field, value string) error {
	set, ok := settable[field]
	if !ok {
		return fmt.Errorf("%q is not a field that can be filled in; write platform_id, metric, market, period, date, value or qualifier", field)
	}
	if err := set(c, value); err != nil {
		return fmt.Errorf("%s: %q is not a number", field, value)
	}
	return nil
}

// Says writes what a claim says, so that a decision is about nothing else.
func Says(c press.Claim) string {
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
	var out []Decision
	for n, line := range bytes.Split(content, []byte("\n")) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var d Decision
		from := json.NewDecoder(bytes.NewReader(line))
		from.DisallowUnknownFields()
		if err := from.Decode(&d); err != nil {
			return nil, fmt.Errorf("%s:%d: %w; correct the line, or take it out", DecisionFile, n+1, err)
		}
		out = append(out, d)
	}
	return out, nil
}

// Decide returns the claims of a text, of which its SHA-256 is given, with what
// was decided about them. It also returns what to tell of decisions that no
// longer fit: those about another text with one of the names, and those about
// claims that are read differently now. They change nothing.
func Decide(claims []press.Claim, decisions []Decision, text string, names ...string) (out []press.Claim, unfit []string) {
	out = slices.Clone(claims)
	var stale, lost []Decision
	held := false
	for _, d := range decisions {
		switch {
		case d.Text != text && slices.Contains(names, d.Source):
			stale = append(stale, d)
			continue
		case d.Text != text:
			continue
		}
		held = true
		i := slices.IndexFunc(claims, func(c press.Claim) bool { return c.Start == d.Start && c.End == d.End && Says(c) == d.Says })
		if i < 0 {
			lost = append(lost, d)
			continue
		}
		c := claims[i] // not what an earlier line made of it
		c.Flags = append(slices.Clone(c.Flags), "decided")
		c.Status, c.Reasons, c.Reason = "accepted", []string{}, ""
		if !d.Accept {
			c.Status, c.Reason = "rejected", "rejected by a person"
			c.Reasons = []string{c.Reason}
		}
		for field, value := range d.Set {
			if err := Fill(&c, field, value); err != nil {
				unfit = append(unfit, fmt.Sprintf("%s: %s: %v", DecisionFile, d.Says, err))
			}
		}
		c.High = max(c.High, c.Value)
		out[i] = c
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
