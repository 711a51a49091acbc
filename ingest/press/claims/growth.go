package claims

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"headstart/ingest/press/words"
)

// growth is a rate of change: up 12% from a year before. It is not counted, so
// its words are harmless to the figure that it belongs to.
type growth struct {
	percent    float64 // negative for a decline
	resolution float64
	months     int // from the figure that it is counted from; 0 not said
	at         words.Token
	unsure     bool // denied, a bound, one end of a range, or with another sign
}

// signs are marks before a rate that change what it says.
const signs = "-−–‐▲△▼±<>≤≥~～"

// growths takes rates of growth out of a sentence. A rate is a percentage with
// a word of growth beside it, and what it is counted from.
func (r *reader) growths(tokens []words.Token) {
	for i := 0; i+1 < len(tokens); i++ {
		if tokens[i].Class != words.Quantity || tokens[i+1].Class != words.Percent {
			continue
		}
		from, to := i, i+2
		of := func(c, d int) bool { // a date that it is counted from
			return c >= 0 && c < len(tokens) && d < len(tokens) && d >= 0 && tokens[d].Class == words.Date && tokens[c].Class.In("cq^")
		}
		for from > 0 && (tokens[from-1].Class.In("u_qcW") || from == i && tokens[from-1].Class == 'i' || !r.lex.VerbFinal() && of(from-2, from-1) || r.lex.VerbFinal() && of(from, from-1)) {
			from--
		}
		for to < len(tokens) && (tokens[to].Class.In("u_cWq") || of(to-1, to) || of(to, to+1) || r.isYear(tokens[to:to+1]) && hasAny(tokens[i:to], "W")) { // from the same period in 2010
			to++
		}
		// What stands before a figure is of that figure: from 5 million.
		if to < len(tokens) && tokens[to].Class.In("N(") {
			for to > i+2 && tokens[to-1].Class.In("cWq_") {
				to--
			}
		}
		part := tokens[from:to]
		if !hasAny(part, "ui") && !(hasAny(part, "W") && hasAny(part, "c")) {
			continue
		}
		n := r.numbers[tokens[i].Ref]
		sign, _ := utf8.DecodeLastRuneInString(r.text[:tokens[i].Start])
		g := growth{percent: n.Value, resolution: n.Resolution, at: tokens[i],
			unsure: strings.ContainsRune(signs, sign) || r.is("unsure rate", tokens, i)}
		for k, t := range part {
			if t.Class == words.Ago {
				g.months = r.told[t.Ref].Months
			} else if months := spanOf(t); months != 0 {
				g.months = months
			}
			if strings.Contains(t.Value, "down") {
				g.percent = -n.Value
			}
			part[k].Class = words.Harmless
		}
		r.growth = append(r.growth, g)
		i = to - 1
	}
}

// rate makes the claim of a rate of growth of the figure that a claim has.
func (c Claim) rate(g growth, text string) *Claim {
	c.Kind, c.Percent, c.Comparison, c.Construction, c.Qualifier = "growth", g.percent, "", "growth", "exact"
	c.Value, c.High, c.ValueText, c.Scale, c.Resolution, c.Unit = 0, 0, text, "", g.resolution, ""
	c.Reasons, c.Unknown = slices.Clone(c.Reasons), slices.Clone(c.Unknown)
	for code, months := range spans {
		if months == g.months {
			c.Comparison = code
		}
	}
	if c.Comparison == "" {
		c.doubt("its starting point is not stated")
	}
	return &c
}

// rateOf makes the claim of a rate of growth of the figure before, else of the
// first: starts are where the chunks of figures begin, mains their claims. What
// stands between, and behind it in its chunk, may be what grew.
func (r *reader) rateOf(g growth, chunks []chunk, starts, mains []int) *Claim {
	i, found := slices.BinarySearch(starts, g.at.Start)
	if !found {
		i--
	}
	low, high := 0, 0
	if i >= 0 {
		low = starts[i]
	}
	for _, k := range chunks {
		if k.own[0].Start <= g.at.Start {
			high = k.own[len(k.own)-1].End
		}
	}
	c := r.claims[mains[max(i, 0)]].rate(g, r.words(g.at))
	var grew *words.Token
	for k := range r.tokens {
		t := &r.tokens[k]
		if t.Start < low || t.Start > high {
			continue
		}
		switch of := map[words.Class]string{words.Platform: c.PlatformID, words.Place: c.Market, words.Metric: c.Metric}[t.Class]; {
		case t.Class == words.Count && t.Start > g.at.Start:
			high = 0 // what follows is of that one
		case t.Class == words.Count, t.Class == words.Platform && t.Value == of:
			grew = nil
		case of != "" && t.Value != of, t.Class.In(".@nxGbO&$578"):
			grew = cmp.Or(grew, t)
		}
	}
	if grew != nil {
		c.doubt("something else may have grown: " + r.words(*grew))
	}
	if g.unsure {
		c.doubt("the rate may be another one: " + c.ValueText)
	}
	return c
}

// spans are the months that a rate counts from, by what a claim calls it: the
// codes that words of growth have as their value, beside down.
var spans = map[string]int{"yoy": -12, "qoq": -3, "mom": -1}

// spanOf returns the months over which a word of growth counts; 0 none.
func spanOf(t words.Token) int {
	code, _, _ := strings.Cut(t.Value, "-")
	return spans[code]
}
