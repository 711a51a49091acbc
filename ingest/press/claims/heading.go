package claims

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"headstart/ingest/press/words"
)

// A topic is what lines and sentences without a figure say of what follows: the
// words for it, nil where there are none.
type topic struct {
	list  *words.Token // of the heading above a list, which can change what its items say
	right bool         // it ends with a colon, so what stands right below it is an item, too
	below *words.Token // the place or the part of the users that a heading is about
	next  *words.Token // and the sentence before
	doubt *words.Token // of the sentence before, a guess or an aim
}

// plainly are the classes of a heading that changes nothing of what stands below it.
const plainly = "_PMUfDWSOavzjqrpucTXyd957N1ABCEoKkQelRthg#@&:,()=|"

// maxBullet is how many bytes are looked at before the first word of a line, and
// behind its last one.
const maxBullet = 40

// bulletForm is what can stand before the first word of a line.
var bulletForm = regexp.MustCompile(`^[\s*•·◦▪■●–—-]*(?:\d{1,2}[.)]\s+|[a-zA-Z]\)\s+)?$`)

// under sends the claims of a sentence to review that the lines above it or the
// sentence before can limit, and keeps what it says itself of those that follow.
func (r *reader) under(tokens []words.Token, made []*Claim, mark string) {
	if len(tokens) == 0 { // nothing but a dateline
		return
	}
	start, end := tokens[0].Start, tokens[len(tokens)-1]
	line := max(0, start-maxBullet)
	line += strings.LastIndexByte(r.text[line:start], '\n') + 1
	rest, _, _ := strings.Cut(r.text[end.End:min(end.End+maxBullet, len(r.text))], "\n")
	begins := (line == 0 || r.text[line-1] == '\n') && bulletForm.MatchString(r.text[line:start])
	alone := begins && strings.Trim(rest, " \t\r：:?？)）\"”*_") == ""
	if begins && len(tokens) == 1 && mark == "." && tokens[0].Class.In("d90N75D") { // the number of an item
		return
	}
	item := r.topic.right || begins && (alone && mark == "" && (hasAny(tokens, ":=(") || !hasAny(tokens, "vp")) || itemForm.MatchString(r.text[line:end.End]))
	for _, c := range made {
		r.limit(c, item, hasAny(tokens, "LG"))
	}
	r.topic.right, r.topic.next, r.topic.doubt = false, nil, nil
	switch {
	case slices.ContainsFunc(made, func(c *Claim) bool { return c.Metric+c.Event != "" }): // not three myths
		if !item {
			r.topic.list = nil
		}
	case alone && (mark == "" || isQuestion(mark)) && !(hasAny(tokens, "D") && hasAny(tokens, "N5")): // a heading, not D: N messages
		r.topic = topic{list: changed(tokens), below: limited(tokens), right: end.Class == words.Colon}
		r.stale = r.stale || !hasAny(tokens, "P") && hasAny(tokens, "OnbxG&<>^")
	default:
		r.topic.list, r.topic.next = nil, limited(tokens)
		doubts := "?>"
		if len(r.claims) == 0 { // it cannot speak of what stands before
			doubts += "-"
		}
		if len(tokens) <= 7 && !hasAny(tokens, "PDWNO") {
			r.topic.doubt = first(tokens, func(t words.Token) bool { return t.Class.In(doubts) })
		}
	}
}

// limit doubts a claim by what stands before it.
func (r *reader) limit(c *Claim, item, placed bool) {
	if t := r.topic.list; item && t != nil {
		c.doubt("the line above can change it: " + r.words(*t))
	}
	if t := r.topic.doubt; t != nil {
		c.doubt("the sentence before can be of it: " + r.words(*t))
	}
	for _, t := range []*words.Token{r.topic.below, r.topic.next} {
		if t != nil && c.Kind == "observation" && c.Market == world && !placed && r.names.Home(c.PlatformID) != t.Value {
			c.doubt("it can be only of what was spoken of before: " + cmp.Or(t.Value, r.words(*t)))
		}
	}
}

// first returns a copy of the first token that is asked for, for a sentence's own are used again; nil if there is none.
func first(tokens []words.Token, is func(words.Token) bool) *words.Token {
	i := slices.IndexFunc(tokens, is)
	if i < 0 {
		return nil
	}
	t := tokens[i]
	return &t
}

// changed returns a word of a heading that can change what stands below it.
func changed(tokens []words.Token) *words.Token {
	return first(tokens, func(t words.Token) bool {
		return !t.Class.In(plainly) && !slices.Contains([]string{world, "heading", "main"}, t.Value)
	})
}

// limited returns the place or the part of the users that words without a figure
// are about. What is denied, or said of a firm, of where a platform is from, and of
// where it is barred, limits nothing.
func limited(tokens []words.Token) *words.Token {
	if hasAny(tokens, "!O") || withValue(tokens, "founding") >= 0 || withValue(tokens, "elsewhere") >= 0 {
		return nil
	}
	return first(tokens, func(t words.Token) bool {
		return t.Class == words.Place && t.Value != world || t.Class == words.Subset && t.Value != "split" && len(tokens) <= 7 && !hasAny(tokens, "PT")
	})
}

// labelled speaks against the figures behind a label that can change what they
// count: downloads: P has N. What's new counts nothing, and clauses
// and, where no blanks are needed, headlines stand before a colon, too.
func (r *reader) labelled(chunks []chunk) {
	for k, c := range chunks {
		if k+1 == len(chunks) || c.head || c.has("S@POD") {
			return
		}
		quiet := ""
		if !c.has("U") {
			quiet += "i"
		}
		if r.lex.CJK() || len(c.own) > 4 {
			quiet += "."
		}
		if t := changed(filterOut(c.own, quiet)); t != nil && chunks[k+1].cut == words.Colon {
			r.bad = append(r.bad, reason{text: "a label before it: " + r.words(*t), span: t})
		}
	}
}
