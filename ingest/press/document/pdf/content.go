package pdf

import "bytes"

// matrix is [a b c d e f] of ISO 32000-1, 8.3.
type matrix [6]float64

var identity = matrix{1, 0, 0, 1, 0, 0}

func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

// state is what q saves and Q brings back.
type state struct {
	ctm                                           matrix
	font                                          *font
	size, character, word, stretch, leading, rise float64
}

// painter follows the operators of a page that show text.
type painter struct {
	file    *file
	fonts   map[ref]*font
	page    *Page
	now     state
	saved   []state
	text    matrix // text matrix
	line    matrix // text line matrix
	placed  bool   // the next glyph has been moved to
	forms   int    // depth of forms within forms
	operand []value
}

const (
	maxSaved  = 1000
	maxForms  = 8
	maxGlyphs = 200_000 // of a page
)

// run carries out contents with the resources they name.
func (p *painter) run(data []byte, resources dict) {
	l := &lexer{text: data, steps: &p.file.steps}
	p.operand = p.operand[:0]
	for {
		v, ok := l.next()
		if !ok {
			return
		}
		op, isOperator := v.(operator)
		if !isOperator {
			if len(p.operand) < 1000 {
				p.operand = append(p.operand, v)
			}
			continue
		}
		if op == "ID" { // an image within the page
			if n := bytes.Index(l.text[l.at:], []byte("EI")); n >= 0 {
				l.at += n + 2
			}
		}
		p.do(string(op), resources)
		p.operand = p.operand[:0]
	}
}

// at returns operand i as a number.
func (p *painter) at(i int) float64 {
	if i >= len(p.operand) {
		return 0
	}
	n, _ := p.operand[i].(float64)
	return n
}

func (p *painter) matrix() matrix {
	var m matrix
	for i := range m {
		m[i] = p.at(i)
	}
	return m
}

func (p *painter) do(op string, resources dict) {
	switch op {
	case "q":
		if len(p.saved) < maxSaved {
			p.saved = append(p.saved, p.now)
		}
	case "Q":
		if n := len(p.saved); n > 0 {
			p.now, p.saved = p.saved[n-1], p.saved[:n-1]
		}
	case "cm":
		p.now.ctm = p.matrix().times(p.now.ctm)
	case "BT":
		p.text, p.line, p.placed = identity, identity, true
	case "Tf":
		if len(p.operand) > 1 {
			n, _ := p.operand[0].(name)
			p.now.font, p.now.size = p.fontOf(p.file.dict(resources["Font"])[n]), p.at(1)
		}
	case "Tc":
		p.now.character = p.at(0)
	case "Tw":
		p.now.word = p.at(0)
	case "Tz":
		p.now.stretch = p.at(0) / 100
	case "TL":
		p.now.leading = p.at(0)
	case "Ts":
		p.now.rise = p.at(0)
	case "Td":
		p.move(p.at(0), p.at(1))
	case "TD":
		p.now.leading = -p.at(1)
		p.move(p.at(0), p.at(1))
	case "Tm":
		p.line = p.matrix()
		p.text, p.placed = p.line, true
	case "T*":
		p.move(0, -p.now.leading)
	case "Tj":
		p.show(0)
	case "'":
		p.move(0, -p.now.leading)
		p.show(0)
	case `"`:
		p.now.word, p.now.character = p.at(0), p.at(1)
		p.move(0, -p.now.leading)
		p.show(2)
	case "TJ":
		if len(p.operand) == 0 {
			return
		}
		list, _ := p.operand[0].(array)
		for _, v := range list {
			switch v := v.(type) {
			case string:
				p.showText(v)
			case float64:
				p.advance(-v / 1000 * p.now.size * p.now.stretch)
			}
		}
	case "Do":
		p.form(resources)
	}
}

func (p *painter) move(x, y float64) {
	p.line = matrix{1, 0, 0, 1, x, y}.times(p.line)
	p.text, p.placed = p.line, true
}

func (p *painter) advance(x float64) { p.text = matrix{1, 0, 0, 1, x, 0}.times(p.text) }

func (p *painter) show(i int) {
	if i < len(p.operand) {
		s, _ := p.operand[i].(string)
		p.showText(s)
	}
}

func (p *painter) showText(s string) {
	if p.now.font == nil {
		return
	}
	for _, g := range p.now.font.glyphs(s) {
		at := matrix{p.now.size * p.now.stretch, 0, 0, p.now.size, 0, p.now.rise}.times(p.text).times(p.now.ctm)
		width := g.width*p.now.size + p.now.character
		if g.blank {
			width += p.now.word
		}
		if g.text != "" && len(*p.page) < maxGlyphs {
			*p.page = append(*p.page, Glyph{
				Text: g.text, X: at[4], Y: at[5], Width: g.width * at[0], Size: max(at[3], -at[3]),
				Upright: at[0] > 0 && at[1] < 0.01*at[0] && at[1] > -0.01*at[0],
				Placed:  p.placed,
			})
			p.placed = false
		}
		p.advance(width * p.now.stretch)
	}
}

func (p *painter) fontOf(v value) *font {
	r, isRef := v.(ref)
	if known := p.fonts[r]; isRef && known != nil {
		return known
	}
	d := p.file.dict(v)
	if d == nil {
		return nil
	}
	out := p.file.font(d)
	if isRef {
		p.fonts[r] = out
	}
	return out
}

// form carries out a form, a piece of contents that pages share.
func (p *painter) form(resources dict) {
	if len(p.operand) == 0 || p.forms == maxForms {
		return
	}
	n, _ := p.operand[0].(name)
	s, ok := p.file.resolve(p.file.dict(resources["XObject"])[n]).(stream)
	if !ok || p.file.name(s.dict["Subtype"]) != "Form" {
		return
	}
	data, err := p.file.decode(s)
	if err != nil {
		return
	}
	own := p.file.dict(s.dict["Resources"])
	if own == nil {
		own = resources
	}
	before := p.now
	if m := p.file.array(s.dict["Matrix"]); len(m) == 6 {
		var by matrix
		for i := range by {
			by[i] = p.file.number(m[i])
		}
		p.now.ctm = by.times(p.now.ctm)
	}
	p.forms++
	p.run(data, own)
	p.forms--
	p.now = before
}
