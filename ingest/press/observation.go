package press

import (
	"fmt"
	"slices"
	"strings"
)

// observations makes the claims of one count: one, or one for each platform
// where the sentence says "each".
func (r *reading) observations(s sentence, c *count) []Claim {
	if !worthSaying(c) {
		return nil
	}
	start, end := r.tokens[s.first].start, r.tokens[s.last-1].end
	claim := Claim{
		Kind: "observation", Start: start, End: end, Quote: r.text[start:end],
		Metric: c.metric, Market: c.market, Period: c.when.String(), Basis: c.basis,
		Value: c.n.value, High: c.n.high, ValueText: r.text[c.n.start:c.n.end], Scale: c.n.scaleText,
		Resolution: c.n.resolution, Qualifier: c.n.qualifier, Unit: r.unitOf(c), Comparative: c.comparative,
		Status: "accepted", Flags: r.flagsOf(c),
	}
	claim.SuggestedValue = c.suggested
	if c.reason != "" {
		claim.Status, claim.Reason = "rejected", c.reason
	}
	if len(c.ids) == 0 {
		return []Claim{claim}
	}
	var out []Claim
	for _, id := range c.ids {
		p := r.names.list[id]
		one := claim
		one.Flags = slices.Clone(claim.Flags)
		one.PlatformID = p.ID
		if one.Market == "home" {
			one.Market = p.Home
			if p.Home == "" && one.Status == "accepted" {
				one.Status, one.Reason = "rejected", "is of the home market, which is not known for "+p.ID
			}
		}
		out = append(out, one)
		if claim.Reason != "" {
			break
		}
	}
	return out
}

// worthSaying leaves out numbers that nobody could take for users.
func worthSaying(c *count) bool {
	if c.metric != "" && c.metric != "other" {
		return true
	}
	return c.n.scale > 1 && (len(c.ids) > 0 || c.metric == "other")
}

func (r *reading) unitOf(c *count) string {
	if c.metric == "other" || c.head == nil {
		return c.n.unit
	}
	if c.head.people {
		return "people"
	}
	for i := c.head.first; i <= c.head.last; i++ {
		switch w := r.norm(i); {
		case strings.HasPrefix(w, "account"), w == "账" || w == "户" && c.head.metric != "users", w == "계", w == "registered" || w == "注":
			return "accounts"
		}
	}
	return "people"
}

func (r *reading) flagsOf(c *count) []string {
	flags := append([]string{}, c.flags...)
	if c.n.high > c.n.value {
		flags = append(flags, "range")
	}
	if c.n.digits == "" && c.n.high == c.n.value {
		flags = append(flags, "number_in_words")
	}
	switch strings.ToLower(c.n.scaleText) {
	case "crore", "crores", "lakh", "lakhs", "cr", "lac", "lacs":
		flags = append(flags, "indian_numbering")
	}
	if len(c.market) > 3 && strings.Contains(c.market, "+") {
		flags = append(flags, "several_markets")
	}
	slices.Sort(flags)
	return slices.Compact(flags)
}

