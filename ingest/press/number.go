package press

import (
	"math"
	"strconv"
	"strings"
)

// A number is a quantity as written, with what the words around it say of
// it: "more than 1.2 billion" is 1.2e9, at least, to the nearest 1e8.
type number struct {
	start, end int     // bytes: digits and scale, without qualifier or unit
	value      float64 // with its scale applied; the lower end of a range
	high       float64 // the upper end of a range, else value
	scale      float64 // 1 if none is written
	scaleText  string  // as written
	resolution float64 // size of the last printed digit; 0 if not known
	qualifier  string  // exact, approx, at_least or at_most
	unit       string  // "%", a currency, "day" … "year", or nothing
	digits     string  // digits as a decimal fraction, empty for words
	grouped    bool    // written with thousands marks
	negative   bool

	first, last int // tokens
}

// numbersIn reads the quantities among tokens, which are of text, in order.
// Which of ',' and '.' marks decimals is decided by vote over the document:
// see [votedMarks].
func numbersIn(text string, tokens []token, known []sense, m marks) []number {
	var found []number
	for i := 0; i < len(tokens); {
		n, ok := numberAt(text, tokens, known, m, i)
		if !ok {
			i++
			continue
		}
		found = append(found, n)
		i = n.last + 1
	}
	found = joinRanges(tokens, known, found)
	for i := range found {
		n := &found[i]
		n.start, n.end = tokens[n.first].start, tokens[n.last].end
		if n.unit == "" {
			n.unit = unitOf(tokens, known, n)
		}
		if n.qualifier == "" {
			n.qualifier = qualifierOf(tokens, known, n)
		}
		n.negative = isNegative(tokens, n)
	}
	return found
}

func numberAt(text string, tokens []token, known []sense, m marks, i int) (number, bool) {
	var n number
	var ok bool
	switch t := tokens[i]; t.kind {
	case digits:
		if n, ok = cjkNumber(tokens, known, m, text, i); !ok {
			n, ok = scaled(text, tokens, known, m, i)
		}
	case ideograph, syllable:
		n, ok = cjkNumber(tokens, known, m, text, i)
	case word:
		n, ok = wordNumber(tokens, known, i)
	}
	return n, ok && n.value < largest && n.scale < largest
}

// largest number that is read; above it stand only slips and noise.
const largest = 1e18

// scaled reads digits and the scale words that follow them.
func scaled(text string, tokens []token, known []sense, m marks, i int) (number, bool) {
	d, ok := m.read(text, tokens, i)
	if !ok {
		return number{}, false
	}
	n := number{first: i, last: d.last, scale: 1, digits: d.text, grouped: d.grouped}
	exponent := 0
	for j := d.last + 1; j < len(tokens) && j < i+longestNumber; {
		if tokens[j].kind == mark && tokens[j].norm == "+" && tokens[j].glued && j+1 < len(tokens) && known[j+1].is(scaleWord) {
			n.qualifier = "at_least" // 70+ million
			j++
			continue
		}
		s := known[j]
		if !s.is(scaleWord) || !mayScale(tokens, known, j, exponent > 0) {
			break
		}
		e, _ := strconv.Atoi(s.arg(scaleWord))
		exponent += e
		n.scaleText = strings.TrimLeft(text[tokens[d.last+1].start:tokens[j+s.n-1].end], "+ -")
		n.last = j + s.n - 1
		j += s.n
	}
	n.scale = math.Pow(10, float64(exponent))
	n.value = shifted(d.text, exponent)
	n.high = n.value
	n.resolution = math.Pow(10, float64(exponent-d.decimals))
	if exponent == 0 && d.decimals == 0 {
		n.resolution = trailing(d.text)
	}
	return n, true
}

// mayScale tells the scale letters k, m and b from other uses of them:
// k and b stick to their number, and no scale word starts a new line.
func mayScale(tokens []token, known []sense, j int, scaledAlready bool) bool {
	t := tokens[j]
	if t.lines > 1 || scaledAlready && len(t.norm) <= 2 && t.kind == word {
		return false
	}
	if t.kind != word || len(t.norm) > 1 {
		return true
	}
	if j+1 < len(tokens) && tokens[j+1].glued && (tokens[j+1].kind == digits || tokens[j+1].norm == "'s") {
		return false
	}
	return t.glued || t.norm == "m"
}

// trailing is the size of the last digit that is not 0.
func trailing(text string) float64 {
	size := 1.0
	for i := len(text) - 1; i > 0 && text[i] == '0'; i-- {
		size *= 10
	}
	return size
}

// joinRanges makes one number of "1.0-1.1 billion", "between 300 and 400
// million" and "two or three months", and gives both ends of "from 300 to
// 400 million" their scale.
func joinRanges(tokens []token, known []sense, found []number) []number {
	out := found[:0]
	for i := 0; i < len(found); i++ {
		n := found[i]
		if i+1 == len(found) {
			out = append(out, n)
			break
		}
		next := found[i+1]
		link := linkOf(tokens, n.last+1, next.first)
		inherits := n.scale == 1 && next.scale > 1 && n.value < 1000 && (n.value < next.value/next.scale || link == "to")
		unit := unitOf(tokens, known, &next)
		switch {
		case link == "" || !inherits && n.value >= next.value:
			out = append(out, n)
		case link == "to" && startsChange(tokens, known, n.first):
			if inherits {
				n.value, n.scale, n.resolution = n.value*next.scale, next.scale, n.resolution*next.scale
				n.high = n.value
			}
			out = append(out, n)
		case link == "and" && !precededBy(tokens, n.first, "between"):
			out = append(out, n)
		case inherits || n.scale > 1 && next.scale == n.scale && link != "or" || n.scale == 1 && next.scale == 1 && isTime(unit) && next.value < 100 || n.grouped && next.grouped && link != "or":
			if inherits {
				n.value, n.resolution = n.value*next.scale, n.resolution*next.scale
			}
			if link == "to" && !inherits && n.scale > 1 && !precededBy(tokens, n.first, "between") && !isTime(unit) {
				out = append(out, n) // "300 million to 400 million" may be a change
				continue
			}
			n.high, n.last, n.scale, n.scaleText, n.digits = next.value, next.last, next.scale, next.scaleText, ""
			out = append(out, n)
			i++
		default:
			out = append(out, n)
		}
	}
	return out
}

