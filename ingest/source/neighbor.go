package source

import (
	"cmp"
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"headstart/ingest"
	"headstart/ingest/press"
	"headstart/ingest/press/claims"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// growthFile says what its columns mean and where its factors come from.
//
//go:embed neighbor.txt
var growthFile string

// growth is a row of growthFile.
type growth struct {
	months         int
	from, up, down float64
}

// growthTable has the rows of a size in the order of their months.
var growthTable = sync.OnceValue(func() []growth {
	var out []growth
	for line := range strings.Lines(growthFile) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var g growth
		if _, err := fmt.Sscan(line, &g.months, &g.from, &g.up, &g.down); err != nil {
			panic(fmt.Sprintf("the factors of growth: %q: %v", line, err)) // they are in the program
		}
		out = append(out, g)
	}
	return out
})

// growthOf finds the factors for figures that are so many months apart; false:
// the table does not reach that far.
func growthOf(earlier float64, months int) (growth, bool) {
	var found growth
	for _, g := range growthTable() {
		if g.from <= earlier && g.months >= months && (found.months == 0 || g.from > found.from) {
			found = g
		}
	}
	return found, found.months > 0
}

// Growth returns between which values a figure is explained by growth from an
// earlier one so many months before; false: the table does not reach that far.
func Growth(earlier float64, months int) (low, high float64, known bool) {
	g, known := growthOf(earlier, months)
	return earlier / g.down, earlier * g.up, known
}

// Neighbors are the figures of a data package with which the figures of texts
// are compared. The zero value has none, so it doubts nothing.
type Neighbors struct {
	of   map[series][]neighbor
	ends map[string][2]neighbor // of a platform, its first and its last figure of all
}

type series struct{ platform, metric, market string }

// neighbor is one figure of a series.
type neighbor struct {
	period                  ingest.Period
	value                   float64
	text, qualifier, source string // text is that of the period
}

// NeighborsOf reads the figures in the files of a package; those with a doubt,
// and rows that break a rule of their columns, are none. It fails for a file
// that cannot be read to its end, with file:line.
func NeighborsOf(pkg *ingest.Package) (Neighbors, error) {
	n := Neighbors{map[series][]neighbor{}, map[string][2]neighbor{}}
	if pkg.Path("observation") == "" {
		return n, nil
	}
	rows, err := pkg.Texts("observation")
	if err != nil {
		return n, err
	}
	for _, row := range rows {
		period, err := ingest.ParsePeriod(row.Cell("period"))
		value, verr := strconv.ParseFloat(row.Cell("value"), 64)
		if err != nil || verr != nil || value <= 0 || row.Cell("doubt") != "" {
			continue
		}
		s := series{row.Cell("platform_id"), row.Cell("metric"), row.Cell("market")}
		x := neighbor{period, value, row.Cell("period"), row.Cell("qualifier"), row.Cell("source_id")}
		n.of[s] = append(n.of[s], x)
		ends, ok := n.ends[s.platform]
		if !ok || x.period.Latest < ends[0].period.Latest {
			ends[0] = x
		}
		if !ok || x.period.Earliest > ends[1].period.Earliest {
			ends[1] = x
		}
		n.ends[s.platform] = ends
	}
	return n, nil
}

// Check sends those claims of a text to review, in their places, whose figures
// growth from or to the nearest figures of the same platform, metric and market
// in the package cannot explain, and launches after and ends before a figure of
// the platform; these figures are among the reasons then.
func (n Neighbors) Check(list []*press.Claim) {
	for _, c := range list {
		if c.Status == claims.Rejected {
			continue
		}
		if doubts := n.Doubts(c); len(doubts) > 0 {
			c.Status = claims.Review
			c.Reasons = append(slices.Clone(c.Reasons), doubts...)
			c.Reason = strings.Join(c.Reasons, "; ")
		}
	}
}

