package dates

import (
	_ "embed"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"headstart/ingest/press/words"
)

//go:embed patterns.txt
var patternFile string

// pattern is one way to write a date.
type pattern struct {
	kind string
	year string         // where it comes from: written, of, latest or over
	form *regexp.Regexp // the date is its first group
}

var patterns = sync.OnceValue(func() (out []pattern) {
	for line := range strings.Lines(patternFile) {
		f := append(strings.Fields(line), "", "", "")
		if f[0] != "" && f[0] != "#" {
			out = append(out, pattern{f[0], f[1], regexp.MustCompile("^(" + f[2] + ")(?:" + f[3] + ")")})
		}
	}
	return out
})

// begins are the classes that a date can begin with.
var begins = words.SetOf("yd9kolRQKFHWeXY3h")

// A look is at a string of classes, for any date or for days and months with
// their year; a hit is the pattern that matches, and how far, 0 if none does.
type (
	look struct {
		classes string
		written bool
	}
	hit struct {
		pattern
		n int
	}
)

// within are the classes that can be in a date; a pattern looks one further.
var within = words.SetOf("yd9kolRQKFHWeXYABCEIhV_,=")

// The same few strings of classes come again and again in a text, so what they
// match is kept: for so many letters, and so many strings.
const (
	window  = 24
	maxHits = 10_000
)

// first returns the first pattern that matches.
func (r *Reader) first(classes string, written bool) hit {
	n := 0
	for n < min(len(classes), window) && within.Has(words.Class(classes[n])) {
		n++
	}
	l := look{classes[:min(len(classes), n+1)], written}
	h, ok := r.hits[l]
	if ok {
		return h
	}
	for _, p := range patterns() {
		if m := p.form.FindStringSubmatchIndex(l.classes); m != nil && (!written || p.year == "written" && (p.kind == "day" || p.kind == "month")) {
			h = hit{p, m[3]}
			break
		}
	}
	if r.hits == nil || len(r.hits) > maxHits {
		r.hits = map[look]hit{}
	}
	l.classes = strings.Clone(l.classes)
	r.hits[l] = h
	return h
}

// A Reader reads the dates of one text.
type Reader struct {
	Published Date // day of the text; none if it is not known
	CJK       bool // the end of a period is said behind it

	hits    map[look]hit
	said    Date   // the last date of the text that was told
	known   Date   // the last date of the sentence
	counted bool   // it is a year counted from the day of the text: last year
	saying  bool   // it is one on which something was said
	source  source // of the date that is read
	stated  Date   // a day long before that of the text on which the text says it was written or something was said
}

// A Told is a date as a text gives it.
type Told struct {
	Date   Date
	Of     Date // the period whose last day it is; the date itself where it is none
	End    bool // the last day of a period is meant
	Months int  // of an Ago: from the figure before
	Month  bool // of an Ago: the month of the figure before is meant, not its day
	Day    bool // a day that is told by the day of the text, or cannot be told: on Tuesday, the day before
	ago    bool // it is counted from a figure
	source source
}

// source is what tells a date.
type source int

const (
	fromBefore source = iota // the date before
	fromText                 // the day of the text, from which it is counted
	fromLatest               // that it is the latest of its name before the day of the text
	isWritten                // its year
)

