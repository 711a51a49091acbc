package dates

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"headstart/ingest/press/words"
)

// A Reader reads the dates of one text.
type Reader struct {
	Published Date // day of the text; none if it is not known
	CJK       bool // the end of a period is said behind it

	text    string // that is read
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
	Unit   Kind // of an Ago: the month of the figure before is meant, not its day, or its day and nothing else
	Whole  bool // of an Ago: a month or a quarter of the calendar, which a day of saying tells, too
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

// Read puts the dates among the tokens of a text together, in place, and returns the tokens with a Date or an Ago for
// each of them, whose Ref is its place in the list. A date that cannot be told
// is none.
func (r *Reader) Read(text string, tokens []words.Token) (out []words.Token, list []Told) {
	r.text = text
	r.known, r.counted, r.saying = Date{}, false, false
	classes := words.Classes(tokens)
	says := r.CJK && strings.Contains(classes, string(words.Source)) // often at the end
	odds := strings.Contains(classes, "w")                           // their stretches of time are read elsewhere
	after, event := false, false                                     // a stretch of time after the date that follows, or an event on it
	out = tokens[:0]                                                 // never ahead of what is read
	if r.CJK {
		classes = fullYears(tokens, classes)
	}
	for i := 0; i < len(tokens); i++ {
		var told Told
		end := 0
		if begins.Has(tokens[i].Class) {
			if r.saying && !says && saidForm.MatchString(words.Classes(out[max(0, len(out)-4):])) { // a day of saying itself
				r.saying = false
			}
			r.source = fromBefore
			told, end = r.at(tokens, classes, i)
			told.source = r.source
			if tokens[i].Class == words.Year && end == i+1 {
				told = r.sharing(told, out, list)
			}
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

// sharedForm is a date before a further year, for which it holds as well.
var sharedForm = regexp.MustCompile(`D(?:,[jZ]?|[jZ])$`)

// sharing returns a year with the month or the day of the date before it, where
// months stand before their years: in December 2013, 2014 and 2015.
func (r *Reader) sharing(told Told, out []words.Token, list []Told) Told {
	if r.CJK || !sharedForm.MatchString(words.Classes(out[max(0, len(out)-3):])) {
		return told
	}
	before := list[len(list)-1]
	if before.source != isWritten || before.Of.Kind == Part || before.Of.Kind == None {
		return told
	}
	years := told.Date.Y - before.Of.Y
	before.Date, before.Of = before.Date.Shift(12*years), before.Of.Shift(12*years)
	return before
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
			} else if d.M%3 == 0 && (d.Kind == Month || d.EndsMonth()) {
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
	if p.n == 0 || p.year == "before" && (r.known.Kind != Quarter || another.MatchString(classes[:from])) {
		return Told{}, 0
	}
	end = from + p.n
	first := tokens[from]
	switch p.kind {
	case "ago":
		told.Months, told.Whole = int(first.Number), strings.HasSuffix(first.Value, "calendar")
		switch {
		case strings.HasSuffix(first.Value, " month"):
			told.Unit, told.ago = Month, true
		case strings.HasSuffix(first.Value, " day"):
			told.Unit, told.ago = Day, true
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
	if end-from == 2 && p.kind == "day" && p.year == "latest" && r.maybeYear(tokens[:from], first, tokens[end-1]) {
		told.Date = Date{}
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
	if n := r.threeMonths(tokens[:i], tokens[end:], told.Date); n > 0 {
		d := told.Date.month()
		d.Kind = Quarter
		return Told{Date: d, Of: d}, end + n
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

// threeMonthsForm is a stretch of time behind the day on which it ends.
var threeMonthsForm = regexp.MustCompile(`^(?:_|__)[9dk]h`)

// threeMonths returns how many tokens behind a day say that it is the last one of
// a quarter, where no blanks are needed: 截至2020年3月31日止三个月; 0 if they do not.
func (r *Reader) threeMonths(before, behind []words.Token, d Date) int {
	n := len(threeMonthsForm.FindString(words.Classes(behind[:min(4, len(behind))])))
	if !r.CJK || r.source != isWritten || n == 0 || !d.EndsMonth() || d.M%3 != 0 {
		return 0
	}
	till := len(before) > 0 && before[len(before)-1].Value == "till"
	last := behind[0].Value == "until" && (n == 3 || behind[1].Value == "of") || till && behind[0].Value == "of" && n == 3
	unit := behind[n-1]
	if !last || behind[n-2].Number != 3 || unit.Number != 1 || strings.HasSuffix(unit.Value, "later") {
		return 0
	}
	return n
}

// What stands before the end of a period: the quarter ended, the three months
// ended; fiscal 2020, which ended on; and before what says the same again.
var (
	periodEnded = regexp.MustCompile(`^(?:[WKk_]+[gXv]|[d9][h_]*g)_*`)
	fiscalEnd   = regexp.MustCompile(`^[,_(]*r?_*[gX]?_*`)
	aside       = regexp.MustCompile(`^,_*`)
)

// toWords stand between the first and the last month of a period, by value; the
// French à has none.
var toWords = []string{"to", "till", "since", ""}

// another is what an ordinal stands behind that is of no quarter: P, the second.
var another = regexp.MustCompile(`P,_?$`)

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
		if t.Class.In("dk9") || p.kind == "months" && t.Class == 'o' {
			digits = append(digits, int(t.Number))
		}
		if len(digits) == 1 && p.kind == "months" && t.Class.In("_cv") && !slices.Contains(toWords, t.Value) {
			return Date{}
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
