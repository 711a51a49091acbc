package press

// mention is a name of a platform, or of something that is none of ours.
type mention struct {
	first, last int  // tokens
	id          int  // place in the list of platforms; notOurs
	oblique     bool // what is compared with, not what is spoken of
	owner       bool // an owner's name: no platform, but no stranger either
}

const notOurs = -1

// findMentions reads the names in order; WeChat beside Weixin is one mention.
func (r *reading) findMentions() []mention {
	var found []mention
	for i := 0; i < len(r.tokens); {
		m, ok := r.mentionAt(i)
		if !ok {
			i++
			continue
		}
		i = m.last + 1
		if n := len(found); n > 0 && m.id >= 0 && found[n-1].id == m.id && r.linked(found[n-1].last, m.first) {
			found[n-1].last = m.last
			continue
		}
		m.oblique = r.isOblique(m, found)
		found = append(found, m)
	}
	return found
}

// linked reports two names with nothing but "and", a comma or a bracket
// between them.
func (r *reading) linked(last, first int) bool {
	if first-last > 3 {
		return false
	}
	for i := last + 1; i < first; i++ {
		switch r.norm(i) {
		case "and", "&", "/", ",", "or", "、", "及", "和", "与", "(", "以及", "와", "과", "と", "·", "a", "k", "an", "\"":
		default:
			return false
		}
	}
	return true
}

func (r *reading) mentionAt(i int) (mention, bool) {
	t := r.tokens[i]
	s := r.names.root.longest(r.tokens, i)
	if other := r.known[i]; other.is(otherName) && other.n >= s.n && (t.kind != word || t.upper || s.n == 0) && !(s.n == other.n) {
		last := i + other.n - 1
		if r.norm(last+1) == "messenger" && r.tokens[last+1].upper {
			last++
		}
		return mention{first: i, last: last, id: notOurs}, true
	}
	if s.n > 0 && r.wholeName(i, s.n) {
		last := i + s.n - 1
		if common[r.joined(i, last)] && !r.meansProduct(i, last) {
			return mention{}, false
		}
		if r.isPartName(last) {
			return mention{first: i, last: last + 1, id: notOurs}, true
		}
		if r.norm(i) == "messenger" && i > 0 && r.tokens[i-1].kind == word && r.tokens[i-1].upper && r.tokens[i-1].lines == 0 && r.known[i-1].n == 0 {
			return mention{first: i - 1, last: last, id: notOurs}, true // some other Messenger
		}
		return mention{first: i, last: last, id: int([]rune(s.arg(named))[0])}, true
	}
	if r.names.owners[t.norm] && t.upper && t.kind == word {
		return mention{first: i, last: i, id: notOurs, owner: true}, true
	}
	if r.isStranger(i) {
		return mention{first: i, last: i, id: notOurs}, true
	}
	return mention{}, false
}

func (r *reading) joined(first, last int) string {
	s := r.tokens[first].norm
	for i := first + 1; i <= last; i++ {
		s += " " + r.tokens[i].norm
	}
	return s
}

// wholeName refuses a name that goes on: "Linear", 微信 in a longer word is
// fine, for Chinese has no spaces.
func (r *reading) wholeName(i, n int) bool {
	last := i + n - 1
	if r.tokens[i].kind == word && i > 0 && r.tokens[i].glued && r.tokens[i-1].kind == digits {
		return false
	}
	if r.tokens[last].kind == word && last+1 < len(r.tokens) && r.tokens[last+1].kind == digits && r.tokens[last+1].glued && n == 1 && len(r.tokens[last].norm) <= 3 {
		return false // QQ2012, MT6
	}
	if r.tokens[i].kind == syllable && i > 0 && r.tokens[i].glued && r.tokens[i-1].kind == syllable && n <= 2 {
		return false // 온라인 is not 라인
	}
	if r.tokens[i].kind == ideograph && i > 0 && r.tokens[i].glued && isKatakana(r.tokens[i-1].norm) && isKatakana(r.tokens[i].norm) {
		return false // オンライン
	}
	return true
}

func isKatakana(s string) bool { return s >= "ァ" && s <= "ヿ" || s == "ー" }

// isPartName reports a name that is the first part of another product's:
// WeChat Pay, 微信支付, LINE Manga.
func (r *reading) isPartName(last int) bool {
	i := last + 1
	if !r.is(i, subProduct) || r.tokens[i].lines > 0 {
		return false
	}
	if r.known[i].arg(subProduct) == "upper" {
		return r.tokens[i].upper && r.tokens[i].kind == word
	}
	return r.tokens[i].kind == word || r.tokens[i].glued || r.tokens[i].kind == syllable
}

