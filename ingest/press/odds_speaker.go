package press

// speaker finds who says it: the name beside a verb of speech, or after
// "according to".
func (r *reading) speaker(s sentence) string {
	for i := s.first; i < s.last; i++ {
		if !r.is(i, speech) {
			continue
		}
		if r.tokens[i].kind != word {
			if who := r.hanName(s.first, i); who != "" {
				return who
			}
			if who := r.topicName(s.first, i); who != "" {
				return who
			}
			continue
		}
		after := i + r.known[i].n
		if r.norm(i) != "according" {
			if who := r.latinName(s.first, i); who != "" {
				return who
			}
		}
		if w := r.norm(i - 1); r.norm(i) == "according" || r.norm(i) == "said" || r.norm(i) == "says" || r.norm(i) == "recalled" || w == "," || w == "\"" {
			end := after
			for end < s.last && r.tokens[end].kind == word && r.tokens[end].upper {
				end++
			}
			if who := r.latinName(after, end); who != "" {
				return who
			}
		}
	}
	return ""
}

// topicName takes the name that begins a Korean or Japanese sentence:
// 이제범은 "…" 라고 말했다, 森川亮は「…」と述べた.
func (r *reading) topicName(from, to int) string {
	if from >= to || r.inMention(from) != nil {
		return ""
	}
	k := r.tokens[from].kind
	if k != syllable && k != ideograph {
		return ""
	}
	for i := from; i < min(from+6, to) && r.tokens[i].kind == k; i++ {
		switch r.norm(i) {
		case "은", "는", "이", "가", "は", "が":
			next := i + 1
			if i-from < 2 || i-from > 4 || next < to && r.tokens[next].glued && r.tokens[next].kind == k || r.find(from, i, reference, person, market) >= 0 {
				continue
			}
			return r.text[r.tokens[from].start:r.tokens[i-1].end]
		}
	}
	return ""
}

// latinName takes two or three capitalised words that end at token to.
func (r *reading) latinName(from, to int) string {
	for to > from && (r.norm(to-1) == "once" || r.norm(to-1) == "had" || r.norm(to-1) == "has" || r.norm(to-1) == "later" || r.norm(to-1) == "also" || r.norm(to-1) == "reportedly" || r.norm(to-1) == "then" || r.norm(to-1) == "himself") {
		to--
	}
	first := to
	for first > from && to-first < 3 {
		t := r.tokens[first-1]
		if t.kind != word || !t.upper && !t.hyphen || isTitle(t.norm) || r.inMention(first-1) != nil && !r.inMention(first-1).owner && r.inMention(first-1).id >= 0 {
			break
		}
		if isPronoun(t.norm) || r.isAny(first-1, condition) {
			break
		}
		first--
	}
	if to-first < 2 {
		return ""
	}
	return r.text[r.tokens[first].start:r.tokens[to-1].end]
}

func isTitle(s string) bool {
	switch s {
	case "founder", "ceo", "chairman", "president", "mr", "mrs", "ms", "dr", "chief", "executive", "officer", "cofounder", "investor", "analyst", "director", "in", "by", "when", "as", "but", "and", "said", "to":
		return true
	}
	return false
}

// hanName takes the two to four characters before a verb of speech that begin
// a clause or follow a title.
func (r *reading) hanName(from, to int) string {
	for to > from {
		j, s := r.before(to)
		if j < from || r.tokens[j].kind == word || !s.isAny(background, dateWord) {
			break
		}
		to = j
	}
	for to > from && (r.norm(to-1) == "曾" || r.norm(to-1) == "也" || r.norm(to-1) == "还" || r.norm(to-1) == "就" || r.norm(to-1) == "甚" || r.norm(to-1) == "至" || r.norm(to-1) == "经" && r.norm(to-2) == "曾") {
		to--
	}
	first := to
	for first > from && to-first < 12 {
		t := r.tokens[first-1]
		if t.kind != ideograph || isKatakana(t.norm) {
			break
		}
		first--
	}
	for i := to - 2; i >= first; i-- {
		switch w := r.norm(i-1) + r.norm(i); w {
		case "始人", "事长", "总裁", "经理", "行官", "老板", "总监":
			first = i + 1
		}
		if first == i+1 {
			break
		}
	}
	n := to - first
	if n < 2 || n > 4 || r.find(first, to, reference, person, market) >= 0 && n != 2 || r.inMention(first) != nil || r.norm(first) == "公" || r.norm(first) == "他" || r.norm(first) == "我" || r.norm(first) == "报" || r.norm(first) == "据" {
		return ""
	}
	return r.text[r.tokens[first].start:r.tokens[to-1].end]
}
