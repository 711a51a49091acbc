package press

import (
	"math"
	"strconv"
	"strings"
)

// longestNumber is how many tokens a number can have.
const longestNumber = 24

// wordNumber reads an English number in words: "two", "more than two
// billion", "half a billion", "one and a half million", "three hundred and
// fifty million", "a hundred million".
func wordNumber(tokens []token, known []sense, i int) (number, bool) {
	var total, current, scale, smallest float64
	scale, smallest = 1, 1
	last, halves, seen := -1, false, false
	var scaleText []string
loop:
	for j := i; j < len(tokens) && j < i+longestNumber; {
		if j > i && tokens[j].lines > 1 {
			break
		}
		s := known[j]
		switch {
		case s.is(numeral):
			v, _ := strconv.ParseFloat(s.arg(numeral), 64)
			switch {
			case v == 100:
				current = max(current, 1) * 100
			case v == 0.5 || v == 0.25 || v == 0.75:
				if seen && last != j-1 {
					break loop
				}
				current, halves = current+v, true
			case seen && !halves && current != 0 && (v >= 100 || math.Mod(current, 100) != 0 && !(math.Mod(current, 10) == 0 && v < 10)):
				break loop
			default:
				current += v
			}
			seen, last = true, j+s.n-1
			j += s.n
		case s.is(scaleWord) && tokens[j].kind == word && len(tokens[j].norm) > 2 && (seen || j > i):
			if !seen {
				current, seen = 1, true
			}
			e, _ := strconv.Atoi(s.arg(scaleWord))
			scale = math.Pow(10, float64(e))
			total += current * scale
			smallest, current = scale, 0
			scaleText = append(scaleText, tokens[j].norm)
			last = j + s.n - 1
			j += s.n
		case tokens[j].norm == "a" || tokens[j].norm == "an":
			// "a billion", "half a billion", "a hundred"; an "a" after a whole number is another thing
			if j+1 >= len(tokens) || !known[j+1].is(scaleWord) && !isHundred(known[j+1]) || seen && !halves || len(tokens[j+1].norm) <= 2 {
				break loop
			}
			j++
		case tokens[j].norm == "of" && halves && j+1 < len(tokens) && tokens[j+1].norm == "a":
			j++
		case tokens[j].norm == "and" && seen && j+1 < len(tokens):
			if tokens[j+1].norm == "a" && j+2 < len(tokens) && known[j+2].is(numeral) && known[j+2].arg(numeral) == "0.5" {
				current += 0.5
				if current == 0.5 && total > 0 { // a million and a half
					total += scale / 2
					current = 0
					smallest = scale / 10
				}
				halves = true
				last = j + 2
				j += 3
				continue
			}
			if !known[j+1].is(numeral) || current < 100 || strings.HasPrefix(known[j+1].arg(numeral), "0.") {
				break loop
			}
			j++
		default:
			break loop
		}
	}
	if !seen || last < 0 {
		return number{}, false
	}
	n := number{first: i, last: last, scale: scale, value: total + current, scaleText: strings.Join(scaleText, " ")}
	if current != 0 && total != 0 {
		smallest = 1
	}
	n.high, n.resolution = n.value, smallest
	if halves && scale > 1 {
		n.resolution = scale / 10
	}
	if scale == 1 && last == i && tokens[i].norm == "one" && i+1 < len(tokens) && (tokens[i+1].norm == "of" || tokens[i+1].norm == "in") {
		return number{}, false
	}
	return n, true
}

func isHundred(s sense) bool { return s.is(numeral) && s.arg(numeral) == "100" }

