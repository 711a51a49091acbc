package dates

import (
	"slices"
	"strings"
	"time"

	"headstart/ingest/press/words"
)

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
	if s := r.said; s.Kind != None && s.Y < d.Y && (s.Kind == Year || d.Y*12+d.M-s.Y*12-s.M > soon) {
		return Date{} // it may be of the year before
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

// daily are the classes and the values of words before a month and a day; before
// a month and a year there are others: in Dec 17, (Dec 17).
var (
	daily      = words.SetOf("Ys,jX")
	dailyWords = []string{"on", "channel", "by", "ahead", "to", "after", "before"}
)

// maybeYear reports a month and two digits that can be those of its year, which are
// no day: Dec-16, in Dec 17.
func (r *Reader) maybeYear(before []words.Token, month, digits words.Token) bool {
	if month.Class != 'o' || digits.Number < 10 || int(digits.Number) > r.Published.Y%100 || digits.End-digits.Start > 3 {
		return false
	}
	if strings.ContainsAny(r.text[month.End:digits.End], "-'’") || len(before) == 0 {
		return true
	}
	last := before[len(before)-1]
	return !daily.Has(last.Class) && !slices.Contains(dailyWords, last.Value)
}
