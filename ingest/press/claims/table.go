package claims

import (
	"strings"

	"headstart/ingest/press/dates"
	"headstart/ingest/press/document"
	"headstart/ingest/press/numbers"
	"headstart/ingest/press/words"
)

// facts are what a label, a heading or the title of a table says.
type facts struct {
	platforms, metrics, places []string
	dates                      []dates.Date
	scale                      float64 // 0 none
	bad                        []reason
	others                     bool // it counts other things, or a change
	rate                       int  // months over which it is a change; 0 none
	smart                      bool
}

// factsOf reads a text that is no sentence.
func (r *reader) factsOf(text string, at int) facts {
	var f facts
	tokens := r.lex.Lex(nil, text, 0, len(text))
	tokens, told := r.dates.Read(tokens)
	for _, t := range tokens {
		switch {
		case t.Class == words.Platform:
			f.platforms = add(f.platforms, t.Value)
		case t.Class == words.Metric:
			f.metrics = add(f.metrics, t.Value)
		case t.Class == words.Place:
			f.places = add(f.places, t.Value)
		case t.Class == words.Date && told[t.Ref].Date.Valid():
			f.dates = append(f.dates, told[t.Ref].Date)
		case t.Class == words.Scale:
			f.scale = max(f.scale, 1) * t.Number
		case t.Class == words.Smart:
			f.smart = true
		case t.Class.In("n%$ui"):
			f.others = true
			for code, months := range spans {
				if strings.Contains(t.Value, code) {
					f.rate = months
				}
			}
		case t.Class.In(against + ".@"):
			span := words.Token{Class: t.Class, Start: at, End: at + len(text)}
			f.bad = append(f.bad, r.becauseIn(text, t, span))
		}
	}
	return f
}

func add(list []string, s string) []string {
	for _, x := range list {
		if x == s {
			return list
		}
	}
	return append(list, s)
}

// and adds what another text says; a nearer one goes before.
func (f facts) and(further facts) facts {
	if len(f.platforms) == 0 {
		f.platforms = further.platforms
	}
	if len(f.metrics) == 0 {
		f.metrics = further.metrics
	}
	if len(f.places) == 0 {
		f.places = further.places
	}
	if len(f.dates) == 0 {
		f.dates = further.dates
	}
	if f.scale == 0 {
		f.scale = further.scale
	}
	f.bad = append(append([]reason{}, f.bad...), further.bad...)
	f.others, f.smart = f.others || further.others, f.smart || further.smart
	if f.rate == 0 {
		f.rate = further.rate
	}
	return f
}

// tableClaim reads a figure of a table with all that its headings say; start is
// where its row begins, and first the claims before the row.
func (r *reader) tableClaim(f facts, text string, at, start, first int) {
	tokens, list := numbers.Read(text, r.lex.Lex(nil, text, 0, len(text)), 0)
	tokens = filterOut(tokens, "_1")
	if f.rate != 0 && len(tokens) == 2 && tokens[0].Class == words.Quantity && tokens[1].Class == words.Percent && first < len(r.claims) {
		r.tableRate(f, list[tokens[0].Ref], text, at, r.claims[first])
		return
	}
	if f.others || len(tokens) != 1 || !tokens[0].Class.In("N7") || len(f.platforms) == 0 && len(f.metrics) == 0 {
		return
	}
	n := list[tokens[0].Ref]
	value := n.Value
	if f.scale > 0 && !n.Scaled {
		value, n.Resolution = float64(int64(n.Value*f.scale+0.5)), n.Resolution*f.scale
	}
	why := append([]reason{}, f.bad...)
	c := Claim{Kind: "observation", Start: start, End: at + len(text), Market: world, Comparative: first < len(r.claims), Value: value, High: value, ValueText: text,
		Resolution: n.Resolution, Qualifier: "exact", Unit: "people", Construction: "table"}
	one := func(list []string, none, many string) string {
		switch len(list) {
		case 0:
			if none != "" {
				why = append(why, reason{text: none})
			}
			return ""
		case 1:
		default:
			why = append(why, reason{text: many})
		}
		return list[0]
	}
	if c.PlatformID = one(f.platforms, "no platform", "several platforms"); f.smart {
		if r.names.Has(c.PlatformID + "-mobile") {
			c.PlatformID += "-mobile"
		} else {
			why = append(why, reason{text: "a part of the users"})
		}
	}
	c.Metric = one(f.metrics, "no metric", "two metrics")
	if place := one(f.places, "", "several places"); place != "" {
		c.Market = place
	}
	switch {
	case len(f.dates) == 0:
		why = append(why, reason{text: "no date"})
	case len(f.dates) > 1:
		why = append(why, reason{text: "two dates"})
	case f.dates[0].Kind == dates.Half:
		why = append(why, reason{text: "half a year"})
	}
	if len(f.dates) > 0 {
		c.Period, c.Basis = f.dates[0].String(), f.dates[0].Basis()
	}
	if n.Broken {
		why = append(why, reason{text: "the number is broken: " + text})
	}
	r.judge(&c, why)
	r.claims = append(r.claims, c)
}

// tableRate reads a rate of growth, which is that of the first figure of its row.
func (r *reader) tableRate(f facts, n numbers.Number, text string, at int, main Claim) {
	c := main
	c.Kind, c.End, c.Percent, c.Comparison = "growth", at+len(text), n.Value, comparisons[f.rate]
	if strings.Trim(text, "-−–(") != text {
		c.Percent = -n.Value
	}
	c.Value, c.High, c.ValueText, c.Scale, c.Resolution, c.Unit, c.Construction = 0, 0, text, "", n.Resolution, "", "growth"
	r.claims = append(r.claims, c)
}

