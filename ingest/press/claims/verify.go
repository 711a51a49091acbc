package claims

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"headstart/ingest/press/dates"
	"headstart/ingest/press/document"
	"headstart/ingest/press/numbers"
	"headstart/ingest/press/words"
)

// Verify judges claims that another reader proposes for a document, each with a
// quote of file, the bytes that were read, or of its text, and where it
// stands there. What holds is accepted, what cannot be verified goes to
// review, and what contradicts the text is rejected. A claim holds when this
// package reads the same, or when
//
//   - a number in its quote has its value,
//   - platform, metric, period and market are said in its sentence, or around it
//     and nothing else of the kind is, and
//   - nothing speaks against it but words that are not known, apart from names
//     and from what stands right behind the figure or the platform.
//
// It returns them with offsets in the text, 0 for a quote that is not there.
func Verify(d *document.Document, file []byte, opt Options, proposed []*Claim) []*Claim {
	v := &verifier{reader: newReader(d, opt), own: Read(d, opt), opt: opt, d: d, file: file}
	var out []*Claim
	for _, p := range proposed {
		claim := *p
		c := &claim
		out = append(out, c)
		c.Status, c.SuggestedValue, c.Construction = Accepted, nil, ""
		c.Reasons, c.Unknown, c.Flags = []string{}, []Span{}, []string{"proposed"}
		if why, contradicts := v.find(c); contradicts {
			c.reject(why)
		} else if why != "" {
			c.doubt(why)
		} else {
			v.verify(c)
		}
		if c.Kind == "observation" {
			c.Qualifier = cmp.Or(c.Qualifier, "exact")
		}
		c.Reason = strings.Join(c.Reasons, "; ")
	}
	return out
}

type verifier struct {
	*reader
	own  []*Claim // what this package reads
	opt  Options
	d    *document.Document
	file []byte
}

// find gives a proposal the place of its quote in the text; else it returns why
// that cannot be said, and whether the text contradicts it. A quote without its bytes
// must stand there once.
func (v *verifier) find(c *Claim) (why string, contradicts bool) {
	start, end := c.Start, c.End
	c.Start, c.End = 0, 0
	if start == 0 && end == 0 {
		inText, inFile := strings.Count(v.text, c.Quote), bytes.Count(v.file, []byte(c.Quote))
		switch from := strings.Index(v.text, c.Quote); {
		case c.Quote == "":
			return "it has neither a quote nor its bytes", false
		case inText > 1:
			return fmt.Sprintf("the quote stands in the text %d times; give start and end, or a longer one", inText), false
		case inText == 1:
			c.Start, c.End = from, from+len(c.Quote)
			return "", false
		case inFile != 1:
			return "the quote is not in the text", true
		}
		start = bytes.Index(v.file, []byte(c.Quote))
		end = start + len(c.Quote)
	}
	if start < 0 || end > len(v.file) || start >= end {
		return fmt.Sprintf("bytes %d to %d are not in the file, which has %d", start, end, len(v.file)), true
	}
	from, to := v.d.Find(start, end)
	if c.Quote != "" && c.Quote != string(v.file[start:end]) && c.Quote != v.text[from:to] {
		return fmt.Sprintf("bytes %d to %d are not the quote", start, end), true
	}
	if c.Start, c.End = from, to; from == to {
		c.Quote = "" // nothing of it is shown
		return "the span is not in the text", true
	}
	return "", false
}

func (c *Claim) reject(why string) { c.doubt(why); c.Status = Rejected }

