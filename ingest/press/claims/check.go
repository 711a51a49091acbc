package claims

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"headstart/ingest/press/dates"
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

// peopleOf returns more people than a market ever had until a year; 0 for a
// market that the table lacks.
func peopleOf(market string, year int) (people float64) {
	for _, row := range population()[market] {
		if people = row[1]; float64(year) <= row[0] {
			break
		}
	}
	return people
}

// small is below what any text counts users in.
const small = 10_000

// key is what two figures have in common that speak of the same.
type key struct{ platform, metric, market, period string }

func (c *Claim) key(market, period string) key { return key{c.PlatformID, c.Metric, market, period} }

// usable reports an accepted figure.
func (c *Claim) usable() bool { return c.Kind == "observation" && c.Status == Accepted }

// check compares the claims of a text with what can be, and with each other.
func (r *reader) check() {
	type span struct{ low, high, bound float64 } // of exact values, and the highest lower bound
	said, most := map[key]span{}, map[key]float64{}
	for i := range r.claims {
		c := &r.claims[i]
		if c.Kind == "observation" {
			c.plausible()
		}
		day := dates.Parse(c.Period + c.Date)
		if r.dates.Published.Kind != dates.None && day.Kind != dates.None && day.After(r.dates.Published) {
			c.doubt("dated after the text")
		}
		if !c.usable() {
			continue
		}
		k := c.key(c.Market, c.Period)
		s := said[k]
		if c.Qualifier == "at_least" {
			s.bound = max(s.bound, c.Value)
		} else if s.high = max(s.high, c.Value); s.low == 0 || c.Value < s.low {
			s.low = c.Value
		}
		said[k] = s
	}
	for i := range r.claims {
		c := &r.claims[i]
		if s := said[c.key(c.Market, c.Period)]; c.usable() && (s.low < s.high || s.bound > max(s.high, c.Value)) {
			c.doubt("the text has another value for this date")
		}
		if k := c.key(world, c.Period); c.usable() && c.Market != world {
			most[k] = max(most[k], c.Value)
		}
	}
	for i := range r.claims { // the world has at least as many users as a market
		c := &r.claims[i]
		part := most[c.key(c.Market, c.Period)]
		if c.usable() && c.Value+c.Resolution < part && c.Qualifier != "at_least" {
			c.doubt("the world has fewer users than a market")
			if v := c.Value * 1000; v >= part && v < peopleOf(world, 2100) {
				c.SuggestedValue = &v
			}
		}
	}
	r.rates()
	slices.SortStableFunc(r.claims, func(a, b Claim) int { return a.Start - b.Start })
}

// plausible refuses more users than people, and suggests what was meant.
func (c *Claim) plausible() {
	year := 2100
	if len(c.Period) >= 4 {
		year, _ = strconv.Atoi(c.Period[:4])
	}
	people := peopleOf(c.Market, year)
	if c.Metric == "registered" {
		people *= 2
	}
	switch {
	case c.Value < small:
		c.doubt("fewer than 10,000")
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
