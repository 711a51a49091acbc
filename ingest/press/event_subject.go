package press

import "strings"

// launched finds what the word is said of. how is platform, feature,
// stranger, or nothing where it is said of neither.
func (r *reading) launched(i, left, right int, ctx *context) (ids []int, how string) {
	kind := r.known[i].arg(launchWord)
	after := i + r.known[i].n
	if r.tokens[i].kind == word {
		if kind == "rename" && r.inMention(after) != nil && r.inMention(after).id >= 0 && r.norm(i-1) != "was" {
			return []int{r.inMention(after).id}, "platform"
		}
		if kind == "rename" || kind == "shutdown" && r.known[i].n == 1 && r.norm(i) == "terminated" {
			if ids, how := r.objectOf(kind, after, right); how == "platform" && kind == "shutdown" {
				return ids, how
			}
			return r.subjectOf(i, left, ctx)
		}
		if last := r.norm(after - 1); kind == "acquisition" && (last == "by" || last == "to" || strings.HasPrefix(r.norm(i), "becom") || r.norm(i) == "became") { // what follows is the buyer
			return r.subjectOf(i, left, ctx)
		}
		ids, how := r.objectOf(kind, after, right)
		switch r.norm(i) {
		case "killed", "kills", "axed", "axes", "scrapped": // people and jobs are so as well
			if how != "platform" {
				return nil, "nothing"
			}
		}
		if how != "" {
			return ids, how
		}
		return r.subjectOf(i, left, ctx)
	}
	// Chinese puts the object after the verb, Korean and Japanese before it.
	if r.tokens[i].kind == ideograph && !isKatakana(r.norm(i)) {
		if ids, how := r.objectCJK(after, right); how != "" {
			return ids, how
		}
	} else if m := r.inMention(after); m != nil && m.first == after { // 출시된 카카오톡
		if m.id < 0 {
			return nil, "stranger"
		}
		return []int{m.id}, "platform"
	}
	return r.subjectCJK(i, left, ctx)
}

// objectOf reads an English object: "launched Mi Chat", "the launch of
// Viber", "launched stickers". Nothing follows an intransitive verb but a
// preposition, a date or a mark.
func (r *reading) objectOf(kind string, after, right int) ([]int, string) {
	i := after
	if kind == "market_entry" {
		return nil, ""
	}
	for steps := 0; i < right && steps < 7; steps++ {
		t := r.tokens[i]
		if steps == 0 && (t.norm == "it" || t.norm == "them") {
			return nil, "nothing"
		}
		if m := r.inMention(i); m != nil {
			switch {
			case m.owner && r.norm(m.last+1) == "'s":
				i = m.last + 2
				continue
			case m.id < 0:
				return nil, "stranger"
			case r.norm(m.last+1) == "'s" || r.isFeatureAfter(m.last+1) || r.isLongerName(m.last+1):
				return []int{m.id}, "feature"
			}
			return []int{m.id}, "platform"
		}
		if t.kind != word && t.kind != digits && t.norm != "\"" && t.norm != "'s" {
			if steps == 0 || t.norm == "," || t.norm == "." || t.norm == "(" {
				return nil, r.bareObject(steps)
			}
			return nil, ""
		}
		if steps == 0 && t.norm == "of" {
			i++
			continue
		}
		if p := r.periodsIn(i, i+1); len(p) > 0 {
			return nil, r.bareObject(steps)
		}
		if t.norm == "first" && (r.norm(i+1) == "version" || r.norm(i+2) == "version") {
			i++
			continue
		}
		if isPreposition(t.norm) || isVerb(t.norm) || t.norm == "and" || t.norm == "back" || t.norm == "only" || t.norm == "just" || t.norm == "when" || t.norm == "but" || t.norm == "last" || t.norm == "this" || t.norm == "earlier" || t.norm == "after" || t.norm == "before" || t.norm == "officially" || t.norm == "publicly" || t.norm == "worldwide" || t.norm == "globally" || t.norm == "exclusively" || t.norm == "later" || t.norm == "first" || t.norm == "about" || t.norm == "nearly" || t.norm == "around" || t.norm == "almost" || t.norm == "completely" || t.norm == "permanently" || t.norm == "date" || t.norm == "simultaneously" || t.norm == "initially" || t.norm == "some" {
			return nil, r.bareObject(steps)
		}
		if r.is(i, featureWord) && !(r.norm(i) == "service" || r.norm(i) == "platform" || r.norm(i) == "product" || r.norm(i) == "network") {
			if r.norm(i) == "version" && r.norm(i+1) == "of" && (r.norm(i-1) == "first" || r.norm(i-2) == "first") {
				i += 2
				continue
			}
			return nil, "feature"
		}
		i++
	}
	return nil, r.bareObject(i - after)
}

