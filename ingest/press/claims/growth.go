package claims

import (
	"math"
	"strings"

	"headstart/ingest/press/dates"
	"headstart/ingest/press/words"
)

// growth is a rate of change: up 12% from a year before. It is not counted, so
// its words are harmless to the figure that it belongs to.
type growth struct {
	percent    float64 // negative for a decline
	resolution float64
	months     int // from the figure that it is counted from; 0 not said
	at         words.Token
}

// growths takes rates of growth out of a sentence. A rate is a percentage with
// a word of growth beside it, and what it is counted from.
func (r *reader) growths(tokens []words.Token) {
	for i := 0; i+1 < len(tokens); i++ {
		if tokens[i].Class != words.Quantity || tokens[i+1].Class != words.Percent {
			continue
		}
		from, to := i, i+2
		for from > 0 && (tokens[from-1].Class.In("u_qcW") || from == i && tokens[from-1].Class == 'i') {
			from--
		}
		for to < len(tokens) && tokens[to].Class.In("u_cWq") {
			to++
		}
		if to < len(tokens) && tokens[to].Class == words.Date && tokens[to-1].Class.In("W_") && hasAny(tokens[i:to], "W") && r.told[tokens[to].Ref].Date.Kind == dates.Year {
			to++ // from the same period in 2010
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
		g := growth{percent: n.Value, resolution: n.Resolution, at: tokens[i]}
		for k, t := range part {
			if months := spanOf(t); months != 0 {
				g.months = months
			}
			if t.Class == words.Ago {
				g.months = r.told[t.Ref].Months
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

// rate makes the claim of a rate of growth of the figure that a claim has,
// against so many months before.
func (c Claim) rate(percent, resolution float64, months int, text string) Claim {
	c.Kind, c.Percent, c.Comparison, c.Construction = "growth", percent, spanName(months), "growth"
	c.Value, c.High, c.ValueText, c.Scale, c.Resolution, c.Unit, c.Qualifier = 0, 0, text, "", resolution, "", "exact"
	c.Reasons, c.Unknown = append([]string{}, c.Reasons...), append([]Span{}, c.Unknown...)
	if c.Comparison == "" {
		c.doubt("its starting point is not stated")
	}
	return c
}

// rates compares printed growth with the figures of the text. Where they do not
// agree one of the three is wrong, and it cannot be said which.
func (r *reader) rates() {
	at := map[key]int{}
	for i, c := range r.claims {
		if c.usable() && c.Qualifier == "exact" {
			at[c.key(c.Period)] = i
		}
	}
	for i, g := range r.claims {
		if g.Kind != "growth" || g.Status != Accepted || g.Percent == 0 {
			continue
		}
		then := dates.Parse(g.Period)
		for _, s := range spans {
			if s.code == g.Comparison {
				then = then.Shift(s.months)
			}
		}
		a, known := at[g.key(g.Period)]
		b, both := at[g.key(then.String())]
		if known && both && !agree(r.claims[a], r.claims[b], g) {
			for _, k := range []int{i, a, b} {
				r.claims[k].doubt("the growth rate does not agree with the figures")
			}
		}
	}
}

// agree allows for the rounding of both figures and of the rate.
func agree(now, then, g Claim) bool {
	low := 100 * ((now.Value-now.Resolution/2)/(then.Value+then.Resolution/2) - 1)
	high := 100 * ((now.Value+now.Resolution/2)/math.Max(1, then.Value-then.Resolution/2) - 1)
	slack := 0.05 + math.Max(g.Resolution, 0.1)/2
	return g.Percent >= low-slack && g.Percent <= high+slack
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