// table reads a table of the document.
func (r *reader) table(t document.Table) {
	var title facts
	var columns [][]document.Cell
	for _, row := range t.Rows[:t.Heads] {
		var over []document.Cell
		for _, c := range row {
			if len(row) > 1 && r.overFigures(t, c) {
				over = append(over, c)
			} else {
				title = r.factsOf(c.Text, c.Start).and(title)
			}
		}
		columns = append(columns, over)
	}
	for _, row := range t.Rows[t.Heads:] {
		var label facts
		labels := 0
		for labels < len(row) && (labels == 0 || !r.isFigure(row[labels].Text)) {
			label = label.and(r.factsOf(row[labels].Text, row[labels].Start))
			labels++
		}
		if len(row) == 0 || label.others {
			continue
		}
		first := len(r.claims)
		for _, c := range row[labels:] {
			f := label.and(r.headingOf(columns, c)).and(title)
			r.tableClaim(f, c.Text, c.Start, row[0].Start, first)
		}
	}
}

// overFigures reports a heading that stands over figures, not over labels.
func (r *reader) overFigures(t document.Table, h document.Cell) bool {
	for _, row := range t.Rows[t.Heads:] {
		for k, c := range row {
			if k > 0 && h.From < c.To && c.From < h.To {
				return true
			}
		}
	}
	return false
}

// headingOf reads the headings over a cell as one text.
func (r *reader) headingOf(rows [][]document.Cell, c document.Cell) facts {
	var text []string
	at := c.Start
	for _, row := range rows {
		for _, h := range row {
			if h.From < c.To && c.From < h.To {
				text = append(text, h.Text)
				at = h.Start
			}
		}
	}
	return r.factsOf(strings.Join(text, " "), at)
}

// isFigure reports a cell that is a number and nothing else.
func (r *reader) isFigure(text string) bool {
	if len(text) > 60 {
		return false
	}
	tokens := r.lex.Lex(nil, text, 0, len(text))
	return len(tokens) > 0 && only(tokens, "9dy80_1%()$=*") && hasAny(tokens, "9dy8")
}

// lineTable reads lines of a date and figures below a heading, and returns how
// many lines it took. Of several figures in a line each has its own platform or
// metric in the line above.
func (r *reader) lineTable(lines []line, i int) int {
	head := i
	for head < len(lines) && head-i < 4 && lines[head].figures == 0 {
		head++
	}
	if head == i || head-i == 4 || head == len(lines) {
		return 0
	}
	last := strings.TrimSpace(r.text[lines[head-1].from:lines[head-1].to])
	if last == "" || strings.ContainsAny(last[len(last)-1:], ".!?") || strings.HasSuffix(last, "。") {
		return 0
	}
	n := lines[head].figures
	columns := make([]facts, n)
	below := head
	if n > 1 {
		if columns = r.columnsOf(lines[head-1], n); columns == nil {
			return 0
		}
		below--
	}
	var title facts
	for k := below - 1; k >= i; k-- {
		title = title.and(r.factsOf(r.text[lines[k].from:lines[k].to], lines[k].from))
	}
	k := head
	for ; k < len(lines) && lines[k].figures == n; k++ {
		date, figures := r.row(lines[k])
		for c, t := range figures {
			f := columns[c].and(title)
			f.dates = nil
			if date.Valid() {
				f.dates = append(f.dates, date)
			}
			end := t.End
			if n == 1 {
				end = lines[k].from + len(strings.TrimRight(r.text[lines[k].from:lines[k].to], " \t\r"))
			}
			r.tableClaim(f, r.text[t.Start:end], t.Start, lines[k].from, len(r.claims))
		}
	}
	return k - i
}

// columnsOf reads a line of n platforms or n metrics; nil if it is none.
func (r *reader) columnsOf(l line, n int) []facts {
	tokens := filterOut(r.lex.Lex(nil, r.text, l.from, l.to), "_,|")
	if len(tokens) != n || !only(tokens, "P") && !only(tokens, "M") {
		return nil
	}
	out := make([]facts, n)
	for k, t := range tokens {
		if t.Class == words.Platform {
			out[k].platforms = []string{t.Value}
		} else {
			out[k].metrics = []string{t.Value}
		}
	}
	return out
}

// maxRow is the length of the longest line, in bytes, that can be a row.
const maxRow = 120

// maxBlanks is how many blanks a row can have.
const maxBlanks = 24

// row reads a line of a date and figures.
func (r *reader) row(l line) (dates.Date, []words.Token) {
	if l.to-l.from > maxRow || endsSentence(r.text[l.from:l.to]) || !strings.ContainsAny(r.text[l.from:l.to], "0123456789０１２３４５６７８９") || strings.Count(strings.TrimSpace(r.text[l.from:l.to]), " ") > maxBlanks {
		return dates.Date{}, nil
	}
	tokens := r.lex.Lex(nil, r.text, l.from, l.to)
	if !hasAny(tokens, "9dy") {
		return dates.Date{}, nil
	}
	tokens, told := r.dates.Read(tokens)
	tokens, _ = numbers.Read(r.text, tokens, 0)
	tokens = filterOut(tokens, ":,_1=|v")
	if len(tokens) < 2 || tokens[0].Class != words.Date || !only(tokens[1:], "N7") {
		return dates.Date{}, nil
	}
	return told[tokens[0].Ref].Date, tokens[1:]
}

// endsSentence reports a line of running text.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, " \t\r\"”」)")
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, "。") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?")
}

// isRow returns how many figures stand in a line of a date and figures; 0 if it
// is none.
func (r *reader) isRow(l line) int {
	_, figures := r.row(l)
	return len(figures)
}
