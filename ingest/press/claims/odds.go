package claims

import (
	"math"
	"strings"

	"headstart/ingest/press/words"
)

// hear keeps who spoke last: a person of the lists, or a name of two words and
// more before a word of saying.
func (r *reader) hear(tokens []words.Token) {
	for i, t := range tokens {
		if t.Class == words.Role && t.Value != "" {
			r.person = r.words(t)
			return
		}
		if n := len([]rune(r.text[t.Start:t.End])); t.Class == words.Unknown && t.Value == words.Marked && r.lex.CJK() && n >= 2 && n <= 4 &&
			(i > 0 && tokens[i-1].Class == words.Role || i+1 < len(tokens) && tokens[i+1].Class == words.Source) {
			r.person = r.words(t)
			return
		}
		if t.Class != words.Name || i > 0 && tokens[i-1].Class == words.Name {
			continue
		}
		k := i
		for k < len(tokens) && tokens[k].Class == words.Name {
			k++
		}
		if k-i >= 2 && isSource(tokens, k-1) {
			r.person = strings.Join(strings.Fields(r.text[t.Start:tokens[k-1].End]), " ")
			return
		}
	}
}

// odds reads elicited odds: a percentage of winning or losing, and the head
// start in months for which it is said. Modality is no objection, for odds are
// of what may come.
func (r *reader) odds(tokens []words.Token) {
	if !hasClass(tokens, 'w') {
		return
	}
	for _, part := range r.oddsParts(tokens) {
		r.statement(part)
	}
}

// oddsParts cuts a sentence so that each part has one percentage: at semicolons
// and, between two percentages, at commas and conjunctions.
func (r *reader) oddsParts(tokens []words.Token) [][]words.Token {
	var out [][]words.Token
	from, seen := 0, false
	cut := -1 // where the part could end
	for i, t := range tokens {
		switch {
		case t.Class.In(";J"):
			out = append(out, tokens[from:i])
			from, seen, cut = i+1, false, -1
		case t.Class.In(",j") && seen && cut < 0:
			cut = i
		case t.Class == words.Percent:
			if seen && cut > 0 {
				out = append(out, tokens[from:cut])
				from, cut = cut+1, -1
			}
			seen = true
		}
	}
	return append(out, tokens[from:])
}

// statement reads the odds of one part of a sentence.
func (r *reader) statement(part []words.Token) {
	var chances []float64
	var wins, loses bool
	low, high := -1.0, -1.0
	var why []reason
	platform := ""
	for i, t := range part {
		switch {
		case t.Class == words.Quantity && i+1 < len(part) && part[i+1].Class == words.Percent:
			by := max(part[i+1].Number, 1) // 五成 is five times ten percent
			chances = append(chances, r.numbers[t.Ref].Value*by/100)
		case t.Class == 'w':
			wins, loses = wins || t.Value == "win", loses || t.Value == "lose"
		case t.Class == 'h' && t.Number > 0:
			if a, b, ok := r.lead(part, i); ok && low < 0 {
				low, high = a, b
				if low == 0 && hasClass(part, '!') { // not within six months
					low = high
				}
			} else if ok {
				why = append(why, reason{text: "two head starts"})
			}
		case t.Class == words.Platform:
			platform = t.Value
		case t.Class == 'q' && t.Value != "approx" && i+1 < len(part) && part[i+1].Class == words.Quantity:
			why = append(why, reason{text: "a bound: " + r.words(t)})
		case t.Class.In("-?"):
			why = append(why, r.because(t))
		}
	}
	if len(chances) == 0 || !wins && !loses {
		return
	}
	chance := chances[0]
	if loses {
		chance = math.Round(1e9*(1-chance)) / 1e9
	}
	if len(chances) > 1 {
		why = append(why, reason{text: "two chances"})
	}
	if wins && loses {
		why = append(why, reason{text: "winning and losing in one clause"})
	}
	if chance < 0 || chance > 1 {
		why = append(why, reason{text: "no probability"})
	}
	if low < 0 {
		low, high = 0, 0
		why = append(why, reason{text: "the head start is not said"})
	}
	if r.person == "" {
		why = append(why, reason{text: "it is not said who says it"})
	}
	c := Claim{Kind: "statement", Start: r.start, End: r.end, PlatformID: platform, Who: r.person, LeadLow: &low, LeadHigh: &high, WinProbability: &chance, Construction: "odds"}
	r.judge(&c, why)
	r.claims = append(r.claims, c)
}

// lead returns the ends of the duration whose unit is part[i], in months: two or
// three months; within two months is 0 to 2, a year 12.
func (r *reader) lead(part []words.Token, i int) (low, high float64, ok bool) {
	unit := part[i].Number
	within := strings.Contains(part[i].Value, "within")
	var found []float64 // backward
	k := i - 1
	for ; k >= 0 && len(found) < 3; k-- {
		t := part[k]
		if t.Class.In("75N") {
			found = append(found, r.numbers[t.Ref].Value)
		} else if len(found) > 0 && !t.Class.In("j=1") || !t.Class.In("_j=1v") {
			break
		}
		within = within || t.Value == "within"
	}
	within = within || k >= 0 && part[k].Value == "within"
	if k == i-1 && k >= 0 && part[k].Class.In(".@8") {
		return 0, 0, false // a number that was not understood
	}
	switch len(found) {
	case 0:
		found = []float64{1}
	case 1:
	default:
		low, high = found[len(found)-1]*unit, found[0]*unit
		return low, high, low <= high
	}
	if high = found[0] * unit; !within {
		low = high
	}
	return low, high, true
}