// Read puts dates together, in place, and returns the tokens with a Date or an Ago for
// each of them, whose Ref is its place in the list. A date that cannot be told
// is none.
func (r *Reader) Read(tokens []words.Token) (out []words.Token, list []Told) {
	r.known, r.counted, r.saying = Date{}, false, false
	says := r.CJK && strings.Contains(words.Classes(tokens), string(words.Source)) // often at the end
	odds := strings.Contains(words.Classes(tokens), "w")                           // their stretches of time are read elsewhere
	after, event := false, false                                                   // a stretch of time after the date that follows, or an event on it
	out = tokens[:0]                                                               // never ahead of what is read
	classes := ""
	for i := 0; i < len(tokens); i++ {
		var told Told
		end := 0
		if begins.Has(tokens[i].Class) {
			if classes == "" {
				if classes = words.Classes(tokens); r.CJK {
					classes = fullYears(tokens, classes)
				}
			}
			if !says && saidForm.MatchString(words.Classes(out[max(0, len(out)-4):])) { // a day of saying itself
				r.saying = false
			}
			r.source = fromBefore
			told, end = r.at(tokens, classes, i)
			told.source = r.source
		}
		if odds && told.Day && told.source == fromBefore { // two weeks before
			end = 0
		}
		if end == 0 && !odds && isLater(tokens[i:]) { // two years later
			told, end = Told{Day: true}, i+1
		}
		if end == 0 {
			switch t := tokens[i]; {
			case t.Class == words.Source:
				r.saying = r.known.Kind != None
			case t.Class.In("9d0,"):
				after, event = false, false
			case t.Class.In("TX"):
				event = after
			case t.Class == words.Compare && t.Value == "after":
				after = isStretch(out)
			}
			if tokens[i].Class == words.Part { // of something else
				tokens[i].Class = words.Unknown
			}
			out = append(out, tokens[i])
			continue
		}
		class := words.Date
		if !told.ago && (after || r.CJK && !odds && told.Date.Kind != None && stretchForm.MatchString(classes[end:])) { // two years after it
			if told.Date = (Date{}); !event { // of which it is the date: two years after its launch on D
				told.Of = Date{}
			}
			after, event = false, false
		}
		if told.ago {
			class = words.Ago
		} else if told.Date.Kind != None && !told.Day {
			r.known, r.said = told.Date, told.Date
			r.saying = says && r.known.Kind == Day || saidForm.MatchString(words.Classes(out[max(0, len(out)-4):]))
		}
		list = append(list, told)
		out = append(out, words.Token{Class: class, Start: tokens[i].Start, End: tokens[end-1].End, Ref: int32(len(list) - 1)})
		i = end - 1
	}
	r.doubt(out, list)
	return out, list
}

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
		head := len(tokens) <= 6 && !strings.ContainsAny(classes, "PMTXv0") // by A, posted on D
		switch {
		case d.Kind == Day && r.isOld(d) && (head || strings.Contains(classes, string(words.Source))):
			r.stated = d
		case !r.isOld(d):
			r.stated = Date{}
		}
	}
}

// shortYear is a year by one or two digits before its month, quarter or half:
// 16年2月, or the second year of an era, 令和2年3月.
var shortYear = regexp.MustCompile(`dA(?:d[B=]|_?[QH])`)

// fullYears writes such years in full, and returns the classes with them.
func fullYears(tokens []words.Token, classes string) string {
	for _, m := range shortYear.FindAllStringIndex(classes, -1) {
		before, year := 0.0, &tokens[m[0]]
		if m[0] > 0 && tokens[m[0]-1].Class == words.Harmless {
			before, _ = strconv.ParseFloat(tokens[m[0]-1].Value, 64) // of an era, the year before it
		}
		if before == 0 && year.End-year.Start == 2 {
			before = 2000
		}
		if before > 0 {
			year.Class, year.Number = words.Year, year.Number+before
			classes = classes[:m[0]] + string(words.Year) + classes[m[0]+1:]
		}
	}
	return classes
}

