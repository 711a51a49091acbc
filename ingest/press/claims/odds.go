package claims

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"headstart/ingest/press/words"
)

// hear keeps who spoke last: a person of the lists, or a name of two words and
// more before a word of saying; in Han a short word beside a role or a word of
// saying. Of two in a sentence one may only tell what the other said.
func (r *reader) hear(tokens []words.Token) {
	person, others := "", false
	defer func() { r.chorus = others && person != "" }()
	for i, t := range tokens {
		if t.Class != words.Role && !isMarked(t) {
			continue
		}
		end := i
		for end < len(tokens) && (tokens[end].Class == words.Name || i == 0 && end == 0 && isMarked(t)) {
			end++
		}
		n := utf8.RuneCountInString(r.text[t.Start:t.End])
		listed := t.Class == words.Role && !slices.Contains([]string{"", "particle", "owner", "panel"}, t.Value)
		short := isMarked(t) && r.lex.CJK() && n >= 2 && n <= 4 && (i > 0 && tokens[i-1].Class == words.Role || comes(tokens[i+1:], "", "S", 1))
		described := end < len(tokens) && r.is("speaker described", tokens, end-1) // N, the head of O, said
		long := isMarked(t) && end-i >= 2 && (described || t.Class == words.Name && r.is("source", tokens, end-1))
		if long && !short {
			t.End = tokens[end-1].End
		}
		if !listed && !short && !long {
			others = others || isMarked(t) && !r.lex.CJK() && i+1 < len(tokens) && tokens[i+1].Class == words.Name && (i == 0 || tokens[i-1].Class != words.Name)
			continue
		}
		who := r.words(t)
		if listed {
			who = t.Value
		}
		if person == "" { // in any script by the name of the lists: 雷军 is Lei Jun
			person, r.person = who, who
		} else if who != person || !listed {
			others = true
		}
	}
}

// odds reads elicited odds: a percentage of winning or losing, and the head
// start in months for which it is said. Modality is no objection, for odds are
// of what may come. A sentence is cut so that each part has one percentage: at
// semicolons and, between two percentages, at commas and conjunctions.
func (r *reader) odds(tokens []words.Token, mark string) {
	defer func() {
		for i := range tokens {
			if tokens[i].Class == words.Probability { // of no use elsewhere
				tokens[i].Class = words.Unknown
			}
		}
	}()
	if !hasAny(tokens, "w") {
		return
	}
	var why []reason
	if r.chorus {
		why = append(why, reason{text: "two speakers"})
	}
	if isQuestion(mark) {
		why = append(why, reason{text: "a question"})
	}
	if r.form("range of odds", tokens, 0, 0) != nil {
		why = append(why, reason{text: "a range"})
	}
	for i, t := range tokens {
		if t.Class == '!' && !r.inCondition(tokens, i) {
			why = append(why, r.because(t))
		}
	}
	from := 0
	var ends []string // winning or losing, also of the part before
	for i := 0; i <= len(tokens); i++ {
		if i == len(tokens) || tokens[i].Class.In(";J") || tokens[i].Class.In(",j") && hasAny(tokens[from:i], "%4") && hasAny(tokens[i:], "%4") {
			if own := values(tokens[from:i], "w"); len(own) > 0 {
				ends = own
			}
			r.statement(tokens[from:i], ends, why)
			from = i + 1
		}
	}
}

// inCondition reports a negation that is of the condition for which odds are
// said: behind the word for it, where verbs stand behind before the odds; if T
// does not respond within a year.
func (r *reader) inCondition(tokens []words.Token, not int) bool {
	const said = "%4wS"
	if r.lex.VerbFinal() {
		return !hasAny(tokens[:not], said) && hasAny(tokens[not:], "m")
	}
	from, to := not, not
	for from > 0 && !tokens[from-1].Class.In(",;:m") {
		from--
	}
	for to < len(tokens) && !tokens[to].Class.In(",;:") {
		to++
	}
	return from > 0 && tokens[from-1].Class == 'm' && !hasAny(tokens[from:to], said)
}

