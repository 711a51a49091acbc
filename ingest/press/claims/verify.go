package claims

import (
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

// Verify judges claims that another reader proposes for a document, with
// offsets in its text. What holds is accepted, what cannot be verified goes to
// review, and what contradicts the text is rejected. A claim holds when this
// package reads the same, or when
//
//   - a number in its quote has its value,
//   - platform, metric, period and market are said in its sentence, or around it
//     and nothing else of the kind is, and
//   - nothing speaks against it but words that are not known, apart from names
//     and from what stands right behind the figure or the platform.
func Verify(d *document.Document, opt Options, proposed []Claim) []Claim {
	v := &verifier{reader: newReader(d, opt), own: Read(d, opt), opt: opt}
	out := slices.Clone(proposed)
	for i := range out {
		c := &out[i]
		c.Reasons, c.Unknown, c.Flags = []string{}, []Span{}, []string{"proposed"}
		c.Status, c.SuggestedValue, c.Construction = Accepted, nil, ""
		v.verify(c)
		c.Reason = strings.Join(c.Reasons, "; ")
	}
	return out
}

type verifier struct {
	*reader
	own []Claim // what this package reads
	opt Options
}

// saying is what a stretch of text says, each thing once.
type saying struct {
	platforms, metrics, places, dates, events []string
	numbers                                   []numbers.Number
	tokens                                    []words.Token
}

func (s *saying) add(o saying) {
	for _, x := range []struct {
		to *[]string
		of []string
	}{{&s.platforms, o.platforms}, {&s.metrics, o.metrics}, {&s.places, o.places}, {&s.dates, o.dates}, {&s.events, o.events}} {
		for _, value := range x.of {
			*x.to = add(*x.to, value)
		}
	}
	s.numbers = append(s.numbers, o.numbers...)
	s.tokens = append(s.tokens, o.tokens...)
}

// saying reads a sentence without binding one thing to another.
func (v *verifier) saying(tokens []words.Token) saying {
	tokens, told := v.dates.Read(tokens)
	tokens, list := numbers.Read(v.text, tokens, 0)
	s := saying{numbers: list, tokens: tokens}
	for _, t := range tokens {
		switch t.Class {
		case words.Platform:
			s.platforms = add(s.platforms, t.Value)
		case words.Metric:
			s.metrics = add(s.metrics, t.Value)
		case words.Place:
			s.places = add(s.places, t.Value)
		case words.Launch, words.Shutdown:
			s.events = add(s.events, t.Class.String())
		case words.Date:
			if date := told[t.Ref].Date; date.Valid() {
				s.dates = add(s.dates, date.String())
				if told[t.Ref].End || date.Kind == dates.Quarter {
					s.dates = add(s.dates, date.Last().String())
				}
			}
		}
	}
	return s
}

// around reads the paragraph of a span: the sentences that the span lies in,
// and all of it.
func (v *verifier) around(start, end int) (sentence, paragraph saying) {
	from, to := strings.LastIndex(v.text[:start], "\n\n")+1, len(v.text)
	if n := strings.Index(v.text[end:], "\n\n"); n >= 0 {
		to = end + n
	}
	const far = 20_000 // a paragraph of any length costs no more
	from, to = max(from, start-far), min(to, end+far)
	for from < to && !utf8.RuneStart(v.text[from]) {
		from++
	}
	for at := from; at < to; {
		var tokens []words.Token
		begin := at
		tokens, at = v.lex.Sentence(nil, v.text, at, to, maxSentence)
		s := v.saying(tokens)
		paragraph.add(s)
		if begin < end && start < at {
			sentence.add(s)
		}
	}
	return sentence, paragraph
}

func (c *Claim) reject(why string) { c.doubt(why); c.Status = Rejected }

func (v *verifier) verify(c *Claim) {
	if c.Start < 0 || c.End > len(v.text) || c.Start >= c.End {
		c.reject("the span is not in the text")
		return
	}
	if c.PlatformID != "" && !v.names.Has(c.PlatformID) {
		c.reject("no platform " + c.PlatformID + " is known")
		return
	}
	sentence, paragraph := v.around(c.Start, c.End)
	for _, t := range v.lex.Lex(nil, v.opt.Title, 0, len(v.opt.Title)) {
		if t.Class == words.Platform {
			paragraph.platforms = add(paragraph.platforms, t.Value)
		}
	}
	mine, ours := c.twin(v.own, sentence)
	switch {
	case ours && mine.Status == Accepted && c.says() == mine.says():
		return
	case ours && mine.Status == Accepted:
		c.reject("the text says " + mine.says() + ", not " + c.says())
		return
	case c.Kind != "observation" && c.Kind != "event":
		c.doubt("only figures, launches and closures are verified")
		return
	case ours:
		for k, why := range mine.Reasons {
			if v.tolerated(mine, why) || why == "no date" || why == "no platform" || why == "no metric" || strings.HasPrefix(why, "users of no kind") {
				continue
			}
			c.doubt(mine.Reasons[k])
		}
		c.Unknown = mine.Unknown
		if mine.Status == Rejected {
			c.Status = Rejected
		}
	}
	at := c.Period
	if c.Kind == "event" {
		at = c.Date
		c.said("event", c.Event, sentence.events, nil)
	} else {
		v.value(c)
		c.said("metric", c.Metric, sentence.metrics, paragraph.metrics)
		if !ours && c.Status == Accepted {
			c.doubt("the figure was not read as users of a platform")
		}
	}
	c.said("platform", c.PlatformID, sentence.platforms, paragraph.platforms)
	c.said("date", at, sentence.dates, paragraph.dates)
	if c.Market == "" {
		c.Market = world
	}
	places := slices.DeleteFunc(slices.Clone(sentence.places), func(p string) bool { return p == world })
	switch {
	case c.Market != world:
		c.said("market", c.Market, places, paragraph.places)
	case len(places) > 0:
		c.doubt("the sentence has a place: " + places[0])
	}
	judged := reader{claims: []Claim{*c}, dates: v.dates}
	judged.check()
	*c = judged.claims[0]
}

// twin finds the claim of this package about the same figure or event.
func (c *Claim) twin(own []Claim, s saying) (Claim, bool) {
	if len(s.tokens) == 0 {
		return Claim{}, false
	}
	from, to := min(c.Start, s.tokens[0].Start), max(c.End, s.tokens[len(s.tokens)-1].End)
	var best Claim
	found := false
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
	case "statement":
		return fmt.Sprint(c.Who, " ", deref(c.LeadLow), " to ", deref(c.LeadHigh), " months ", deref(c.WinProbability))
	case "growth":
		return fmt.Sprint(c.PlatformID, " ", c.Metric, " ", c.Comparison, " ", c.Percent)
	}
	market := c.Market
	if market == "" {
		market = world
	}
	return fmt.Sprintf("%s %s %s %s %.0f", c.PlatformID, c.Metric, market, c.Period, c.Value)
}

