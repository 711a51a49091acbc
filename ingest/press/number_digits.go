package press

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// marks says which character stands before the decimals in a document.
type marks struct{ decimal string }

// votedMarks decides it by the numbers that can be read in one way only:
// "1,082.5", "28.740.000", "33,5". Without any, the point marks decimals.
func votedMarks(text string, tokens []token) marks {
	votes := map[string]int{}
	for i := 0; i < len(tokens); i++ {
		if tokens[i].kind != digits || i > 0 && tokens[i].glued && tokens[i-1].kind == mark && isMark(tokens[i-1].norm) {
			continue
		}
		groups, seps, last := pieces(text, tokens, i)
		if len(seps) == 0 {
			continue
		}
		end := seps[len(seps)-1]
		switch {
		case len(seps) > 1 && end != seps[0]:
			votes[end]++
		case len(seps) > 1: // one mark twice: it groups thousands
			if len(groups[len(groups)-1]) == 3 {
				votes[other(end)]++
			}
		case len(groups[1]) != 3 && len(groups[1]) > 0 || groups[0] == "0":
			votes[end]++
		}
		i = last
	}
	if votes[","] > votes["."] {
		return marks{","}
	}
	return marks{"."}
}

func isMark(s string) bool { return s == "." || s == "," }

func other(m string) string {
	if m == "," {
		return "."
	}
	return ","
}

// pieces collects the runs of digits that marks join, as in "1,082.5".
func pieces(text string, tokens []token, i int) (groups, seps []string, last int) {
	groups, last = append(groups, tokens[i].norm), i
	for j := i + 1; j+1 < len(tokens) && len(groups) < 12; j += 2 { // no number has more
		if !tokens[j].glued || !isMark(tokens[j].norm) || tokens[j+1].kind != digits || !tokens[j+1].glued {
			break
		}
		seps, groups, last = append(seps, tokens[j].norm), append(groups, tokens[j+1].norm), j+1
	}
	return groups, seps, last
}

// decimal is a run of digits read: its text has digits and at most a point.
type decimal struct {
	text     string
	decimals int
	grouped  bool
	last     int // token
}

// read reads the digits that start at tokens[i]. It fails where marks stand
// as they do in dates, versions and addresses.
func (m marks) read(text string, tokens []token, i int) (decimal, bool) {
	groups, seps, last := pieces(text, tokens, i)
	if len(seps) == 0 {
		if d, ok := m.spaced(text, tokens, i); ok {
			return d, true
		}
		if j := i + 1; j+1 < len(tokens) && tokens[j].norm == "." && tokens[j].glued && tokens[j+1].kind == digits && tokens[j+1].lines == 0 && j+2 < len(tokens) && (tokens[j+2].norm == "亿" || tokens[j+2].norm == "万") {
			// "12. 68 亿" of broken copies: no Chinese sentence ends in a point
			return decimal{tokens[i].norm + "." + tokens[j+1].norm, len(tokens[j+1].norm), false, j + 1}, true
		}
		return decimal{text: tokens[i].norm, last: i}, len(tokens[i].norm) <= 15
	}
	fraction, whole := "", groups
	end := seps[len(seps)-1]
	lastGroup := groups[len(groups)-1]
	mixed := len(seps) > 1 && seps[0] != end
	switch {
	case mixed, len(seps) == 1 && (len(lastGroup) != 3 || end == m.decimal || groups[0] == "0" || len(groups[0]) > 3):
		if !mixed && end != m.decimal && len(lastGroup) == 3 {
			return decimal{}, false // 2018,100
		}
		fraction, whole, seps = lastGroup, groups[:len(groups)-1], seps[:len(seps)-1]
	case len(seps) > 1 && len(lastGroup) != 3:
		return decimal{}, false
	}
	for g := 1; g < len(whole); g++ {
		short := len(whole[g]) == 2 && g < len(whole)-1 && len(whole[len(whole)-1]) == 3 // lakhs: 12,00,000
		if seps[g-1] != seps[0] || len(whole[g]) != 3 && !short {
			return decimal{}, false
		}
	}
	if len(whole) > 1 && (len(whole[0]) > 3 || whole[0] == "0") {
		return decimal{}, false
	}
	d := decimal{text: strings.Join(whole, ""), decimals: len(fraction), grouped: len(whole) > 1, last: last}
	if fraction != "" {
		d.text += "." + fraction
	}
	return d, len(d.text) <= 16
}

// spaced reads thousands set apart by spaces or apostrophes: "1 082.5",
// "44 859 000", "200’000". One plain space proves nothing ("on June 30 500
// million"), so more is asked of it.
func (m marks) spaced(text string, tokens []token, i int) (decimal, bool) {
	groups, last, narrow := []string{tokens[i].norm}, i, true
	if len(tokens[i].norm) > 3 || tokens[i].norm[0] == '0' || i > 0 && tokens[i].glued && tokens[i-1].kind == word {
		return decimal{}, false
	}
	for j := i + 1; j < len(tokens) && tokens[j].kind == digits && len(tokens[j].norm) == 3 && tokens[j].lines == 0 && len(groups) < 12; j++ {
		gap := text[tokens[j-1].end:tokens[j].start]
		if utf8.RuneCountInString(gap) != 1 {
			break
		}
		narrow = narrow && gap != " "
		groups, last = append(groups, tokens[j].norm), j
	}
	if len(groups) == 1 {
		return decimal{}, false
	}
	d := decimal{text: strings.Join(groups, ""), grouped: true, last: last}
	if last+2 < len(tokens) && tokens[last+1].norm == m.decimal && tokens[last+1].glued && tokens[last+2].glued && tokens[last+2].kind == digits {
		d.text, d.decimals, d.last = d.text+"."+tokens[last+2].norm, len(tokens[last+2].norm), last+2
	}
	plausible := narrow || d.decimals > 0 || len(groups) > 2 || groups[1] == "000"
	return d, plausible && len(d.text) <= 16
}

// shifted is the decimal number times a power of ten, rounded once.
func shifted(text string, exponent int) float64 {
	v, err := strconv.ParseFloat(text+"e"+strconv.Itoa(exponent), 64)
	if err != nil {
		return 0
	}
	return v
}
