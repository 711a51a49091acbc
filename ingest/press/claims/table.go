package claims

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"headstart/ingest/press/dates"
	"headstart/ingest/press/document"
	"headstart/ingest/press/numbers"
	"headstart/ingest/press/words"
)

// maxCells is how many figures of tables are read from one text.
const maxCells = 10_000

// table reads a table of the document. A figure takes what its row, its column
// and the title say, the nearer first.
func (r *reader) table(t document.Table) {
	carried := r.carried
	r.sentence, r.carried, r.lexed = sentence{}, "", map[int][]words.Token{}
	defer func() { r.carried = carried }()
	// A figure of 1,980 may look like the year of a heading. Below a heading, or
	// beside a date, it is none.
	isOfPlatform := func(row int) bool { return hasAny(r.phrase(t.Rows[row][0]), "P") }
	date := func(c document.Cell) []words.Token { // of a cell that says nothing else
		if said := r.phrase(c); !r.isFigure(c) && hasAny(said, "D") && only(said, "D_") {
			return said
		}
		return nil
	}
	isDate := func(c document.Cell) bool { return date(c) != nil }
	for h := t.Heads - 1; h >= 0 && isOfPlatform(h) && isOfPlatform(h+1); h-- {
		cells, below := t.Rows[h][1:], h > 0 && len(t.Rows[h-1]) > 1
		hasFigure, hasDate := slices.ContainsFunc(cells, r.isFigure), slices.ContainsFunc(cells, isDate)
		if !(hasFigure && (below || hasDate) || below && hasDate && len(cells) == 1) {
			break
		}
		t.Heads = h
	}
	isTitle := func(row []document.Cell) bool { return len(row) == 1 && row[0].Meets(t.Rows[t.Heads][0]) }
	var names []document.Cell
	for _, row := range t.Rows[t.Heads:] {
		names = append(names, row[0])
	}
	byPlace, ofPlaces := slices.ContainsFunc(names, r.isPlace), r.hasPlaces(names)
	isOther := func(row []document.Cell) bool { // the day of something else, maybe no more than a year
		label := r.phrase(row[0])
		return len(row) == 2 && only(r.phrase(row[1]), "D_") && !isOfFigures(label) && !(byPlace && only(label, "G*_/,()j"))
	}
	torn := slices.ContainsFunc(t.Rows[:t.Heads], func(row []document.Cell) bool { return slices.ContainsFunc(row, isCut) })
	var above, heads []document.Cell
	var title, section, corner []words.Token // over the names of countries stands what they are: region
	for _, row := range t.Rows[:t.Heads] {
		var over []document.Cell
		if isOther(row) {
			continue
		}
		if !isTitle(row) {
			over = r.overFigures(t, row)
		}
		for _, c := range row {
			switch said := r.cellTokens(c); {
			case slices.ContainsFunc(over, func(h document.Cell) bool { return h.Start == c.Start }):
			case len(over) > 0 && hasAny(said, "G*") && only(said, "G*_/,()j"):
				corner = append(corner, r.phrase(c)...)
			default:
				above = append(above, c)
				title = nearer(r.headline(c), title)
			}
		}
		heads = append(heads, over...)
	}
	if !slices.ContainsFunc(t.Rows[:t.Heads], func(row []document.Cell) bool { return isTitle(row) && !isNote(r.cellTokens(row[0])) }) {
		title = nearer(title, r.above(t))
	}
	acrossPlaces := r.hasPlaces(heads)
	columns := map[[2]float64][]words.Token{}
	column := func(c document.Cell) []words.Token { // what stands over a cell
		at := [2]float64{c.From, c.To}
		if _, known := columns[at]; !known {
			over := slices.DeleteFunc(slices.Clone(heads), func(h document.Cell) bool { return !h.Meets(c) })
			columns[at] = r.phrase(over...)
			// As at 30 September, and below it the years.
			if whole := r.phrase(slices.Concat(above, over)...); r.isYear(columns[at]) && !r.isYear(whole) {
				columns[at] = nearer(filter(whole, "D"), columns[at])
			}
		}
		return columns[at]
	}
	for i, row := range t.Rows[t.Heads:] {
		labels := slices.IndexFunc(row[1:], r.isFigure) + 1
		switch {
		case labels == 0 && r.isFigure(row[0]):
			labels = len(row)
		case labels == 0 && isTitle(row):
			section = r.headline(row[0])
			continue
		case labels == 0 && (len(row) == 2 && isOfPlatform(t.Heads+i) && isDate(row[1]) || isOther(row)): // without a figure
			continue
		case labels == 0: // further headings
			heads = row
			clear(columns)
			continue
		}
		if r.cells > maxCells {
			r.judge(Claim{Kind: "observation", Start: row[0].Start, End: t.End, Construction: "table"}, []reason{{text: "the tables have too many figures for a text; read them as data, with headstart look"}})
			return
		}
		var label []words.Token
		for i, c := range row[:labels] {
			over := column(c)
			home := hasAny(r.phrase(c), "L") && len(over) > 0 && !(only(over, "GL*_") && hasAny(over, "GL*")) // where it comes from, where it is blocked
			if i == 0 || !hasAny(column(c), "TX") && !home && (!isDate(c) || isOfFigures(column(c))) {        // not the day of its launch
				label = nearer(label, r.phrase(c))
			}
		}
		var remarks []reason
		for _, c := range row[labels:] {
			said := r.phrase(c)
			switch isFigure := r.isFigure(c); {
			case isFigure, date(c) == nil && only(said, "_:=/"):
			case date(c) != nil && only(column(c), "ABCKH_:/"): // a column of dates behind the figures
				label = append(label, date(c)...)
			case !hasAny(said, "9dyN57") || hasAny(said, "GL"): // a column of other figures says nothing of these
				remarks = append(remarks, reason{text: "a remark: " + c.Text})
			}
		}
		if m := r.form("founded", label, 0, 0); m != nil && r.told[label[m[2]].Ref].Date.Kind == dates.Year {
			remarks = append(remarks, reason{text: "the year may be of something else: " + r.words(label[m[2]])})
		}
		first, when := len(r.claims), filter(label, "D")
		for _, c := range row[labels:] {
			over := column(c)
			r.start, r.end, r.bad = row[0].Start, c.End, slices.Clone(remarks)
			if d := filter(over, "D"); len(when) > 0 && len(d) > 0 && r.told[when[0].Ref].Date != r.told[d[0].Ref].Date {
				r.bad = append(r.bad, reason{text: "two dates"})
			}
			said := nearer(nearer(nearer(label, over), section), title)
			if !hasAny(label, "L") {
				said = append(said, corner...)
			}
			if ofPlaces && !hasAny(label, "PLDG") || acrossPlaces && !hasAny(over, "PLDG") {
				r.bad = append(r.bad, reason{text: "all places of the table may be meant"})
			}
			if torn {
				r.bad = append(r.bad, reason{text: "a heading of the table is cut"})
			}
			r.cell(r.lastDays(said), c, first)
		}
	}
}

