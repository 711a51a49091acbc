package press

// cjk reads dates of Chinese, Japanese and Korean: 2018年9月30日,
// 二零一八年九月, 2022년 3분기, 今年9月末, 第三季度, 18年7-9月期, 平成30年.
func (r *dateReader) cjk(i int) (period, bool) {
	p, j := period{last: -1}, i
	y, next, hasYear := r.cjkYear(i)
	if hasYear {
		j = next
		p.when, p.basis, p.last = when{year: y}, "year", j-1
	} else if s := r.known[i]; s.is(dateWord) && isYearWord(s) && r.tokens[i].kind != word {
		p.relative, hasYear = true, true
		if r.anchor.year > 0 {
			y = r.anchor.year + steps(s.arg(dateWord))
		}
		j = i + s.n
		if r.norm(j) == "的" || r.norm(j) == "の" {
			j++
		}
		p.when, p.basis, p.last = when{year: y}, "year", i+s.n-1
	}
	switch q, end, half, ok := r.cjkQuarter(j, hasYear); {
	case ok && half:
		p.half, p.when, p.last = true, when{}, end
		if e := r.norm(end + 1); (e == "末" || e == "底" || e == "말") && y > 0 {
			p.when, p.basis, p.last = when{year: y, quarter: 2 * q}.end(), "instant", end+1
		}
		return p, true
	case ok:
		p.basis, p.last = "quarter", end
		if hasYear {
			p.when = when{}
			if y > 0 {
				p.when = when{year: y, quarter: q}
			}
		} else {
			p.when, p.relative, p.bare = r.bareWhen(when{quarter: q}), true, true
		}
		r.cjkEdge(&p)
		return p, true
	}
	month, at, ok := r.cjkNumber(j, 1, 12)
	if ok && (r.norm(at) == "月" || r.norm(at) == "월") && r.norm(at+1) != "间" {
		w := when{year: y, month: month}
		p.last = at
		if r.norm(at+1) == "份" {
			p.last++
		}
		if d, end, ok := r.cjkNumber(at+1, 1, 31); ok && (r.norm(end) == "日" || r.norm(end) == "일" || r.norm(end) == "号") {
			w.day, p.last = d, end
			if h, ok := r.number(end+1, 0, 24); ok && (r.norm(end+2) == "时" || r.norm(end+2) == "点" || r.norm(end+2) == "시") && h >= 0 {
				p.last = end + 2
				if r.norm(end+2) == "时" && r.norm(end+3) == "点" {
					p.last = end // 30日12時点 is no hour
				}
			}
		}
		switch {
		case hasYear && y > 0:
			p.when = w
			if !w.valid() {
				return period{}, false
			}
		case hasYear:
			p.when = when{}
		default:
			p.when, p.relative, p.bare = r.bareWhen(w), true, true
			if !p.when.valid() {
				return period{}, false
			}
		}
		p.basis = basisOf(p.when)
		r.cjkEdge(&p)
		return p, true
	}
	if p.last < 0 || !hasYear {
		return period{}, false
	}
	if s := r.known[i]; p.relative && y == 0 {
		p.last = i + s.n - 1
		return p, true
	}
	r.cjkEdge(&p)
	return p, true
}

// cjkYear reads 2018年, 2018년, 二〇一八年, 18年 before a month or quarter, 平成30年.
func (r *dateReader) cjkYear(i int) (year, next int, ok bool) {
	isYear := func(j int) bool { return r.norm(j) == "年" || r.norm(j) == "년" }
	if y, ok := r.number(i, 1990, 2039); ok && len(r.norm(i)) == 4 && isYear(i+1) {
		next = i + 2
		if r.norm(next) == "度" {
			if r.tokens[next-1].norm == "年" && r.norm(next+1) == "第" {
				return 0, 0, false // a financial year that need not be the calendar's
			}
			next++
		}
		return y, next, true
	}
	if y, ok := r.number(i, 0, 39); ok && len(r.norm(i)) == 2 && isYear(i+1) {
		if _, _, _, ok := r.cjkQuarter(i+2, true); ok {
			return 2000 + y, i + 2, true
		}
		if _, at, ok := r.cjkNumber(i+2, 1, 12); ok && (r.norm(at) == "月" || r.norm(at) == "월" || r.norm(at) == "분") {
			return 2000 + y, i + 2, true
		}
	}
	if era := r.norm(i) + r.norm(i+1); era == "平成" || era == "令和" {
		if n, ok := r.number(i+2, 1, 40); ok && isYear(i+3) {
			if era == "平成" {
				return 1988 + n, i + 4, true
			}
			return 2018 + n, i + 4, true
		}
	}
	y, j := 0, i
	for ; j < i+4 && j < len(r.tokens); j++ {
		d := int(cjkDigit(r.norm(j)))
		if d == 0 && r.norm(j) != "零" && r.norm(j) != "〇" && r.norm(j) != "○" {
			return 0, 0, false
		}
		y = y*10 + d
	}
	if j == i+4 && isYear(j) && y >= 1990 && y <= 2039 {
		return y, j + 1, true
	}
	return 0, 0, false
}