// bareObject says what is launched where an object was read without a name:
// something else, if there were words at all.
func (r *reading) bareObject(words int) string {
	if words > 0 {
		return "feature"
	}
	return ""
}

// isLongerName reports a capitalised word that no list has after a name:
// "launched Slack Connect".
func (r *reading) isLongerName(i int) bool {
	return i < len(r.tokens) && r.tokens[i].kind == word && r.tokens[i].upper && r.known[i].n == 0 && r.tokens[i].lines == 0 && r.inMention(i) == nil && !r.periodAt(i)
}

// isFeatureAfter reports "WhatsApp voice calls", "Messenger for kids".
func (r *reading) isFeatureAfter(i int) bool {
	for j := i; j < i+3 && j < len(r.tokens); j++ {
		w := r.norm(j)
		if r.is(j, featureWord) && w != "app" && w != "service" && w != "platform" && w != "network" {
			return !(w == "for")
		}
		if r.tokens[j].kind != word || isPreposition(w) || isVerb(w) {
			return false
		}
	}
	return false
}

// subjectOf reads an English subject: "WeChat was launched", "Viber, which
// debuted", "its launch".
func (r *reading) subjectOf(i, left int, ctx *context) ([]int, string) {
	for j := i - 1; j >= left && j >= i-16; j-- {
		t := r.tokens[j]
		if m := r.inMention(j); m != nil {
			if m.owner {
				j = m.first
				continue
			}
			if m.oblique {
				j = m.first
				continue
			}
			if m.id < 0 {
				return nil, "stranger"
			}
			if r.hasFeature(m.last+1, i) {
				return []int{m.id}, "feature"
			}
			if ids, stranger, ok := r.subject(left, m.last+1, m.last+1); ok && !stranger {
				return ids, "platform"
			}
			return []int{m.id}, "platform"
		}
		if t.norm == ";" {
			break
		}
		if r.is(j, reference) && (r.tokens[j].kind == word) && !r.is(j, featureWord) && r.norm(j) != "which" && r.norm(j) != "the company" {
			return r.fromContext(j, i, ctx)
		}
	}
	for j := left; j < i; j++ {
		if r.is(j, reference) && r.norm(j) != "which" && r.norm(j) != "our" && r.norm(j) != "we" {
			return r.fromContext(j, i, ctx)
		}
	}
	return r.subjectAfter(i, left)
}

// subjectAfter reads "First released in October 2010, Kik drew …": nothing
// but adverbs before the participle, and the name begins the next clause.
func (r *reading) subjectAfter(i, left int) ([]int, string) {
	if !strings.HasSuffix(r.norm(i), "ed") || r.tokens[i].lines == 0 && left > 0 && !r.isStop(left-1, len(r.tokens)) {
		return nil, "nothing"
	}
	for j := left; j < i; j++ {
		if !r.is(j, ordinal) && !strings.HasSuffix(r.norm(j), "ly") {
			return nil, "nothing"
		}
	}
	for j := i; j < min(i+24, len(r.tokens)-1) && r.norm(j) != "."; j++ {
		if m := r.inMention(j + 1); r.norm(j) == "," && m != nil && m.first == j+1 {
			if m.id < 0 || r.norm(m.last+1) == "'s" || r.isFeatureAfter(m.last+1) {
				return nil, "nothing"
			}
			return []int{m.id}, "platform"
		}
	}
	return nil, "nothing"
}

// fromContext resolves "it", "the app", "its launch".
func (r *reading) fromContext(j, i int, ctx *context) ([]int, string) {
	if r.hasFeature(j+r.known[j].n, i) {
		return nil, "feature"
	}
	for _, s := range r.sentencesAt(i) {
		if ids := r.onlyPlatform(s); len(ids) == 1 && (r.norm(j) == "its" || r.norm(j) == "the" && len(r.mentionsIn(s.first, j)) > 0) {
			return ids, "platform"
		}
	}
	ids := ctx.ids
	if len(ids) == 0 && !ctx.stranger {
		ids = ctx.titleIDs
	}
	if len(ids) == 1 {
		return ids, "platform"
	}
	return nil, "nothing"
}

// hasFeature reports words between a name and the verb that make a part of
// the platform the subject, or a subject of another clause.
func (r *reading) hasFeature(from, to int) bool {
	for j := from; j < to; j++ {
		switch w := r.norm(j); {
		case w == "'s" && j+1 < to && !r.is(j+1, launchWord) && !r.isAny(j+1, ordinal):
			return j+2 < to || !r.is(j+1, featureWord)
		case r.is(j, featureWord) && w != "service" && w != "app" && w != "platform" && w != "network" && w != "product" && w != "services":
			return !((w == "版" || w == "平") && r.isSystem(j-1)) && !(w == "version" && r.isSystem(j-1))
		}
	}
	return false
}