func deref(x *float64) float64 {
	if x == nil {
		return -1
	}
	return *x
}

// value compares the numbers in the quote with the value.
func (v *verifier) value(c *Claim) {
	quote := v.saying(v.lex.Lex(nil, v.text, c.Start, c.End))
	other := ""
	for _, t := range quote.tokens {
		if !t.Class.In("N57") {
			continue
		}
		n := quote.numbers[t.Ref]
		if near(n.Value, c.Value) || near(n.High, c.Value) {
			if t.Class == words.Quantity {
				c.reject("counts something else: " + v.words(t))
			}
			return
		}
		other = v.words(t)
	}
	if other == "" {
		c.doubt("no number in the quote")
		return
	}
	c.reject(fmt.Sprintf("no number in the quote is %.0f: %s", c.Value, other))
}

// said asks whether a part of a claim is said: in the sentence, alone; else
// around it, alone.
func (c *Claim) said(what, value string, sentence, around []string) {
	switch {
	case value == "":
		c.doubt("no " + what)
	case slices.Contains(sentence, value):
		if others := withoutPart(sentence, value); len(others) > 0 {
			c.doubt("the sentence has another " + what + ": " + others[0])
		}
	case len(sentence) > 0:
		c.reject("the sentence says " + sentence[0] + ", not " + value)
	case !slices.Contains(around, value):
		c.doubt("the " + what + " is not said")
	case len(withoutPart(around, value)) > 0:
		c.doubt("the " + what + " is said elsewhere, and another one too: " + withoutPart(around, value)[0])
	}
}

// withoutPart leaves out a value, and dates that it is part of or that are part
// of it.
func withoutPart(list []string, value string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool {
		return strings.HasPrefix(s, value) || strings.HasPrefix(value, s)
	})
}

// tolerated reports a word that is not known and changes nothing: no name, and
// neither right behind the figure nor right behind the platform.
func (v *verifier) tolerated(c Claim, why string) bool {
	word, ok := strings.CutPrefix(why, "not understood: ")
	if !ok {
		return false
	}
	first, _ := utf8.DecodeRuneInString(word)
	if unicode.IsUpper(first) || !unicode.IsLower(first) {
		return false
	}
	for _, u := range c.Unknown {
		before := strings.TrimRight(v.text[:u.Start], " \n")
		last := before[max(0, len(before)-40):]
		tokens := v.lex.Lex(nil, last, 0, len(last))
		if u.Words == word && len(tokens) > 0 && tokens[len(tokens)-1].Class.In("9dy801UMfP") {
			return false
		}
	}
	return true
}
