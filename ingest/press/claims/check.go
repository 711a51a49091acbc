package claims

import (
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"headstart/ingest/press/dates"
	"headstart/ingest/press/words"
)

//go:embed population.txt
var populationFile string

// population has for each market until which year it had fewer than so many
// people, in order of the years.
var population = sync.OnceValue(func() map[string][][2]float64 {
	out := map[string][][2]float64{}
	for line := range strings.Lines(populationFile) {
		var market string
		var year, millions float64
		if n, _ := fmt.Sscan(line, &market, &year, &millions); n == 3 {
			out[market] = append(out[market], [2]float64{year, millions * 1e6})
		}
	}
	return out
})

// small is below what texts count the users of a platform in, but for slips of the scale.
const small = 100_000

// key is what two figures have in common that speak of the same.
type key struct{ platform, metric, market, period string }

func (c *Claim) key(market, period string) key { return key{c.PlatformID, c.Metric, market, period} }

// said is what a text says of one key: the ends of its exact values, its highest
// lower bound, and the last figure that is exact and stands.
type said struct {
	low, high, bound float64
	exact            *Claim
}

// check compares the claims of a text with what can be, and with each other.
func (r *reader) check() {
	all := map[key]*said{}
	of := make([]*said, len(r.claims)) // of usable figures
	for i := range r.claims {
		c := r.claims[i]
		if c.Kind == "observation" {
			c.plausible()
		}
		if day := dates.Parse(c.Period + c.Date); r.dates.Published.Kind != dates.None && day.Kind != dates.None && day.After(r.dates.Published) {
			c.doubt("dated after the text")
		}
		if c.Kind != "observation" || c.Status != Accepted {
			continue
		}
		k := c.key(c.Market, c.Period)
		s := all[k]
		if s == nil {
			s = &said{}
			all[k] = s
		}
		if of[i] = s; c.Qualifier == "at_least" {
			s.bound = max(s.bound, c.Value)
		} else if s.high = max(s.high, c.Value); s.low == 0 || c.Value < s.low {
			s.low = c.Value
		}
	}
	r.again()
	for i, s := range of {
		switch c := r.claims[i]; {
		case s == nil:
		case s.low < s.high || s.bound > max(s.high, c.Value):
			c.doubt("the text has another value for this date")
		case c.Qualifier == "exact":
			s.exact = c
		}
	}
	for i := range r.claims {
		r.claims[i].agrees(all)
	}
	for i := range r.claims {
		r.claims[i].Reason = strings.Join(r.claims[i].Reasons, "; ")
	}
	slices.SortStableFunc(r.claims, func(a, b *Claim) int { return a.Start - b.Start })
}

// again sends to review the later ones of several launches or ends of a platform:
// they may be those in a country, for a system, or of something else.
func (r *reader) again() {
	first := map[[2]string]dates.Date{} // by platform and event
	for i := range r.claims {
		c := r.claims[i]
		of, day := [2]string{c.PlatformID, c.Event}, dates.Parse(c.Date)
		if known, found := first[of]; c.Kind == "event" && day.Kind != dates.None && (!found || known.After(day)) {
			first[of] = day
		}
	}
	for i := range r.claims {
		c := r.claims[i]
		if day, found := first[[2]string{c.PlatformID, c.Event}]; c.Kind == "event" && found && dates.Parse(c.Date).After(day) {
			c.doubt("another " + c.Event + " before: " + day.String())
		}
	}
}

// plausible refuses more users than people, and suggests what was meant.
func (c *Claim) plausible() {
	year := 2100
	if len(c.Period) >= 4 {
		year, _ = strconv.Atoi(c.Period[:4])
	}
	people := 0.0 // more than the market ever had until the year; 0 not known
	for _, row := range population()[c.Market] {
		if people = row[1]; float64(year) <= row[0] {
			break
		}
	}
	if c.Metric == "registered" {
		people *= 2
	}
	switch {
	case c.Value < small:
		c.doubt("fewer than 100,000")
	case c.Scale != "" && c.Resolution < 100 && strings.HasSuffix(c.ValueText, c.Scale):
		c.doubt("more decimals than its scale has: " + c.ValueText)
	case people > 0 && c.Value > people:
		c.doubt("more than there are people")
		for _, by := range []float64{10, 100, 1000} {
			if v := c.Value / by; c.Scale != "" && v <= people && c.SuggestedValue == nil {
				c.SuggestedValue = &v
			}
		}
		if c.Market == world || c.SuggestedValue == nil {
			c.Status = Rejected
		}
	}
}

// agrees compares printed growth with the figures of the text. Where they do not
// agree one of the three is wrong, and it cannot be said which.
func (c *Claim) agrees(all map[key]*said) {
	if c.Kind != "growth" || c.Status != Accepted || c.Percent == 0 {
		return
	}
	before := dates.Parse(c.Period).Shift(spans[c.Comparison])
	now, then := all[c.key(c.Market, c.Period)], all[c.key(c.Market, before.String())]
	if now == nil || then == nil || now.exact == nil || then.exact == nil {
		return
	}
	a, b := now.exact, then.exact // both, and the rate, are rounded
	low := 100 * ((a.Value-a.Resolution/2)/(b.Value+b.Resolution/2) - 1)
	high := 100 * ((a.Value+a.Resolution/2)/math.Max(1, b.Value-b.Resolution/2) - 1)
	if slack := 0.05 + math.Max(c.Resolution, 0.1)/2; c.Percent < low-slack || c.Percent > high+slack {
		for _, c := range []*Claim{c, a, b} {
			c.doubt("the growth rate does not agree with the figures")
		}
	}
}

// takeBack sends to review the claims of the last sentence that had any, where
// this one speaks against them, and all that follow, where it speaks of them.
func (r *reader) takeBack(tokens []words.Token) {
	if r.made == len(r.claims) && !hasAny(tokens, ofSentence+"m") {
		return
	}
	if i := withValue(tokens, "panel"); i >= 0 && !hasAny(tokens, "PN") { // below a table: source: a panel
		for _, c := range r.claims[r.made:] {
			if c.Market == world && c.Construction == "table" {
				c.doubt(ofOneCountry + r.words(tokens[i]))
			}
		}
	}
	r.look(tokens, 0, 0)
	back := r.seen("takes back")
	if ahead := r.seen("takes back ahead") != nil; ahead || back != nil && len(r.claims) == 0 && hasAny(tokens, "-?<") {
		r.warned = "said of what follows: " + r.stretch(tokens)
		return
	}
	revived := r.seen("revived") != nil
	for i := r.made; i < len(r.claims); i++ {
		if c := r.claims[i]; back != nil || revived && c.Event == words.Class('X').String() {
			c.doubt("the next sentence speaks against it")
		}
	}
}