func (v *verifier) verify(c *Claim) {
	if c.PlatformID != "" && !v.names.Has(c.PlatformID) {
		c.reject("no platform " + c.PlatformID + " is known")
		return
	}
	c.Market = cmp.Or(c.Market, world)
	from, to, whole, sentence, paragraph := v.around(c.Start, c.End)
	mine, ours := c.twin(v.own, from, to)
	switch {
	case ours && mine.Status == Accepted:
		if c.says() != mine.says() {
			c.reject("the text says " + mine.says() + ", not " + c.says())
		}
		c.follow(mine)
		return
	case c.Kind != "observation" && c.Kind != "event":
		c.doubt("only figures, launches and closures are verified")
		return
	case ours:
		c.follow(mine)
		for _, why := range mine.Reasons {
			if !v.tolerated(mine, why) {
				c.doubt(why)
			}
		}
		if c.Unknown = slices.Clone(mine.Unknown); mine.Status == Rejected {
			c.Status = Rejected
		}
	}
	if !whole {
		c.doubt(tooLong)
	}
	if c.Kind == "event" {
		c.said("event", c.Event, sentence['T'], nil)
	} else {
		v.value(c)
		c.said("metric", c.Metric, sentence['M'], paragraph['M'])
		if !ours && c.Status == Accepted {
			c.doubt("the figure was not read as users of a platform")
		}
	}
	c.said("platform", c.PlatformID, sentence['P'], paragraph['P'])
	c.said("date", c.Period+c.Date, sentence['D'], paragraph['D'])
	places := slices.DeleteFunc(sentence['L'], func(p string) bool { return p == world })
	if c.Market != world {
		c.said("market", c.Market, places, paragraph['L'])
	} else if len(places) > 0 {
		c.doubt("the sentence has a place: " + places[0])
	}
	judged := reader{claims: []*Claim{c}, dates: v.dates}
	judged.check()
}

// follow takes over what a proposal does not say of a figure, such as its bound. A
// bound that it does say is that of the text.
func (c *Claim) follow(mine *Claim) {
	if c.Kind != "observation" {
		return
	}
	if c.Qualifier != "" && c.Qualifier != mine.Qualifier {
		c.reject("the text says " + mine.Qualifier + ", not " + c.Qualifier)
		return
	}
	c.Qualifier, c.Unit, c.Basis, c.High, c.Resolution = mine.Qualifier, mine.Unit, mine.Basis, mine.High, mine.Resolution
}

// around reads what stands around a span: the sentences that it lies in, which
// are text[from:to] and may be torn, and the paragraph, with the title of the text.
func (v *verifier) around(start, end int) (from, to int, whole bool, sentence, paragraph map[words.Class][]string) {
	const far = 20_000 // a paragraph of any length costs no more
	begin, stop := strings.LastIndex(v.text[:start], "\n\n")+1, len(v.text)
	if n := strings.Index(v.text[end:], "\n\n"); n >= 0 {
		stop = end + n
	}
	first, last := max(begin, start-far), min(stop, end+far)
	for first < last && !utf8.RuneStart(v.text[first]) {
		first++
	}
	from, to, whole = start, end, true
	for s, isWhole := range v.lex.Sentences(v.text, first, last, maxSentence) {
		if a, b := s[0].Start, s[len(s)-1].End; a < end && start < b {
			from, to, whole = min(from, a), max(to, b), whole && isWhole
		}
	}
	whole = whole && (from > first || first == begin) && (to < last || last == stop)
	sentence, paragraph = v.saying(v.text[from:to]), v.saying(v.text[first:last])
	paragraph['P'] = append(paragraph['P'], v.saying(v.opt.Title)['P']...)
	return from, to, whole, sentence, paragraph
}

// saying returns the platforms, metrics, places, dates and events of a text. A
// quarter says its last day, too.
func (v *verifier) saying(text string) map[words.Class][]string {
	tokens, told := v.dates.Read(text, v.lex.Lex(nil, text, 0, len(text)))
	out := map[words.Class][]string{'P': values(tokens, "P"), 'M': values(tokens, "M"), 'L': values(tokens, "L")}
	for _, t := range filter(tokens, "TX") {
		out['T'] = append(out['T'], t.Class.String())
	}
	for _, t := range filter(tokens, "D") {
		date := told[t.Ref].Date
		if out['D'] = append(out['D'], date.String(), told[t.Ref].Of.String()); date.Kind == dates.Quarter {
			out['D'] = append(out['D'], date.Last().String())
		}
	}
	return out
}

