package press

// betweenDates pairs "from 9 million to 140 million between 2017 and 2021".
func (r *reading) betweenDates(counts []*count) {
	for i := 0; i+1 < len(counts); i++ {
		a, b := counts[i], counts[i+1]
		if !a.comparative || a.ownWhen {
			continue
		}
		ps := r.periodsIn(b.n.last, b.right)
		if len(ps) < 2 || ps[0].when.year == 0 || ps[1].when.year == 0 || ps[1].first-ps[0].last > 3 {
			continue
		}
		switch r.norm(ps[0].first - 1) {
		case "between", "from":
			a.when, a.basis, b.when, b.basis = ps[0].when, basisFor(ps[0]), ps[1].when, basisFor(ps[1])
		}
	}
}

// isEnumeration reports nothing but names, marks and nouns between two
// figures: "Line - 164m, KakaoTalk - 50m".
func (r *reading) isEnumeration(from, to int) bool {
	for i := from; i < to; i++ {
		if r.tokens[i].kind == mark || r.norm(i) == "and" || r.inMention(i) != nil || r.isAny(i, bound, person, metricWord, frequency, activity, currency) || r.tokens[i].kind == digits || r.is(i, scaleWord) {
			continue
		}
		return false
	}
	return true
}

// pair deals out platforms, dates or nouns to figures in a row:
// "respectively", "11.5 million, 20.8 million and 31.6 million in 2019, 2020
// and 2021".
func (r *reading) pair(s sentence, counts []*count) {
	at := r.find(s.first, s.last, respectively)
	for i := 0; i < len(counts); {
		j := i + 1
		for j < len(counts) && r.listed(counts[j-1], counts[j]) {
			j++
		}
		if n := j - i; n > 1 && (at >= 0 || n > 2) {
			r.deal(s, counts[i:j], at >= 0)
		}
		i = j
	}
}

// listed reports two figures with nothing but commas, "and" and their nouns
// between them.
func (r *reading) listed(a, b *count) bool {
	if b.n.first-a.n.last > 9 {
		return false
	}
	for i := a.n.last + 1; i < b.n.first; i++ {
		switch r.norm(i) {
		case ",", "and", "、", "和", "及", "与", "亿", "人", "about", "over", "more", "than", "nearly", "around", "用", "户", "万", "users":
			continue
		}
		return false
	}
	return true
}

func (r *reading) deal(s sentence, run []*count, said bool) {
	first, last := run[0].n.first, run[len(run)-1].n.last
	var dates []period
	for _, p := range r.periodsIn(last, s.last) {
		if len(dates) == 0 || p.first-dates[len(dates)-1].last < 4 {
			dates = append(dates, p)
		}
	}
	if len(dates) != len(run) {
		dates = append(dates[:0:0], r.periodsIn(s.first, first)...)
	}
	if len(dates) == len(run) {
		for i, c := range run {
			c.when, c.basis, c.reason = dates[i].when, basisFor(dates[i]), ""
			c.metric, c.head, c.ids = lastSpecific(run), headOf(run), run[0].ids
		}
		return
	}
	if !said {
		return
	}
	var names []mention
	for _, m := range r.mentionsIn(s.first, s.last) {
		if !m.owner && (m.last < first || m.first > last) && !m.oblique {
			names = append(names, m)
		}
	}
	metric, h := lastSpecific(run), headOf(run)
	if len(names) == len(run) {
		for i, c := range run {
			c.metric, c.head, c.reason, c.ids = metric, h, "", nil
			if names[i].id == notOurs {
				c.fail("names a product that is not in the list of platforms")
				continue
			}
			c.ids = []int{names[i].id}
			if c.when.year == 0 {
				c.when, c.basis = run[len(run)-1].when, run[len(run)-1].basis
			}
			if c.when.year == 0 {
				c.fail("says no date")
			}
		}
		return
	}
	var heads []*head
	for k := r.headIndex(s.first); k < len(r.heads) && r.heads[k].last < first; k++ {
		if h := &r.heads[k]; h.metric != "other" && (len(heads) == 0 || heads[len(heads)-1].metric != h.metric) {
			heads = append(heads, h)
		}
	}
	if len(heads) == len(run) {
		for i, c := range run {
			c.head, c.metric = heads[i], heads[i].metric
		}
		return
	}
	for _, c := range run {
		c.fail("says respectively of things that do not match the figures")
	}
}

func lastSpecific(run []*count) string {
	metric := ""
	for _, c := range run {
		if c.metric != "" && (isSpecific(c.metric) || metric == "") {
			metric = c.metric
		}
	}
	return metric
}

func headOf(run []*count) *head {
	for i := len(run) - 1; i >= 0; i-- {
		if run[i].head != nil {
			return run[i].head
		}
	}
	return nil
}
