package claims

import "strings"

// A construction is a form of sentence in which a figure can stand: what its
// chunk has itself, and where the rest comes from. The order of words in a
// chunk does not matter, for it has one figure. Examples in every language are
// in the tests, by these names.
type construction struct {
	name  string
	place string // where the chunk stands: "" anywhere, relative: a relative clause, behind: behind a figure that it is compared with
	has   string // classes that the chunk has: P platform, M metric, D date
	binds string // where the rest comes from
}

// constructions are tried in this order. Those that do not read one figure of a
// chunk (event, respectively, table, odds, growth) give their name themselves.
var constructions = []construction{
	{"relative clause", "relative", "", "the platform is the token before it, in Korean and Japanese the noun behind it"},
	{"comparison", "behind", "", "platform, metric and place are those of the figure before; the date is its own or counted from that figure's"},
	{"simple", "", "PMD", "nothing is carried"},
	{"period carried", "", "PM", "the date is that of the clause before in the sentence"},
	{"list", "", "P", "metric, date and place are those of the first item"},
	{"subject carried", "", "M", "the platform is the last subject, if no other name came since"},
	{"all else carried", "", "", "platform and metric are those of the figure before; only the date or the place is its own"},
	{"event", "", "", "a launch or a closure takes the one date of its chunk"},
	{"respectively", "", "", "two lists of one length are paired in order"},
	{"table", "", "", "a cell takes what its row, its column and the title say, the nearer first"},
	{"odds", "", "", "a chance of winning takes the head start of its clause and the person who spoke last"},
	{"growth", "", "", "a rate takes platform, metric and date of the figure that it stands by"},
}

// formOf names the construction of a figure.
func formOf(g *group, behind bool) string {
	for _, c := range constructions {
		if c.place == "relative" && !g.relative || c.place == "behind" && !behind {
			continue
		}
		lacks := func(class rune) bool { return !hasAny(g.tokens, string(class)) }
		if !strings.ContainsFunc(c.has, lacks) {
			return c.name
		}
	}
	return ""
}

// Constructions returns the names of the constructions.
func Constructions() []string {
	var out []string
	for _, c := range constructions {
		out = append(out, c.name)
	}
	return out
}
