package press

import (
	"fmt"
	"math"
	"slices"
)

// population is more people than there were at a date; 0 stands for today.
// Estimates of United Nations, World Population Prospects 2024, rounded up.
func population(w when) float64 {
	y := float64(w.year)
	switch {
	case w.year == 0 || w.year >= 2025:
		return worldPopulation
	case w.year >= 2010:
		return 7.03e9 + (y-2010)*(worldPopulation-7.03e9)/15
	case w.year >= 1990:
		return 5.35e9 + (y-1990)*(7.03e9-5.35e9)/20
	}
	return 5.35e9
}

// online is more people than used the internet at a date: estimates of the
// ITU, Facts and Figures (1.0 thousand million in 2005, 2.0 in 2010, 3.0 in
// 2015, 4.6 in 2020, 5.5 in 2024), a fifth added. No messenger counts more.
func online(w when) float64 {
	y := float64(w.year)
	switch {
	case w.year == 0 || w.year >= 2025:
		return population(w)
	case w.year >= 2005:
		return min(population(w), 1.2*(1.0e9+(y-2005)*4.5e9/19))
	}
	return 1.2e9
}

// plausible gives what a count above the world's population was probably
// meant to be: a lost decimal point ("10825 million"), billion for million,
// or 亿 taken for a billion.
func plausible(n *number, w when) *float64 {
	limit := population(w)
	if n.value <= limit || n.scale <= 1 {
		return nil
	}
	mantissa := n.value / n.scale
	var v float64
	switch {
	case n.scale >= 1e9 && mantissa >= 100 && n.value/1000 <= limit:
		v = n.value / 1000
	case n.scale >= 1e9 && n.value/10 <= limit:
		v = n.value / 10
	case n.value/10 <= limit:
		v = n.value / 10
	case n.value/100 <= limit:
		v = n.value / 100
	case n.value/1000 <= limit:
		v = n.value / 1000
	default:
		return nil
	}
	v = math.Round(v)
	return &v
}

// check compares the claims of one text with each other: printed growth with
// computed growth, and the world with the home market.
func check(claims []Claim, platforms []Platform, anchor when) {
	checkWorld(claims, platforms)
	checkGrowth(claims)
	checkFuture(claims, anchor)
	for i := range claims {
		c := &claims[i]
		if c.Status == "accepted" && c.Kind == "observation" && (c.PlatformID == "" || !isMetric(c.Metric) || c.Period == "" || c.Market == "") {
			c.Status, c.Reason = "rejected", "does not say all of platform, metric, market and period"
		}
		if c.Flags == nil {
			c.Flags = []string{}
		}
	}
}

// checkFuture refuses figures and events dated after the text.
func checkFuture(claims []Claim, anchor when) {
	if anchor.year == 0 {
		return
	}
	_, last := anchor.span()
	for i := range claims {
		c := &claims[i]
		text := c.Period
		if c.Kind == "event" {
			text = c.Date
		}
		if w := parseWhen(text); c.Status == "accepted" && w.year > 0 {
			if first, _ := w.span(); first.After(last) {
				c.Status, c.Reason = "rejected", "dated after the text was published"
			}
		}
	}
}

// checkWorld refuses a world figure below the home market's of the same
// period: thousands printed as persons.
func checkWorld(claims []Claim, platforms []Platform) {
	type key struct{ platform, metric, period string }
	home := map[key]float64{}
	homes := map[string]string{}
	for _, p := range platforms {
		homes[p.ID] = p.Home
	}
	for _, c := range claims {
		if c.Kind == "observation" && c.Status == "accepted" && c.Market != "WLD" && c.Market == homes[c.PlatformID] {
			k := key{c.PlatformID, c.Metric, c.Period}
			home[k] = max(home[k], c.Value)
		}
	}
	for i := range claims {
		c := &claims[i]
		if c.Kind != "observation" || c.Status != "accepted" || c.Market != "WLD" || c.Qualifier == "at_most" {
			continue
		}
		inner := home[key{c.PlatformID, c.Metric, c.Period}]
		if inner == 0 || c.Value+c.Resolution >= inner {
			continue
		}
		c.Status, c.Reason = "rejected", fmt.Sprintf("the world has fewer users than the home market (%.0f)", inner)
		if v := c.Value * 1000; v >= inner && v < worldPopulation {
			c.SuggestedValue = &v
		}
	}
}

// checkGrowth computes each printed growth from the figures of the text; one
// of the three is wrong where they disagree, and it cannot be said which.
func checkGrowth(claims []Claim) {
	type key struct{ platform, metric, market, period string }
	at := map[key][]int{}
	for i, c := range claims {
		if c.Kind == "observation" && c.Status == "accepted" && c.Qualifier == "exact" {
			k := key{c.PlatformID, c.Metric, c.Market, c.Period}
			at[k] = append(at[k], i)
		}
	}
	for i := range claims {
		g := &claims[i]
		if g.Kind != "growth" || g.Status != "accepted" {
			continue
		}
		unit := map[string]string{"yoy": "year", "qoq": "quarter", "mom": "month"}[g.Comparison]
		before := parseWhen(g.Period).shift(-1, unit)
		now := at[key{g.PlatformID, g.Metric, g.Market, g.Period}]
		then := at[key{g.PlatformID, g.Metric, g.Market, before.String()}]
		if before.year == 0 || len(now) == 0 || len(then) == 0 {
			continue
		}
		agrees := false
		for _, a := range now[:min(len(now), 8)] { // a figure is not told more often
			for _, b := range then[:min(len(then), 8)] {
				agrees = agrees || growthAgrees(claims[a], claims[b], *g)
			}
		}
		if agrees {
			continue
		}
		a, b := claims[now[0]], claims[then[0]]
		why := fmt.Sprintf("printed growth of %g %% does not agree with %s after %s (%.1f %%)", g.Percent, a.ValueText, b.ValueText, 100*(a.Value/b.Value-1))
		for _, j := range slices.Concat([]int{i}, now[:min(len(now), 8)], then[:min(len(then), 8)]) {
			claims[j].Status, claims[j].Reason = "rejected", why
		}
	}
}

// growthAgrees allows for the rounding of both figures and of the rate.
func growthAgrees(now, then, g Claim) bool {
	low := 100 * ((now.Value-now.Resolution/2)/(then.Value+then.Resolution/2) - 1)
	high := 100 * ((now.Value+now.Resolution/2)/(then.Value-then.Resolution/2) - 1)
	slack := growthTolerance + g.Resolution/2
	return g.Percent >= low-slack && g.Percent <= high+slack
}