// cjkNumber reads 9, 九, 十, 十一, 三十 and gives the token after it.
func (r *dateReader) cjkNumber(i, low, high int) (v, next int, ok bool) {
	if v, ok := r.number(i, low, high); ok && len(r.norm(i)) <= 2 {
		return v, i + 1, true
	}
	if i >= len(r.tokens) || r.tokens[i].kind != ideograph {
		return 0, 0, false
	}
	tens := 0
	if d := cjkDigit(r.norm(i)); d > 0 {
		v, next = int(d), i+1
	} else {
		next = i
	}
	if r.norm(next) == "十" {
		tens = max(v, 1) * 10
		v = 0
		next++
		if d := cjkDigit(r.norm(next)); d > 0 {
			v = int(d)
			next++
		}
	}
	v += tens
	return v, next, next > i && v >= low && v <= high
}

// cjkQuarter reads 第三季度, 三季度, Q3 after a year, 3분기, 第3四半期,
// 7-9月期, 上半年 and 하반기.
func (r *dateReader) cjkQuarter(j int, hasYear bool) (q, last int, half, ok bool) {
	k := j
	if r.norm(k) == "第" {
		k++
	}
	if r.norm(k) == "前" && (r.norm(k+1) == "三" || r.norm(k+1) == "3") && r.norm(k+2) == "季" && r.norm(k+3) == "度" {
		return 3, k + 3, true, true // the first three quarters are no period of ours
	}
	if v, at, ok := r.cjkNumber(k, 1, 4); ok {
		switch {
		case r.norm(at) == "季" && r.norm(at+1) == "度":
			return v, at + 1, false, true
		case r.norm(at) == "季" && k > j:
			return v, at, false, true
		case r.norm(at) == "분" && r.norm(at+1) == "기":
			return v, at + 1, false, true
		case r.norm(at) == "四" && r.norm(at+1) == "半" && r.norm(at+2) == "期" && k > j:
			return v, at + 2, false, true
		}
	}
	if hasYear && r.norm(k) == "q" {
		if v, ok := r.number(k+1, 1, 4); ok && r.glued(k+1) {
			return v, k + 1, false, true
		}
	}
	if a, ok := r.number(j, 1, 10); ok && (r.norm(j+1) == "-" || r.norm(j+1) == "~") && a%3 == 1 {
		if b, ok := r.number(j+2, 3, 12); ok && b == a+2 && r.norm(j+3) == "月" {
			end := j + 3
			if r.norm(end+1) == "期" {
				end++
			}
			return b / 3, end, false, true
		}
	}
	switch r.norm(j) + r.norm(j+1) {
	case "上半":
		if r.norm(j+2) == "年" || r.norm(j+2) == "期" {
			return 1, j + 2, true, true
		}
	case "下半":
		if r.norm(j+2) == "年" || r.norm(j+2) == "期" {
			return 2, j + 2, true, true
		}
	case "상반", "하반":
		if r.norm(j+2) == "기" {
			return map[string]int{"상": 1, "하": 2}[r.norm(j)], j + 2, true, true
		}
	}
	return 0, 0, false, false
}

// cjkEdge takes in 末, 底, 말, 초, and 止三个月, which makes a quarter of a day.
func (r *dateReader) cjkEdge(p *period) {
	next := p.last + 1
	switch r.norm(next) {
	case "末", "底", "말":
		p.edge, p.last, p.basis = "end", next, "instant"
		p.when = p.when.end()
	case "年":
		if e := r.norm(next + 1); e == "底" || e == "末" { // 去年年底
			p.edge, p.last, p.basis = "end", next+1, "instant"
			p.when = p.when.end()
		}
	case "初", "초", "中":
		p.edge, p.last = "mid", next
	case "止":
		if (r.norm(next+1) == "三" || r.norm(next+1) == "3") && r.norm(next+2) == "个" && r.norm(next+3) == "月" {
			p.when, p.basis, p.last = p.when.quarterOf(), "quarter", next+3
		} else if r.norm(next+1) == "年" && r.norm(next+2) == "度" {
			p.when, p.basis, p.last = when{year: p.when.year}, "year", next+2
		}
	}
}
