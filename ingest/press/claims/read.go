package claims

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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
func Read(d *document.Document, opt Options) []*Claim {
	r := newReader(d, opt)
	r.text = opt.Title // a text of its own, in which its words stand
	title := r.lex.Lex(nil, r.text, 0, len(r.text))
	r.name(title)
	r.remember(title)
	r.text = d.Text
	for i := range title {
		title[i].Start, title[i].End = 0, 0
	}
	if r.title = title; !hasAny(title, "9d8TX") { // else it is the first line, which is read below
		r.topic.below = first(title, func(t words.Token) bool { return t.Class == words.Place && t.Value != world })
	}
	if r.stale {
		r.carried, r.stale = "", false
	}
	end := 0
	for _, t := range d.Tables {
		r.prose(end, t.Start)
		r.table(t)
		end = max(end, t.End)
	}
	r.prose(end, len(d.Text))
	r.check()
	return r.claims
}

func newReader(d *document.Document, opt Options) *reader {
	names := words.NewNames(opt.Platforms)
	r := &reader{text: d.Text, lex: words.NewLexer(words.Language(d.Text), names), names: names}
	r.dates, r.forms = dates.Reader{CJK: r.lex.CJK()}, formsOf(r.lex)
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
	claims []*Claim

	pair         []string              // platforms of the last sentence that named any, in their order
	carried      string                // platform that the last sentence that named any was of
	stale        bool                  // another name came since
	part         string                // a product within it that was named with it or since; "" none
	changed      bool                  // the sentence before that named any was of another one
	firm         bool                  // a company was named with it or since
	panel        string                // of one country that counted its users; "" none
	placed       []words.Token         // the places of the sentence before
	title        []words.Token         // of the text
	called       []string              // platforms that the text called messengers and whose names others have, too
	smart        bool                  // users on smart devices were counted before
	last         int                   // the first claim of the sentence before
	made         int                   // and of the last sentence that had any
	named        bool                  // only a word for an app can stand for it: O bought P
	asked        bool                  // the sentence is a question
	warned       string                // why what follows is no claim; "" nothing
	before       dates.Date            // of the last figure or event of the sentence before
	mentioned    dates.Date            // the only day of the sentence before: on that day
	heading      dates.Date            // of the heading that the line is below
	beforeMarket string                // and its market
	person       string                // who spoke last
	topic        topic                 // what the lines or the sentence before say of what follows
	chorus       bool                  // a sentence has two who may speak
	alone        bool                  // the sentence before has one number, a figure that is accepted
	lastMetric   string                // of the figure before, to fill in what goes to review
	cells        int                   // figures of tables so far
	open         open                  // the end of the text so far
	spare        []chunk               // of the last sentence, to be used again
	lexed        map[int][]words.Token // of the cells of a table, by where they begin

	forms map[string][]*form // of its language
	sight sight              // of the tokens that were looked at last

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
}

// words returns the text of a token in one line.
func (r *reader) words(t words.Token) string {
	return document.Squeeze(r.text[t.Start:t.End])
}

// stretch returns the text from the first of some tokens to the last.
func (r *reader) stretch(tokens []words.Token) string {
	return r.words(words.Token{Start: tokens[0].Start, End: tokens[len(tokens)-1].End})
}

// Modality is judged once. Words of these classes speak against every claim of
// the sentence, or of the clause and what hangs on it.
const (
	ofSentence = "-?<"  // taken back, guessed, expected; the last two not backward, from a figure to one before it
	ofClause   = "m!>~" // could, not, aims, said before otherwise
)

// against are the classes that keep a figure from being one platform's users
// in one market.
const against = ofSentence + ofClause + "Gxb&F^s"

// denial is what a sentence consists of, but for two words, that takes back the
// one before it: that is false, the company called the figure invented.
const denial = "-!_zlSaPOMUfvpcW,"