// statement reads the odds of one part of a sentence, of which ends says what
// is meant: win or lose; why is what speaks against the sentence.
func (r *reader) statement(part []words.Token, ends []string, why []reason) {
	var chances []float64
	why = slices.Clip(why)
	low, high := -1.0, -1.0
	for i, t := range part {
		next := words.Token{}
		if i+1 < len(part) {
			next = part[i+1]
		}
		switch {
		case t.Class == words.Quantity && next.Class == words.Percent:
			chances = append(chances, r.numbers[t.Ref].Value*max(next.Number, 1)/100) // 五成 is five times ten percent
		case t.Class == words.Probability:
			chances = append(chances, t.Number)
		case t.Class == 'h' && t.Number > 0 && low >= 0:
			why = append(why, reason{text: "two head starts"})
		case t.Class == 'h' && t.Number > 0:
			if low, high = r.lead(part, i); low == 0 && hasAny(part, "!") { // not within six months
				low = high
			}
		case t.Class == 'q' && t.Value != "approx" && (comes(part[i+1:], "_v", "579Nh4", 4) || i > 0 && part[i-1].Class.In("%h4") && !next.Class.In("PO@a")): // not over six months over P
			why = append(why, reason{text: "a bound: " + r.words(t)})
		case t.Class.In("-?"):
			why = append(why, r.because(t))
		}
	}
	if len(chances) == 0 || len(ends) == 0 {
		return
	}
	if m := r.form("no odds", part, 0, 0); m != nil {
		why = append(why, reason{text: "other odds, or none: " + r.stretch(part[m[0]:m[1]])})
	}
	chance := chances[0]
	if slices.Contains(ends, "lose") {
		chance = math.Round(1e9*(1-chance)) / 1e9
	}
	for _, check := range []struct {
		bad  bool
		text string
	}{
		{len(chances) > 1, "two chances"}, {len(ends) > 1, "winning and losing in one clause"}, {chance < 0 || chance > 1, "no probability"},
		{low < 0 || low > high, "the head start is not stated"}, {r.person == "", "the speaker is not stated"},
	} {
		if check.bad {
			why = append(why, reason{text: check.text})
		}
	}
	low, high = max(low, 0), max(high, 0)
	named := append([]string{""}, values(part, "P")...)
	r.judge(Claim{Kind: "statement", Start: r.start, End: r.end, PlatformID: named[len(named)-1], Who: r.person,
		LeadLow: &low, LeadHigh: &high, WinProbability: &chance, Construction: "odds"}, why)
}

// isRow reports two numbers below ten in words, where no blanks are needed, of which
// the second is the next: 两三 is two or three; 一两 may be a few.
func (r *reader) isRow(a, b words.Token) bool {
	inDigits := strings.ContainsAny(r.text[a.Start:b.End], "0123456789０１２３４５６７８９")
	low, high := r.numbers[a.Ref].Value, r.numbers[b.Ref].Value
	return r.lex.CJK() && !inDigits && low > 1 && high < 10 && high == low+1
}

// lead returns the ends of the duration whose unit is part[i], in months: two or
// three months, 两三个月; within two months is 0 to 2, a year 12. Both are -1 where
// the number was not understood, as of two side by side that do not follow each
// other: 三五个月.
func (r *reader) lead(part []words.Token, i int) (low, high float64) {
	m := r.form("lead", part[:i], 0, 0)
	before := i - 1 // what stands before the number
	switch {
	case m != nil:
		high = r.numbers[part[m[4]].Ref].Value * part[i].Number
		if low, before = high, m[0]-1; m[2] >= 0 {
			first := part[m[2]]
			if low = r.numbers[first.Ref].Value * part[i].Number; m[4] == m[2]+1 && !r.isRow(first, part[m[4]]) {
				return -1, -1
			}
		}
	case before >= 0 && part[before].Class.In(".@8"):
		return -1, -1
	default:
		low, high = part[i].Number, part[i].Number
	}
	if within := strings.Contains(part[i].Value, "within") || before >= 0 && part[before].Value == "within"; within && low == high {
		low = 0
	}
	return low, high
}
