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
const maxCells = 20_000

// table reads a table of the document. A figure takes what its row, its column
// and the title say, the nearer first.
func (r *reader) table(t document.Table) {
	title := saying{}
	var heads [][]document.Cell
	for _, row := range t.Rows[:t.Heads] {
		over := r.overFigures(t, row)
		for _, c := range row {
			if len(row) == 1 || !slices.ContainsFunc(over, func(h document.Cell) bool { return h.Start == c.Start }) {
				title = r.saying(c.Text, c.Start).and(title)
			}
		}
		if len(row) > 1 {
			heads = append(heads, over)
		}
	}
	columns := map[[2]float64][2]saying{} // what the headings of a column say, and with the title
	column := func(c document.Cell) [2]saying {
		at := [2]float64{c.From, c.To}
		if _, known := columns[at]; !known {
			over := r.heading(heads, c)
			columns[at] = [2]saying{over, over.and(title)}
		}
		return columns[at]
	}
	for _, row := range t.Rows[t.Heads:] {
		if r.cells > maxCells {
			r.judge(Claim{Kind: "observation", Start: row[0].Start, End: t.End, Construction: "table"}, because("the tables have too many figures for a text; read them as data, with headstart look", nil))
			return
		}
		label := saying{}
		labels := 0
		for labels < len(row) && (labels == 0 || !r.isFigure(row[labels].Text)) {
			if c := row[labels]; labels == 0 || len(column(c)[0].of['T']) == 0 { // not the day of its launch
				label = label.and(r.saying(c.Text, c.Start))
			}
			labels++
		}
		first := len(r.claims)
		for _, c := range row[labels:] {
			if label.others {
				break
			}
			over := column(c)
			s := label.and(over[1])
			if a, b := label.of['D'], over[0].of['D']; len(a) > 0 && len(b) > 0 && a[0] != b[0] {
				s.bad = append(s.bad, reason{text: "two dates"})
			}
			r.cell(s, c, row[0].Start, first)
		}
	}
}

// overFigures returns the headings of a row that stand over figures, not over
// labels. As many headings as figures that do not all stand over one are those
// of the figures in their order.
func (r *reader) overFigures(t document.Table, heads []document.Cell) (over []document.Cell) {
	for _, h := range heads {
		if slices.ContainsFunc(t.Rows[t.Heads:], func(row []document.Cell) bool { return slices.ContainsFunc(row[1:], h.Meets) }) {
			over = append(over, h)
		}
	}
	row := t.Rows[t.Heads]
	figures := slices.DeleteFunc(slices.Clone(row), func(c document.Cell) bool { return !r.isFigure(c.Text) })
	if len(over) < len(heads) && len(heads) == len(figures) {
		over = slices.Clone(heads)
		for i := range over {
			over[i].From, over[i].To = figures[i].From, figures[i].To
		}
	}
	return over
}

// heading reads the headings over a figure as one text.
func (r *reader) heading(heads [][]document.Cell, c document.Cell) saying {
	text, at := "", c.Start
	for _, row := range heads {
		for _, h := range row {
			if h.Meets(c) {
				text, at = text+" "+h.Text, h.Start
			}
		}
	}
	return r.saying(strings.TrimSpace(text), at)
}

// isFigure reports a cell that is a number and nothing else.
func (r *reader) isFigure(text string) bool {
	if len(text) > 60 {
		return false
	}
	tokens := r.lex.Lex(nil, text, 0, len(text))
	return only(tokens, "9dy80_1%()$=*q") && hasAny(tokens, "9dy8")
}

// cell reads a figure of a table with all that its headings say; start is where
// its row begins, and first the claims before the row.
func (r *reader) cell(s saying, at document.Cell, start, first int) {
	text := at.Text
	tokens, list := numbers.Read(text, r.lex.Lex(nil, text, 0, len(text)))
	bounds := append(values(tokens, "q"), "exact")
	tokens = filterOut(tokens, "_1q")
	if words.Classes(tokens) == "5%" && s.rate != 0 && first < len(r.claims) {
		r.cellRate(s, list[tokens[0].Ref], at, r.claims[first])
		return
	}
	if s.others || len(tokens) != 1 || !tokens[0].Class.In("N7") || len(s.of[words.Platform])+len(s.of[words.Metric]) == 0 {
		return
	}
	n := list[tokens[0].Ref]
	if s.scale > 0 && !n.Scaled {
		n.Value, n.Resolution = math.Round(n.Value*s.scale), n.Resolution*s.scale
	}
	platform, why := s.only(words.Platform, "no platform", "several platforms")
	if s.smart {
		id, more := r.onDevices(platform)
		platform, why = id, append(why, more...)
	}
	metric, more := s.only(words.Metric, "no metric", "two metrics")
	why = append(why, more...)
	place, more := s.only(words.Place, "", "several places")
	why = append(why, more...)
	period, more := s.only(words.Date, "no date", "two dates")
	date := dates.Parse(period)
	why = append(why, more...)
	if date.Kind == dates.Half {
		why = append(why, reason{text: "half a year"})
	}
	if n.Broken {
		why = append(why, reason{text: "the number is broken: " + text})
	}
	c := Claim{Kind: "observation", Start: start, End: at.End, PlatformID: platform, Metric: metric, Market: cmp.Or(place, world), Period: period, Basis: date.Basis(),
		Value: n.Value, High: n.Value, ValueText: text, Resolution: n.Resolution, Qualifier: bounds[0], Unit: "people", Construction: "table"}
	c.Comparative = first < len(r.claims) && r.claims[first].PlatformID == platform && r.claims[first].Period != period
	r.judge(c, append(why, s.bad...))
	r.cells++
}

// cellRate reads a rate of growth, which is that of the first figure of its row.
func (r *reader) cellRate(s saying, n numbers.Number, at document.Cell, main Claim) {
	percent := n.Value
	if strings.Trim(at.Text, "-−–(") != at.Text {
		percent = -n.Value
	}
	main.End = at.End
	r.claims = append(r.claims, main.rate(percent, n.Resolution, s.rate, at.Text))
}
