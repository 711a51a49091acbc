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
	claims     int // claims before it
}

// Codes that words of growth have as their value, beside down.
var spans = map[string]int{"yoy": -12, "qoq": -3, "mom": -1}

// comparisons are the names of spans in a claim.
var comparisons = map[int]string{-12: "yoy", -3: "qoq", -1: "mom"}

// growths takes rates of growth out of a sentence. A rate is a percentage with
// a word of growth beside it, and what it is counted from.
func (r *reader) growths(tokens []words.Token) []words.Token {
	for i := 0; i+1 < len(tokens); i++ {
		if tokens[i].Class != words.Quantity || tokens[i+1].Class != words.Percent {
			continue
		}
		from, to := i, i+2
		for from > 0 && tokens[from-1].Class.In("u_qcW") {
			from--
		}
		for to < len(tokens) && tokens[to].Class.In("u_cWq") {
			to++
		}
		// What stands before a figure is of that figure: from 5 million.
		for to > i+2 && to < len(tokens) && tokens[to].Class.In("N(") && tokens[to-1].Class.In("cWq_") {
			to--
		}
		for from < i && tokens[from].Class.In("_q") {
			from++
		}
		part := tokens[from:to]
		if !hasClass(part, 'u') && !(hasClass(part, words.Ago) && hasClass(part, words.Compare)) {
			continue
		}
		n := r.numbers[tokens[i].Ref]
		g := growth{percent: n.Value, resolution: n.Resolution, at: tokens[i], claims: len(r.claims)}
		for k := range part {
			for code, months := range spans {
				if strings.Contains(part[k].Value, code) {
					g.months = months
				}
			}
			if part[k].Class == words.Ago {
				g.months = r.told[part[k].Ref].Months
			}
			if strings.Contains(part[k].Value, "down") {
				g.percent = -n.Value
			}
			if !part[k].Class.In("N") {
				part[k].Class = words.Harmless
			}
		}
		r.growth = append(r.growth, g)
		i = to - 1
	}
	return tokens
}

// grow makes claims of the rates of a sentence. A rate belongs to the figure of
// its own group, else to the one before it that is no comparison.
func (r *reader) grow(of map[int]int) {
	for _, g := range r.growth {
		k, ok := of[g.at.Start]
		if !ok {
			continue
		}
		main := r.claims[k]
		c := main
		c.Kind, c.Percent, c.Comparison = "growth", g.percent, comparisons[g.months]
		c.Value, c.High, c.ValueText, c.Scale, c.Resolution, c.Unit, c.Qualifier = 0, 0, r.words(g.at), "", g.resolution, "", "exact"
		c.Construction = "growth"
		c.Reasons = append([]string{}, main.Reasons...)
		if c.Comparison == "" {
			c.doubt("it is not said from when")
		}
		r.claims = append(r.claims, c)
	}
}

// rates compares printed growth with the figures of the text. Where they do not
// agree one of the three is wrong, and it cannot be said which.
func (r *reader) rates() {
	type key struct{ platform, metric, market, period string }
	at := map[key]int{}
	for i, c := range r.claims {
		if c.Kind == "observation" && c.Status == Accepted && c.Qualifier == "exact" {
			at[key{c.PlatformID, c.Metric, c.Market, c.Period}] = i
		}
	}
	for i := range r.claims {
		g := &r.claims[i]
		if g.Kind != "growth" || g.Status != Accepted || g.Comparison == "" || g.Percent == 0 {
			continue
		}
		before := parsePeriod(g.Period).Shift(spans[g.Comparison])
		now, ok := at[key{g.PlatformID, g.Metric, g.Market, g.Period}]
		then, known := at[key{g.PlatformID, g.Metric, g.Market, before.String()}]
		if !ok || !known || agree(r.claims[now], r.claims[then], *g) {
			continue
		}
		for _, k := range []int{i, now, then} {
			r.claims[k].doubt("the growth rate does not agree with the figures")
		}
	}
}

// parsePeriod reads what Date.String writes for a month, a quarter or a day.
func parsePeriod(s string) dates.Date {
	if d := dates.Parse(s); d.Kind != dates.None {
		return d
	}
	var d dates.Date
	number := func(s string) (n int) {
		for _, c := range s {
			n = 10*n + int(c-'0')
		}
		return n
	}
	switch {
	case len(s) == 4:
		d = dates.Date{Kind: dates.Year, Y: number(s)}
	case len(s) == 7 && s[5] == 'Q':
		d = dates.Date{Kind: dates.Quarter, Y: number(s[:4]), M: 3 * number(s[6:])}
	case len(s) == 7 && s[5] != 'H':
		d = dates.Date{Kind: dates.Month, Y: number(s[:4]), M: number(s[5:])}
	}
	return d
}

// agree allows for the rounding of both figures and of the rate.
func agree(now, then, g Claim) bool {
	low := 100 * ((now.Value-now.Resolution/2)/(then.Value+then.Resolution/2) - 1)
	high := 100 * ((now.Value+now.Resolution/2)/math.Max(1, then.Value-then.Resolution/2) - 1)
	slack := 0.05 + math.Max(g.Resolution, 0.1)/2
	return g.Percent >= low-slack && g.Percent <= high+slack
}
