// Package numbers puts digits and scales together to numbers and says whether
// they can count people.
package numbers

import (
	"math"
	"strings"

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

// Read puts numbers together and returns the tokens with one for each of them:
// a Count, or a Quantity of something else, or Small. Ref of such a token is
// its place in the list. unit multiplies numbers that have no scale of their
// own; 0 is none.
func Read(text string, tokens []words.Token, unit float64) ([]words.Token, []Number) {
	r := reader{text: text, in: tokens}
	out := r.join(unit)
	out = r.ranges(out)
	r.kinds(out)
	return out, r.list
}

type reader struct {
	text string
	in   []words.Token
	list []Number
}

const digits = "9dy8"

// join makes one Count of digits and the scales after them.
func (r *reader) join(unit float64) []words.Token {
	out := make([]words.Token, 0, len(r.in))
	for i := 0; i < len(r.in); {
		t := r.in[i]
		if !t.Class.In(digits) {
			if t.Class == words.Scale {
				t.Class = words.Unknown // a scale of nothing
			}
			out = append(out, t)
			i++
			continue
		}
		end := r.end(i)
		n := r.number(r.in[i:end])
		if unit > 1 && !n.Scaled && t.Class != words.Year && !(end < len(r.in) && r.in[end].Class == words.Percent) {
			n.Value, n.High, n.Resolution, n.Scaled = n.Value*unit, n.High*unit, n.Resolution*unit, true
		}
		r.list = append(r.list, n)
		out = append(out, words.Token{Class: words.Count, Start: t.Start, End: r.in[end-1].End, Ref: len(r.list) - 1})
		i = end
	}
	return out
}

// end returns where the number that begins at i ends: digits and scales by
// turns, and last digits only before what counts people.
func (r *reader) end(i int) int {
	class := func(k int) words.Class {
		if k < len(r.in) {
			return r.in[k].Class
		}
		return 0
	}
	k := i + 1
	for class(k) == words.Scale {
		for class(k) == words.Scale {
			k++
		}
		if !class(k).In("9dy") {
			break
		}
		if class(k+1) == words.Scale {
			k++
			continue
		}
		if class(k + 1).In("1UMq") {
			k++
		}
		break
	}
	return k
}

// number computes the value of digits and scales: 1億200万 is 1·10⁸ + 200·10⁴,
// 7千万 is 7·10³·10⁴.
func (r *reader) number(part []words.Token) Number {
	n := Number{Bare: part[0].Number}
	var total, now float64
	last := 1.0
	for k, t := range part {
		switch {
		case t.Class != words.Scale:
			n.Broken = n.Broken || t.Class == words.Broken
			now += t.Number
		case k > 0 && part[k-1].Class == words.Scale:
			total *= t.Number
			last = t.Number * last
		case t.Number <= 1000 && k+1 < len(part):
			now *= t.Number
		default:
			total += now * t.Number
			now, last = 0, t.Number
		}
		if t.Class == words.Scale {
			n.Scaled, n.Scale = true, r.text[t.Start:t.End]
		}
	}
	n.Value = math.Round(total + now)
	n.High = n.Value
	if !n.Scaled {
		last = 1
		n.Value, n.High = total+now, total+now
	}
	if now > 0 && n.Scaled {
		last = 1
	}
	n.Resolution = last / math.Pow10(r.decimals(part))
	return n
}

// decimals counts the digits after the decimal mark of the last digits. Three
// zeros after a mark are a group.
func (r *reader) decimals(part []words.Token) int {
	for k := len(part) - 1; k >= 0; k-- {
		t := part[k]
		if t.Class == words.Scale {
			continue
		}
		s := r.text[t.Start:t.End]
		if at := strings.LastIndexAny(s, ".,．，"); at >= 0 {
			if n := len([]rune(s[at:])) - 1; t.Number != math.Trunc(t.Number) || n != 3 {
				return min(9, n)
			}
		}
		return 0
	}
	return 0
}

// ranges makes one number of two that are the ends of a range.
func (r *reader) ranges(in []words.Token) []words.Token {
	out := in[:0:0]
	for i := 0; i < len(in); i++ {
		k := i
		between := in[i].Class == 's'
		if between {
			k++
		}
		if a, b, end := r.ends(in, k, between); end > 0 && (between || i == 0 || !in[i-1].Class.In("ic")) {
			low, high := r.list[a.Ref], r.list[b.Ref]
			value := low.Value
			if !low.Scaled {
				value = math.Round(low.Bare * high.Value / high.Bare)
			}
			r.list = append(r.list, Number{Value: value, High: high.Value, Bare: low.Bare, Scaled: true, Range: true, Resolution: high.Resolution, Scale: high.Scale})
			out = append(out, words.Token{Class: words.Count, Start: a.Start, End: b.End, Ref: len(r.list) - 1})
			i = end - 1
			continue
		}
		out = append(out, in[i])
	}
	return out
}

// ends returns the ends of a range at in[k:] and where it ends; 0 if none
// stands there.
func (r *reader) ends(in []words.Token, k int, between bool) (a, b words.Token, end int) {
	if k >= len(in) || in[k].Class != words.Count {
		return a, b, 0
	}
	a = in[k]
	k++
	if k < len(in) && in[k].Class == words.Counter {
		k++
	}
	if k+1 >= len(in) || !in[k].Class.In("=jcv_S") || in[k+1].Class != words.Count {
		return a, b, 0
	}
	mid := in[k]
	b = in[k+1]
	low, high := r.list[a.Ref], r.list[b.Ref]
	if !between && mid.Class != words.Dash && mid.Value != "to" || low.Broken || high.Broken || !high.Scaled || high.Bare == 0 {
		return a, b, 0
	}
	if low.Scaled && low.Value >= high.Value || !low.Scaled && low.Bare >= high.Bare {
		return a, b, 0
	}
	return a, b, k + 2
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
		n := r.list[t.Ref]
		k, counted := i+1, false
		for k < len(tokens) && tokens[k].Class.In("1q_") {
			counted = counted || tokens[k].Class == words.Counter
			k++
		}
		next := words.Class(0)
		if k < len(tokens) {
			next = tokens[k].Class
		}
		switch {
		case n.Broken && !n.Scaled && !counted && !next.In("MU"):
			t.Class = words.Broken
		case n.Broken:
		case next.In("%$n"), i > 0 && tokens[i-1].Class == words.Money:
			t.Class = words.Quantity
		case !n.Scaled && n.Value < small && !next.In("MU") && !counted:
			t.Class = words.Small
		}
	}
}
