package claims

import (
	"slices"
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
	r.claims = make([]Claim, 0, len(d.Text)/64) // room that is not used costs nothing, and growing would cost it again
	if named := values(r.lex.Lex(nil, opt.Title, 0, len(opt.Title)), "P"); len(named) == 1 {
		r.carried = named[0]
	}
	end := 0
	for _, t := range d.Tables {
		r.prose(end, t.Start)
		r.table(t)
		end = max(end, t.End)
	}
	r.prose(end, len(d.Text))
	r.check()
	if len(r.claims) < cap(r.claims)/2 {
		return slices.Clone(r.claims)
	}
	return r.claims
}

func newReader(d *document.Document, opt Options) *reader {
	names := words.NewNames(opt.Platforms)
	r := &reader{text: d.Text, lex: words.NewLexer(words.Language(d.Text), names), names: names}
	r.dates = dates.Reader{CJK: r.lex.CJK()}
	if day := dates.Parse(opt.Published); day.Kind == dates.Day {
		r.dates.Published = day
	}
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

	carried      string     // platform that the last sentence that named any was of
	stale        bool       // another name came since
	before       dates.Date // of the last figure or event of the sentence before
	beforeMarket string     // and its market
	person       string     // who spoke last
	lastMetric   string     // of the figure before, to fill in what goes to review
	cells        int        // figures of tables so far

	sentence
}

// sentence is what is known of the sentence that is read.
type sentence struct {
	start, end int // bytes of the text
	growth     []growth
	tokens     []words.Token
	numbers    []numbers.Number
	told       []dates.Told
	bad        []reason      // against every claim of it
	speaker    string        // platform whose company speaks
	loose      []words.Token // places that are bound to no figure
}

// maxLines is how many lines of a paragraph are looked at together.
const maxLines = 500

// prose reads running text, paragraph by paragraph.
func (r *reader) prose(from, to int) {
	var lines [][2]int // of the paragraph, by their bytes
	for start := from; start < to; {
		end := to
		if n := strings.IndexByte(r.text[start:to], '\n'); n >= 0 {
			end = start + n
		}
		blank := strings.TrimSpace(r.text[start:end]) == ""
		if !blank {
			lines = append(lines, [2]int{start, end})
		}
		if blank || len(lines) == maxLines {
			r.paragraph(lines)
			lines = lines[:0]
		}
		start = end + 1
	}
	r.paragraph(lines)
}

// paragraph reads lines that no blank line parts. A line that was broken for its
// length goes on in the next.
func (r *reader) paragraph(lines [][2]int) {
	width := 0
	for _, l := range lines {
		width = max(width, document.Columns(r.text[l[0]:l[1]]))
	}
	for i, k := 0, 0; i < len(lines); i = k {
		for k = i + 1; k < len(lines) && r.goesOn(lines[k-1], lines[k], width); k++ {
		}
		r.sentences(lines[i][0], lines[k-1][1])
	}
}

// Widths between which lines are broken for their length, in columns.
const (
	minWidth = 50
	maxWidth = 120
)

// goesOn reports a line that was broken because the first word of the next had
// no more room.
func (r *reader) goesOn(a, b [2]int, width int) bool {
	if width < minWidth || width > maxWidth {
		return false
	}
	n := document.Columns(strings.Fields(r.text[b[0]:b[1]])[0])
	if r.lex.CJK() {
		n = min(n, 2)
	}
	return document.Columns(strings.TrimRight(r.text[a[0]:a[1]], " "))+n >= width
}

// maxSentence is how many tokens a sentence can have that is read.
const maxSentence = 400

// sentences reads the sentences of a stretch of text.
func (r *reader) sentences(from, to int) {
	for tokens := range r.lex.Sentences(r.text, from, to, maxSentence) {
		end := ""
		if n := len(tokens) - 1; n >= 0 && tokens[n].Class == words.Stop {
			end, tokens = r.words(tokens[n]), tokens[:n]
		}
		if len(tokens) > 0 {
			r.read(tokens, end)
		}
	}
}

// words returns the text of a token in one line.
func (r *reader) words(t words.Token) string {
	return strings.Join(strings.Fields(r.text[t.Start:t.End]), " ")
}
