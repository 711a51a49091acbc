package document

import (
	"bytes"
	"fmt"
	"regexp"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	utf16 "golang.org/x/text/encoding/unicode"
)

// xmlDeclaration is where XHTML names its encoding.
var xmlDeclaration = regexp.MustCompile(`(?i)^\s*<\?xml[^>]*encoding=["']([A-Za-z0-9_:.-]+)["']`)

// decode returns the file as UTF-8. An encoding that is declared is used, but
// not against what the bytes show; without a declaration it is UTF-8 or, when
// the bytes cannot be that, Windows-1252. A byte that cannot be read becomes
// U+FFFD.
func decode(file []byte) (*builder, error) {
	if utf8.Valid(file) {
		return &builder{text: file}, nil
	}
	var enc encoding.Encoding // nil for UTF-8 with faults
	if !looksUTF8(file) {
		name := ""
		enc, name, _ = charset.DetermineEncoding(file, "")
		if m := xmlDeclaration.FindSubmatch(file[:min(len(file), 1024)]); m != nil {
			enc, name = charset.Lookup(string(m[1]))
		}
		switch name {
		case "utf-16le":
			enc = utf16.UTF16(utf16.LittleEndian, utf16.IgnoreBOM)
		case "utf-16be":
			enc = utf16.UTF16(utf16.BigEndian, utf16.IgnoreBOM)
		case "iso-2022-jp", "replacement", "x-user-defined":
			return nil, fmt.Errorf("the file declares the encoding %s, which is not read; save it as UTF-8", name)
		case "utf-8", "": // declared or guessed, but the bytes say otherwise
			enc = charmap.Windows1252
		}
	}
	return decodeBy(enc, file), nil
}

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
	b := &builder{}
	var decoder *encoding.Decoder
	if enc != nil {
		decoder = enc.NewDecoder()
	}
	ascii := bytes.IndexByte(file, 0) < 0 // it is no UTF-16
	dst := make([]byte, 64)
	for at := 0; at < len(file); {
		r, used := utf8.DecodeRune(file[at:])
		s := string(r)
		if enc != nil && !(ascii && r < utf8.RuneSelf) {
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
		b.add(s, at, used)
		at += used
	}
	return b
}

// plain returns how many bytes at the start of s are characters that clean
// leaves as they are: of ASCII, Han, kana or hangul.
func plain(s []byte) int {
	for i, n := 0, 1; i < len(s); i += n {
		r := rune(s[i])
		if n = 1; r >= utf8.RuneSelf {
			r, n = utf8.DecodeRune(s[i:])
		}
		if (r < ' ' || r >= 0x7f) && r != '\n' && r != '\t' && (r <= '\u3000' || r > '\ud7ff') {
			return i
		}
	}
	return len(s)
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
	case r < 0xa0 && plain(s[:1]) == 0, unicode.In(r, unicode.Cf, unicode.Variation_Selector):
		return "", n
	}
	return string(r), n
}