// isPlace reports a cell that names one country, and neither whose figures nor what
// they count.
func (r *reader) isPlace(c document.Cell) bool {
	tokens := r.cellTokens(c)
	i := find(tokens, "L")
	return i >= 0 && tokens[i].Value != world && !hasAny(tokens, "PM")
}

// hasPlaces reports cells that name several countries, of which a total may be.
func (r *reader) hasPlaces(cells []document.Cell) bool {
	first := ""
	for _, c := range cells {
		if r.isPlace(c) {
			place := values(r.cellTokens(c), "L")[0]
			if first = cmp.Or(first, place); place != first {
				return true
			}
		}
	}
	return false
}

// maxAbove is how many lines right above a table can belong to it, and
// maxAboveLine how many bytes they have at most.
const (
	maxAbove     = 4
	maxAboveLine = 400
)

// above reads the lines right above a table that are sentences, and so none of its
// own: what they say of the scale of all figures or of their day, and over these, or
// else in the title of the text, the heading with the platform.
func (r *reader) above(t document.Table) (said []words.Token) {
	end := strings.LastIndexByte(r.text[:t.Start], '\n')
	for range maxAbove {
		if end < 0 {
			break
		}
		begin := strings.LastIndexByte(r.text[:end], '\n') + 1
		if end-begin > maxAboveLine {
			return said
		}
		line := r.dated(r.lex.Lex(nil, r.text, begin, end))
		switch {
		case len(line) == 0:
		case isNote(line):
			said = nearer(said, line)
		case r.isHeading(line):
			return nearer(said, line)
		default:
			return said
		}
		end = begin - 1
	}
	if end < 0 && r.isHeading(r.title) {
		title := slices.Clone(r.title)
		for i := range title {
			title[i].Start, title[i].End = t.Start, t.Start
		}
		said = nearer(said, r.dated(title))
	}
	return said
}

