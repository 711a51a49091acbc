package reports

import (
	"math"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
)

// textStyle is how a text looks. The zero align is left, the zero tone ink.
type textStyle struct {
	size  float64
	bold  bool
	tone  tone
	align align
}

type align int

const (
	left align = iota
	middle
	right
)

// boldWeight is WeightBold of golang.org/x/image/font, which plot's fonts use.
const boldWeight = 3

var fonts = sync.OnceValue(func() *font.Cache { return font.NewCache(liberation.Collection()) })

func (s textStyle) face() font.Face {
	f := font.Font{Typeface: "Liberation", Variant: "Sans"}
	if s.bold {
		f.Weight = boldWeight
	}
	return fonts().Lookup(f, font.Length(s.size))
}

// colour is the tone of the text.
func (s textStyle) colour() tone {
	if s.tone == (tone{}) {
		return ink
	}
	return s.tone
}

// width is the length of text set in one line, in pixels.
func (s textStyle) width(text string) float64 {
	f := s.face()
	return float64(f.Width(text))
}

// widest is the width of the longest text, 0 for none.
func (s textStyle) widest(texts []string) float64 {
	w := 0.0
	for _, t := range texts {
		w = math.Max(w, s.width(t))
	}
	return w
}

// wrap breaks text at spaces into lines no wider than width. A text that
// needs more than lines is cut with an ellipsis; a word wider than a line is
// cut too.
func (s textStyle) wrap(text string, width float64, lines int) []string {
	var out []string
	line := ""
	words := strings.Fields(text)
	for i, word := range words {
		longer := word
		if line != "" {
			longer = line + " " + word
		}
		if line == "" || len(longer) < 1000 && s.width(longer) <= width {
			line = longer
			continue
		}
		if len(out) == lines-1 {
			return append(out, s.shorten(line+" "+strings.Join(words[i:], " "), width))
		}
		out = append(out, s.shorten(line, width))
		line = word
	}
	if line != "" {
		out = append(out, s.shorten(line, width))
	}
	return out
}

// shorten cuts text to width with an ellipsis at its end.
func (s textStyle) shorten(text string, width float64) string {
	// No letter is narrower than a fifth of its size, so most of a very long
	// text need not be measured.
	runes := []rune(text)
	most := int(width/(s.size/5)) + 1
	if len(runes) <= most && s.width(text) <= width {
		return text
	}
	for n := min(len(runes)-1, most); n > 0; n-- {
		cut := strings.TrimRight(string(runes[:n]), " ,;") + "…"
		if s.width(cut) <= width {
			return cut
		}
	}
	return "…"
}

// plain makes text inert and drawable in one direction: control, format and
// bidirectional characters go (tabs and line ends become spaces), so does
// what XML cannot hold, and bad UTF-8 becomes a question mark.
func plain(text string) string {
	clean := func(r rune) rune {
		switch {
		case r == utf8.RuneError:
			return '?'
		case r == '\t' || r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Noncharacter_Code_Point, unicode.Variation_Selector):
			return -1
		}
		return r
	}
	return strings.Join(strings.Fields(strings.Map(clean, text)), " ")
}

// drawable is plain text with each run of characters that the font of the
// PNG lacks, or that is written right to left, replaced by one question mark:
// a visible gap instead of an empty box. SVG and PNG show the same text.
func drawable(text string) string {
	var out strings.Builder
	gap := false
	for _, r := range plain(text) {
		if hasGlyph(r) {
			out.WriteRune(r)
			gap = false
		} else if !gap {
			out.WriteByte('?')
			gap = true
		}
	}
	return out.String()
}

// displayName is what a chart calls a platform: its name, or its identifier
// where the font cannot write the name, shortened when very long.
func displayName(name, id string) string {
	shown := plain(name)
	if drawable(shown) != shown || shown == "" {
		shown = drawable(id)
	}
	return textStyle{size: labelSize}.shorten(shown, 200)
}

func hasGlyph(r rune) bool {
	if unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Adlam) {
		return false
	}
	i, err := textStyle{size: labelSize}.face().Face.GlyphIndex(nil, r)
	return err == nil && i != 0
}