// read reads one sentence, which ends with a mark.
func (r *reader) read(in []words.Token, mark string) {
	r.hear(in)
	last := r.last
	if r.last = len(r.claims); r.last > last {
		r.made = last
	}
	r.asked = isQuestion(mark) && hasAny(in, "v") // how big is P?
	if !hasAny(in, "9dy8TX") {                    // no number, and neither a beginning nor an end
		if i := find(in, "-"); i >= 0 && len(filterOut(in, denial)) <= 2 {
			doubtAll(r.claims[last:], "taken back by the next sentence: "+r.words(in[i]))
		}
		if isQuestion(mark) && len(in) <= 5 && hasAny(in, "!-z") && !hasAny(in, "PMUn") { // or did it?
			doubtAll(r.claims[last:], "questioned by the next sentence")
		}
		r.takeBack(in)
		r.before, r.mentioned, r.heading, r.alone = dates.Date{}, dates.Date{}, dates.Date{}, false
		r.panel = cmp.Or(r.unitOf(in), r.panelOf(in))
		r.remember(in)
		r.under(in, nil, mark)
		return
	}
	r.sentence = sentence{start: in[0].Start, end: in[len(in)-1].End}
	if rest := r.text[r.end:]; mark != "" && strings.HasPrefix(rest, mark) {
		r.end += len(mark)
	}
	apart := r.dates.Apart()
	tokens, told := r.dates.Read(r.text, in)
	r.told = told
	for _, c := range r.claims[last:] {
		if !apart && r.dates.Apart() && dates.Parse(c.Period) == r.dates.Published { // P now has N. Posted on D
			c.doubt("the text gives another day: " + r.stretch(in))
		}
	}
	tokens = r.scales(tokens)
	tokens, r.numbers = numbers.Read(r.text, tokens)
	r.odds(tokens, mark)
	tokens = r.dateline(tokens)
	unit := r.unitOf(tokens)
	r.become(tokens)
	r.refer(tokens)
	r.growths(tokens)
	r.takeBack(tokens)
	r.tokens, r.panel, r.heading = tokens, cmp.Or(unit, r.panelOf(tokens)), r.headed(tokens)
	if isQuestion(mark) {
		r.bad = append(r.bad, reason{text: "a question"})
	}
	done := len(r.claims)
	if !r.respectively(tokens) {
		if hasAny(tokens, "Z") {
			r.bad = append(r.bad, reason{text: "lists that are not of one length"})
		}
		r.clauses(tokens)
	}
	made := r.claims[done:]
	r.alone = len(made) == 1 && made[0].Kind == "observation" && made[0].Status == Accepted && len(filter(tokens, "N578$")) == 1
	r.before = dates.Date{}
	for _, c := range made {
		switch d := dates.Parse(c.Period + c.Date); {
		case d.Kind == dates.None || c.Comparative:
		case r.before.Kind != dates.None && r.beforeMarket != c.Market: // of several figures none can be meant
			r.before = dates.Date{}
		default:
			r.before, r.beforeMarket = d, c.Market
		}
	}
	r.mentioned = dates.Date{}
	if when := filter(tokens, "D"); len(when) == 1 && !r.told[when[0].Ref].Day {
		r.mentioned = r.told[when[0].Ref].Date
	}
	r.remember(tokens)
	r.under(tokens, made, mark)
}

// headed returns the period that a heading gives to the lines below it, up to
// one that has a period of its own, no number, or more than one sentence; none
// beside such lines.
func (r *reader) headed(tokens []words.Token) dates.Date {
	if m := r.form("dated heading", tokens, 0, 0); m != nil {
		if d := r.told[tokens[m[2]].Ref].Date; d.Kind == dates.Month || d.Kind == dates.Quarter || d.EndsMonth() {
			return d
		}
	}
	before := r.text[max(0, r.start-20):r.start] // room for a bullet or the number of a line
	ends := strings.LastIndexFunc(before, func(c rune) bool { return c == '\n' || unicode.IsLetter(c) })
	if hasAny(tokens, "DW") || ends < 0 || before[ends] != '\n' {
		return dates.Date{}
	}
	return r.heading
}

