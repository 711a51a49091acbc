package pdf

import (
	"bytes"
	"strconv"
)

// A value is what an object of a PDF can be: nil, bool, float64, string (its
// bytes), name, array, dict, ref or stream; in page contents also operator.
type value any

type (
	name     string
	operator string
	array    []value
	dict     map[name]value
	ref      struct{ number, generation int }
	stream   struct {
		dict
		data []byte // as stored
		ref  ref    // what it was encrypted under
	}
)

const maxDepth = 64 // of arrays and dictionaries within each other

// lexer reads values from text. steps is shared by all that read one file.
type lexer struct {
	text  []byte
	at    int
	depth int
	steps *int
	refs  bool // "1 0 R" is a reference, as everywhere but in page contents
}

func isBlank(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func isDelimiter(c byte) bool { return bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

func (l *lexer) skipBlanks() {
	for l.at < len(l.text) {
		switch c := l.text[l.at]; {
		case isBlank(c):
			l.at++
		case c == '%':
			for l.at < len(l.text) && l.text[l.at] != '\n' && l.text[l.at] != '\r' {
				l.at++
			}
		default:
			return
		}
	}
}

// word is a run of characters that are neither blank nor delimiters.
func (l *lexer) word() []byte {
	from := l.at
	for l.at < len(l.text) && !isBlank(l.text[l.at]) && !isDelimiter(l.text[l.at]) {
		l.at++
	}
	return l.text[from:l.at]
}

// next reads one value; ok is false at the end. What makes no sense is read as
// an operator, which no object can be.
func (l *lexer) next() (v value, ok bool) {
	if *l.steps--; *l.steps < 0 {
		panic(errTooMuch)
	}
	from := l.at
	l.skipBlanks()
	if l.at >= len(l.text) {
		return nil, false
	}
	if c := l.text[l.at]; c != '[' && c != '<' { // what these hold is counted by itself
		defer func() { *l.steps -= (l.at - from) / 16 }()
	}
	switch c := l.text[l.at]; {
	case c == '/':
		l.at++
		return unescape(l.word()), true
	case c == '(':
		return l.literal(), true
	case c == '<' && l.at+1 < len(l.text) && l.text[l.at+1] == '<':
		l.at += 2
		return l.dict(), true
	case c == '<':
		return l.hex(), true
	case c == '[':
		l.at++
		return l.array(), true
	case c == '>' && l.at+1 < len(l.text) && l.text[l.at+1] == '>':
		l.at += 2
		return operator(">>"), true
	case isDelimiter(c):
		l.at++
		return operator(c), true
	}
	w := l.word()
	if n, isNumber := number(w); isNumber {
		if l.refs {
			if r, isRef := l.reference(n); isRef {
				return r, true
			}
		}
		return n, true
	}
	switch string(w) {
	case "true":
		return true, true
	case "false":
		return false, true
	case "null":
		return nil, true
	}
	return operator(w), true
}

func number(w []byte) (float64, bool) {
	if len(w) == 0 || len(w) > 40 || bytes.IndexByte([]byte("+-.0123456789"), w[0]) < 0 {
		return 0, false
	}
	n, err := strconv.ParseFloat(string(w), 64)
	if err != nil || n != n || n > 1e15 || n < -1e15 {
		return 0, false
	}
	return n, true
}

// reference reads the rest of "1 0 R" after its first number.
func (l *lexer) reference(n float64) (ref, bool) {
	from := l.at
	l.skipBlanks()
	generation, ok := number(l.word())
	l.skipBlanks()
	if ok && l.at < len(l.text) && l.text[l.at] == 'R' && n >= 0 && n == float64(int(n)) && generation >= 0 && generation == float64(int(generation)) {
		if w := l.word(); string(w) == "R" {
			return ref{int(n), int(generation)}, true
		}
	}
	l.at = from
	return ref{}, false
}

func unescape(w []byte) name {
	if bytes.IndexByte(w, '#') < 0 {
		return name(w)
	}
	var out []byte
	for i := 0; i < len(w); i++ {
		if w[i] == '#' && i+2 < len(w) {
			if c, err := strconv.ParseUint(string(w[i+1:i+3]), 16, 8); err == nil {
				out = append(out, byte(c))
				i += 2
				continue
			}
		}
		out = append(out, w[i])
	}
	return name(out)
}

func (l *lexer) array() array {
	out := array{}
	if l.depth++; l.depth > maxDepth {
		panic(errTooMuch)
	}
	defer func() { l.depth-- }()
	for {
		switch v, ok := l.next(); {
		case !ok || v == operator("]"):
			return out
		case v == operator(">>") || v == operator("endobj"):
			return out
		default:
			out = append(out, v)
		}
	}
}

func (l *lexer) dict() dict {
	out := dict{}
	if l.depth++; l.depth > maxDepth {
		panic(errTooMuch)
	}
	defer func() { l.depth-- }()
	for {
		key, ok := l.next()
		if !ok || key == operator(">>") || key == operator("endobj") {
			return out
		}
		k, isName := key.(name)
		if !isName {
			continue
		}
		v, ok := l.next()
		if !ok || v == operator(">>") {
			return out
		}
		out[k] = v
	}
}

func (l *lexer) hex() string {
	var out []byte
	half, high := false, byte(0)
	for l.at++; l.at < len(l.text) && l.text[l.at] != '>'; l.at++ {
		n := bytes.IndexByte([]byte("0123456789abcdef"), l.text[l.at]|0x20)
		if n < 0 || l.text[l.at] < '0' {
			continue
		}
		if half = !half; half {
			high = byte(n) << 4
		} else {
			out = append(out, high|byte(n))
		}
	}
	l.at = min(l.at+1, len(l.text))
	if half {
		out = append(out, high)
	}
	*l.steps -= len(out) / 8
	return string(out)
}

var escapes = map[byte]byte{'n': '\n', 'r': '\r', 't': '\t', 'b': '\b', 'f': '\f'}

func (l *lexer) literal() string {
	var out []byte
	depth := 1
	for l.at++; l.at < len(l.text); l.at++ {
		c := l.text[l.at]
		switch {
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				l.at++
				return string(out)
			}
		case c == '\\' && l.at+1 < len(l.text):
			l.at++
			c = l.text[l.at]
			if to, known := escapes[c]; known {
				c = to
			} else if c >= '0' && c <= '7' {
				n := int(c - '0')
				for k := 0; k < 2 && l.at+1 < len(l.text) && l.text[l.at+1] >= '0' && l.text[l.at+1] <= '7'; k++ {
					l.at++
					n = n*8 + int(l.text[l.at]-'0')
				}
				c = byte(n)
			} else if c == '\r' || c == '\n' {
				if c == '\r' && l.at+1 < len(l.text) && l.text[l.at+1] == '\n' {
					l.at++
				}
				continue
			}
		}
		out = append(out, c)
	}
	return string(out)
}