// at reads the date at tokens[i:] and returns where it ends; 0 if there is
// none.
func (r *Reader) at(tokens []words.Token, classes string, i int) (told Told, end int) {
	from := i
	closed := classes[i] == 'X' && tokens[i].Value == "end" // closed the quarter with
	months := closed && i > 0 && classes[i-1] == 'h'        // three months ended
	part := tokens[i].Class == words.Part
	if told.End = classes[i] == 'e' || closed; told.End || part {
		for from++; from < len(classes) && classes[from] == '_'; from++ {
		}
	}
	if before := periodEnded.FindString(classes[from:]); before != "" {
		if d, end := r.written(tokens, classes, from+len(before)); d.Kind != None {
			if tokens[from].Class.In("d9") && tokens[from].Number != 3 { // half a year
				d.Kind = Half
			} else if d.M%3 == 0 && (d.Kind == Month || d == d.month().Last()) {
				d = d.month()
				d.Kind = Quarter
			}
			if m := aside.FindString(classes[end:]); m != "" { // the first quarter of its fiscal year
				if p := r.first(classes[end+len(m):], false); p.kind == "fiscal" {
					end += len(m) + p.n
				}
			}
			return Told{Date: d, Of: d}, end
		}
	}
	p := r.first(classes[from:], false)
	if p.n == 0 || p.year == "before" && r.known.Kind != Quarter {
		return Told{}, 0
	}
	end = from + p.n
	first := tokens[from]
	switch p.kind {
	case "ago":
		told.Months, told.Month = int(first.Number), strings.HasSuffix(first.Value, "month")
		switch {
		case strings.HasSuffix(first.Value, "unclear"): // the day before
			told.Day = true
		case strings.HasSuffix(first.Value, "alone") && r.isOld(r.known) && !strings.Contains(classes[max(0, i-2):i], string(words.Compare)): // last month, if it is not compared with
			told.Day = true
		case strings.HasSuffix(first.Value, "published"):
			told.Date, r.source = r.beforePublished(told.Months), fromText
		default:
			told.ago = true
		}
	case "back": // two months before
		unit := tokens[from+1].Number
		if told.Months = -int(first.Number * unit); unit <= 0 || told.Months < -120 {
			return Told{}, 0
		}
		told.ago, told.Day = unit >= 1, unit < 1 // days and weeks before cannot be told
	case "some": // weeks before
		told.Day = true
	case "fiscal": // the end of the period, where the text says it: "which ended on January 31, 2020"
		if d, after := r.written(tokens, classes, end+len(fiscalEnd.FindString(classes[end:]))); d.Kind != None {
			told.Date, end = d.Last(), after
		}
	default:
		told.Date = r.resolve(p.pattern, tokens[from:end])
	}
	if told.Day = told.Day || p.kind == "weekday" || p.kind == "last-day"; !told.Day {
		r.counted = p.kind == "year" && p.year == "of"
	}
	if end < len(classes) && classes[end] == '8' { // June 2065438
		told.Date = Date{}
	}
	k := end
	for r.CJK && k < len(classes) && classes[k] == '_' && (tokens[k].Value == "of" || tokens[k].Value == "particle") {
		k++
	}
	if r.CJK && k < len(classes) && (classes[k] == 'e' || tokens[k].Class == words.Part) {
		told.End, part, end = classes[k] == 'e', tokens[k].Class == words.Part, k+1
	}
	if closed && !months && (told.Date.Kind == Day || told.Date.Kind == None) {
		return Told{}, 0
	}
	if part {
		told.Date = told.Date.part()
	}
	if told.Of = told.Date; told.End {
		told.Date = told.Date.Last()
	}
	return told, end
}

// What stands before the end of a period: the quarter ended, the three months
// ended; fiscal 2020, which ended on; and before what says the same again.
var (
	periodEnded = regexp.MustCompile(`^(?:[WKk_]+[gXv]|[d9][h_]*g)_*`)
	fiscalEnd   = regexp.MustCompile(`^[,_(]*r?_*[gX]?_*`)
	aside       = regexp.MustCompile(`^,_*`)
)

// written reads a day or a month with its year at tokens[from:] and returns
// where it ends; none if there is none.
func (r *Reader) written(tokens []words.Token, classes string, from int) (Date, int) {
	p := r.first(classes[from:], true)
	if p.n == 0 {
		return Date{}, 0
	}
	return r.resolve(p.pattern, tokens[from:from+p.n]), from + p.n
}