// remember keeps the subject of a sentence for the next one: a platform that is
// named, not one after a contrast or by way of which something is said.
func (r *reader) remember(tokens []words.Token) {
	var platforms []string
	quiet := !hasAny(tokens, "NDTX")
	for i, t := range tokens {
		contrast := i > 0 && tokens[i-1].Class == words.Contrast || r.lex.VerbFinal() && comes(tokens[i+1:], "", "^", 1)
		if t.Class == words.Platform && !contrast && !slices.Contains(platforms, t.Value) && !(quiet && r.is("medium", tokens, i)) {
			platforms = append(platforms, t.Value)
		}
	}
	r.look(tokens, 0, 0)
	if i := find(tokens, "b"); i >= 0 {
		r.part = r.words(tokens[i])
	} else if m := r.seen("brings in"); m != nil { // P has a new rival. It had N
		r.part = r.words(tokens[m[1]-1])
	} else if len(platforms) > 0 {
		r.part = ""
	}
	r.placed = filter(tokens, "LG")
	r.smart = r.smart || hasSmart(tokens)
	r.firm = r.seen("firm") != nil || r.firm && len(platforms) == 0
	switch {
	case len(platforms) > 0:
		r.changed = r.carried != "" && r.carried != platforms[0]
		r.pair, r.carried = platforms, platforms[0]
		led := (!r.asked || r.seen("asked of another") != nil) && !r.claimed(platforms[0]) && r.seen("led") != nil
		r.named = led && r.seen("the app") != nil
		r.stale = len(platforms) > 1 || led && !r.named || r.seen("rivals") != nil || r.seen("joined") != nil || r.seen("not ours") != nil
	case slices.ContainsFunc(tokens, isMarked):
		r.stale = true
	}
}

// claimed reports that the sentence has an accepted claim of a platform, not in a
// relative clause: it is about it, whatever stands before.
func (r *reader) claimed(platform string) bool {
	return slices.ContainsFunc(r.claims[min(r.last, len(r.claims)):], func(c *Claim) bool {
		return c.PlatformID == platform && c.Status == Accepted && c.Construction != "relative clause"
	})
}

// ofOneCountry is said of a figure without a place, before who counted it.
const ofOneCountry = "who counts is of one country: "

// panelOf returns the panel of one country that a sentence names, or, of one that
// names no platform, that of the sentence before; "" none.
func (r *reader) panelOf(tokens []words.Token) string {
	if i := withValue(tokens, "panel"); i >= 0 {
		return r.words(tokens[i])
	} else if hasAny(tokens, "P") {
		return ""
	}
	return r.panel
}

// unitOf returns the unit of a platform in one country, which counts or speaks; "" none.
func (r *reader) unitOf(tokens []words.Token) string {
	if m := r.form("its unit", tokens, 0, 0); m != nil {
		return r.words(tokens[m[2]])
	}
	return ""
}

// refer puts platforms in the stead of words that stand for them: the former
// and the latter of two that were named together, a company that has the name of
// its platform, where no other platform is named, and a common word that is
// written as a name within a sentence or stands before a verb.
func (r *reader) refer(tokens []words.Token) {
	r.name(tokens)
	named, pair := values(tokens, "P"), r.pair
	for i := range tokens {
		t := &tokens[i]
		which := -1
		if t.Class == words.Pronoun {
			which = slices.Index([]string{"former", "latter"}, t.Value)
		}
		if which >= 0 && len(named) > 0 {
			pair = values(tokens[:i], "P")
		}
		switch rest := tokens[i+1:]; {
		case r.isShared(*t):
			if slices.Contains(r.called, t.Value) {
				t.Class = words.Platform
			}
		case t.Class == words.Name && r.names.Has(t.Value):
			if comes(rest, "", "vSTX", 1) || len(rest) > 0 && rest[0].Value == "of" || i > 0 && !tokens[i-1].Class.In(".@") && !comes(rest, "", "@", 1) {
				t.Class = words.Platform
			}
		case t.Class == words.Owner && r.names.Has(t.Value) && (len(named) == 0 || len(named) == 1 && named[0] == t.Value) && !comes(rest, ",_", "TX", 3): // a firm begins by itself
			t.Class = words.Platform
		case which >= 0 && len(pair) == 2 && !comes(rest, "", ".@aO", 1): // not the former chief
			t.Class, t.Value = words.Platform, pair[which]
		}
	}
}

