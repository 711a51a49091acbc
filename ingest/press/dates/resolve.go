package dates

import (
	"strings"
	"time"

	"headstart/ingest/press/words"
)

// resolve returns the date that tokens mean by a pattern; none if it cannot be
// told.
func (r *Reader) resolve(p pattern, tokens []words.Token) Date {
	number := map[words.Class]int{} // by class, -1 where there is none
	var digits []int
	for _, c := range "yoQHR" {
		number[words.Class(c)] = -1
	}
	for _, t := range tokens {
		number[t.Class] = int(t.Number)
		if strings.HasSuffix(t.Value, "known") && r.known.Kind != None { // the year before that of the date before
			number[t.Class] += r.known.Y - r.Published.Y
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
		return r.back(func(t time.Time) bool { return t.Day() == digits[0] })
	case "weekday": // 1 to 7 from Monday on; -1 is the day before publication
		return r.back(func(t time.Time) bool {
			return number['Y'] > 0 && int(t.Weekday()) == number['Y']%7 || number['Y'] < 0 && t.Day() != r.Published.D
		})
	case "month", "company":
		if d.Kind = Month; d.M < 0 {
			d.M = digits[0]
		}
	case "months":
		d.Kind, d.M = map[int]Kind{2: Quarter, 5: Half}[digits[1]-digits[0]], digits[1]
		if d.Kind == None || d.Kind == Quarter && d.M%3 != 0 || d.Kind == Half && d.M%6 != 0 {
			return Date{}
		}
	case "quarter":
		d.Kind, d.M = Quarter, 3*max(number['Q'], digits[0])
	case "half":
		d.Kind, d.M = Half, 6*max(number['H'], number['Q'], digits[0]) // the first half
	case "year":
		d = Date{Kind: Year, Y: d.Y}
	}
	switch p.year {
	case "of":
		d.Y = r.yearOf(number['R'])
	case "latest":
		d = r.latest(d)
	case "over":
		d = r.before(d)
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

// yearOf returns the year that is counted from the last date of the sentence,
// else from publication.
func (r *Reader) yearOf(of int) int {
	switch {
	case of >= 0 && r.known.Kind != None: // the same year, the following year
		return r.known.Y + of
	case of > 0:
		return -1
	case r.Published.Kind == None:
		return -1
	}
	return r.Published.Y + of
}

// latest gives a date without a year the one that is meant: that of the date
// before it in the sentence, else the latest that is not after publication.
// Where two years are possible there is none.
func (r *Reader) latest(d Date) Date {
	if r.known.Kind != None {
		return r.near(d)
	}
	d.Y = r.Published.Y
	if r.Published.Kind == None {
		return Date{}
	}
	if d.After(r.Published) || d.Kind != Month && d.Last().After(r.Published) {
		if d.Kind == Day && d.M-r.Published.M < soon {
			return d // a day to come: the check of dates after the text says so
		}
		d.Y--
	}
	if r.said.Kind != None && r.said.Y < d.Y-1 { // the text speaks of earlier years
		return Date{}
	}
	return d
}

// soon is in how many months a day can come that a text speaks of without its
// year.
const soon = 4

// near takes the year from the date before in the sentence.
func (r *Reader) near(d Date) Date {
	d.Y = r.known.Y
	if r.known.Kind == Year || !d.Last().before(r.known.Last()) {
		if d.Kind == Quarter && r.known.Kind != Year && d.After(r.known) {
			earlier := d
			earlier.Y--
			if r.Published.Kind != None && d.Last().After(r.Published) {
				return earlier
			}
		}
		return d
	}
	later := d
	later.Y++
	if d.Kind == Month && (r.Published.Kind == None || !later.After(r.Published)) {
		return Date{}
	}
	return d
}

// before is the latest such period that ended before publication.
func (r *Reader) before(d Date) Date {
	if r.Published.Kind == None {
		return Date{}
	}
	d.Y = r.Published.Y
	if !d.Last().before(r.Published) {
		d.Y--
	}
	return d
}

// beforePublished is the month, or for three months the quarter, so many months
// before that of publication: last month.
func (r *Reader) beforePublished(months int) Date {
	p := r.Published
	if p.Kind == None {
		return Date{}
	}
	if months%3 == 0 {
		return Date{Quarter, p.Y, (p.M + 2) / 3 * 3, 0}.Shift(months)
	}
	return Date{Month, p.Y, p.M, 0}.Shift(months)
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

func (d Date) before(e Date) bool { return e.After(d) }
