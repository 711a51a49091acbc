package e2e

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// sorted is a column of a table, as it was and after each press of its button.
type sorted struct {
	Table, Column           string
	Numbers                 bool
	Was, Up, Down, Again    []string
	SaysUp, SaysDown, SaysN string // aria-sort after each press; "none said" for none
	Whole                   bool   // rows stayed whole
}

const sortAll = `() => {
	const out = [];
	for (const d of document.querySelectorAll('details')) d.open = true;
	for (const table of document.querySelectorAll('table')) {
		if (!table.querySelector('button.sort')) continue;
		const rows = () => [...table.tBodies[0].rows];
		const set = () => rows().map((r) => r.textContent).sort().join('\n');
		const before = set();
		[...table.tHead.rows[0].cells].forEach((head, i) => {
			const column = () => rows().map((r) => r.cells[i].textContent.trim());
			const press = () => { head.querySelector('button').click(); return [column(), head.getAttribute('aria-sort') || 'none said']; };
			const Was = column();
			const [Up, SaysUp] = press(), [Down, SaysDown] = press();
			const Whole = set() === before;
			const [Again, SaysN] = press();
			out.push({Table: table.getAttribute('aria-labelledby') || '', Column: head.textContent, Numbers: head.classList.contains('num'), Was, Up, Down, Again, SaysUp, SaysDown, SaysN, Whole});
		});
	}
	return out;
}`

var firstNumber = regexp.MustCompile(`[-−]?[0-9][0-9,]*(\.[0-9]+)?`)

// number is the first number of a cell; NaN for none.
func number(cell string) float64 {
	text := strings.NewReplacer(",", "", "−", "-").Replace(firstNumber.FindString(cell))
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return math.NaN()
	}
	return v
}

func TestTables(t *testing.T) {
	open(t, "", view{}).parts([]part{{"by keyboard", sortByKeyboard}, {"every column", sortEveryColumn}})
}

func sortEveryColumn(p *tab) {
	columns := eval[[]sorted](p, sortAll)
	if len(columns) < 20 {
		p.Fatalf("only %d columns can be sorted", len(columns))
	}
	for _, c := range columns {
		where := c.Table + ", " + c.Column
		if c.SaysUp != "ascending" || c.SaysDown != "descending" || c.SaysN != "none said" {
			p.Errorf("%s: aria-sort goes %s, %s, %s", where, c.SaysUp, c.SaysDown, c.SaysN)
		}
		if !c.Whole {
			p.Errorf("%s: sorting changed rows", where)
		}
		if !slices.Equal(c.Was, c.Again) {
			p.Errorf("%s: the third press does not put the rows back", where)
		}
		if !c.Numbers {
			continue
		}
		for direction, cells := range map[string][]string{"up": c.Up, "down": c.Down} {
			for i := 1; i < len(cells); i++ {
				a, b := number(cells[i-1]), number(cells[i])
				switch {
				case math.IsNaN(b): // what has no number comes last
				case math.IsNaN(a), direction == "up" && a > b, direction == "down" && a < b:
					p.Errorf("%s, %s: %q comes before %q", where, direction, cells[i-1], cells[i])
				}
			}
		}
	}
}

func sortByKeyboard(p *tab) {
	const button = "#table-buckets th:nth-child(3) button" // decided races
	const column = `() => [...document.querySelectorAll('#table-buckets td:nth-child(3)')].map((c) => Number(c.textContent))`
	was := eval[[]int](p, column)
	p.focus(button)
	for _, step := range []struct{ key, says string }{{kb.Enter, "ascending"}, {" ", "descending"}, {kb.Enter, ""}} {
		p.press(step.key)
		says := eval[string](p, `(b) => document.querySelector(b).closest('th').getAttribute('aria-sort') || ''`, button)
		if says != step.says {
			p.Errorf("after %q aria-sort is %q, want %q", step.key, says, step.says)
		}
		want := slices.Clone(was)
		if step.says != "" {
			slices.Sort(want)
		}
		if step.says == "descending" {
			slices.Reverse(want)
		}
		if got := eval[[]int](p, column); !slices.Equal(got, want) {
			p.Errorf("%s: the rows are %v, want %v", step.says, got, want)
		}
		if !eval[bool](p, `(b) => document.activeElement === document.querySelector(b)`, button) {
			p.Error("sorting takes the focus away")
		}
	}
}