// Doubts says which neighbors speak against a claim: against a figure at most
// one before and one after it, against an event the first figure of its platform
// or the last; nil when none does, none is within reach of the table, and when
// the claim lacks a field or is neither.
func (n Neighbors) Doubts(c *press.Claim) []string {
	period, err := ingest.ParsePeriod(c.Period + c.Date)
	if ends, ok := n.ends[c.PlatformID]; ok && err == nil && c.Kind == "event" {
		switch first, last := ends[0], ends[1]; {
		case c.Event == "launch" && first.period.Latest < period.Earliest:
			return []string{first.said("before the launch")}
		case c.Event == "shutdown" && last.period.Earliest > period.Latest:
			return []string{last.said("after the shutdown")}
		}
	}
	if c.Kind != "observation" || err != nil || c.Value <= 0 {
		return nil
	}
	return doubts(neighbor{period: period, value: c.Value, text: c.Period, qualifier: c.Qualifier}, n.of[series{c.PlatformID, c.Metric, c.Market}])
}

func doubts(x neighbor, others []neighbor) []string {
	var out []string
	for _, before := range []bool{true, false} {
		for _, high := range []bool{true, false} {
			if why := x.against(others, before, high); why != "" {
				out = append(out, why)
			}
		}
	}
	return out
}

// against tells whether x is too high, or too low, beside its nearest neighbor
// on one side. A bound is only compared on the side that it bounds: "more than
// 1 million" is never too low, and nothing is too high beside it. Of several
// nearest ones that disagree, one that x agrees with is enough.
func (x neighbor) against(others []neighbor, before, high bool) string {
	bound, open := "at_least", "at_most" // of x, and of the others
	if high {
		bound, open = open, bound
	}
	if x.qualifier == bound {
		return ""
	}
	beside := func(o neighbor) bool { return o.qualifier != open && x.follows(o) == before }
	nearest, why, closest := math.MaxInt, "", math.Inf(1)
	for _, o := range others {
		if beside(o) {
			nearest = min(nearest, x.months(o))
		}
	}
	for _, o := range others {
		if !beside(o) || x.months(o) > nearest {
			continue
		}
		earlier, ratio := o.value, x.value/o.value
		if !before {
			earlier = x.value
		}
		if !high {
			ratio = 1 / ratio
		}
		g, reached := growthOf(earlier, nearest)
		limit := g.down
		if high == before {
			limit = g.up
		}
		switch {
		case !reached || ratio <= limit:
			return ""
		case ratio < closest:
			why, closest = x.beside(o, ratio, limit, high), ratio
		}
	}
	return why
}

func (x neighbor) beside(o neighbor, ratio, limit float64, high bool) string {
	form := "%s in %s is %s times the %s of %s (source %s), and at most %s times is plausible"
	if !high {
		form = "%s in %s is 1/%s of the %s of %s (source %s), and at least 1/%s is plausible"
	}
	return fmt.Sprintf(form, amount(x.value), x.text, times(ratio), amount(o.value), o.text, o.source, times(limit))
}

func (x neighbor) said(when string) string {
	return fmt.Sprintf("%s reports %s for %s, %s", x.source, amount(x.value), x.text, when)
}

// months are those between the farthest days of two periods, rounded.
func (x neighbor) months(o neighbor) int {
	const days = 365.2425 / 12 // in a month
	return int(math.Round(float64(max(x.period.Latest-o.period.Earliest, o.period.Latest-x.period.Earliest)) / days))
}

// follows tells whether x is of the period of o or of a later one.
func (x neighbor) follows(o neighbor) bool {
	return cmp.Or(cmp.Compare(x.period.Earliest, o.period.Earliest), cmp.Compare(x.period.Latest, o.period.Latest)) >= 0
}

// times writes a factor, 5.3 or 2,100.
func times(x float64) string {
	if x < 10 {
		return strconv.FormatFloat(math.Round(x*10)/10, 'f', -1, 64)
	}
	return grouped(x)
}

// amount writes a count to three digits, 2.1 billion or 96,500.
func amount(x float64) string {
	for _, unit := range []struct {
		size float64
		name string
	}{{1e12, " trillion"}, {1e9, " billion"}, {1e6, " million"}} {
		if scaled := x / unit.size; scaled >= 0.9995 { // 999.7 million is 1 billion to three digits
			digits := math.Pow(10, max(0, 2-math.Floor(math.Log10(scaled))))
			return strconv.FormatFloat(math.Round(scaled*digits)/digits, 'f', -1, 64) + unit.name
		}
	}
	return grouped(x)
}

func grouped(x float64) string {
	return message.NewPrinter(language.English).Sprintf("%.0f", math.Round(x))
}
