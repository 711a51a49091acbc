// Package numbers puts digits and scales together to numbers and says whether
// they can count people.
package numbers

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"headstart/ingest/press/words"
)

// A Number is what the text gives as one: 1.2 billion, 1億200万, 70 to 75
// million.
type Number struct {
	Value      float64 // of a range, its lower end
	High       float64 // upper end of a range, else Value
	Bare       float64 // the first digits without their scale
	Scaled     bool    // it has a scale
	Broken     bool    // the digits make no number: 10,8 3
	Range      bool
	Resolution float64 // size of the last printed digit
	Scale      string  // the last scale as written; "" none
}

// Read puts numbers together, in place, and returns the tokens with one for each of them:
// a Count, or a Quantity of something else, or Small. Ref of such a token is
// its place in the list.
func Read(text string, tokens []words.Token) ([]words.Token, []Number) {
	r := reader{text: text}
	out := r.ranges(r.join(tokens))
	r.kinds(out)
	return out, r.list
}

type reader struct {
	text string
	list []Number
}

// dashes are those that can stand between two numbers as a hyphen does in a word.
var dashes = []string{"-", "–", "—", "‐", "‑", "−"}

// torn is a mark right before digits that are those behind it: .8, 10:8.
var torn = regexp.MustCompile(`(?:[^\d\s]\.|\d:)$`)

// join makes one Count of digits and the scales after them, by turns.
func (r *reader) join(in []words.Token) []words.Token {
	out := in[:0] // never ahead of what is read
	is := func(i int, set string) bool { return i < len(in) && in[i].Class.In(set) }
	scale := 1.0               // of the scales that were read last, together
	goes := func(i int) bool { // digits go on with the number before them: only blanks between, and a smaller scale
		more := in[i].Number
		for k := i + 1; is(k, "0"); k++ {
			more *= in[k].Number
		}
		return strings.TrimSpace(r.text[in[i-1].End:in[i].Start]) == "" && (scale < 1e4 || more < scale)
	}
	for i := 0; i < len(in); {
		t := in[i]
		one := t.Class == words.Scale && t.Number >= 1e8 && i > 0 && in[i-1].Class.In("pq") // past a hundred million: 过亿
		if !one && !t.Class.In("9dy8") {
			if t.Class == words.Scale {
				t.Class = words.Unknown // a scale of nothing
			}
			out = append(out, t)
			i++
			continue
		}
		end := i + 1
		scaled := !one && is(end, "0")
		scale = 1
		for !one && is(end, "0") {
			scale *= in[end].Number
			if end++; is(end, "9dy") && is(end+1, "0") && goes(end) {
				end++
				scale = 1
			}
		}
		short := false                                                  // 1億6500人 lacks a 万
		if scaled && is(end, "9dy") && is(end+1, "1UMq") && goes(end) { // last digits only before what counts people
			short = scale >= 1e8
			end++
		}
		n := r.number(in[i:end])
		n.Broken = n.Broken || short || torn.MatchString(r.text[max(0, t.Start-4):t.Start])
		r.list = append(r.list, n)
		last := in[end-1]
		out = append(out, words.Token{Class: words.Count, Start: t.Start, End: last.End, Ref: int32(len(r.list) - 1)})
		if end-i > 1 && is(end, "9dy") && slices.Contains(dashes, r.text[last.End:in[end].Start]) { // 10M-15M, where the lexer takes it for a hyphen
			out = append(out, words.Token{Class: words.Dash, Start: last.End, End: in[end].Start})
		}
		i = end
	}
	return out
}

// number computes the value of digits and scales: 1億200万 is 1·10⁸ + 200·10⁴,
// 7千万 is 7·10³·10⁴.
func (r *reader) number(part []words.Token) Number {
	n := Number{Bare: part[0].Number}
	total, now, digit, last, decimals := 0.0, 0.0, 0.0, 1.0, 0
	for k, t := range part {
		if t.Class != words.Scale {
			n.Broken = n.Broken || t.Class == words.Broken || k+1 < len(part) && part[k+1].Number == 1e6 && r.isGroup(t)
			now, digit, last, decimals = now+t.Number, t.Number, 1, r.decimals(t)
			continue
		}
		if n.Scaled, n.Scale = true, r.text[t.Start:t.End]; k == 0 {
			n.Bare, now, digit = 1, 1, 1
		}
		last *= t.Number
		switch {
		case k > 0 && part[k-1].Class == words.Scale && now == 0:
			total *= t.Number
		case t.Number <= 1000 && k+1 < len(part):
			now, digit = now+digit*(t.Number-1), 0 // of the digit before it alone: 3千5百
		case t.Number == 1e6 && digit > 0 && digit < now: // 3千5百万, of which the last two are one word
			total, now = total+(now+99*digit)*1e4, 0
		default:
			total, now = total+now*t.Number, 0
		}
	}
	n.Value = total + now
	if n.Scaled {
		n.Value = math.Round(n.Value)
	}
	n.High, n.Resolution = n.Value, last/math.Pow10(decimals)
	return n
}