// cjkNumber reads digits and numerals with the units of Chinese, Japanese
// and Korean: 10.825亿, 1億2000万, 4763만7000, 八亿五千万, 三千万, 천만.
func cjkNumber(tokens []token, known []sense, m marks, text string, i int) (number, bool) {
	if i > 0 && isVague(tokens[i-1].norm) && tokens[i].kind != digits {
		return number{}, false
	}
	if n, ok := shortNumber(tokens, known, i); ok {
		return n, true
	}
	var total, section, pending float64
	has := false // a pending coefficient
	unit, size, biggest := 1.0, 1.0, 1.0
	units, parts := 0, 0
	last, more, integer := -1, false, ""
	flush := func(by float64) {
		if !has {
			pending = 1
		}
		section += pending * by
		pending, has = 0, false
	}
	j := i
loop:
	for j < len(tokens) && j < i+longestNumber {
		t := tokens[j]
		if j > i && t.lines > 1 {
			break
		}
		switch v, isUnit := cjkUnit(t.norm); {
		case t.kind == digits:
			if has || j > i && unit == 1 {
				break loop
			}
			d, ok := m.read(text, tokens, j)
			if !ok {
				break loop
			}
			pending, has, parts = shifted(d.text, 0), true, parts+1
			size, integer = math.Pow(10, -float64(d.decimals)), d.text
			last, unit = d.last, 1
			j = d.last + 1
			continue
		case isUnit && v < 1e4:
			if !has && (t.norm == "천" || t.norm == "백" || t.norm == "십") && j > i && tokens[j-1].kind == syllable && unit == 1 {
				break loop
			}
			flush(v)
			unit, size, last, units = v, size*v, j, units+1
		case isUnit:
			if !has && section == 0 && (j != i || !afterBound(tokens, known, i)) {
				break loop
			}
			flush0 := section + pending
			if !has && section == 0 {
				flush0 = 1
			}
			if v > biggest && total > 0 {
				total = (total + flush0) * v
			} else {
				total += flush0 * v
			}
			section, pending, has = 0, 0, false
			biggest = max(biggest, v)
			size, unit, last, units = size*v, v, j, units+1
			if units == 1 && parts == 0 {
				size = v
			}
		case t.kind == ideograph && cjkDigit(t.norm) > 0:
			if has {
				break loop
			}
			pending, has, size = cjkDigit(t.norm), true, 1
			unit, last, parts = 1, j, parts+1
		case t.kind == syllable && koreanDigit(t.norm) > 0 && j+1 < len(tokens) && isBigUnit(tokens[j+1].norm) && !has:
			pending, has, size, parts = koreanDigit(t.norm), true, 1, parts+1
			last = j
		case t.norm == "个" && has && j+1 < len(tokens) && tokens[j+1].norm == "亿":
		case (t.norm == "多" || t.norm == "余" || t.norm == "几" || t.norm == "여") && last == j-1 && last >= 0:
			more = true
			last = j
			if t.norm != "几" {
				j++
				// 1300多万: the unit may follow
				if j < len(tokens) {
					if v, ok := cjkUnit(tokens[j].norm); ok && v >= 1e4 && (has || section > 0) {
						continue
					}
				}
			}
			break loop
		default:
			break loop
		}
		j++
	}
	if last < 0 || units == 0 && (parts == 0 || tokens[i].kind == digits) {
		return number{}, false
	}
	if tokens[i].kind != digits && units == 0 {
		return number{}, false // 一 alone, or the digits of a year
	}
	n := number{first: i, last: last, value: math.Round((total+section+pending)*1e4) / 1e4, scale: biggest, resolution: size}
	if has && units > 0 && integer != "" && size == 1 { // 4763만7000
		n.resolution = trailing(integer)
	}
	if biggest > 1 {
		n.scaleText = text[tokens[last].start:tokens[last].end]
		for k := last; k >= i; k-- {
			if _, ok := cjkUnit(tokens[k].norm); ok {
				n.scaleText = text[tokens[k].start:tokens[k].end]
				break
			}
		}
	}
	n.high, n.digits = n.value, integer
	if more {
		n.qualifier = "at_least"
	}
	return n, true
}

// shortNumber reads small numerals where their unit makes them one: 两三个月,
// 半年, 五成; and 百分之五.
func shortNumber(tokens []token, known []sense, i int) (number, bool) {
	if i+3 < len(tokens) && tokens[i].norm == "百" && tokens[i+1].norm == "分" && tokens[i+2].norm == "之" {
		n, ok := number{}, false
		if tokens[i+3].norm == "百" {
			n, ok = number{value: 100, last: i + 3}, true
		} else if tokens[i+3].kind == digits {
			n, ok = scaled("", tokens, known, marks{"."}, i+3)
		} else if v := cjkDigit(tokens[i+3].norm); v > 0 && (i+4 == len(tokens) || !isSmallUnit(tokens[i+4].norm)) {
			n, ok = number{value: v, last: i + 3}, true
		} else {
			n, ok = cjkNumber(tokens, known, marks{"."}, "", i+3)
		}
		n.first, n.high, n.unit, n.scale = i, n.value, "%", 1
		return n, ok
	}
	var ends []float64
	j := i
	for ; j < len(tokens) && len(ends) < 2; j++ {
		v := cjkDigit(tokens[j].norm)
		if tokens[j].norm == "半" {
			v = 0.5
		}
		if v == 0 || tokens[j].kind != ideograph {
			break
		}
		ends = append(ends, v)
	}
	if len(ends) == 0 || len(ends) == 2 && ends[1] != ends[0]+1 {
		return number{}, false
	}
	n := number{first: i, last: j - 1, value: ends[0], high: ends[len(ends)-1], scale: 1, resolution: 1}
	if j < len(tokens) && tokens[j].norm == "成" {
		n.value, n.high, n.unit, n.last = n.value*10, n.high*10, "%", j
		return n, true
	}
	if j < len(tokens) && tokens[j].norm == "个" && !known[j].is(timeUnit) {
		j++
	}
	return n, j < len(tokens) && known[j].is(timeUnit)
}

func isSmallUnit(s string) bool {
	v, ok := cjkUnit(s)
	return ok && v < 1e4
}

// afterBound allows 破亿 and 近亿, where the unit stands alone.
func afterBound(tokens []token, known []sense, i int) bool {
	if tokens[i].norm != "亿" && tokens[i].norm != "억" || i == 0 {
		return false
	}
	switch tokens[i-1].norm {
	case "破", "过", "超", "近", "逾":
		return true
	}
	return false
}

func cjkUnit(s string) (float64, bool) {
	switch s {
	case "十", "십":
		return 10, true
	case "百", "백":
		return 100, true
	case "千", "천":
		return 1000, true
	case "万", "만":
		return 1e4, true
	case "亿", "억":
		return 1e8, true
	case "兆", "조":
		return 1e12, true
	}
	return 0, false
}

// isVague reports the words of 几百万 and 수천만, in which no number can be
// read.
func isVague(s string) bool { return s == "几" || s == "数" || s == "수" || s == "上" }

func isBigUnit(s string) bool {
	v, ok := cjkUnit(s)
	return ok && v >= 100
}

func cjkDigit(s string) float64 {
	if s == "两" {
		return 2
	}
	if i := strings.Index("一二三四五六七八九", s); i >= 0 && s != "" {
		return float64(i/3 + 1)
	}
	return 0
}

func koreanDigit(s string) float64 {
	if i := strings.Index("일이삼사오육칠팔구", s); i >= 0 && s != "" {
		return float64(i/3 + 1)
	}
	return 0
}
