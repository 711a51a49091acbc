package source

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
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

// settable are the fields of a claim that a decision may fill in, by their names
// in JSON.
var settable = []string{"platform_id", "metric", "market", "period", "date", "value", "qualifier"}

// Fill sets a field of a claim by its name in JSON. It fails for a field that
// no person fills in, and for a value that is no number.
func Fill(c *press.Claim, field, value string) error {
	if !slices.Contains(settable, field) {
		return fmt.Errorf("%q is not a field that can be filled in; write platform_id, metric, market, period, date, value or qualifier", field)
	}
	var written any = value
	if field == "value" && value != "" { // an empty Number is 0
		written = json.Number(value)
	}
	text, err := json.Marshal(map[string]any{field: written})
	if err == nil {
		err = json.Unmarshal(text, c)
	}
	if err != nil {
		return fmt.Errorf("%s: %q is not a number", field, value)
	}
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
func Decide(claims []*press.Claim, decisions []Decision, text string, names ...string) (out []*press.Claim, unfit []string) {
	out = claims
	changed := false
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
		if !changed {
			out, changed = slices.Clone(claims), true
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

// A Choice is what a person says of one claim of a text.
type Choice struct {
	Number int // of the claim, from 1
	Accept bool
	Set    map[string]string // by the names of [Fill]
}

// Choices are what a person says of the claims of a text.
type Choices struct {
	List []Choice // each claim once

	claims int    // how many the text has
	text   string // its SHA-256
}

// NewChoices are about a text with so many claims and that SHA-256.
func NewChoices(claims int, text string) *Choices { return &Choices{claims: claims, text: text} }

var listForm = regexp.MustCompile(`^\d{1,6}(-\d{1,6})?(,\d{1,6}(-\d{1,6})?)*$`)

// IsList reports a list of numbers: 2,5-7.
func IsList(s string) bool { return listForm.MatchString(s) }

// Add says the same of all claims of a list. It fails for a number that is no
// claim, or that something was said of before.
func (c *Choices) Add(list string, accept bool, set map[string]string) error {
	for item := range strings.SplitSeq(list, ",") {
		from, to, _ := strings.Cut(item, "-")
		a, _ := strconv.Atoi(from)
		b, _ := strconv.Atoi(cmp.Or(to, from))
		if a < 1 || b < a || b > c.claims {
			return fmt.Errorf("there is no claim %s; the last one has number %d; see them with: headstart extract FILE", item, c.claims)
		}
		for n := a; n <= b; n++ {
			if slices.ContainsFunc(c.List, func(old Choice) bool { return old.Number == n }) {
				return fmt.Errorf("claim %d is decided twice; name it once", n)
			}
			c.List = append(c.List, Choice{n, accept, set})
		}
	}
	return nil
}

// AddFile reads a file with a decision on each line: "2 accept period=2018-09"
// or "3,5-7 reject". A line "text SHA256" says which text they are about; # begins
// a remark. Errors start with file:line.
func (c *Choices) AddFile(name string, content []byte) error {
	for n, line := range strings.Split(string(content), "\n") {
		line, _, _ = strings.Cut(line, "#")
		if err := c.addLine(strings.Fields(line)); err != nil {
			return fmt.Errorf("%s:%d: %w", name, n+1, err)
		}
	}
	return nil
}

func (c *Choices) addLine(f []string) error {
	switch {
	case len(f) == 0 || len(f) == 2 && f[0] == "text" && f[1] == c.text:
		return nil
	case len(f) == 2 && f[0] == "text":
		return fmt.Errorf("the decisions are about another text (SHA-256 %.12s…, this one has %.12s…) and are ignored; review it again with --html", f[1], c.text)
	case len(f) < 2 || !IsList(f[0]) || f[1] != "accept" && f[1] != "reject" || f[1] == "reject" && len(f) > 2:
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
	return c.Add(f[0], f[1] == "accept", set)
}