// judge finds what speaks against a count, the plainest reason first.
func (r *reading) judge(s sentence, c *count) {
	if c.n.unit != "" && !isTime(c.n.unit) {
		if r.spuriousSign(c) {
			c.flag("spurious_currency_sign")
		} else {
			c.reason = "an amount of money (" + c.n.unit + ")"
			c.metric = "other"
		}
	}
	reasons := []string{}
	add := func(bad bool, why string) {
		if bad {
			reasons = append(reasons, why)
		}
	}
	add(c.metric == "other", "counts something other than users")
	add(c.metric == "", "does not say what is counted")
	add(r.usesPart(c), "counts who use a part of the platform")
	add(r.isBroken(c.n), "the number is in pieces")
	if why := r.doubt(s); why != "" {
		add(true, why)
	}
	add(c.delta, "a difference or a flow, not a level")
	add(c.n.negative, "a negative count")
	add(c.n.digits != "" && c.n.value != float64(int64(c.n.value)), "a fraction of a person")
	add(r.isForecast(s, c), "a forecast, target or plan")
	add(r.isDenied(c), "denied, or only supposed")
	switch c.metric {
	case "users":
		add(true, "says users, not which: active in a month, a week or a day, or registered")
	case "active":
		add(true, "says active users, not in which period")
	case "", "other", "mau", "wau", "dau", "registered":
	default:
		add(true, notTaken[c.metric])
	}
	if len(reasons) > 0 && (c.reason == "" || isGap(c.reason)) {
		c.reason = reasons[0]
	}
	c.suggested = plausible(c.n, c.when)
	if c.n.value > population(c.when) && c.metric != "other" {
		why := fmt.Sprintf("%.4g is more than the people of the world", c.n.value)
		if isMetric(c.metric) || c.reason == "" {
			c.reason = why
		}
	} else {
		c.suggested = nil
		if isMetric(c.metric) && c.reason == "" && c.n.value > online(c.when) {
			tenth := c.n.value / 10
			c.reason, c.suggested = fmt.Sprintf("%.4g is more than the people who used the internet then", c.n.value), &tenth
		}
	}
	if c.reason == "" && c.market == "abroad" {
		c.reason = "is of a part of the world without a code"
	}
	if c.reason == "" && r.isGarbled(s) {
		c.reason = "the sentence is garbled"
	}
}

// usesPart reports people who use, open or watch a part of the platform:
// 7.5亿用户打开朋友圈, "500 million people use Stories".
func (r *reading) usesPart(c *count) bool {
	if c.head == nil || c.head.last < c.n.first {
		return false
	}
	use := r.find(c.head.last+1, min(c.head.last+7, c.right), useVerb)
	if use < 0 {
		return false
	}
	for i := use + r.known[use].n; i < min(use+8, c.right); i++ {
		w := r.norm(i)
		if m := r.inMention(i); m != nil {
			if m.id < 0 {
				return !m.owner
			}
			i = m.last
			continue
		}
		switch {
		case w == "the" || w == "its" || w == "'s" || w == "a" || w == "of" || w == "了" || w == "过" || w == "的" || w == "in":
		case r.is(i, reference) || w == "app" || w == "service" || w == "platform" || w == "network" || w == "服" || w == "平":
			return false
		case r.isAny(i, subProduct, featureWord) || r.known[i].arg(otherKind) == "part" && r.tokens[i].kind != word:
			return true
		default:
			return r.tokens[i].kind == word && r.tokens[i].upper && r.known[i].n == 0 && !r.periodAt(i)
		}
	}
	return false
}

// isBroken reports "1 hundred and 84 million": the figure is the end of one
// that was not read.
func (r *reading) isBroken(n *number) bool {
	i := n.first - 1
	if r.norm(i) == "and" {
		i--
	}
	if n.digits == "" && n.first > 0 && r.tokens[i].kind == digits && !r.tokens[n.first].glued {
		return true // "12.025 hundred million"
	}
	return r.tokens[n.first].kind == digits && (r.norm(i) == "hundred" || r.norm(i) == "thousand")
}

// doubt says why nothing in the sentence is stated: it asks, or passes on
// what is told.
func (r *reading) doubt(s sentence) string {
	end := s.last - 1
	for end > s.first && (r.norm(end) == "\"" || r.norm(end) == ")" || r.norm(end) == "」") {
		end--
	}
	switch {
	case r.norm(end) == "?":
		return "a question"
	case r.find(s.first, s.last, hearsay) >= 0:
		return "hearsay"
	}
	return ""
}

// isGap reports a reason that only misses something; what is wrong with the
// number itself comes before it.
func isGap(reason string) bool {
	return strings.HasPrefix(reason, "names ") || strings.HasPrefix(reason, "says no") || strings.HasPrefix(reason, "an earlier") || strings.HasPrefix(reason, "a figure of the past") || strings.HasPrefix(reason, "its date") || strings.HasPrefix(reason, "period is")
}

