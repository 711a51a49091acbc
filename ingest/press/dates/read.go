package dates

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"

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
const begins = "yd9kolRQKFHWeXY"

// match returns how far the pattern matches a string of classes; 0 if it does
// not.
func (p pattern) match(classes string) int {
	if m := p.form.FindStringSubmatchIndex(classes); m != nil {
		return m[3]
	}
	return 0
}

// hit is the first pattern that matches a string of classes, and how far; 0 if
// none does.
type hit struct {
	pattern, n int
}

// The same few strings of classes come again and again in a text, so what they
// match is kept: for so many letters, and so many strings.
const (
	window  = 24
	maxHits = 10_000
)

// pattern returns the first pattern that matches, and how far.
func (r *Reader) pattern(classes string) (pattern, int) {
	classes = classes[:min(len(classes), window)]
	h, ok := r.hits[classes]
	if !ok {
		for k, p := range patterns() {
			if n := p.match(classes); n > 0 {
				h = hit{k, n}
				break
			}
		}
		if r.hits == nil || len(r.hits) > maxHits {
			r.hits = map[string]hit{}
		}
		r.hits[strings.Clone(classes)] = h
	}
	return patterns()[h.pattern], h.n
}

// A Reader reads the dates of one text.
type Reader struct {
	Published Date // day of the text; none if it is not known
	CJK       bool // the end of a period is said behind it

	hits  map[string]hit
	said  Date // the last date of the text that was told
	known Date // the last date of the sentence
}

// A Told is a date as a text gives it.
type Told struct {
	Date   Date
	End    bool // the last day of a period is meant
	Months int  // of an Ago: from the figure before
	Month  bool // of an Ago: the month of the figure before is meant, not its day
	Day    bool // a day that is told by the day of the text: on Tuesday
	ago    bool // it is counted from a figure
}

// Read puts dates together, in place, and returns the tokens with a Date or an Ago for
// each of them, whose Ref is its place in the list. A date that cannot be told
// is none.
func (r *Reader) Read(tokens []words.Token) (out []words.Token, list []Told) {
	r.known = Date{}
	out = tokens[:0] // never ahead of what is read
	classes := ""
	for i := 0; i < len(tokens); i++ {
		if !tokens[i].Class.In(begins) {
			out = append(out, tokens[i])
			continue
		}
		if classes == "" {
			classes = words.Classes(tokens)
		}
		told, end := r.at(tokens, classes, i)
		if end == 0 {
			out = append(out, tokens[i])
			continue
		}
		class := words.Date
		if told.ago {
			class = words.Ago
		} else if told.Date.Kind != None && !told.Day {
			r.known, r.said = told.Date, told.Date
		}
		list = append(list, told)
		out = append(out, words.Token{Class: class, Start: tokens[i].Start, End: tokens[end-1].End, Ref: len(list) - 1})
		i = end - 1
	}
	return out, list
}

// at reads the date at tokens[i:] and returns where it ends; 0 if there is
// none.
func (r *Reader) at(tokens []words.Token, classes string, i int) (told Told, end int) {
	from := i
	closed := classes[i] == 'X' && tokens[i].Value == "end" // closed the quarter with
	months := closed && i > 0 && classes[i-1] == 'h'        // three months ended
	if told.End = classes[i] == 'e' || closed; told.End {
		for from++; from < len(classes) && classes[from] == '_'; from++ {
		}
	}
	if m := periodEnded.FindStringIndex(classes[from:]); m != nil {
		if d, end := r.written(tokens, classes, from+m[1]); d.Kind != None {
			if tokens[from].Class.In("d9") && tokens[from].Number != 3 { // half a year
				d.Kind = Half
			} else if d.M%3 == 0 && (d.Kind == Month || d == d.month().Last()) {
				d = d.month()
				d.Kind = Quarter
			}
			return Told{Date: d}, end
		}
	}
	p, n := r.pattern(classes[from:])
	if n == 0 {
		return Told{}, 0
	}
	end = from + n
	first := tokens[from]
	switch p.kind {
	case "ago":
		told.Months, told.Month = int(first.Number), strings.HasSuffix(first.Value, "month")
		if told.ago = !strings.HasSuffix(first.Value, "published"); !told.ago {
			told.Date = r.beforePublished(told.Months)
		}
	case "back": // two months before
		unit := tokens[from+1].Number
		if told.Months = -int(first.Number * unit); unit < 1 || told.Months < -120 {
			return Told{}, 0
		}
		told.ago = true
	case "fiscal": // the end of the period, where the text says it: "which ended on January 31, 2020"
		if d, after := r.written(tokens, classes, end+len(fiscalEnd.FindString(classes[end:]))); d.Kind != None {
			told.Date, end = d.Last(), after
		}
	default:
		told.Date = r.resolve(p, tokens[from:end])
	}
	told.Day = p.kind == "weekday" || p.kind == "last-day"
	if end < len(classes) && classes[end] == '8' { // June 2065438
		told.Date = Date{}
	}
	k := end
	for r.CJK && k < len(classes) && classes[k] == '_' && (tokens[k].Value == "of" || tokens[k].Value == "particle") {
		k++
	}
	if r.CJK && k < len(classes) && classes[k] == 'e' {
		told.End, end = true, k+1
	}
	if closed && !months && (told.Date.Kind == Day || told.Date.Kind == None) {
		return Told{}, 0
	}
	if told.End {
		told.Date = told.Date.Last()
	}
	return told, end
}

// periodEnded stands before the end of a period: the quarter ended, the three
// months ended.
var periodEnded = regexp.MustCompile(`^(?:(?:[WKk]_*)+[gX]|[d9]_*g)_*`)

var fiscalEnd = regexp.MustCompile(`^[,_(]*r?_*[gX]?_*`)

// written reads a day or a month with its year at tokens[from:] and returns
// where it ends; none if there is none.
func (r *Reader) written(tokens []words.Token, classes string, from int) (Date, int) {
	for _, p := range patterns() {
		if n := p.match(classes[from:]); n > 0 && p.year == "written" && (p.kind == "day" || p.kind == "month") {
			return r.resolve(p, tokens[from:from+n]), from + n
		}
	}
	return Date{}, 0
}
