package dates

import (
	"strings"
	"time"

	"headstart/ingest/press/words"
)

// resolve returns the date that tokens mean by a pattern; none if it cannot be
// told.
func (r *Reader) resolve(p pattern, tokens []words.Token) Date {
	var number [128]int // by class, -1 where there is none
	var digits []int
	for _, c := range "yoQHRY" {
		number[c] = -1
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
		if d.Kind == None || d.M%kinds[d.Kind].months != 0 {
			return Date{}
		}
	case "quarter":
		d.Kind, d.M = Quarter, 3*max(number['Q'], digits[0])
	case "half":
		d.Kind, d.M = Half, 6*max(number['H'], number['Q'], digits[0]) // the first half
	case "year":
		d.Kind, d.M = Year, 12
	}
	switch {
	case p.year == "written":
	case p.year == "of" && (r.known.Kind == None || number['R'] < 0): // counted from publication
		if d.Y = r.Published.Y + number['R']; number['R'] > 0 || r.Published.Kind == None {
			return Date{}
		}
	case p.year == "of": // from the last date of the sentence: the same year, the following year
		d.Y = r.known.Y + number['R']
	case p.year == "latest" && r.known.Kind != None:
		d = r.near(d)
	case r.Published.Kind == None:
		return Date{}
	case p.year == "latest":
		d = r.latest(d)
	default: // the latest that was over
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

// near takes the year from the date before in the sentence; none where two
// years are possible.
func (r *Reader) near(d Date) Date {
	d.Y = r.known.Y
	later, earlier := d, d
	later.Y, earlier.Y = d.Y+1, d.Y-1
	switch before := r.known.Kind != Year && r.known.Last().After(d.Last()); {
	case before && d.Kind == Month && (r.Published.Kind == None || !later.After(r.Published)):
		return Date{}
	case !before && d.Kind == Quarter && r.known.Kind != Year && d.After(r.known) && r.Published.Kind != None && d.Last().After(r.Published):
		return earlier
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
