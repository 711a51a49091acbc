package pdf

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// font says what the codes in the strings of a page mean and how wide they
// are.
type font struct {
	wide    bool // codes have two bytes
	unicode *cmap
	codes   [256]string // of a font with codes of one byte
	legacy  encoding.Encoding
	utf16   bool
	widths  map[int]float64 // thousandths of the size
	usual   float64
}

// glyph is one code of a string.
type glyph struct {
	text  string
	width float64 // in units of the size
	blank bool    // the code 32 of one byte, which word spacing widens
}

// usualWidth is that of most letters.
const usualWidth = 530

// helvetica holds the widths from space to tilde of the font that every
// reader of PDFs is expected to know (Adobe's metrics); others of the kind
// are close to it.
var helvetica = [...]int16{
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
	333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
}

func (f *file) font(d dict) *font {
	out := &font{widths: map[int]float64{}, usual: usualWidth}
	if s, ok := f.resolve(d["ToUnicode"]).(stream); ok {
		if data, err := f.decode(s); err == nil {
			out.unicode = f.readCMap(data)
		}
	}
	if f.name(d["Subtype"]) == "Type0" {
		f.composite(out, d)
		return out
	}
	if base := string(f.name(d["BaseFont"])); d["Widths"] == nil && strings.Contains(base, "Courier") {
		out.usual = 600
	} else if d["Widths"] == nil {
		for i, w := range helvetica {
			out.widths[' '+i] = float64(w)
		}
	}
	first := int(f.number(d["FirstChar"]))
	for i, w := range f.array(d["Widths"]) {
		if n := f.number(w); n > 0 && i < 256 {
			out.widths[first+i] = n
		}
	}
	if n := f.number(f.dict(d["FontDescriptor"])["MissingWidth"]); n > 0 {
		out.usual = n
	}
	f.simple(out, d["Encoding"])
	return out
}

// simple fills the codes of a font with codes of one byte.
func (f *file) simple(out *font, encoding value) {
	base := f.name(encoding)
	e, isDict := f.resolve(encoding).(dict)
	if isDict {
		base = f.name(e["BaseEncoding"])
	}
	table := charmap.Windows1252
	if base == "MacRomanEncoding" {
		table = charmap.Macintosh
	}
	for i := range out.codes {
		if r := table.DecodeByte(byte(i)); r >= ' ' && r != utf8.RuneError {
			out.codes[i] = string(r)
		}
	}
	code := 0
	for _, v := range f.array(e["Differences"]) {
		switch v := f.resolve(v).(type) {
		case float64:
			code = int(v)
		case name:
			if code >= 0 && code < 256 {
				out.codes[code] = characterOf(string(v))
			}
			code++
		}
	}
}

// legacy are the encodings of East Asia that a PDF can name, by a part of the
// name.
var legacy = []struct {
	part     string
	encoding encoding.Encoding
}{
	{"RKSJ", japanese.ShiftJIS}, {"B5", traditionalchinese.Big5}, {"KSC", korean.EUCKR},
	{"GBK", simplifiedchinese.GB18030}, {"GB", simplifiedchinese.GB18030}, {"EUC", japanese.EUCJP},
}

// composite sets up a font with codes of several bytes.
func (f *file) composite(out *font, d dict) {
	out.wide = true
	encoding := string(f.name(d["Encoding"]))
	switch {
	case strings.Contains(encoding, "UCS2"), strings.Contains(encoding, "UTF16"):
		out.utf16 = true
	case !strings.HasPrefix(encoding, "Identity"):
		for _, l := range legacy {
			if strings.Contains(encoding, l.part) {
				out.legacy = l.encoding
				break
			}
		}
	}
	out.usual = 1000
	var below dict
	if list := f.array(d["DescendantFonts"]); len(list) > 0 {
		below = f.dict(list[0])
	}
	if n := f.number(below["DW"]); n > 0 {
		out.usual = n
	}
	// W holds "c [w1 w2 …]" and "first last w".
	w := f.array(below["W"])
	for i := 0; i+1 < len(w) && len(out.widths) < 1<<16; {
		first := int(f.number(w[i]))
		if list, ok := f.resolve(w[i+1]).(array); ok {
			for k := range min(len(list), 1<<16) {
				out.widths[first+k] = f.number(list[k])
			}
			i += 2
			continue
		}
		if i+2 >= len(w) {
			break
		}
		last, n := int(f.number(w[i+1])), f.number(w[i+2])
		for c := first; c <= last && c < first+1<<16; c++ {
			out.widths[c] = n
			f.steps -= stepsPerCode
		}
		i += 3
	}
}