// isNote reports words that say no more than in which scale figures are, or on what day.
func isNote(tokens []words.Token) bool { return hasAny(tokens, "0e") && only(tokens, "_0e1,/:()U") }

// isHeading reports words that name one platform and nothing that is not known.
func (r *reader) isHeading(tokens []words.Token) bool {
	p := find(tokens, "P")
	return p >= 0 && len(filter(tokens, "P")) == 1 && only(tokens, "P_MLUfDe0,:=()1") && !r.isOwned(tokens, p)
}

// lastDays gives years their last day where the headings say so: all at year-end.
func (r *reader) lastDays(said []words.Token) []words.Token {
	if !hasAny(said, "e") {
		return said
	}
	for i, t := range said {
		if t.Class != words.Date || r.told[t.Ref].Date.Kind != dates.Year {
			continue
		}
		day := r.told[t.Ref]
		day.Date, day.End = day.Date.Last(), true
		said[i].Ref, r.told = int32(len(r.told)), append(r.told, day)
	}
	return said
}

// isCut reports a cell with brackets that open in it and close elsewhere: (in, and
// below it millions).
func isCut(c document.Cell) bool {
	return strings.Count(c.Text, "(")+strings.Count(c.Text, "（") > strings.Count(c.Text, ")")+strings.Count(c.Text, "）")
}

// isOfFigures reports words over dates, or before one, that can say that they are
// those of figures: as of, month; not launched, IPO, last update.
func isOfFigures(tokens []words.Token) bool {
	return only(tokens, "ABCDKQHPMUOLaf_eh0:()/,") && !slices.ContainsFunc(tokens, func(t words.Token) bool {
		return slices.Contains([]string{"thing", "aside", "owner"}, t.Value)
	})
}

// headline reads a cell that is a heading, without the date of something else:
// Launched: December 2010.
func (r *reader) headline(c document.Cell) []words.Token {
	said := r.phrase(c)
	if i := find(said, ":"); i > 0 && only(said[i:], ":D_") && !isOfFigures(said[:i]) {
		return filterOut(said, "D")
	}
	return said
}

// isYear reports tokens whose one date is a year.
func (r *reader) isYear(tokens []words.Token) bool {
	when := filter(tokens, "D")
	return len(when) == 1 && r.told[when[0].Ref].Date.Kind == dates.Year
}

// phrase reads cells of words as one text.
func (r *reader) phrase(cells ...document.Cell) []words.Token {
	var tokens []words.Token
	for _, c := range cells {
		tokens = append(tokens, r.cellTokens(c)...)
	}
	if m := r.form("scale", tokens, 0, 0); m != nil {
		scale := tokens[m[0]]
		scale.Class, scale.Number = words.Scale, 1
		for _, t := range filter(tokens[m[0]:m[1]], "9dy0") {
			scale.Number *= t.Number
		}
		if scale.Number >= 1000 && math.Mod(math.Log10(scale.Number), 1) == 0 { // not a year or a note: (2010), (2)
			tokens = slices.Replace(tokens, m[0], m[1], scale)
		}
	}
	if m := r.form("exception", tokens, 0, 0); m != nil {
		tokens = slices.Delete(tokens, m[2], m[3])
	}
	return filterOut(r.dated(tokens), "O") // a company has no say
}

// dated puts the dates of a part of a table together.
func (r *reader) dated(tokens []words.Token) []words.Token {
	tokens, told := r.dates.Read(r.text, tokens)
	for i := range tokens {
		if tokens[i].Class.In("DW") {
			tokens[i].Ref += int32(len(r.told))
		}
	}
	r.told = append(r.told, told...)
	return tokens
}

