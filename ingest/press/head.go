package press

// head is a noun that says what is counted, with the words that belong to it:
// "monthly active user accounts", "people use it every day", 月活跃账户数.
type head struct {
	first, last int // tokens
	// metric is mau, wau, dau or registered; or one that is not taken: users
	// and active where the kind is not said, pcu, map, ratio, paying, unique,
	// new, part, dormant, potential; other for a count of something else.
	metric string
	people bool // counted as people, not accounts
}

var byFrequency = map[string]string{"month": "mau", "week": "wau", "day": "dau"}

// findHeads reads the nouns in order.
func (r *reading) findHeads() []head {
	var found []head
	for i := 0; i < len(r.tokens); i++ {
		s := r.known[i]
		var h head
		switch {
		case s.is(metricWord):
			h = r.acronym(i)
		case s.is(membership) && !r.leadsToPerson(i):
			h = head{first: i, last: i + s.n - 1, metric: "registered"}
			if k := r.kindBefore(i); k != "" {
				h.metric = k
			}
		case s.is(person) && !s.is(metricWord) && !(r.is(i+s.n, person) && r.norm(i+s.n) != "人"):
			h = r.noun(i)
		case s.is(activity) && !s.is(person) && r.activeAlone(i) != "":
			h = head{first: i, last: i + s.n - 1, metric: byFrequency[r.activeAlone(i)]}
		case s.is(otherKind) && s.arg(otherKind) == "unique" && s.n > 1:
			h = head{first: i, last: i + s.n - 1, metric: "unique"}
			if f := r.frequencyAround(i, i+s.n-1); f != "" {
				h.metric = byFrequency[f]
			}
		case s.is(otherKind) && s.n > 2 && r.endsInPerson(i+s.n-1):
			h = head{first: i, last: i + s.n - 1, metric: s.arg(otherKind)}
		case s.is(otherCount):
			h = head{first: i, last: i + s.n - 1, metric: "other"}
		default:
			continue
		}
		found = append(found, h)
	}
	return found
}

// endsInPerson reports 付费用户, 신규 가입자: a kind that holds its noun.
func (r *reading) endsInPerson(i int) bool {
	switch r.norm(i) {
	case "户", "员", "者", "자", "ー":
		return r.tokens[i].kind != word
	}
	return false
}

// activeAlone reads "85 million active per month", which has no noun.
func (r *reading) activeAlone(i int) string {
	j := i + 1
	be := i > 0 && (r.norm(i-1) == "were" || r.norm(i-1) == "are")
	if r.norm(i) != "active" || r.is(i-1, person) || be && !r.is(i-2, scaleWord) {
		return ""
	}
	if r.is(j, frequency) && !r.is(j+r.known[j].n, person) {
		return r.known[j].arg(frequency)
	}
	return ""
}

// leadsToPerson reports "registered" before the noun that carries it.
func (r *reading) leadsToPerson(i int) bool {
	for j := i + r.known[i].n; j < i+5 && j < len(r.tokens); j++ {
		switch {
		case r.is(j, person) || r.is(j, metricWord):
			return r.tokens[i].kind == word || j == i+r.known[i].n
		case r.tokens[j].kind != word || r.isAny(j, bound, otherCount) || isPreposition(r.norm(j)):
			return false
		}
	}
	return false
}

func (r *reading) acronym(i int) head {
	s := r.known[i]
	h := head{first: i, last: i + s.n - 1, metric: s.arg(metricWord)}
	next := r.norm(h.last + 1)
	if (next == "to" || next == "/" || next == "-" || next == "over") && r.is(h.last+2, metricWord) || (next == "ratio" || r.norm(i-1) == "/" || r.norm(i-1) == "to") && (next == "ratio" || r.is(i-2, metricWord)) || r.is(h.last+1, ratioWord) && next != "率" {
		h.metric = "ratio"
	}
	if r.norm(i-1) == "per" || r.norm(i-1) == "average" && r.norm(i-2) == "revenue" {
		h.metric = "ratio"
	}
	if k := r.kindBefore(i); k != "" {
		h.metric = k
	}
	if next := h.last + 1; r.is(next, otherKind) && r.tokens[next].kind != word && r.tokens[next].glued { // 月間アクティブ高齢者ユーザー数
		h.metric = r.known[next].arg(otherKind)
	}
	return h
}

// kindBefore looks for a word before the noun that makes it a count of a part
// or of another kind: paying, overseas, mini program, new.
func (r *reading) kindBefore(i int) string {
	for steps := 0; steps < 3; steps++ {
		j, s := r.before(i)
		if j < 0 {
			switch r.norm(i - 1) {
			case "的", "の", "合", "总", "的总", "combined", "total", "average", "平", "均":
				i--
				continue
			}
			return ""
		}
		switch {
		case s.is(otherKind):
			return s.arg(otherKind)
		case s.is(flowWord) && r.norm(j) == "new":
			return "new"
		case s.is(abroad) && !(r.norm(j-1) == "in" || r.norm(j-1) == "across"):
			return "part"
		case s.isAny(frequency, activity, membership, market, worldWide, homeMarket) && !s.is(person):
			i = j
			continue
		}
		return ""
	}
	return ""
}