func (o *font) width(code int) float64 {
	if w, ok := o.widths[code]; ok {
		return w / 1000
	}
	return o.usual / 1000
}

// glyphs reads a string of a page.
func (o *font) glyphs(s string) []glyph {
	out := make([]glyph, 0, len(s))
	for len(s) > 0 {
		n, code := 1, int(s[0])
		if o.wide {
			n = min(2, len(s))
			if o.unicode != nil {
				n = o.unicode.length(s)
			}
			code = 0
			for i := range n {
				code = code<<8 | int(s[i])
			}
		}
		g := glyph{width: o.width(code), blank: n == 1 && s[0] == ' '}
		text, known := "", false
		if o.unicode != nil {
			text, known = o.unicode.text[s[:n]]
		}
		switch {
		case known:
		case !o.wide:
			text = o.codes[s[0]]
		case o.utf16:
			text = fromUTF16(s[:n])
			g.width = squareWidth(text)
		case o.legacy != nil:
			text, n = fromLegacy(o.legacy, s)
			g.width = squareWidth(text)
		default:
			text = "\ufffd"
		}
		g.text = text
		out = append(out, g)
		s = s[n:]
	}
	return out
}

// squareWidth is the width in the fonts of East Asia whose widths are given
// for codes of another kind.
func squareWidth(text string) float64 {
	if text < "\u0100" {
		return 0.5
	}
	return 1
}

func fromLegacy(e encoding.Encoding, s string) (string, int) {
	n := 1
	if s[0] >= 0x80 && len(s) > 1 {
		n = 2
	}
	text, err := e.NewDecoder().String(s[:n])
	if err != nil {
		return "\ufffd", n
	}
	return text, n
}

func fromUTF16(s string) string {
	var units []uint16
	for i := 0; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return string(utf16.Decode(units))
}

// characterOf reads the name of a character: one of the usual names, or
// uni0041 or u0041.
func characterOf(glyph string) string {
	glyph, _, _ = strings.Cut(glyph, ".")
	if len(glyph) == 1 {
		return glyph
	}
	if s, ok := characters[glyph]; ok {
		return s
	}
	for _, prefix := range []string{"uni", "u"} {
		if digits, ok := strings.CutPrefix(glyph, prefix); ok && len(digits) >= 4 {
			if r, err := strconv.ParseUint(digits[:min(6, len(digits)/4*4)], 16, 32); err == nil && utf8.ValidRune(rune(r)) {
				return string(rune(r))
			}
		}
	}
	return ""
}

var characters = func() map[string]string {
	out := map[string]string{}
	for pair := range strings.FieldsSeq(`space:\u0020 exclam:! quotedbl:" numbersign:# dollar:$ percent:% ampersand:& quotesingle:' quoteright:’ quoteleft:‘
		parenleft:( parenright:) asterisk:* plus:+ comma:, hyphen:- minus:- period:. slash:/ zero:0 one:1 two:2 three:3 four:4 five:5 six:6 seven:7 eight:8 nine:9
		colon:\u003a semicolon:; less:< equal:= greater:> question:? at:@ bracketleft:[ backslash:\u005c bracketright:] underscore:_ braceleft:{ bar:| braceright:} asciitilde:~
		endash:– emdash:— bullet:• quotedblleft:“ quotedblright:” ellipsis:… dagger:† daggerdbl:‡ trademark:™ registered:® copyright:© degree:° section:§
		fi:fi fl:fl ff:ff ffi:ffi ffl:ffl Euro:€ sterling:£ yen:¥ cent:¢ nbspace:\u0020 sfthyphen:- multiply:× plusminus:± periodcentered:·
		aacute:á eacute:é iacute:í oacute:ó uacute:ú agrave:à egrave:è ccedilla:ç ntilde:ñ adieresis:ä odieresis:ö udieresis:ü germandbls:ß acircumflex:â ecircumflex:ê ocircumflex:ô`) {
		glyph, text, _ := strings.Cut(pair, ":")
		if s, err := strconv.Unquote(`"` + strings.ReplaceAll(text, `"`, `\"`) + `"`); err == nil {
			out[glyph] = s
		}
	}
	return out
}()