// isGroup reports three digits behind a comma that reads as decimal mark, but can be
// that of a group where others write the language: 2,000 millones in Mexico are 2 billion.
func (r *reader) isGroup(t words.Token) bool {
	s := r.text[t.Start:t.End]
	return t.Number < 1000 && len(s)-strings.LastIndexByte(s, ',') == 4 && strings.Contains(s, ",")
}

// decimals counts the digits after a decimal mark. Three zeros after a mark are
// a group.
func (r *reader) decimals(t words.Token) int {
	s := r.text[t.Start:t.End]
	if at := strings.LastIndexAny(s, ".,．，"); at >= 0 {
		if n := utf8.RuneCountInString(s[at:]) - 1; t.Number != math.Trunc(t.Number) || n != 3 {
			return min(9, n)
		}
	}
	return 0
}

// rangeForm is a range by the letters of its classes: 70 to 75, between 70 and
// 75.
var rangeForm = regexp.MustCompile(`^(s?)N1?([=jcv_S])N`)

// ranges makes one number of two that are the ends of a range.
func (r *reader) ranges(in []words.Token) []words.Token {
	if len(r.list) < 2 {
		return in
	}
	classes := words.Classes(in)
	out, from := in[:0], false // since a mark: from N up to N are two figures
	for i := 0; i < len(in); i++ {
		from = !in[i].Class.In(",;") && (from || in[i].Value == "from")
		if !in[i].Class.In("sN") || i+2 >= len(in) || !in[i+1].Class.In("1N=jcv_S") {
			out = append(out, in[i])
			continue
		}
		m := rangeForm.FindStringSubmatchIndex(classes[i:])
		if m == nil || m[3] == 0 && (in[i+m[4]].Class == 'c' || in[i+m[4]].Class == 'v' && (from || i > 0 && in[i-1].Value == "for")) || m[3] == 0 && len(out) > 0 && out[len(out)-1].Class.In("ic") || !r.isRange(in[i+m[3]], in[i+m[4]], in[i+m[1]-1], m[3] > 0) {
			out = append(out, in[i])
			continue
		}
		a, b := in[i+m[3]], in[i+m[1]-1]
		n, high := r.list[a.Ref], r.list[b.Ref]
		if !n.Scaled {
			n.Value = math.Round(n.Bare * high.Value / high.Bare)
		}
		n.High, n.Scaled, n.Range, n.Resolution, n.Scale = high.Value, high.Scaled, true, high.Resolution, high.Scale
		r.list = append(r.list, n)
		out = append(out, words.Token{Class: words.Count, Start: a.Start, End: b.End, Ref: int32(len(r.list) - 1)})
		i += m[1] - 1
	}
	return out
}

// isRange reports whether two numbers can be the ends of a range.
func (r *reader) isRange(a, mid, b words.Token, between bool) bool {
	low, high := r.list[a.Ref], r.list[b.Ref]
	switch {
	case !between && mid.Class != words.Dash && mid.Value != "to", low.Broken, high.Broken, !high.Scaled && low.Value < small, high.Bare == 0:
		return false
	case low.Scaled:
		return low.Value < high.Value
	}
	return low.Bare < high.Bare
}

// small is below what any text counts users in.
const small = 10_000

// kinds tells numbers that count people from others, by what stands beside.
func (r *reader) kinds(tokens []words.Token) {
	for i := range tokens {
		t := &tokens[i]
		if t.Class != words.Count {
			continue
		}
		n, end, counted := r.list[t.Ref], i+1, false
		for ; end < len(tokens) && tokens[end].Class.In("1q_"); end++ {
			counted = counted || tokens[end].Class == words.Counter
		}
		next := words.Class(0)
		if end < len(tokens) {
			next = tokens[end].Class
		}
		people := counted || next.In("MU")
		switch {
		case n.Broken && !n.Scaled && !people:
			t.Class = words.Broken
		case n.Broken:
		case next.In("%$n"), i > 0 && tokens[i-1].Class == '$':
			t.Class = words.Quantity
		case !n.Scaled && n.Value < small && !people:
			t.Class = '7'
		}
	}
}
