package document

import (
	"bytes"
	"fmt"
	"regexp"
	"sort"
	"unicode"
	"unicode/utf8"

	"github.com/saintfish/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	utf "golang.org/x/text/encoding/unicode"
)

// A run is n bytes of a text, from at on, that stand for the bytes from to to of
// the file: byte for byte where there are as many. What was inserted stands for
// none, at the place where it was.
type run struct{ at, n, from, to uint32 }

func (r run) each() bool { return r.n == r.to-r.from }

// origin says which bytes of a file the bytes of a text stand for. Where it has no
// runs, the text is the file itself.
type origin []run

// of returns the bytes of the file that text[from:to] stands for.
func (o origin) of(from, to int) (first, last int) {
	if from == to {
		_, last = o.at(from - 1)
		return last, last
	}
	first, _ = o.at(from)
	_, last = o.at(to - 1)
	return first, last
}

// at returns those of one byte; of the byte before the first, none.
func (o origin) at(i int) (first, last int) {
	k := sort.Search(len(o), func(k int) bool { return int(o[k].at) > i }) - 1
	switch {
	case i < 0:
		return 0, 0
	case k < 0:
		return i, i + 1
	case !o[k].each():
		return int(o[k].from), int(o[k].to)
	}
	first = int(o[k].from) + i - int(o[k].at)
	return first, first + 1
}

// of returns the bytes of the file that the byte of Text at i stands for.
func (d *Document) of(i int) (first, last int) { return d.decoded.of(d.origin.at(i)) }

// Span returns the bytes of the file that Text[start:end] stands for, from its
// first visible character to its last; of a PDF, start and end.
func (d *Document) Span(start, end int) (first, last int) {
	for ; start < end; start++ {
		if a, b := d.of(start); a < b {
			first = a
			break
		}
	}
	for ; start < end; end-- {
		if a, b := d.of(end - 1); a < b {
			return first, b
		}
	}
	return 0, 0
}

// Find returns the part Text[from:to] that the bytes start to end of the file
// have become, such as those of a claim; 0 and 0 when none of them is in Text.
func (d *Document) Find(start, end int) (from, to int) {
	from = sort.Search(len(d.Text), func(i int) bool { _, last := d.of(i); return last > start })
	to = sort.Search(len(d.Text), func(i int) bool { first, _ := d.of(i); return first >= end })
	if from >= to {
		return 0, 0
	}
	return from, to
}

// builder gathers a text and where it comes from.
type builder struct {
	text []byte
	origin
}

// newBuilder has room for the text of a file: growing would copy it again and
// again.
func newBuilder(file []byte) *builder {
	return &builder{text: make([]byte, 0, min(len(file), maxText))}
}

// add appends s, which stands for the bytes from to to.
func (b *builder) add(s string, from, to int) {
	if s == "" {
		return
	}
	r := run{uint32(len(b.text)), uint32(len(s)), uint32(from), uint32(to)}
	if k := len(b.origin) - 1; k >= 0 && r.each() && b.origin[k].each() && b.origin[k].to == r.from {
		b.origin[k].n, b.origin[k].to = b.origin[k].n+r.n, r.to
	} else {
		b.origin = append(b.origin, r)
	}
	b.text = append(b.text, s...)
}

// insert appends what is not in the file.
func (b *builder) insert(s string) {
	at := 0
	if k := len(b.origin) - 1; k >= 0 {
		at = int(b.origin[k].to)
	}
	b.add(s, at, at)
}

// cut forgets what comes after n bytes of text.
func (b *builder) cut(n int) {
	k := sort.Search(len(b.origin), func(k int) bool { return int(b.origin[k].at) >= n })
	if k > 0 {
		r := &b.origin[k-1]
		over := r.at + r.n - uint32(n)
		r.n, r.to = r.n-over, r.to-over
	}
	b.text, b.origin = b.text[:n], b.origin[:k]
}

// xmlDeclaration is where XHTML names its encoding.
var xmlDeclaration = regexp.MustCompile(`(?i)^\s*<\?xml[^>]*encoding=["']([A-Za-z0-9_:.-]+)["']`)

// decode returns the file as UTF-8. An encoding that is declared is used, but
// not against what the bytes show; without a declaration it is UTF-8 or, when
// the bytes cannot be that, what they are taken for. A byte that cannot be read
// becomes U+FFFD.
func decode(file []byte) (*builder, error) {
	if utf8.Valid(file) {
		return &builder{text: file}, nil
	}
	var enc encoding.Encoding = utf.UTF8 // with faults
	if !looksUTF8(file) {
		name := ""
		enc, name, _ = charset.DetermineEncoding(file, "")
		head := file[:min(len(file), 1024)]
		if m := xmlDeclaration.FindSubmatch(head); m != nil {
			enc, name = charset.Lookup(string(m[1]))
		} else if name == fallback && !bytes.Contains(bytes.ToLower(head), []byte("charset")) {
			name = "" // for want of a declaration
		}
		switch name {
		case "iso-2022-jp", "replacement", "x-user-defined":
			return nil, fmt.Errorf("the file declares the encoding %s, which is not read; save it as UTF-8", name)
		case "utf-8": // declared, but the bytes say otherwise
			enc = charmap.Windows1252
		case "":
			enc, _ = charset.Lookup(GuessEncoding(file))
		}
	}
	return decodeBy(enc, file), nil
}

