package dates

import "headstart/ingest/press/words"

// parts are the numbers of a date as it is written; -1 is none.
type parts struct {
	year, month, day, quarter, half int
	of                              int // years counted from the text
	hasOf                           bool
	digits                          []int
}

func partsOf(tokens []words.Token) parts {
	p := parts{year: -1, month: -1, day: -1, quarter: -1, half: -1}
	for _, t := range tokens {
		v := int(t.Number)
		switch t.Class {
		case words.Year:
			p.year = v
		case 'o':
			p.month = v
		case words.Day:
			p.digits = append(p.digits, v)
		case 'k':
			p.digits = append(p.digits, v)
			p.quarter = v
		case 'Q':
			p.quarter = v
		case 'H':
			p.half = v
		case 'R':
			p.of, p.hasOf = v, true
		}
	}
	return p
}

// resolve returns the date that tokens mean; one that is not Valid if it cannot
// be told.
func (r *Reader) resolve(meaning string, tokens []words.Token) Date {
	p := partsOf(tokens)
	digit := func(k int) int {
		if k < len(p.digits) {
			return p.digits[k]
		}
		return -1
	}
	if p.half < 0 {
		p.half = p.quarter // the first half
	}
	switch meaning {
	case "months-of-year": // the first three months of 2022
		if n := tokens[1].Number; tokens[0].Number == 1 && (n == 3 || n == 6) {
			return Date{map[float64]Kind{3: Quarter, 6: Half}[n], p.year, int(n), 0}
		}
		return Date{}
	case "day-month-year", "month-day-year":
		return Date{Day, p.year, p.month, digit(0)}
	case "year-month-day":
		if p.year < 0 {
			p.year = r.yearOf(p)
		}
		return Date{Day, p.year, digit(0), digit(1)}
	case "month-day", "day-month":
		month, day := p.month, digit(0)
		if month < 0 {
			month, day = digit(0), digit(1)
		}
		return r.latest(Date{Day, 0, month, day})
	case "three-months":
		if digit(1)-digit(0) != 2 || digit(1)%3 != 0 {
			return Date{}
		}
		d := Date{Quarter, p.year, digit(1), 0}
		if p.hasOf {
			d.Y = r.yearOf(p)
		} else if p.year < 0 {
			return r.latest(d)
		}
		return d
	case "last-day":
		return r.lastDay(digit(0))
	case "month-year":
		if p.month < 0 {
			p.month = digit(0)
		}
		return Date{Month, p.year, p.month, 0}
	case "month-of":
		if p.month < 0 {
			p.month = digit(0)
		}
		return Date{Month, r.yearOf(p), p.month, 0}
	case "month", "last-month":
		if p.month < 0 {
			p.month = digit(0)
		}
		if meaning == "last-month" {
			return r.before(Date{Month, 0, p.month, 0})
		}
		return r.latest(Date{Month, 0, p.month, 0})
	case "quarter-year":
		return Date{Quarter, p.year, 3 * p.quarter, 0}
	case "quarter-of":
		return Date{Quarter, r.yearOf(p), 3 * p.quarter, 0}
	case "quarter":
		return r.latest(Date{Quarter, 0, 3 * p.quarter, 0})
	case "last-quarter":
		return r.before(Date{Quarter, 0, 3 * p.quarter, 0})
	case "half-year":
		return Date{Half, p.year, 6 * p.half, 0}
	case "half-of":
		return Date{Half, r.yearOf(p), 6 * p.half, 0}
	case "half":
		return r.latest(Date{Half, 0, 6 * p.half, 0})
	case "year":
		return Date{Year, p.year, 0, 0}
	case "year-of":
		return Date{Year, r.yearOf(p), 0, 0}
	case "company-quarter":
		// The quarters of a company whose year ends in a month: the last one
		// ends there.
		d := Date{Month, p.year, digit(0), 0}.Shift(-3 * (4 - p.quarter))
		if d.M%3 == 0 {
			return Date{Quarter, d.Y, d.M, 0}
		}
		return d.Last()
	}
	return Date{}
}

// yearOf returns the year that is counted from the text: this year is that of
// the last date of the text, if the text gave one, else that of publication.
func (r *Reader) yearOf(p parts) int {
	switch {
	case p.of >= 0 && r.known.Kind != None: // the same year, the following year
		return r.known.Y + p.of
	case p.of > 0:
		return -1
	case p.of == 0 && r.said.Kind != None && r.Published.Kind == None:
		return r.said.Y
	case r.Published.Kind == None:
		return -1
	}
	return r.Published.Y + p.of
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
		if r.said.Kind == None {
			return Date{}
		}
		return r.nearSaid(d)
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

// nearSaid takes the year from an earlier sentence, where there is no other
// date to count from.
func (r *Reader) nearSaid(d Date) Date {
	d.Y = r.said.Y
	if d.After(r.said.Last()) {
		d.Y--
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

// lastDay is the latest such day of a month that is not after publication.
func (r *Reader) lastDay(day int) Date {
	if r.Published.Kind == None {
		return Date{}
	}
	d := Date{Day, r.Published.Y, r.Published.M, day}
	if day > r.Published.D {
		d.M--
		if d.M == 0 {
			d.Y, d.M = d.Y-1, 12
		}
	}
	return d
}

func (d Date) before(e Date) bool { return e.After(d) }
