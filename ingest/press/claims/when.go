package claims

import (
	"headstart/ingest/press/dates"
	"headstart/ingest/press/words"
)

// when returns what a figure is dated.
func (f *figure) when() (d dates.Date) {
	own, said := f.datesOf(f.tokens)
	ago := filter(f.tokens, "W")
	switch {
	case said && len(ago) == 0 && !f.tail && f.ctx.date.Kind != dates.None:
		d = f.ctx.date
	case len(ago) > 0:
		return f.counted(own, ago)
	case len(own) > 0:
		best, several := own[len(own)-1], false
		for _, t := range own {
			switch a, b := f.told[best.Ref].Date, f.told[t.Ref].Date; {
			case b.Kind == dates.None:
				f.doubt("the date is unclear: "+f.words(t), &t)
				return dates.Date{}
			case a.In(b):
			case b.In(a) && !(b.Kind == dates.Day && hasAny(f.tokens, "S")): // June, in the second quarter
				best = t
			default:
				several = true
			}
		}
		if several {
			best = nearest(own, "D", f.n)
			f.doubt("two dates", nil)
		}
		d = f.told[best.Ref].Date
		k := at(f.tokens, best)
		if f.look(f.tokens, k, k+1); f.seen("about") != nil || f.seen("since") != nil || !f.tail && f.seen("against") != nil || at(f.own, best) < 0 && f.seen("compared") != nil {
			f.doubt("not on that date: "+f.words(best), &best)
		}
		for _, t := range filter(f.tokens, "D") { // on D they said that the day before it had N
			if told := f.told[t.Ref]; d.Kind == dates.Day && told.Day && told.Date.Kind == dates.None {
				f.doubt("the date is unclear: "+f.words(t), &t)
			}
		}
	case hasAny(f.tokens, "t") && f.dates.Published.Kind != dates.None:
		if d = f.dates.Published; f.dates.Apart() {
			f.doubt("the date is unclear: "+f.words(filter(f.tokens, "t")[0]), nil)
		}
	case f.ctx.date.Kind != dates.None && (!f.tail || f.isShare()):
		if d = f.ctx.date; f.ctx.behind && (f.ctx.start || f.cut == atTo && !hasAny(f.own, "P")) { // from N on D to N
			f.doubt("the date is of the figure that it moved from", nil)
		} else if f.form("another time", f.own, 0, 0) != nil {
			f.doubt("it may be of another time", nil)
		}
	case !f.tail && f.heading.Kind != dates.None:
		d = f.heading
	case !f.ctx.seen && f.metric == f.lastMetric && hasAny(f.tokens, "L") && !hasAny(f.reader.tokens, "PDWTX"): // N as of D. In Japan it has N.
		d = f.reader.before
	}
	if m := f.form("issued", f.reader.tokens, 0, 0); m != nil && d == f.told[f.reader.tokens[m[2]].Ref].Date { // P, published on D, has
		f.doubt("the date may be that of its release", nil)
	}
	switch d.Kind {
	case dates.None:
		f.doubt("no date", nil)
	case dates.Half:
		f.doubt("half a year", nil)
	case dates.Part:
		f.doubt("a part of a year", nil)
	}
	return d
}

// counted returns a date that is counted from another one: a year earlier.
func (f *figure) counted(own, ago []words.Token) dates.Date {
	base, told := f.ctx.date, f.told[ago[0].Ref]
	if told.Months == 0 && base.Kind == dates.None {
		base = f.ctx.event // on the same date
	}
	if only := filter(f.reader.tokens, "D"); base.Kind == dates.None && told.Months == 0 && len(only) == 1 && only[0].Start < f.n.Start {
		base = f.told[only[0].Ref].Date
	}
	if base.Kind == dates.None && (told.Months == 0 || told.Months < 0 && !f.ctx.seen && (hasAny(f.tokens, "z") || !hasAny(f.reader.tokens, "P@O"))) {
		base, f.resumes = f.reader.before, true
	}
	if told.Unit == dates.Day {
		if base.Kind == dates.None {
			base = f.mentioned
		}
		if base.Kind == dates.Quarter { // that ended on the day
			base = base.Last()
		} else if base.Kind != dates.Day {
			base = dates.Date{}
		}
	}
	if len(own) > 0 && told.Months == 0 { // the same period of 2015
		if year := f.told[own[0].Ref].Date; year.Kind == dates.Year {
			told.Months = 12 * (year.Y - base.Y)
		}
	}
	d := base.Shift(told.Months)
	if said := f.dayOfSaying(); base.Kind == dates.None && told.Whole && said.Kind == dates.Day {
		d = said.Before(-told.Months)
	}
	if told.End {
		d = d.Last()
	} else if told.Unit == dates.Month && d.Kind == dates.Day {
		d = dates.Parse(d.String()[:7])
	}
	if d.Kind == dates.None || len(ago) > 1 {
		f.doubt("no date to count from: "+f.words(ago[0]), nil)
		d = dates.Date{}
	}
	if len(own) > 0 && own[0].Start > f.n.End && f.ctx.date.Kind == dates.None {
		f.doubt("two dates", nil)
	}
	return d
}

// datesOf returns the dates of a group: not those of saying, nor those that the
// day of the text tells, where there is another one. said reports that there
// are only dates of saying.
func (r *reader) datesOf(tokens []words.Token) (own []words.Token, said bool) {
	var ranks [3][]words.Token // said, told by the day of the text, of saying
	for i, t := range tokens {
		switch {
		case t.Class != words.Date:
		case r.is("said on", tokens, i):
			ranks[2] = append(ranks[2], t)
		case r.told[t.Ref].Day:
			ranks[1] = append(ranks[1], t)
		default:
			ranks[0] = append(ranks[0], t)
		}
	}
	for _, own = range ranks {
		if len(own) > 0 {
			break
		}
	}
	return own, len(ranks[0])+len(ranks[1]) == 0 && len(own) > 0
}
