package claims

import (
	"slices"
	"strings"

	"headstart/ingest/press/words"
)

// A saying is what a stretch of text says, without binding one thing to
// another.
type saying struct {
	of     map[words.Class][]string // the values of platforms, metrics, places, dates and events, each once
	scale  float64                  // 0 none
	bad    []reason
	others bool // it counts other things, or a change
	rate   int  // months over which it is a change; 0 none
	smart  bool
}

// saying reads a text that stands at a place of the reader's text.
func (r *reader) saying(text string, at int) saying {
	s := saying{of: map[words.Class][]string{}}
	tokens, told := r.dates.Read(r.lex.Lex(nil, text, 0, len(text)))
	for _, t := range tokens {
		switch {
		case t.Class.In("PML"):
			s.add(t.Class, t.Value)
		case t.Class.In("TX"):
			s.add('T', t.Class.String())
		case t.Class == words.Date:
			if date := told[t.Ref].Date; date.Valid() {
				s.add(words.Date, date.String())
			}
		case t.Class == words.Scale:
			s.scale = max(s.scale, 1) * t.Number
		case t.Class == words.Smart:
			s.smart = true
		case t.Class.In("n%$ui"):
			s.others = true
			if months := spanOf(t); months != 0 {
				s.rate = months
			}
		case t.Class.In(against + ".@"):
			span := words.Token{Class: t.Class, Start: at, End: at + len(text)}
			s.bad = append(s.bad, r.becauseIn(text, t, span))
		}
	}
	return s
}

// add notes a value once.
func (s saying) add(c words.Class, value string) {
	if !slices.Contains(s.of[c], value) {
		s.of[c] = append(s.of[c], value)
	}
}

// and adds what another text says; what a nearer one says of a class goes
// before.
func (s saying) and(further saying) saying {
	of := map[words.Class][]string{}
	for _, from := range []saying{further, s} {
		for c, list := range from.of {
			of[c] = list
		}
	}
	s.of = of
	if s.scale == 0 {
		s.scale = further.scale
	}
	if s.rate == 0 {
		s.rate = further.rate
	}
	s.bad = slices.Concat(s.bad, further.bad)
	s.others, s.smart = s.others || further.others, s.smart || further.smart
	return s
}

// only returns the value that is said of a class, with a reason against it if
// there is none or more than one; without a reason for none, none is needed.
func (s saying) only(c words.Class, none, many string) (string, []reason) {
	switch list := s.of[c]; {
	case len(list) > 1:
		return list[0], []reason{{text: many}}
	case len(list) == 1:
		return list[0], nil
	case none != "":
		return "", []reason{{text: none}}
	}
	return "", nil
}

// Codes that words of growth have as their value, beside down, with the months
// that they count from, and what a claim calls them.
var spans = []struct {
	code   string
	months int
}{{"yoy", -12}, {"qoq", -3}, {"mom", -1}}

// spanOf returns the months over which a word of growth counts; 0 none.
func spanOf(t words.Token) int {
	for _, s := range spans {
		if strings.Contains(t.Value, s.code) {
			return s.months
		}
	}
	return 0
}

// spanName is what a claim calls so many months; "" what has no name.
func spanName(months int) string {
	for _, s := range spans {
		if s.months == months {
			return s.code
		}
	}
	return ""
}
