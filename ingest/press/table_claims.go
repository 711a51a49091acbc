package press

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// tableClaims reads the figures of a document's tables, with offsets into
// d.text. A figure is a claim when its row, the heading of its column or what
// stands above say what is counted, whose users and when; it is accepted when
// all three are certain and the growth that the table prints agrees.
func tableClaims(d *document, opt Options) []Claim {
	names := newRegistry(opt.Platforms)
	known := map[string]facts{}
	var out []Claim
	last, left := 0, maxTableCells
	for _, t := range d.tables {
		r := &tableReader{d: d, opt: opt, names: names, known: known, anchor: parseWhen(opt.Published), left: &left}
		if !r.mayCount(last, t) {
			last = t.end
			continue
		}
		r.readCaption(last, t.start)
		r.readRows(t)
		r.check()
		out = append(out, r.claims()...)
		if last = t.end; left <= 0 {
			const reason = "the tables hold more than is read; cut out the part that matters"
			return append(out, Claim{Kind: "observation", Start: t.start, End: t.start, Flags: []string{"table"}, Status: "rejected", Reason: reason})
		}
	}
	return out
}

// maxTableCells is how many cells with figures are read of a file.
const maxTableCells = 100_000

// countForm is in every table that counts people.
var countForm = regexp.MustCompile(`(?i)[mdw]aus?\b|active|users?\b|account|regist|subscri|people|member|customer|活|用户|用戶|[账帐賬帳]|注册|註冊|月間|利用者|ユーザ|사용자|이용자|가입자|회원`)

// mayCount reports whether a table or what stands above it can count people.
func (r *tableReader) mayCount(last int, t table) bool {
	return countForm.MatchString(r.d.text[max(last, t.start-1000):t.end])
}

// tableReader goes through one table from top to bottom.
type tableReader struct {
	d       *document
	opt     Options
	names   *registry
	known   map[string]facts // what has been read of each text
	anchor  when
	caption []facts // lines above the table, the nearest first
	heads   []row   // rows of the heading that is in force
	whole   []facts // headings that hold for all columns
	section facts   // the last row that is a label alone
	margin  float64 // where labels begin
	left    *int    // cells that may still be read
	figures []figure
	marks   marks // what points and commas mean in this table
}

// figure is one cell that holds a number, with what is known of it.
type figure struct {
	label, at    cell
	value        number
	platform     string
	metric       string
	market       string
	period       when
	basis        string
	growth       string // yoy, qoq, mom or change; "" for a level
	scaleText    string
	flags        []string
	reason       string // why it is not accepted
	suggestion   float64
	confirmed    bool
	contradicted string
	comparative  bool
}

// maxFigures is how many cells a row can have to be read.
const maxFigures = 60

// captionLines is how many lines above a table can speak of it.
const captionLines = 3

func (r *tableReader) readCaption(from, to int) {
	lines := strings.Split(strings.TrimRight(r.d.text[from:to], " \t\n"), "\n")
	for i := len(lines) - 1; i >= 0 && len(r.caption) < captionLines; i-- {
		if l := squeeze(lines[i]); l != "" {
			if len(l) > 300 {
				return
			}
			r.caption = append(r.caption, r.read(l))
		}
	}
}

func (r *tableReader) readRows(t table) {
	var all strings.Builder
	for _, cells := range t.rows {
		for _, c := range cells {
			if kindOf(c.text) == figureCell {
				all.WriteString(c.text + "\n")
			}
		}
	}
	r.marks = votedMarks(all.String(), lex(all.String()))
	afterData := false
	for i := range t.rows {
		if *r.left <= 0 {
			return
		}
		cells := t.rows[i].joined()
		cells = slices.DeleteFunc(cells, func(c cell) bool { return kindOf(c.text) == emptyCell })
		switch {
		case len(cells) == 0:
		case cells.isData():
			r.margin = cells[0].x0
			cells, n := cells.labels()
			cells[0] = r.wholeLabel(t.rows, i, cells[0])
			r.dataRow(cells, n)
			afterData = true
		case len(cells) > 1 && len(cells) <= maxFigures && cells.isLabelless():
			r.dataRow(append(row{{start: cells[0].start, end: cells[0].start}}, cells...), 1)
			afterData = true
		default:
			if afterData && !r.opensHeading(cells) {
				r.openSection(cells)
				continue
			}
			if afterData { // a unit holds on, a date does not
				r.heads, afterData = nil, false
				r.whole = slices.DeleteFunc(r.whole, func(f facts) bool { return f.periods > 0 })
			}
			r.heading(cells)
		}
	}
}

// isLabelless reports a row of figures that has lost its label.
func (r row) isLabelless() bool {
	return !r.isYears() && !slices.ContainsFunc(r, func(c cell) bool { return kindOf(c.text) == labelCell })
}

// opensHeading reports whether a row below data begins a new heading. A date
// alone does when it does not stand over the labels.
func (r *tableReader) opensHeading(cells row) bool {
	if len(cells) == 1 {
		return cells[0].x0 > r.margin && headsColumn(cells[0].text)
	}
	return len(cells) > 1 && (cells.isYears() || slices.ContainsFunc(cells, func(c cell) bool { return headsColumn(c.text) }))
}

func (r *tableReader) openSection(cells row) {
	if len(cells) == 1 && !continues(cells[0].text) {
		r.section = r.read(cells[0].text)
	}
}