// twin finds the claim of this package about the same figure or event of
// text[from:to].
func (c *Claim) twin(own []*Claim, from, to int) (best *Claim, found bool) {
	for _, o := range own {
		if o.Kind != c.Kind || o.Start >= to || o.End <= from || o.Kind == "observation" && !near(o.Value, c.Value) || o.Kind == "event" && o.Event != c.Event {
			continue
		}
		if !found || o.says() == c.says() {
			best, found = o, true
		}
	}
	return best, found
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Abs(b) }

// says is what must agree between two claims.
func (c *Claim) says() string {
	switch c.Kind {
	case "event":
		return fmt.Sprint(c.PlatformID, " ", c.Event, " ", c.Date)
	case "growth":
		return fmt.Sprint(c.PlatformID, " ", c.Metric, " ", c.Comparison, " ", c.Percent)
	case "statement":
		if c.LeadLow != nil && c.LeadHigh != nil && c.WinProbability != nil {
			return fmt.Sprint(c.Who, " ", *c.LeadLow, " to ", *c.LeadHigh, " months ", *c.WinProbability)
		}
	}
	return fmt.Sprintf("%s %s %s %s %.0f", c.PlatformID, c.Metric, c.Market, c.Period, c.Value)
}

// value compares the numbers in the quote with the value.
func (v *verifier) value(c *Claim) {
	dateless, _ := v.dates.Read(v.text, v.lex.Lex(nil, v.text, c.Start, c.End)) // the digits of dates are no numbers
	tokens, list := numbers.Read(v.text, dateless)
	other := ""
	for _, t := range filter(tokens, "N57") {
		if n := list[t.Ref]; near(n.Value, c.Value) || near(n.High, c.Value) {
			if t.Class == words.Quantity {
				c.reject("counts something else: " + v.words(t))
			}
			return
		}
		other = v.words(t)
	}
	if other == "" {
		c.doubt("no number in the quote")
	} else {
		c.reject(fmt.Sprintf("no number in the quote is %.0f: %s", c.Value, other))
	}
}

// said asks whether a part of a claim is said: in the sentence, alone; else
// around it, alone. A date that the other is part of is no other one.
func (c *Claim) said(what, value string, sentence, around []string) {
	other := func(list []string) string {
		for _, s := range list {
			if !strings.HasPrefix(s, value) && !strings.HasPrefix(value, s) {
				return s
			}
		}
		return ""
	}
	switch {
	case value == "":
		c.doubt("no " + what)
	case slices.Contains(sentence, value):
		if s := other(sentence); s != "" {
			c.doubt("the sentence has another " + what + ": " + s)
		}
	case len(sentence) > 0:
		c.reject("the sentence says " + sentence[0] + ", not " + value)
	case !slices.Contains(around, value):
		c.doubt("the " + what + " is not said")
	case other(around) != "":
		c.doubt("the " + what + " is said elsewhere, and another one too: " + other(around))
	}
}

// tolerated reports what is no reason against a proposal: a part of it that
// this package did not find, and a word that is not known and changes nothing,
// which is no name and stands neither right behind the figure nor right behind
// the platform.
func (v *verifier) tolerated(c *Claim, why string) bool {
	word, unknown := strings.CutPrefix(why, "not understood: ")
	if !unknown || !unicode.IsLower(initial(word)) {
		return slices.Contains([]string{"no date", "no platform", "no metric", noKind}, why)
	}
	return !slices.ContainsFunc(c.Unknown, func(u Span) bool {
		before := v.lex.Lex(nil, v.text, max(c.Start, u.Start-40), u.Start)
		return u.Words == word && len(before) > 0 && before[len(before)-1].Class.In("9dy801UMfP")
	})
}
