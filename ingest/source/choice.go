package source

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A Choice is what a person says of one claim of a text.
type Choice struct {
	Number int // of the claim, from 1
	Accept bool
	Set    [][2]string // names of fields, as in [Fill], and their values
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
func (c *Choices) Add(list string, accept bool, set [][2]string) error {
	for item := range strings.SplitSeq(list, ",") {
		from, to, ranged := strings.Cut(item, "-")
		a, _ := strconv.Atoi(from)
		b := a
		if ranged {
			b, _ = strconv.Atoi(to)
		}
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
		return fmt.Errorf("%q is no decision; write it as: 2 accept period=2018-09, or: 3 reject", strings.Join(f, " "))
	}
	var set [][2]string
	for _, pair := range f[2:] {
		field, value, ok := strings.Cut(pair, "=")
		if !ok {
			return fmt.Errorf("%q is no field with its value; write period=2018-09", pair)
		}
		set = append(set, [2]string{field, value})
	}
	return c.Add(f[0], f[1] == "accept", set)
}