// nearer adds what stands farther away, but for what the near says itself.
func nearer(near, far []words.Token) []words.Token {
	out := slices.Clone(near)
	for _, t := range far {
		if !t.Class.In("PMLD0") || !slices.ContainsFunc(near, func(n words.Token) bool { return n.Class == t.Class }) {
			out = append(out, t)
		}
	}
	return out
}

// overFigures returns the headings of a row that stand over figures, not over
// labels. As many headings as figures that do not all stand over one are those
// of the figures in their order.
func (r *reader) overFigures(t document.Table, heads []document.Cell) (over []document.Cell) {
	over = slices.DeleteFunc(slices.Clone(heads), func(h document.Cell) bool {
		return !slices.ContainsFunc(t.Rows[t.Heads:], func(row []document.Cell) bool { return slices.ContainsFunc(row[1:], h.Meets) })
	})
	figures := slices.DeleteFunc(slices.Clone(t.Rows[t.Heads]), func(c document.Cell) bool { return !r.isFigure(c) })
	spans := func(h document.Cell) bool { return len(figures) > 1 && h.Meets(figures[0]) && h.Meets(figures[1]) }
	if len(over) < len(heads) && len(heads) == len(figures) && !slices.ContainsFunc(heads, spans) {
		over = slices.Clone(heads)
		for i := range over {
			over[i].From, over[i].To = figures[i].From, figures[i].To
		}
	}
	return over
}

// cellTokens returns the tokens of a cell, which are not to be changed.
func (r *reader) cellTokens(c document.Cell) []words.Token {
	tokens, known := r.lexed[c.Start]
	if !known {
		tokens = r.lex.Lex(nil, r.text, c.Start, c.End)
		r.lexed[c.Start] = tokens
	}
	return tokens
}

// isFigure reports a cell that is a number and nothing else.
func (r *reader) isFigure(c document.Cell) bool {
	tokens := r.cellTokens(c)
	return only(tokens, "9dy80_1%()$=*q") && hasAny(tokens, "9dy8")
}

// cell reads a figure of a table as a clause of all that its headings say; first
// is the first claim of its row.
func (r *reader) cell(said []words.Token, c document.Cell, first int) {
	tokens, list := numbers.Read(r.text, slices.Clone(r.cellTokens(c)))
	core := filterOut(tokens, "_1q")
	rate := 0
	for _, t := range said {
		rate = cmp.Or(rate, spanOf(t))
	}
	switch {
	case r.form("rate", core, 0, 0) != nil && rate != 0 && first < len(r.claims):
		n := list[core[find(core, "57N")].Ref]
		if strings.Trim(c.Text, "-−–(") != c.Text {
			n.Value = -n.Value
		}
		main := slices.MaxFunc(r.claims[first:], func(a, b *Claim) int { return strings.Compare(a.Period, b.Period) })
		g := main.rate(growth{percent: n.Value, resolution: n.Resolution, months: rate}, c.Text)
		g.End = c.End
		r.claims = append(r.claims, g)
		return
	case hasAny(said, "n%$ui"), len(core) != 1, !core[0].Class.In("N7"), !hasAny(said, "PM"):
		return
	}
	n := &list[core[0].Ref]
	for _, t := range filter(said, "0") {
		if !n.Scaled {
			n.Value, n.Resolution = math.Round(n.Value*t.Number), n.Resolution*t.Number
		}
	}
	n.High = n.Value
	r.bad = append(r.bad, r.reasons(said, ofSentence)...)
	if r.form("of a list", said, 0, 0) != nil { // Facebook and P
		r.bad = append(r.bad, reason{text: "two that can be meant"})
	}
	core[0].Class, r.numbers = words.Count, list
	r.tokens = slices.Concat(filter(tokens, "q"), core, filterOut(said, "0TX"))
	r.figure(&group{chunk: chunk{own: r.tokens}, tokens: r.tokens}, core[0], &context{}, r.bad)
	r.cells++
	k := r.claims[len(r.claims)-1]
	k.Construction, k.ValueText = "table", c.Text
	k.Comparative = r.claims[first].PlatformID == k.PlatformID && r.claims[first].Period != k.Period
}
