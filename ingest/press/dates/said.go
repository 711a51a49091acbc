package dates

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"headstart/ingest/press/words"
)

// What a date stands behind that is one of saying, and, where no blanks are
// needed, what stands behind a date after which it is counted: 2016年2月の半年後.
var (
	saidForm    = regexp.MustCompile(`S_{0,3}$`)
	stretchForm = regexp.MustCompile(`^_*[9dyk]?h`)
)

// isLater reports a stretch of time that is counted from some day: later, before.
func isLater(tokens []words.Token) bool {
	return tokens[0].Class == 'h' && (strings.HasSuffix(tokens[0].Value, "later") || len(tokens) > 1 && slices.Contains([]string{"later", "before", "behind"}, tokens[1].Value))
}

// isStretch reports a stretch of time at the end of tokens.
func isStretch(tokens []words.Token) bool {
	n := len(tokens)
	for n > 0 && tokens[n-1].Class == words.Harmless {
		n--
	}
	return n > 0 && tokens[n-1].Class == 'h'
}

// nearDays is how many days before the day of a text the day can be on which its
// words were said, so that both tell the same dates.
const nearDays = 40

// maxHead is the length of a line that says who wrote something and when.
const maxHead = 14

// isOld reports a date long before the day of the text.
func (r *Reader) isOld(d Date) bool {
	t := time.Date(r.Published.Y, time.Month(r.Published.M), r.Published.D-nearDays, 0, 0, 0, 0, time.UTC)
	return r.Published.Kind != None && d.Kind != None && Date{Day, t.Year(), int(t.Month()), t.Day()}.After(d)
}

// Apart reports that the text says that it was written, or something in it was
// said, long before its day, which then tells no date.
func (r *Reader) Apart() bool { return r.stated.Kind != None }

// Written notes the day on which a text says that it was written.
func (r *Reader) Written(day Date) {
	if r.isOld(day) {
		r.stated = day
	}
}

// doubt takes back the dates that the day of the text told where the sentence,
// or one before, gives an old date from which they can be counted as well: on 15
// May 2019 they said that it had N last year. One that stands for comparison is
// none: last month it had N, up from N in 2019.
func (r *Reader) doubt(tokens []words.Token, list []Told) {
	classes := words.Classes(tokens)
	for i, t := range tokens {
		if t.Class != words.Date || list[t.Ref].source != fromText && list[t.Ref].source != fromLatest {
			continue
		}
		told, unclear := &list[t.Ref], r.Apart()
		for k, w := range tokens {
			if w.Class != words.Date || list[w.Ref].source != isWritten || !r.isOld(list[w.Ref].Date) {
				continue
			}
			d := list[w.Ref].Of
			compared := i < k && strings.Contains(classes[i:k], string(words.Compare))
			same := told.Of.Kind == None || d.In(told.Of) || told.Of.In(d) || told.source == fromLatest && told.Of.Y == d.Y && !told.Of.After(d) // in April and June 2016
			if !compared && !same && (d.Kind == Day || !told.Day) {
				unclear = true
			}
		}
		if unclear {
			told.Date, told.Of = Date{}, Date{}
		}
	}
	for _, t := range tokens {
		if t.Class != words.Date || list[t.Ref].source != isWritten {
			continue
		}
		d := list[t.Ref].Of
		head := !strings.ContainsAny(classes, "MTXzNU") && // by A, posted on D; the tweet is from D
			(len(tokens) <= maxHead && !strings.ContainsAny(classes, "v") || len(tokens) <= 6 && !strings.ContainsAny(classes, "P"))
		switch {
		case (d.Kind == Day || d.Kind == Month && head) && r.isOld(d) && (head || strings.Contains(classes, string(words.Source))):
			r.stated = d
		case !r.isOld(d):
			r.stated = Date{}
		}
	}
}