// isShared reports a name in a script without capitals that is that of a
// platform and of something else.
func (r *reader) isShared(t words.Token) bool {
	return t.Class == words.Name && r.names.Has(t.Value) && t.Start < len(r.text) && r.text[t.Start] >= utf8.RuneSelf
}

// name keeps the platforms that a text calls messengers by a name that others have, too.
func (r *reader) name(tokens []words.Token) {
	for i, t := range tokens {
		if r.isShared(t) && r.is("messenger", tokens, i) {
			r.called = append(r.called, t.Value)
		}
	}
}

// becomes are the classes that words get by their order, one after the other.
const becomes = "ixGO_mSXT-&"

// become gives them to words.
func (r *reader) become(tokens []words.Token) {
	for _, class := range becomes {
		for m := range r.all("becomes "+string(class), tokens) {
			if first := tokens[m[0]]; first.Class == words.Platform && tokens[m[3]-1].Class == words.Close && first.Value != tokens[m[2]+1].Value { // no other name of it
				continue
			}
			for k := m[2]; k < m[3]; k++ {
				tokens[k].Class = words.Class(class)
			}
		}
	}
	day := slices.ContainsFunc(tokens, func(t words.Token) bool { return t.Class == words.Date && r.told[t.Ref].Date.Kind == dates.Day })
	for i := range tokens {
		t := &tokens[i]
		if t.Value == "joins" && !day { // in January, N joined
			t.Class = 'i'
		}
		if t.Value == "joined" || t.Value == "joins" {
			t.Value = "registered"
		}
	}
}

// scales gives the scale of a heading to the figures behind dates: users in
// millions: January 2013 100, July 2013 200. Lines get the marks that these have.
func (r *reader) scales(tokens []words.Token) []words.Token {
	m := r.form("heading", tokens, 0, 0)
	if m == nil {
		return tokens
	}
	r.kindred(tokens)
	tokens = slices.Clone(tokens)
	scale := tokens[m[2]]
	tokens[m[2]].Class = words.Harmless
	for i := len(tokens) - 1; i > m[3]; i-- {
		if tokens[i].Class.In("9dy") && tokens[i-1].Class.In("D:") {
			scale.Start, scale.End = tokens[i].End, tokens[i].End
			mark := words.Token{Class: words.Comma, Start: scale.Start, End: scale.End}
			if tokens = slices.Insert(tokens, i+1, scale, mark); i+3 == len(tokens) || tokens[i+3].Class.In(",;") {
				tokens = slices.Delete(tokens, i+2, i+3)
			}
			if tokens[i-1].Class == words.Colon && tokens[i-2].Class == words.Date {
				tokens[i-1].Class = words.Harmless
			}
		}
	}
	if d := find(tokens, "D"); tokens[d-1].Class != words.Colon {
		tokens = slices.Insert(tokens, d, words.Token{Class: words.Colon, Start: tokens[d].Start, End: tokens[d].Start})
	}
	return tokens
}

// dateline cuts off where and when a report was written: LONDON, 24 Feb 2016 -,
// MENLO PARK, Calif., July 26 (Agency) --. A place in capitals is one whatever
// its words mean in small letters.
func (r *reader) dateline(tokens []words.Token) []words.Token {
	head := tokens[:min(len(tokens), 14)]
	if !hasAny(head, ")=") {
		return tokens
	}
	head = slices.Clone(head)
	capitals := head[0].Start + len(capitalsForm.FindString(r.text[head[0].Start:head[len(head)-1].End]))
	for i, t := range head {
		if t.End <= capitals && t.Class.In("@LO._iS") {
			head[i].Class = words.Name
		}
	}
	if m := r.form("dateline", head, 0, 0); m != nil {
		for _, t := range filter(tokens[:m[1]], "D") {
			r.dates.Written(r.told[t.Ref].Date)
		}
		return tokens[m[1]:]
	}
	return tokens
}

var capitalsForm = regexp.MustCompile(`^(?:\(?\p{Lu}[\p{Lu}.&'-]+ *)+`)