// resolve returns the date that tokens mean by a pattern; none if it cannot be
// told.
func (r *Reader) resolve(p pattern, tokens []words.Token) Date {
	var number [128]int // by class, -1 where there is none
	var digits []int
	ofText, ofKnown := false, false // this year, not the same one; the year before
	for _, c := range "yoQHRY" {
		number[c] = -1
	}
	for _, t := range tokens {
		number[t.Class] = int(t.Number)
		ofText = ofText || strings.HasSuffix(t.Value, "published")
		if strings.HasSuffix(t.Value, "known") && r.known.Kind != None { // the year before that of the date before
			number[t.Class] += r.known.Y - r.Published.Y
			ofKnown = true
		}
		if t.Class.In("dk9") {
			digits = append(digits, int(t.Number))
		}
	}
	digits = append(digits, -1, -1)
	d := Date{Y: number['y'], M: number['o']}
	switch p.kind {
	case "day":
		if d.Kind, d.D = Day, digits[0]; d.M < 0 {
			d.M, d.D = digits[0], digits[1]
		}
	case "last-day":
		r.source = fromText
		return r.back(func(t time.Time) bool { return t.Day() == digits[0] })
	case "weekday": // 1 to 7 from Monday on; -1 is the day before publication
		r.source = fromText
		return r.back(func(t time.Time) bool {
			return number['Y'] > 0 && int(t.Weekday()) == number['Y']%7 || number['Y'] < 0 && t.Day() != r.Published.D
		})
	case "month", "company":
		if d.Kind = Month; d.M < 0 {
			d.M = digits[0]
		}
	case "months":
		d.Kind, d.M = map[int]Kind{2: Quarter, 5: Half}[digits[1]-digits[0]], digits[1]
		if d.Kind == None || d.M%kinds[d.Kind].months != 0 {
			return Date{}
		}
	case "quarter":
		if d.Kind = Quarter; d.M < 0 {
			d.M = 3 * max(number['Q'], digits[0])
		} else if d.M%3 != 0 { // of a year that does not begin in January
			return Date{}
		}
	case "half":
		d.Kind, d.M = Half, 6*max(number['H'], number['Q'], digits[0]) // the first half
	case "year":
		d.Kind, d.M = Year, 12
	}
	switch {
	case p.year == "written":
		r.source = isWritten
	case p.year == "of" && (r.known.Kind == None || number['R'] < 0 || ofText): // counted from publication
		if !ofKnown {
			r.source = fromText
		}
		if d.Y = r.Published.Y + number['R']; number['R'] > 0 || r.Published.Kind == None {
			return Date{}
		}
	case p.year == "of": // from the last date of the sentence: the same year, the following year
		d.Y = r.known.Y + number['R']
	case p.year == "before":
		d.Y = r.known.Y
	case p.year == "latest" && r.known.Kind != None:
		d = r.near(d)
	case r.Published.Kind == None:
		return Date{}
	case p.year == "latest":
		d, r.source = r.latest(d), fromLatest
	default: // the latest that was over
		r.source = fromText
		if d.Y = r.Published.Y; !r.Published.After(d.Last()) {
			d.Y--
		}
	}
	if p.kind == "company" { // its year ends in the month: the last quarter ends there
		if d = d.Shift(-3 * (4 - number['Q'])); d.M%3 != 0 {
			d = d.Last()
		} else {
			d.Kind = Quarter
		}
	}
	if !d.Valid() {
		return Date{}
	}
	return d
}

// soon is in how many months a day can come that a text speaks of without its
// year.
const soon = 4

// latest gives a date without a year the latest one that is not after
// publication; none where the text speaks of earlier years.
func (r *Reader) latest(d Date) Date {
	d.Y = r.Published.Y
	if d.After(r.Published) || d.Kind != Month && d.Last().After(r.Published) {
		if d.Kind == Day && d.M-r.Published.M < soon {
			return d // a day to come: the check of dates after the text says so
		}
		d.Y--
	}
	if r.said.Kind != None && r.said.Y < d.Y-1 {
		return Date{}
	}
	return d
}

// near takes the year from the date before in the sentence, or the year before it
// where the text is older; none where two years are possible.
func (r *Reader) near(d Date) Date {
	if d.Y = r.known.Y; r.Published.Kind != None && d.After(r.Published) {
		d.Y--
		return d
	}
	if r.saying && d.After(r.known) { // nobody says what is to come
		return Date{}
	}
	later := d
	later.Y++
	before := r.counted || r.known.Kind != Year && r.known.Last().After(d.Last())
	if before && d.Kind == Month && (r.Published.Kind == None || !later.After(r.Published)) {
		return Date{}
	}
	return d
}

// beforePublished is the month, or for three months the quarter, so many months
// before that of publication: last month; with 0 this month.
func (r *Reader) beforePublished(months int) Date {
	p := r.Published
	switch {
	case p.Kind == None:
		return Date{}
	case months != 0 && months%3 == 0:
		return Date{Quarter, p.Y, (p.M + 2) / 3 * 3, 0}.Shift(months)
	}
	return p.month().Shift(months)
}

// back is the latest day that is not after publication of which is holds; none
// if no day of two months is.
func (r *Reader) back(is func(t time.Time) bool) Date {
	t := time.Date(r.Published.Y, time.Month(r.Published.M), r.Published.D, 0, 0, 0, 0, time.UTC)
	for range 62 {
		if r.Published.Kind != None && is(t) {
			return Date{Day, t.Year(), int(t.Month()), t.Day()}
		}
		t = t.AddDate(0, 0, -1)
	}
	return Date{}
}
