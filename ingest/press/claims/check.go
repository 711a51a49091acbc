package claims

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed population.txt
var populationFile string

// population returns more people than a market ever had until a year; 0 for a
// market that the table lacks.
var population = sync.OnceValue(func() map[string][][2]float64 {
	out := map[string][][2]float64{}
	for line := range strings.Lines(populationFile) {
		f := strings.Fields(line)
		if len(f) < 3 || f[0] == "#" {
			continue
		}
		year, _ := strconv.ParseFloat(f[1], 64)
		people, _ := strconv.ParseFloat(f[2], 64)
		out[f[0]] = append(out[f[0]], [2]float64{year, people * 1e6})
	}
	return out
})

func peopleOf(market string, year int) float64 {
	rows := population()[market]
	for _, row := range rows {
		if float64(year) <= row[0] {
			return row[1]
		}
	}
	if len(rows) > 0 {
		return rows[len(rows)-1][1]
	}
	return 0
}

// small is below what any text counts users in.
const small = 10_000

// check compares the claims of a text with what can be, and with each other.
func (r *reader) check() {
	for i := range r.claims {
		c := &r.claims[i]
		if c.Kind == "observation" {
			r.plausible(c)
		}
		r.future(c)
	}
	r.contradictions()
	r.parts()
	r.rates()
	slices.SortStableFunc(r.claims, func(a, b Claim) int { return a.Start - b.Start })
}

// plausible refuses more users than people, and suggests what was meant.
func (r *reader) plausible(c *Claim) {
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

// future sends to review what is dated after the text.
func (r *reader) future(c *Claim) {
	at := c.Period
	if c.Kind == "event" {
		at = c.Date
	}
	published := r.dates.Published.String()
	if published == "" || len(at) < 4 {
		return
	}
	after := false
	switch {
	case len(at) == 4:
		after = at > published[:4]
	case strings.Contains(at, "-Q") || strings.Contains(at, "-H"):
		after = at[:4] > published[:4]
	default:
		after = at[:min(len(at), 10)] > published[:len(at)]
	}
	if after {
		c.doubt("dated after the text")
	}
}

// contradictions sends to review accepted claims that give two values for the
// same platform, metric, market and period.
func (r *reader) contradictions() {
	type key struct{ platform, metric, market, period string }
	at := map[key][]int{}
	for i, c := range r.claims {
		if c.Kind == "observation" && c.Status == Accepted {
			k := key{c.PlatformID, c.Metric, c.Market, c.Period}
			at[k] = append(at[k], i)
		}
	}
	for _, list := range at {
		differ := false
		for _, i := range list {
			differ = differ || r.claims[i].Value != r.claims[list[0]].Value
		}
		for _, i := range list {
			if differ {
				r.claims[i].doubt("the text has another value for this date")
			}
		}
	}
}

// parts sends to review a figure of the world below one of a market at the same
// time, and suggests thousands where that would do.
func (r *reader) parts() {
	type key struct{ platform, metric, period string }
	most := map[key]float64{}
	for _, c := range r.claims {
		if c.Kind == "observation" && c.Status == Accepted && c.Market != world {
			k := key{c.PlatformID, c.Metric, c.Period}
			most[k] = max(most[k], c.Value)
		}
	}
	for i := range r.claims {
		c := &r.claims[i]
		part := most[key{c.PlatformID, c.Metric, c.Period}]
		if c.Kind != "observation" || c.Status != Accepted || c.Market != world || c.Value+c.Resolution >= part || c.Qualifier == "at_least" {
			continue
		}
		c.doubt("the world has fewer users than a market")
		if v := c.Value * 1000; v >= part && v < peopleOf(world, 2100) {
			c.SuggestedValue = &v
		}
	}
}
