package pdf

import "strings"

// cmap is what a ToUnicode stream says: the text of each code, and how many
// bytes codes have.
type cmap struct {
	text   map[string]string
	spaces [][2]string // first and last code of equal length
}

const (
	maxCodes     = 1 << 16 // of one font
	stepsPerCode = 8       // what a code that costs no reading counts as
)

func (f *file) readCMap(data []byte) *cmap {
	m := &cmap{text: map[string]string{}}
	l := f.lexer(data, 0)
	l.refs = false
	var operands []value
	for {
		v, ok := l.next()
		if !ok {
			return m
		}
		op, isOperator := v.(operator)
		if !isOperator {
			if len(operands) < maxCodes {
				operands = append(operands, v)
			}
			continue
		}
		switch op {
		case "endcodespacerange":
			for i := 0; i+1 < len(operands); i += 2 {
				first, ok1 := operands[i].(string)
				last, ok2 := operands[i+1].(string)
				if ok1 && ok2 && len(first) == len(last) && first != "" && len(m.spaces) < 100 {
					m.spaces = append(m.spaces, [2]string{first, last})
				}
			}
		case "endbfchar":
			for i := 0; i+1 < len(operands); i += 2 {
				code, ok1 := operands[i].(string)
				to, ok2 := operands[i+1].(string)
				if ok1 && ok2 && len(m.text) < maxCodes {
					m.text[code] = fromUTF16(to)
				}
			}
		case "endbfrange":
			for i := 0; i+2 < len(operands); i += 3 {
				before := len(m.text)
				m.addRange(operands[i], operands[i+1], operands[i+2])
				f.steps -= stepsPerCode * (len(m.text) - before)
			}
		}
		operands = operands[:0]
	}
}

// addRange enters consecutive codes, whose texts are listed or consecutive.
func (m *cmap) addRange(first, last, to value) {
	code, ok1 := first.(string)
	end, ok2 := last.(string)
	if !ok1 || !ok2 || len(code) != len(end) || code == "" || len(code) > 4 {
		return
	}
	for k := 0; code <= end && len(m.text) < maxCodes; k++ {
		switch to := to.(type) {
		case string:
			if to == "" {
				return
			}
			m.text[code] = fromUTF16(plus(to, k))
		case array:
			if k >= len(to) {
				return
			}
			s, _ := to[k].(string)
			m.text[code] = fromUTF16(s)
		default:
			return
		}
		next := plus(code, 1)
		if next <= code {
			return
		}
		code = next
	}
}

// plus adds k to a number that is written as bytes; what is too large for
// them is lost.
func plus(s string, k int) string {
	b := []byte(s)
	for i := len(b) - 1; i >= 0 && k > 0; i-- {
		k += int(b[i])
		b[i] = byte(k)
		k >>= 8
	}
	return string(b)
}

// length returns how many bytes the code at the start of s has, at least 1.
func (m *cmap) length(s string) int {
	for _, space := range m.spaces {
		n := len(space[0])
		if n <= len(s) && strings.Compare(space[0], s[:n]) <= 0 && strings.Compare(s[:n], space[1]) <= 0 {
			return n
		}
	}
	return min(2, len(s))
}