// isSystem names the systems whose version of an app is the app.
func (r *reading) isSystem(j int) bool {
	switch r.norm(j) {
	case "android", "ios", "iphone", "卓", "果", "塞", "symbian":
		return true
	}
	return false
}

// objectCJK reads a Chinese object: 推出米聊, 发布了新版微信, 推出支付功能.
func (r *reading) objectCJK(after, right int) ([]int, string) {
	begun := false // words of an object without a name of ours
	verb := r.norm(after-2) + r.norm(after-1)
	for i := after; i < right && i < after+14; i++ {
		t := r.tokens[i]
		if t.kind == mark && begun && (verb == "推出" || verb == "发布") {
			return nil, "feature"
		}
		begun = begun || t.norm != "了" && t.norm != "于" && t.norm != "后" && t.norm != "的" && t.norm != "之" && t.norm != "以" && t.norm != "来" && !r.periodAt(i) && t.kind != mark
		if t.kind == mark && t.norm != "\"" && t.norm != "《" && t.norm != "》" && t.norm != "“" {
			return nil, ""
		}
		if m := r.inMention(i); m != nil {
			if m.owner || m.oblique { // 模仿kik的产品
				i = m.last
				continue
			}
			if m.id < 0 {
				return nil, "stranger"
			}
			if j := m.last + 1; j < right && r.tokens[j].lines == 0 && (r.is(j, featureWord) || r.isSystem(j) && !r.is(j+1, featureWord)) && !r.isSystem(j) && r.norm(j) != "版" {
				return []int{m.id}, "feature"
			}
			return []int{m.id}, "platform"
		}
		if r.is(i, otherKind) && !r.isAny(i, featureWord, subProduct) && r.namesProduct(i, right) { // 推出企业通讯应用钉钉
			continue
		}
		if r.isAny(i, featureWord, subProduct, otherKind) {
			return nil, "feature"
		}
		if p := r.periodsIn(i, i+1); len(p) > 0 && (verb == "推出" || verb == "发布") { // 发布第二季度财报
			i = p[0].last
			continue
		} else if len(p) > 0 || r.isAny(i, afterWord, background) {
			return nil, ""
		}
	}
	return nil, ""
}

// namesProduct reports 应用, 软件 or 产品 and a name after it.
func (r *reading) namesProduct(i, right int) bool {
	for j := i + 1; j < min(i+12, right); j++ {
		if m := r.inMention(j); m != nil {
			switch r.norm(j-2) + r.norm(j-1) {
			case "应用", "软件", "产品", "工具", "平台", "服务":
				return m.id >= 0
			}
			return false
		}
		if r.tokens[j].kind == mark {
			return false
		}
	}
	return false
}

// isObjectCJK reports a Korean or Japanese object before the verb that is no
// platform: 성적표를 공개, 新機能を公開.
func (r *reading) isObjectCJK(i int) bool {
	switch r.norm(i - 1) {
	case "을", "를", "を":
		return r.inMention(i-2) == nil && r.norm(i-2) != "\"" && r.norm(i-2) != "」"
	}
	return false
}

// subjectCJK reads the name before the verb, with nothing of the platform's
// own between them.
func (r *reading) subjectCJK(i, left int, ctx *context) ([]int, string) {
	if r.isObjectCJK(i) {
		return nil, "feature"
	}
	for j := i - 1; j >= left && j >= i-40; j-- {
		m := r.inMention(j)
		if m == nil {
			if r.tokens[j].norm == "。" || r.tokens[j].norm == ";" {
				break
			}
			continue
		}
		if m.owner || m.oblique {
			j = m.first
			continue
		}
		if m.id < 0 {
			return nil, "stranger"
		}
		if r.hasFeature(m.last+1, i) || r.find(m.last+1, i, otherCount, person, metricWord) >= 0 && r.find(m.last+1, i, reference) < 0 {
			return []int{m.id}, "feature"
		}
		for k := m.last + 1; k < i; k++ {
			if r.tokens[k].kind == digits && len(r.periodsIn(max(k-8, 0), k+1)) == 0 {
				return []int{m.id}, "feature" // 微信5.0
			}
		}
		return []int{m.id}, "platform"
	}
	if at := r.find(left, i, reference); at >= 0 && r.norm(at) != "公" {
		return r.fromContext(at, i, ctx)
	}
	return nil, "nothing"
}
