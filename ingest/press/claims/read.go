package claims

import (
	"strings"

	"headstart/ingest/press/dates"
	"headstart/ingest/press/document"
	"headstart/ingest/press/numbers"
	"headstart/ingest/press/words"
)

// Options says what is known of a text before it is read.
type Options struct {
	Published string // day of the text as 2018-11-14; "" leaves relative dates untold
	Title     string // of the text; "" none
	Platforms []words.PlatformInfo
}

// Read returns the claims of a document in the order in which they stand, with
// offsets in its text.
func Read(d *document.Document, opt Options) []Claim {
	r := newReader(d, opt)
	r.title(opt.Title)
	at := 0
	for _, t := range d.Tables {
		r.prose(at, t.Start)
		r.table(t)
		at = max(at, t.End)
	}
	r.prose(at, len(d.Text))
	r.check()
	return r.claims
}

func newReader(d *document.Document, opt Options) *reader {
	names := words.NewNames(opt.Platforms)
	r := &reader{text: d.Text, lex: words.NewLexer(words.Language(d.Text), names), names: names}
	r.dates = dates.Reader{Published: dates.Parse(opt.Published), CJK: r.lex.CJK()}
	return r
}

// reader goes through a text once. What it keeps from sentence to sentence is
// the subject and a little of the context; the binding rule says what for.
type reader struct {
	text   string
	lex    *words.Lexer
	names  *words.Names
	dates  dates.Reader
	claims []Claim

	carried    string     // platform that the last sentence that named any was of
	stale      bool       // another name came since
	before     dates.Date // of the last figure or event of the sentence before
	person     string     // who spoke last
	lastMetric string     // of the figure before, to fill in what goes to review
	lastPlace  string     // of the last sentence, for "there"
	lines      []line     // of the paragraph that is read
	buffer     []words.Token

	sentence
}

// sentence is what is known of the sentence that is read.
type sentence struct {
	start, end int // bytes of the text
	growth     []growth
	tokens     []words.Token
	numbers    []numbers.Number
	told       []dates.Told
	bad        []reason // against every claim of it
	speaker    string   // platform whose company speaks
	said       dates.Date
	loose      []words.Token // places that are bound to no figure
}

// title takes the subject from the title of the text, if it names one.
func (r *reader) title(text string) {
	found := map[string]bool{}
	for _, t := range r.lex.Lex(nil, text, 0, len(text)) {
		if t.Class == words.Platform {
			found[t.Value] = true
			r.carried = t.Value
		}
	}
	if len(found) != 1 {
		r.carried = ""
	}
}

// line is a line of a text.
type line struct {
	from, to int
	figures  int // of a row of a date and figures; 0 it is none
}

// prose reads running text, paragraph by paragraph.
func (r *reader) prose(from, to int) {
	r.lines = r.lines[:0]
	for at := from; at < to; {
		end := to
		if n := strings.IndexByte(r.text[at:to], '\n'); n >= 0 {
			end = at + n
		}
		if strings.TrimSpace(r.text[at:end]) == "" {
			r.paragraph()
		} else {
			r.lines = append(r.lines, line{from: at, to: end})
		}
		if at = end + 1; len(r.lines) == maxLines {
			r.paragraph()
		}
	}
	r.paragraph()
}

// maxLines is how many lines of a paragraph are looked at together.
const maxLines = 500

// paragraph reads lines that no blank line parts. Lines of dates and figures
// are a table; a line that was broken for its length goes on in the next.
func (r *reader) paragraph() {
	lines := r.lines
	r.lines = lines[:0]
	width := 0
	for _, l := range lines {
		width = max(width, columns(r.text[l.from:l.to]))
	}
	for i := range lines {
		lines[i].figures = r.isRow(lines[i])
	}
	for i := 0; i < len(lines); {
		if n := r.lineTable(lines, i); n > 0 {
			i += n
			continue
		}
		k := i + 1
		for k < len(lines) && r.goesOn(lines[k-1], lines[k], width) {
			k++
		}
		r.sentences(lines[i].from, lines[k-1].to)
		i = k
	}
}

// Widths between which lines are broken for their length, in columns.
const (
	minWidth = 50
	maxWidth = 120
)

// goesOn reports a line that was broken because the first word of the next had
// no more room.
func (r *reader) goesOn(a, b line, width int) bool {
	if width < minWidth || width > maxWidth {
		return false
	}
	word := strings.Fields(r.text[b.from:b.to])[0]
	n := columns(word)
	if r.lex.CJK() {
		n = min(n, 2)
	}
	return columns(strings.TrimRight(r.text[a.from:a.to], " "))+n >= width
}

// columns is the room that a text takes: two columns for Han, kana and hangul.
func columns(s string) int {
	n := 0
	for _, c := range s {
		if n++; c > 0x2e7f {
			n++
		}
	}
	return n
}

// maxSentence is how many tokens a sentence can have that is read.
const maxSentence = 400

// sentences reads the sentences of a stretch of text.
func (r *reader) sentences(from, to int) {
	for from < to {
		r.buffer, from = r.lex.Sentence(r.buffer[:0], r.text, from, to, maxSentence)
		tokens := r.buffer
		question := false
		if n := len(tokens) - 1; n >= 0 && tokens[n].Class == words.Stop {
			question = strings.ContainsAny(r.text[tokens[n].Start:tokens[n].End], "?？")
			tokens = tokens[:n]
		}
		if len(tokens) > 0 {
			r.read(tokens, question)
		}
	}
}
