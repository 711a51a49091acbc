package claims

import (
	"strings"

	"headstart/ingest/press/dates"
	"headstart/ingest/press/numbers"
	"headstart/ingest/press/words"
)

// Modality is judged once. Words of these classes speak against every claim of
// the sentence, or of the clause and what hangs on it.
const (
	ofSentence = "-?<"  // taken back, guessed, expected
	ofClause   = "m!>~" // could, not, aims, said before otherwise
)

// against are the classes that keep a figure from being one platform's users
// in one market.
const against = ofSentence + ofClause + "Gxb&F#^s"

// read reads one sentence.
func (r *reader) read(in []words.Token, question bool) {
	r.hear(in)
	if !speaks(in) {
		r.before = dates.Date{}
		r.remember(in)
		return
	}
	r.sentence = sentence{start: in[0].Start, end: r.stop(in[len(in)-1].End)}
	tokens, unit := r.unit(r.glosses(in))
	tokens, r.told = r.dates.Read(tokens)
	tokens, r.numbers = numbers.Read(r.text, tokens, unit)
	r.odds(tokens)
	durations(tokens)
	tokens = dateline(tokens)
	tokens = r.growths(tokens)
	r.tokens = tokens
	if question {
		r.bad = append(r.bad, reason{text: "a question"})
	}
	source, rival := false, false
	for _, t := range tokens {
		if t.Class.In(ofSentence) {
			r.bad = append(r.bad, r.because(t))
		}
		source = source || t.Class == words.Source
		rival = rival || t.Class == words.Contrast && t.Value == "rival"
	}
	if source && rival {
		r.bad = append(r.bad, reason{text: "a rival speaks"})
	}
	done := len(r.claims)
	if !r.respectively(tokens) {
		r.clauses(tokens)
	}
	r.before = dates.Date{}
	for _, c := range r.claims[done:] {
		if d := parsePeriod(c.Period + c.Date); d.Kind != dates.None && !c.Comparative {
			r.before = d
		}
	}
	r.remember(tokens)
}

// speaks reports a sentence that can make a claim: it has a number, or a
// beginning or an end.
func speaks(tokens []words.Token) bool {
	for _, t := range tokens {
		if t.Class.In("9dy8TX") {
			return true
		}
	}
	return false
}

// remember keeps the subject of a sentence for the next one.
func (r *reader) remember(tokens []words.Token) {
	platform, place := "", ""
	platforms, places, named := 0, 0, false
	for i, t := range tokens {
		switch {
		case t.Class == words.Platform && !(i > 0 && tokens[i-1].Class == words.Contrast):
			if t.Value != platform {
				platforms++
			}
			platform = t.Value
		case t.Class == words.Place:
			if t.Value != place {
				places++
			}
			place = t.Value
		case t.Class == words.Name, t.Class == words.Unknown && t.Value == words.Marked:
			named = true
		}
	}
	if r.lastPlace = place; places != 1 {
		r.lastPlace = ""
	}
	switch {
	case platforms == 1:
		r.carried, r.stale = platform, joined(tokens)
	case platforms > 1:
		r.carried, r.stale = "", true
	case named:
		r.stale = true
	}
}

// joined reports another name that "and" sets beside a platform.
func joined(tokens []words.Token) bool {
	for i, t := range tokens {
		if t.Class == words.Conjunction && i > 0 && i+1 < len(tokens) && (isName(tokens[i-1]) && tokens[i+1].Class == words.Platform || tokens[i-1].Class == words.Platform && isName(tokens[i+1])) {
			return true
		}
	}
	return false
}

// glosses drops another name in brackets: LINE(ライン), monthly active users
// (MAU).
func (r *reader) glosses(in []words.Token) []words.Token {
	out := in[:0:0]
	for i := 0; i < len(in); i++ {
		if in[i].Class == words.Open && len(out) > 0 && i+2 < len(in) && in[i+2].Class == words.Close {
			a, b := out[len(out)-1], in[i+1]
			if a.Class == words.Platform && (b.Class.In(".@") || b.Class == words.Platform && a.Value == b.Value) || a.Class == words.Metric && b.Class == words.Metric && a.Value == b.Value {
				i += 2
				continue
			}
		}
		out = append(out, in[i])
	}
	return out
}

// unit takes a scale that stands before the figures it is of out of the
// sentence: "MAU (million): A 1.2, B 3.4".
func (r *reader) unit(in []words.Token) ([]words.Token, float64) {
	for i, t := range in {
		if t.Class != words.Scale || i > 0 && in[i-1].Class.In("9dy80") {
			continue
		}
		from := i
		for from > 0 && in[from-1].Class.In("(_") {
			from--
		}
		metric := from > 0 && in[from-1].Class == words.Metric
		colon := false
		for _, later := range in[i:] {
			colon = colon || later.Class == words.Colon
		}
		if !metric && !colon {
			continue
		}
		end := i + 1
		for end < len(in) && in[end].Class.In("_1") {
			end++
		}
		out := append([]words.Token{}, in[:i]...)
		if from < i && len(out) > 0 && out[len(out)-1].Class == words.Open && end < len(in) && in[end].Class == words.Close {
			out = out[:len(out)-1]
			end++
		} else {
			end = i + 1
		}
		return append(out, in[end:]...), t.Number
	}
	return in, 0
}

// durations makes stretches of time harmless: in two years.
func durations(tokens []words.Token) {
	for i, t := range tokens {
		if t.Class != 'h' {
			continue
		}
		tokens[i].Class = words.Harmless
		for k := i - 1; k >= 0 && k >= i-2; k-- {
			if tokens[k].Class.In("57NRl9dk") {
				tokens[k].Class = words.Harmless
				break
			}
			if tokens[k].Class != words.Harmless {
				break
			}
		}
	}
}

// dateline cuts off where and when a report was written: LONDON, 24 Feb 2016 -
func dateline(tokens []words.Token) []words.Token {
	i := 0
	if i < len(tokens) && tokens[i].Class == words.Open {
		i++
	}
	n := 0
	for i < len(tokens) && n < 3 && tokens[i].Class.In("@LO.") {
		i++
		n++
	}
	if n == 0 {
		return tokens
	}
	k := i
	if k < len(tokens) && tokens[k].Class == words.Comma {
		k++
	}
	if k < len(tokens) && tokens[k].Class == words.Date {
		k++
		if k < len(tokens) && tokens[k].Class == words.Close {
			k++
		}
	} else {
		k = i
	}
	if k < len(tokens) && tokens[k].Class.In(")=") && tokens[0].Class.In("(@L") && (k > i || n < 3) {
		return tokens[k+1:]
	}
	if k > i && k < len(tokens) && tokens[k].Class == words.Dash {
		return tokens[k+1:]
	}
	return tokens
}

// stop returns where the sentence whose last token ends at i ends, with its full
// stop.
func (r *reader) stop(i int) int {
	rest := r.text[i:]
	for _, mark := range []string{".", "!", "?", "。", "！", "？", "｡"} {
		if strings.HasPrefix(rest, mark) {
			return i + len(mark)
		}
	}
	return i
}

// words returns the text of a token.
func (r *reader) words(t words.Token) string {
	return strings.Join(strings.Fields(r.text[t.Start:t.End]), " ")
}
