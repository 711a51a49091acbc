package chart

import (
	"strings"
	"sync"
	"unicode"

	"headstart/reports/words"

	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/font/liberation"
)

// Style is how a text looks. The zero align is left, the zero tone ink.
type Style struct {
	Size  float64
	Bold  bool
	Tone  Tone
	Align align
}

type align int

const (
	Left align = iota
	Middle
	Right
)

// boldWeight is WeightBold of golang.org/x/image/font, which plot's fonts use.
const boldWeight = 3

var fonts = sync.OnceValue(func() *font.Cache { return font.NewCache(liberation.Collection()) })

func (s Style) face() font.Face {
	f := font.Font{Typeface: "Liberation", Variant: "Sans"}
	if s.Bold {
		f.Weight = boldWeight
	}
	return fonts().Lookup(f, font.Length(s.Size))
}

// Bolder returns the style in bold.
func (s Style) Bolder() Style { s.Bold = true; return s }

// In returns the style in a tone.
func (s Style) In(t Tone) Style { s.Tone = t; return s }

// Centered returns the style with its texts around their anchor.
func (s Style) Centered() Style { s.Align = Middle; return s }

// FlushRight returns the style with its texts left of their anchor.
func (s Style) FlushRight() Style { s.Align = Right; return s }

// color is the tone of the text.
func (s Style) color() Tone {
	if s.Tone == (Tone{}) {
		return Ink
	}
	return s.Tone
}

// Width is the length of text set in one line, in pixels.
func (s Style) Width(text string) float64 {
	key := measured{s.Size, s.Bold, text}
	if width, ok := widths.Load(key); ok {
		return width.(float64)
	}
	f := s.face()
	width := float64(f.Width(text))
	widths.Store(key, width)
	return width
}

// widths are those of the texts measured so far: a label is measured for every
// place that it might have, and by every writer.
var widths sync.Map // of measured to float64

type measured struct {
	size float64
	bold bool
	text string
}

// Widest is the width of the longest text, 0 for none.
func (s Style) Widest(texts []string) float64 {
	w := 0.0
	for _, t := range texts {
		w = max(w, s.Width(t))
	}
	return w
}

// wrap breaks text at spaces into lines no wider than width. A text that
// needs more than lines is cut with an ellipsis; a word wider than a line is
// cut too.
func (s Style) wrap(text string, width float64, lines int) []string {
	var out []string
	line := ""
	all := strings.Fields(text)
	for i, word := range all {
		longer := word
		if line != "" {
			longer = line + " " + word
		}
		if line == "" || len(longer) < 1000 && s.Width(longer) <= width {
			line = longer
			continue
		}
		if len(out) == lines-1 {
			return append(out, s.Shorten(line+" "+strings.Join(all[i:], " "), width))
		}
		out = append(out, s.Shorten(line, width))
		line = word
	}
	if line != "" {
		out = append(out, s.Shorten(line, width))
	}
	return out
}

// Shorten cuts text to width with an ellipsis at its end.
func (s Style) Shorten(text string, width float64) string {
	// No letter is narrower than a fifth of its size, so most of a very long
	// text need not be measured.
	runes := []rune(text)
	most := int(width/(s.Size/5)) + 1
	if len(runes) <= most && s.Width(text) <= width {
		return text
	}
	for n := min(len(runes)-1, most); n > 0; n-- {
		cut := strings.TrimRight(string(runes[:n]), " ,;") + "…"
		if s.Width(cut) <= width {
			return cut
		}
	}
	return "…"
}

// Drawable is plain text with each run of characters that the font of the
// PNG lacks, or that is written right to left, replaced by one question mark:
// a visible gap instead of an empty box. SVG and PNG show the same text.
func Drawable(text string) string {
	var out strings.Builder
	gap := false
	for _, r := range words.Plain(text) {
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

func hasGlyph(r rune) bool {
	if unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Adlam) {
		return false
	}
	if ' ' <= r && r <= '~' {
		return true
	}
	i, err := Style{Size: LabelSize}.face().Face.GlyphIndex(nil, r)
	return err == nil && i != 0
}