// meansProduct tells a name from the common word: a capital letter, and for
// the first word of a sentence a neighbour that speaks of products.
func (r *reading) meansProduct(first, last int) bool {
	t := r.tokens[first]
	if first == 0 && last == len(r.tokens)-1 {
		return true
	}
	if t.kind != word {
		next := r.norm(last + 1)
		if _, s := r.before(first); s.is(launchWord) {
			return true
		}
		return r.isAny(last+1, person, metricWord, membership, launchWord, activity, homeMarket, frequency) || next == "于" || next == "的" || next == "\"" || next == "」" || next == "은" || next == "는" || next == "을" || next == "를" || next == "を" || next == "이" || next == "의" || next == "は" || next == "の" || next == "が" || next == "앱" || next == "app" || next == "在"
	}
	own := r.text[t.start:t.end]
	for i := last + 1; i < min(last+4, len(r.tokens)); i++ {
		if r.tokens[i].kind == ideograph || r.tokens[i].kind == syllable {
			return true
		}
	}
	switch own {
	case "LINE", "MAX", "BiP", "MSN":
		return true
	case "imo", "comm", "joyn":
		return r.isAny(last+1, person, metricWord) || isVerb(r.norm(last+1)) || r.norm(last+1) == "'s" || r.norm(first-1) == "on" || r.norm(first-1) == "of" || r.norm(last+1) == "was" || r.norm(last+1) == "had"
	}
	if !t.upper || own == "MT" && r.norm(last+1) == "" {
		return false
	}
	if r.tokens[first].kind == word && first > 0 && r.tokens[first-1].kind == digits && r.tokens[first].glued {
		return false
	}
	if r.tokens[last].kind == word && last+1 < len(r.tokens) && r.tokens[last+1].kind == digits && (r.norm(first) == "line" || r.norm(first) == "path" || r.norm(first) == "max") && !r.isAny(last+2, scaleWord) && !r.tokens[last+1].glued {
		return false // Line 5
	}
	begins := first == 0 || r.tokens[first].lines > 0 || r.norm(first-1) == "." || r.norm(first-1) == "\"" || r.norm(first-1) == "?" || r.norm(first-1) == "!"
	if !begins {
		return true
	}
	switch r.norm(last + 1) {
	case "technologies", "inc", "corp", "corporation", "messenger", "announces", "'s", "has", "had", "have", "is", "was", "now", "says", "said", "reached", "hit", "announced", "claims", "boasts", "reports", "reported", "and", ",", ":", "grew", "also", "alone", "app", "counts", "passed", "crossed", "launched", "debuted", "surpassed", "(", "currently", "saw", "went", "had,", "users", "with", "recorded", "averaged", "will", "/":
		return true
	}
	if isVerb(r.norm(last+1)) || r.is(last+1, speech) {
		return true
	}
	return r.isAny(last+1, person, metricWord, membership, frequency, launchWord, rise, fall, bound)
}

// isStranger reports a capitalised word that no list knows, where it is the
// subject of what follows: "Foo's monthly users", "Foo had 3 million".
func (r *reading) isStranger(i int) bool {
	t := r.tokens[i]
	if t.kind != word || !t.upper || r.known[i].n > 0 || i > 0 && r.known[i-1].n > 1 || len(t.norm) < 3 {
		return false
	}
	begins := i == 0 || r.tokens[i].lines > 0 || r.norm(i-1) == "."
	switch r.norm(i + 1) {
	case "'s":
		return !r.isAny(i+2, speech) && r.names.root.longest(r.tokens, i+2).n == 0 && r.names.root.longest(r.tokens, i+3).n == 0 && !isPronoun(t.norm)
	case "has", "had", "boasts", "counts", "reached", "claimed", "claims", "recorded", "passed", "hit", "counted", "attracted", "have":
		return !begins || !isPronoun(t.norm)
	}
	return false
}

func isPronoun(s string) bool {
	switch s {
	case "it", "she", "that", "this", "they", "who", "which", "the", "there", "these", "those", "what", "both", "each", "all", "one", "users", "people", "you", "and", "messenger", "nobody", "everyone", "let", "here", "company", "app", "service", "platform", "ceo", "founder":
		return true
	}
	return false
}

// isOblique looks for words of comparison before the name, and lets them
// reach along a list: "rivals such as Line and KakaoTalk".
func (r *reading) isOblique(m mention, before []mention) bool {
	if n := len(before); n > 0 && before[n-1].oblique && r.linked(before[n-1].last, m.first) {
		return true
	}
	for i := m.first; i > m.first-4; {
		j, s := r.before(i)
		if j >= 0 && s.is(rival) {
			return true
		}
		switch r.norm(i - 1) {
		case "the", "its", "a", "'s", "popular", "other", "fellow", "apps", "services", "messaging", "messengers", "app", "messenger", "service":
			i--
			continue
		}
		return false
	}
	return false
}