// guesses are the encodings that are told apart by their letters, by their names
// in chardet, and fallback is what all else is.
var guesses = map[string]string{"Shift_JIS": "shift_jis", "EUC-JP": "euc-jp", "EUC-KR": "euc-kr", "GB-18030": "gb18030", "Big5": "big5", "windows-1251": "windows-1251", "KOI8-R": "koi8-r"}

const fallback = "windows-1252"

// maxGuess is how many bytes tell an encoding.
const maxGuess = 64 << 10

// GuessEncoding tells the encoding of a text that is not UTF-8 by its letters.
func GuessEncoding(text []byte) string {
	first := bytes.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
	if first < 0 {
		return fallback
	}
	sample := text[first:min(len(text), first+maxGuess)]
	found, err := chardet.NewTextDetector().DetectAll(sample)
	for _, guess := range found {
		if name := guesses[guess.Charset]; err == nil && name != "" {
			if enc, _ := charset.Lookup(name); areTogether(enc, sample) {
				return name
			}
		}
	}
	return fallback
}

// areTogether reports an encoding in which letters of other scripts than Latin
// make words: the accents of other encodings become single ones between Latin
// letters.
func areTogether(enc encoding.Encoding, sample []byte) bool {
	text, _ := enc.NewDecoder().Bytes(sample)
	letters, together, broken := 0, 0, 0
	before := rune(0)
	for at, n := 0, 0; at < len(text); at += n {
		r, size := utf8.DecodeRune(text[at:])
		n = size
		if isOther(r) {
			letters++
			after, _ := utf8.DecodeRune(text[at+n:])
			if isOther(before) || isOther(after) {
				together++
			}
		}
		if r == utf8.RuneError && at+8 < len(text) { // the sample may end within a character
			broken++
		}
		before = r
	}
	return broken == 0 && letters > 3 && 3*together >= 2*letters
}

// isOther reports a letter beyond those of Latin.
func isOther(r rune) bool { return r >= 0x400 && unicode.IsLetter(r) }

// looksUTF8 reports whether more characters beyond ASCII are right than wrong
// as UTF-8.
func looksUTF8(file []byte) bool {
	right, wrong := 0, bytes.Count(file, []byte{0}) // of UTF-16
	for at := 0; at < len(file); {
		r, n := utf8.DecodeRune(file[at:])
		if at += n; r == utf8.RuneError && n == 1 {
			wrong++
		} else if n > 1 {
			right++
		}
	}
	return right >= wrong && right > 0
}

// decodeBy decodes character by character, to know where each one stands.
func decodeBy(enc encoding.Encoding, file []byte) *builder {
	b, decoder := &builder{}, enc.NewDecoder()
	ascii := bytes.IndexByte(file, 0) < 0 // it is no UTF-16
	dst := make([]byte, 64)
	for at := 0; at < len(file); {
		s, used := string(file[at:at+1]), 1
		if !ascii || file[at] >= utf8.RuneSelf {
			got := 0
			used = 0
			for n := 1; n <= 4 && at+n <= len(file) && used == 0; n++ {
				decoder.Reset()
				got, used, _ = decoder.Transform(dst, file[at:at+n], false)
			}
			if s = string(dst[:got]); used == 0 {
				s, used = string(utf8.RuneError), 1
			}
		}
		b.add(s, at, at+used)
		at += used
	}
	return b
}

// plain returns how many bytes at the start of s are characters that clean
// leaves as they are: of ASCII, Han, kana or hangul. In a page they end before a
// reference, and nothing but single spaces is between them.
func plain(s []byte, page bool) (n int) {
	for i, size := 0, 1; i < len(s); i += size {
		r := rune(s[i])
		if size = 1; r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(s[i:])
		}
		switch {
		case r > ' ' && r < 0x7f && !(page && r == '&'), r > '\u3000' && r <= '\ud7ff', !page && (r == ' ' || r == '\n' || r == '\t'):
			n = i + size
		case !page || r != ' ' || i != n || i == 0:
			return n
		}
	}
	return n
}

// clean returns the character at the start of s in the form that the rest of
// the package reads, and the bytes of s that it takes: every kind of blank is a
// space and every end of a line LF; what nobody sees is dropped.
func clean(s []byte) (string, int) {
	r, n := utf8.DecodeRune(s)
	switch {
	case r == '\r' && len(s) > 1 && s[1] == '\n':
		return "\n", 2
	case r == '\r', r == '\u0085', r == '\u2028':
		return "\n", n
	case r == '\f', r == '\u2029':
		return "\n\n", n
	case r == '\u3000':
		return "  ", n // as wide as two
	case unicode.Is(unicode.Zs, r):
		return " ", n
	case r < 0xa0 && plain(s[:1], false) == 0, unicode.In(r, unicode.Cf, unicode.Variation_Selector):
		return "", n
	}
	return string(r), n
}