// heading adds a row to the heading in force. A single text that is no part
// of a date is a title or a unit and holds for every column; so does a unit in
// the corner.
func (r *tableReader) heading(cells row) {
	f := r.read(cells[0].text)
	switch {
	case len(cells) == 1 && (!f.saysTime() && f.comparison == "" || f.period.year > 0):
		r.addWhole(f)
		return
	case len(cells) > 1 && f.periods == 0 && cells[0].x0 <= r.margin && (f.scale != 0 || f.metric != ""):
		r.addWhole(f)
	}
	if r.heads = append(r.heads, cells[:min(len(cells), maxFigures)]); len(r.heads) > maxHeading {
		r.heads = r.heads[1:]
	}
}

// addWhole puts what holds for all columns first: the nearest counts most.
func (r *tableReader) addWhole(f facts) {
	r.whole = append([]facts{f}, r.whole[:min(len(r.whole), maxHeading)]...)
}

// wholeLabel joins the lines over which a label has been broken.
func (r *tableReader) wholeLabel(rows []row, i int, label cell) cell {
	alone := func(k int) (cell, bool) {
		if k < 0 || k >= len(rows) || len(rows[k]) != 1 || kindOf(rows[k][0].text) != labelCell {
			return cell{}, false
		}
		return rows[k][0], true
	}
	if above, ok := alone(i - 1); ok && continues(label.text) {
		label.text, label.start = above.text+" "+label.text, above.start
	}
	if below, ok := alone(i + 1); ok && continues(below.text) && below.start < label.end+400 {
		label.text += " " + below.text
	}
	return label
}

// dataRow reads a row: n labels, then figures. A second label counts where
// all of them together can be understood: "LINE | MAU" but not "LINE | Naver".
func (r *tableReader) dataRow(cells row, n int) {
	label, name := r.read(cells[0].text), cells[0]
	if n > 1 {
		var all []string
		for _, c := range cells[:n] {
			all = append(all, c.text)
		}
		if together := r.read(strings.Join(all, " ")); together.strange == "" {
			label = together
		}
	}
	cells = cells[n:]
	*r.left -= len(cells)
	var beside *figure // the last count of the row
	for i, c := range cells {
		if kindOf(c.text) != figureCell {
			continue
		}
		f := figure{label: name, at: c}
		head := r.read(r.headOf(name, cells, i))
		if head.comparison != "" && head.metric == "" && label.metric == "" && beside != nil {
			head.metric, head.platforms, head.market = beside.metric, []string{beside.platform}, beside.market
		}
		r.judge(&f, label, head)
		if f.metric == "" || f.metric == "none" {
			continue
		}
		r.figures = append(r.figures, f)
		if f.growth == "" {
			beside = &f
		}
	}
}

// headOf returns the heading above cells[i]: in each row of the heading the
// text that lies above it, from the top down.
func (r *tableReader) headOf(label cell, cells row, i int) string {
	var parts []string
	for _, h := range r.heads {
		body := h
		for len(body) > 0 && body[0].x0 < cells[0].x0 && !overlaps(body[0], cells[0]) && (len(body) > len(cells) || overlaps(body[0], label)) {
			// The corner says what all columns have in common: "As at 31 December".
			if r.read(body[0].text).saysTime() {
				parts = append(parts, body[0].text)
			}
			body = body[1:]
		}
		if above := r.above(body, cells, i); above != "" {
			parts = append(parts, above)
		}
	}
	return strings.Join(parts, " ")
}

// saysTime reports a text that is part of a date: "As at 31 December".
func (f facts) saysTime() bool {
	return f.metric == "" && f.comparison == "" && (f.periods > 0 || monthForm.MatchString(f.text))
}

// isTitle tells a heading from a sentence, which may name anybody.
func (f facts) isTitle() bool { return len(f.text) <= 80 && !endsSentence(f.text) }

func overlaps(a, b cell) bool { return a.x0 < b.x1 && b.x0 < a.x1 }

// above returns the text of a heading over cells[i]: those that overlap it,
// or else the nearest when it is part of a date that several columns share.
func (r *tableReader) above(head, cells row, i int) string {
	c := cells[i]
	var over []string
	for _, h := range head {
		if overlaps(h, c) && (r.d.form == "html" || !belongsElsewhere(h, cells, i)) {
			over = append(over, h.text)
		}
	}
	switch {
	case len(over) > 0:
		return strings.Join(over, " ")
	case r.d.form == "html":
		return ""
	case len(head) == len(cells):
		return head[i].text
	}
	best, distance := "", math.Inf(1)
	for _, h := range head {
		if d := math.Abs((h.x0 + h.x1 - c.x0 - c.x1) / 2); d < distance && r.read(h.text).saysTime() {
			best, distance = h.text, d
		}
	}
	return best
}

// belongsElsewhere reports a heading that covers another column far better:
// those of narrow columns often run over into the next.
func belongsElsewhere(h cell, cells row, i int) bool {
	shared := func(c cell) float64 { return (min(h.x1, c.x1) - max(h.x0, c.x0)) / (c.x1 - c.x0) }
	own := shared(cells[i])
	for k, c := range cells {
		if k != i && shared(c) > 0.5 && own < 0.5*shared(c) {
			return true
		}
	}
	return false
}
