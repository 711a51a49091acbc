package document

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
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
	if bom := []byte("\xef\xbb\xbf"); bytes.HasPrefix(file, bom) || looksUTF8(file) {
		if utf8.Valid(file) {
			return &builder{text: file}, nil
		}
		return decodeBy(encoding.Replacement, file), nil
	}
	enc, name, _ := charset.DetermineEncoding(file, "")
	if m := xmlDeclaration.FindSubmatch(file[:min(len(file), 1024)]); m != nil {
		if declared, as := charset.Lookup(string(m[1])); declared != nil {
			enc, name = declared, as
		}
	}
	switch name {
	case "utf-16le":
		enc = utf16.UTF16(utf16.LittleEndian, utf16.IgnoreBOM)
	case "utf-16be":
		enc = utf16.UTF16(utf16.BigEndian, utf16.IgnoreBOM)
	case "iso-2022-jp", "replacement", "x-user-defined":
		return nil, fmt.Errorf("the file declares the encoding %s, which is not read; save it as UTF-8", name)
	case "utf-8": // declared or guessed, but the bytes say otherwise
		enc = charmap.Windows1252
	}
	return decodeBy(enc, file), nil
}

// looksUTF8 reports whether more characters beyond ASCII are right than wrong
// as UTF-8. A file of ASCII alone is.
func looksUTF8(file []byte) bool {
	right, wrong := 0, 0
	for at := 0; at < len(file); {
		if file[at] < utf8.RuneSelf {
			if file[at] == 0 {
				wrong++ // UTF-16
			}
			at++
			continue
		}
		r, n := utf8.DecodeRune(file[at:])
		if r == utf8.RuneError && n == 1 {
			wrong++
		} else {
			right++
		}
		at += n
	}
	return right >= wrong && (wrong == 0 || right > 0)
}

// decodeBy decodes character by character, to know where each one stands.
// encoding.Replacement stands for UTF-8 with faults.
func decodeBy(enc encoding.Encoding, file []byte) *builder {
	var b builder
	decoder := enc.NewDecoder()
	ascii := !bytes.HasPrefix(file, []byte("\xff\xfe")) && !bytes.HasPrefix(file, []byte("\xfe\xff")) && bytes.IndexByte(file, 0) < 0
	dst := make([]byte, 64)
	for at := 0; at < len(file); {
		if ascii && file[at] < utf8.RuneSelf {
			b.put(string(file[at:at+1]), at, 1)
			at++
			continue
		}
		if enc == encoding.Replacement {
			r, n := utf8.DecodeRune(file[at:])
			b.put(string(r), at, n)
			at += n
			continue
		}
		got, used := 0, 0
		for n := 1; n <= 4 && at+n <= len(file) && used == 0; n++ {
			decoder.Reset()
			got, used, _ = decoder.Transform(dst, file[at:at+n], false)
		}
		if used == 0 {
			b.put("\ufffd", at, 1)
			at++
			continue
		}
		if got > 0 {
			b.put(string(dst[:got]), at, used)
		}
		at += used
	}
	return &b
}

// clean returns the character at the start of s in the form that the rest of
// the package reads, and the bytes of s that it takes: digits, letters and
// signs of full width become narrow, every kind of blank a space, a minus a
// hyphen; marks that nobody sees are dropped.
func clean(s []byte) (string, int) {
	if c := s[0]; c < utf8.RuneSelf {
		switch {
		case c == '\r' && len(s) > 1 && s[1] == '\n':
			return "\n", 2
		case c == '\r':
			return "\n", 1
		case c < ' ' && !blank(c) || c == 0x7f:
			return "", 1
		}
		return asciiText[c : c+1], 1
	}
	r, n := utf8.DecodeRune(s)
	switch {
	case r >= '０' && r <= '９', r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ', strings.ContainsRune("％＋－．／＄＆", r):
		return string(r - 'Ａ' + 'A'), n
	case r == '，' && betweenWideDigits(s[n:]): // a thousands mark, not a comma
		return ",", n
	case r == '−', r == '‐', r == '‑', r == '﹣':
		return "-", n
	case r == '\u0085', r == '\u2028':
		return "\n", n
	case r == '\u2029':
		return "\n\n", n
	case unicode.Is(unicode.Zs, r):
		return " ", n
	case r == '\u00ad', r == '\u200b', r == '\u200c', r == '\u200d', r == '\u2060', r == '\ufeff', unicode.Is(unicode.Bidi_Control, r),
		r < 0xa0, r >= '\ufe00' && r <= '\ufe0f':
		return "", n
	}
	return string(r), n
}

// asciiText holds every byte of ASCII, to be cut up without allocation.
var asciiText = func() string {
	var b [utf8.RuneSelf]byte
	for i := range b {
		b[i] = byte(i)
	}
	return string(b[:])
}()

// betweenWideDigits reports whether three digits of full width follow.
func betweenWideDigits(s []byte) bool {
	for range 3 {
		r, n := utf8.DecodeRune(s)
		if r < '０' || r > '９' {
			return false
		}
		s = s[n:]
	}
	return true
}