// noun reads the modifiers of a word for people or accounts.
func (r *reading) noun(i int) head {
	n := r.known[i].n
	h := head{first: i, last: i + n - 1, metric: "users"}
	switch r.norm(i) {
	case "people", "persons", "person", "individuals", "人", "명":
		h.people = true
	}
	kind, rate := "", ""
	isActive, isMember := r.is(i, activity), r.is(i, membership)
	unknown := 0
left:
	for j := i - 1; j >= 0 && i-j < 9; j-- {
		s := r.known[j]
		t := r.tokens[j]
		if t.lines > 1 && j < i-1 && r.tokens[j+1].lines > 1 || r.tokens[j+1].lines > 1 {
			break
		}
		at, entry := r.before(j + 1)
		if at >= 0 {
			s, j = entry, at
		}
		switch {
		case s.is(frequency):
			rate = s.arg(frequency)
		case s.is(otherKind):
			if kind == "" || s.arg(otherKind) != "unique" {
				kind = s.arg(otherKind)
			}
		case s.is(flowWord) && r.norm(j) == "new":
			kind = "new"
		case s.is(metricWord):
			break left
		case s.is(activity):
			isActive = true
		case s.is(membership):
			isMember = true
		case s.isAny(market, worldWide, homeMarket, subProduct) && !s.is(numeral):
		case s.is(person) && t.kind == word:
		case s.n > 0 || t.kind == digits:
			break left
		case r.inMention(j) != nil:
			j = r.inMention(j).first
		case t.norm == "的" || t.norm == "の" || t.norm == "総" || t.norm == "总" || t.norm == "合" || t.norm == "并" || t.norm == "个":
		case t.kind == word && !isPreposition(t.norm) && !isVerb(t.norm) && t.norm != "the" && t.norm != "and" && unknown < 2:
			unknown++
		default:
			break left
		}
		h.first = j
	}
	if f := r.frequencyAround(i, h.last); f != "" && rate == "" {
		rate = f
	}
	if r.is(h.last+1, membership) && r.tokens[h.last+1].kind == word && r.norm(h.last+1) == "registered" {
		isMember = true
	}
	for j := h.last + 1; j < h.last+4 && j < len(r.tokens); j++ {
		if w := r.norm(j); w == "signed" || w == "registered" {
			isMember = true
		} else if w != "had" && w != "have" && w != "has" && w != "who" && w != "were" {
			break
		}
	}
	switch {
	case kind != "" && kind != "unique":
		h.metric = kind
	case rate != "":
		h.metric = byFrequency[rate]
	case kind == "unique":
		h.metric = kind
	case isMember:
		h.metric = "registered"
	case isActive:
		h.metric = "active"
	}
	return h
}

// frequencyAround reads the words after a noun that say how often: "users
// each month", "people use WhatsApp every day", "are active monthly".
func (r *reading) frequencyAround(first, last int) string {
	verb := false
	for j := last + 1; j < len(r.tokens) && j < last+14; {
		s := r.known[j]
		t := r.tokens[j]
		if t.lines > 1 {
			return ""
		}
		switch {
		case s.is(frequency):
			gap := j - last - 1
			if gap == 0 || verb || gap == 1 && (r.norm(j-1) == "on" || r.norm(j-1) == "(" || r.norm(j-1) == "active") {
				if t.kind != word && r.find(j+s.n, min(j+s.n+4, len(r.tokens)), useVerb) < 0 && gap > 0 && !verb {
					return ""
				}
				return s.arg(frequency)
			}
			return ""
		case s.isAny(useVerb, activity):
			verb = true
		case r.inMention(j) != nil:
			if !verb && r.norm(j-1) != "on" && r.norm(j-1) != "of" && r.norm(j-1) != "for" {
				return ""
			}
			verb = true
			j = r.inMention(j).last + 1
			continue
		case t.norm == "who" || t.norm == "that" || t.norm == "are" || t.norm == "were" || t.norm == "is" || t.norm == "on" || t.norm == "the" || t.norm == "around" || t.norm == "across" || t.norm == "of" || t.norm == "for" || t.norm == "to" || t.norm == "had" || t.norm == "its":
		case t.kind == digits && (r.norm(j-1) == "in" || r.norm(j-1) == "and"), s.is(otherCount) && r.tokens[j-1].kind == digits, t.norm == "in", t.norm == "and" && verb: // "in 76 countries"
		case s.isAny(worldWide, market, featureWord, reference, membership, otherKind, bound, oddsWin, person, within):
		case s.n == 0 && t.kind == word && (verb || r.norm(j-1) == "on" || r.norm(j-1) == "in" || r.norm(j-1) == "across"):
		case s.is(dateWord) && r.norm(j) == "now":
		default:
			return ""
		}
		j += max(s.n, 1)
	}
	return ""
}

func isPreposition(s string) bool {
	switch s {
	case "of", "in", "on", "at", "for", "with", "by", "from", "to", "as", "into", "than", "among", "across", "per", "via", "during", "under", "over", "within", "since", "until", "between":
		return true
	}
	return false
}

// isVerb lists the verbs that stand between a subject and its figure.
func isVerb(s string) bool {
	switch s {
	case "has", "have", "had", "is", "was", "were", "are", "been", "reached", "reach", "reaches", "hit", "hits", "totaled", "totalled", "stood", "stands", "came", "boasts", "boasted", "counts", "counted", "claims", "claimed", "averaged", "recorded", "amounted", "saw", "sees", "said", "says", "announced", "reported", "be", "went", "got", "that", "which", "who", "did", "took", "made":
		return true
	}
	return false
}

// inMention returns the mention that holds token i.
func (r *reading) inMention(i int) *mention {
	lo, hi := 0, len(r.mentions)
	for lo < hi {
		mid := (lo + hi) / 2
		if r.mentions[mid].last < i {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(r.mentions) && r.mentions[lo].first <= i {
		return &r.mentions[lo]
	}
	return nil
}
