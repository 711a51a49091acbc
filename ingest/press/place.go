package press

import "strings"

// place is a market that a figure can be for: a code, "home" for the
// platform's own, or "abroad" for what has no code.
type place struct {
	first, last int
	code        string
}

// findPlaces reads the markets, but not the countries that only describe a
// company: "the South Korean firm", "China Mobile".
func (r *reading) findPlaces() []place {
	var found []place
	for i := range r.tokens {
		s := r.known[i]
		if s.n == 0 {
			continue
		}
		last := i + s.n - 1
		switch {
		case s.is(worldWide):
			found = append(found, place{i, last, "WLD"})
		case s.is(homeMarket):
			code := s.arg(homeMarket)
			if code == "" {
				code = "home"
			}
			found = append(found, place{i, last, code})
		case s.is(abroad):
			prev := r.norm(i - 1)
			if r.tokens[i].kind != word || prev == "in" || prev == "across" || prev == "from" || r.norm(i) == "overseas" || r.norm(i) == "outside" || r.norm(i) == "abroad" {
				found = append(found, place{i, last, "abroad"})
			}
		case s.is(market):
			if r.isMarket(i, last) {
				code := s.arg(market)
				if n := len(found); n > 0 && r.linked(found[n-1].last, i) && len(found[n-1].code) >= 3 && found[n-1].code != code && len(code) == 3 && found[n-1].code != "home" && found[n-1].code != "abroad" && i-found[n-1].last < 3 {
					found[n-1].code += "+" + code
					found[n-1].last = last
					continue
				}
				found = append(found, place{i, last, code})
			}
		}
	}
	return found
}

func (r *reading) isMarket(i, last int) bool {
	t := r.tokens[i]
	prev, next := r.norm(i-1), r.norm(last+1)
	if t.kind != word {
		if r.inMention(i) != nil {
			return false
		}
		switch next {
		case "移", "电", "联", "公", "企", "互", "版", "首", "最", "社", "手", "网", "发", "第", "通", "软":
			return false
		case "的":
			return r.isAny(last+2, person, metricWord, membership, activity, frequency)
		}
		return true
	}
	if !t.upper {
		return next == "users" && r.norm(i) != "us" || r.norm(i) == "four" || r.norm(i) == "our" || r.norm(i) == "the" || r.norm(i) == "top"
	}
	if own := r.text[t.start:t.end]; r.norm(i) == "us" && own != "US" {
		return false
	}
	switch next {
	case "based", "company", "firm", "giant", "operator", "app", "mobile", "telecom", "unicom", "daily", "start", "startup", "messenger", "messaging", "internet", "tech", "developer", "owner", "media", "news", "most", "largest", "unit":
		return false
	}
	switch prev {
	case "with": // "with Japan contributing 83 million", "with Japan at 83 million"
		if strings.HasSuffix(next, "ing") || next == "at" || next == "alone" || isVerb(next) {
			return true
		}
	case "in", "across", "within", "for", "(", "and", ",", "/", "throughout", "of", "to", "entered":
		if r.isAny(last+1, person) || prev != "of" && prev != "to" && prev != "," {
			return prev != "," || next == "," || next == "and" || r.isAny(last+1, person, metricWord) || next == "had" || next == "with"
		}
	}
	switch next {
	case ":", "-", "alone", "had", "has", "is", "with", "at", "about", "more", "over", "around":
		return true
	}
	if last+1 < len(r.tokens) && r.tokens[last+1].kind == digits && !r.tokens[last+1].glued {
		return true // "Japan 54 million"
	}
	return r.isAny(last+1, person, metricWord, membership, activity, frequency) || next == "'s" && r.isAny(last+2, person, metricWord, membership, activity, frequency)
}