func isTime(unit string) bool {
	return unit == "day" || unit == "week" || unit == "month" || unit == "quarter" || unit == "year" || unit == "hour"
}

// linkOf names the single token between two numbers that may join them.
func linkOf(tokens []token, from, to int) string {
	if to-from != 1 {
		return ""
	}
	switch t := tokens[from].norm; t {
	case "-", "~":
		return "-"
	case "to", "至", "到":
		return "to"
	case "or", "或":
		return "or"
	case "and":
		return "and"
	}
	return ""
}

func startsChange(tokens []token, known []sense, first int) bool {
	for j := first - 1; j >= 0 && j >= first-3; j-- {
		switch tokens[j].norm {
		case "from", "从", "由":
			return true
		case ",", ";", ".":
			return false
		}
	}
	return false
}

func precededBy(tokens []token, at int, w string) bool {
	for j := at - 1; j >= 0 && j >= at-2; j-- {
		if tokens[j].norm == w {
			return true
		}
	}
	return false
}

// unitOf tells percentages, money and lengths of time from counts.
func unitOf(tokens []token, known []sense, n *number) string {
	j := n.last + 1
	for j < len(tokens) && !known[j].is(timeUnit) && (tokens[j].norm == "个" || tokens[j].norm == "+" || tokens[j].norm == "개" || tokens[j].norm == "か" || tokens[j].norm == "ヶ" || tokens[j].norm == "カ" || tokens[j].norm == "多" || tokens[j].norm == "来" || tokens[j].norm == "a") {
		j++
	}
	if j < len(tokens) && tokens[j].lines < 2 {
		switch s := known[j]; {
		case s.is(percentWord):
			return "%"
		case s.is(currency):
			return s.arg(currency)
		case s.is(timeUnit) && tokens[j-1].norm == "a" && j+1 < len(tokens) && known[j+1].is(ago): // "249 million a year before"
		case s.is(timeUnit):
			return s.arg(timeUnit)
		}
	}
	for j := n.first - 1; j >= 0 && j >= n.first-3; j-- {
		if s := known[j]; s.is(currency) && j+s.n == n.first {
			return s.arg(currency)
		}
	}
	return ""
}

// isNegative reports a minus sign: one that sticks to the number and not to
// what stands before it.
func isNegative(tokens []token, n *number) bool {
	i := n.first - 1
	return i >= 0 && tokens[i].norm == "-" && tokens[n.first].glued && (!tokens[i].glued || i > 0 && tokens[i-1].norm == "(") &&
		(i == 0 || tokens[i-1].kind != digits)
}

// qualifierOf reads the bounds on either side: "over", "nearly", "약",
// "を突破". The nearer one on the left wins; ranges are at least their lower
// end.
func qualifierOf(tokens []token, known []sense, n *number) string {
	found := ""
	for j := n.first - 1; j >= 0 && j >= n.first-7 && tokens[j+1].lines < 2; j-- {
		s := known[j]
		if s.is(bound) && !(tokens[j+s.n-1].norm == "than" && tokens[j+s.n].norm == "the") && reaches(tokens, known, j+s.n, n.first) {
			found = s.arg(bound)
			break
		}
	}
	if found == "" || found == "approx" {
		skipped := 0
		for j := n.last; j < len(tokens) && skipped < 6; j++ {
			if j > n.last && tokens[j].lines > 1 {
				break
			}
			s := known[j]
			if s.is(boundAfter) && (j > n.last || s.n == 1) {
				found = s.arg(boundAfter)
				break
			}
			if j > n.last && !s.is(person) && !isParticle(tokens[j]) && !s.is(scaleWord) {
				break
			}
			if j > n.last {
				skipped++
				if s.n > 1 {
					j += s.n - 1
				}
			}
		}
	}
	switch {
	case found == "" && n.high > n.value:
		return "at_least"
	case found == "":
		return "exact"
	}
	return found
}

// reaches reports that only articles and signs stand between a qualifier
// and its number.
func reaches(tokens []token, known []sense, from, to int) bool {
	for j := from; j < to; j++ {
		switch tokens[j].norm {
		case "the", "a", "an", "of", "to", "and", "that", "了", "到", "达", "至", "~", "于", "some", "its", "$", "¥":
			continue
		}
		if known[j].is(currency) || known[j].is(bound) {
			continue
		}
		return false
	}
	return from <= to
}

// isParticle reports the counters and case particles that stand between a
// Korean or Japanese number and its bound.
func isParticle(t token) bool {
	switch t.norm {
	case "人", "名", "户", "个", "を", "に", "が", "の", "も", "명", "을", "를", "이", "가", "의", "도", "개", "여", "件", "+":
		return true
	}
	return false
}