var notTaken = map[string]string{
	"pcu": "counts users online at the same time", "map": "counts people over several services", "ratio": "a ratio, not a count",
	"paying": "counts paying users", "unique": "counts unique users, not registered or active ones", "new": "counts new users, a flow",
	"part": "counts a part of the users", "dormant": "counts accounts that are not used", "potential": "counts users that are only hoped for",
}

// spuriousSign reports a yen sign before a count of monthly or daily users,
// a slip of transcripts.
func (r *reading) spuriousSign(c *count) bool {
	if !isMetric(c.metric) || c.head == nil || c.head.metric == "registered" {
		return false
	}
	sign := r.norm(c.n.first - 1)
	return sign == "¥" && c.head.first < c.n.first
}

// isForecast looks for words of expectation in the stretch; in Korean and
// Japanese they come last.
func (r *reading) isForecast(s sentence, c *count) bool {
	for i := c.left; i < c.right; i++ {
		k := r.known[i]
		if !k.isAny(forecast, planWord) || k.is(condition) || k.is(monthName) && r.tokens[i].upper {
			continue
		}
		if r.norm(i) == "to" && (r.is(i-1, timeUnit) || r.norm(i-1) == "took") {
			continue // "two years to reach"
		}
		if i > c.n.first && r.tokens[i].kind == word && i > c.n.last+3 {
			continue
		}
		if r.norm(i-1) == "than" || r.norm(i-1) == "from" || i <= c.n.first && r.isYardstick(i) {
			continue // "more than expected"
		}
		if k.is(planWord) && !k.is(forecast) {
			if r.tokens[i].kind == word && r.norm(i) != "will" && r.norm(i) != "would" && r.norm(i) != "could" && r.norm(i) != "may" && r.norm(i) != "should" || i > c.n.first || r.tokens[i].upper && i > s.first {
				continue
			}
			if r.tokens[i].kind != word && r.norm(i) != "将" && r.norm(i) != "有" && r.norm(i) != "即" {
				continue
			}
		}
		return true
	}
	return false
}

// isYardstick reports "topped forecasts", "ahead of our target".
func (r *reading) isYardstick(i int) bool {
	for j := i - 1; j >= 0 && j > i-5; j-- {
		if _, s := r.before(j + 1); s.is(bound) {
			return true
		}
		switch w := r.norm(j); w {
		case "beat", "beats", "beating", "topped", "missed", "misses", "met", "meets", "above", "below", "ahead", "line", "smashed", "against":
			return true
		case "analysts", "analyst", "'s", "the", "its", "our", "of", "with", "market", "wall", "street", "their":
		default:
			return false
		}
	}
	return false
}

// isDenied reports a negation or a condition before the figure.
func (r *reading) isDenied(c *count) bool {
	for i := c.left; i < c.n.first; i++ {
		if r.is(i, negation) && !r.isAny(i, bound) && c.n.first-i < 8 && c.n.qualifier != "at_most" {
			return true
		}
		if w := r.norm(i); w == "if" || w == "如" && r.norm(i+1) == "果" || w == "만" && (r.norm(i+1) == "약" || r.norm(i+1) == "일") || w == "も" && r.norm(i+1) == "し" {
			return true
		}
	}
	return false
}

// isGarbled reports a sentence with what no writer and no copy desk makes:
// digits run together with a word ("20021year"), control characters, or
// stray signs in the place of letters.
func (r *reading) isGarbled(s sentence) bool {
	odd := 0
	for i := s.first; i < s.last; i++ {
		t := r.tokens[i]
		switch {
		case t.kind == digits && i+1 < s.last && r.tokens[i+1].glued && r.tokens[i+1].kind == word && len(t.norm) > 3 && !r.isAny(i+1, scaleWord, ordinal) && len(r.norm(i+1)) > 1 && r.norm(i+1) != "th":
			return true
		case t.norm == "\ufffd" || t.norm == "□":
			odd += 2
		case t.kind == mark && t.norm != "," && t.glued && i > s.first && r.tokens[i-1].kind == mark && r.norm(i-1) == t.norm && (t.norm == "?" || t.norm == "#" || t.norm == "*"):
			odd++
		}
	}
	return odd > 2
}
