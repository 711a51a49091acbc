package stored

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// column is the cells of a column, one after the other in one text, so that a
// million of them are one value; null is empty.
type column struct {
	text strings.Builder
	ends []int
}

// add doubles the capacity of a text that is full: append grows what is long by a
// quarter, and so copies it three times as often.
func (c *column) add(cell string) {
	if c.text.Cap()-c.text.Len() < len(cell) {
		c.text.Grow(c.text.Len() + len(cell))
	}
	c.text.WriteString(cell)
	c.ends = append(c.ends, c.text.Len())
}

func (c *column) cell(row int) string {
	start := 0
	if row > 0 {
		start = c.ends[row-1]
	}
	return c.text.String()[start:c.ends[row]]
}

// each calls use with every cell of a column that was read, and whether
// commas are the decimal signs of its file.
func (f *File) each(name string, use func(row int, cell string, comma bool)) {
	c := f.cells[name]
	for i, p := range f.parts {
		for row := p.row; row < f.end(i); row++ {
			use(row, c.cell(row), p.comma)
		}
	}
}

// end is the row after the last of a part.
func (f *File) end(part int) int {
	if part+1 < len(f.parts) {
		return f.parts[part+1].row
	}
	return f.Rows()
}

// Numbers returns a column that was read as finite numbers; true is 1 and
// false is 0. It fails at the first cell that is empty (also NA, NaN and
// null) or no number, and says where.
func (f *File) Numbers(name string) ([]float64, error) {
	numbers := make([]float64, f.Rows())
	first, bad := 0, 0
	f.each(name, func(row int, cell string, comma bool) {
		var ok bool
		if numbers[row], ok = number(cell, comma); !ok {
			numbers[row] = math.NaN()
			if bad++; bad == 1 {
				first = row
			}
		}
	})
	if bad == 0 || f.source.Lenient {
		return numbers, nil
	}
	more := ""
	if bad > 1 {
		more = fmt.Sprintf(" (and %d more of its cells)", bad-1)
	}
	cell := strings.TrimSpace(f.cells[name].cell(first))
	switch {
	case cell == "":
		return nil, fmt.Errorf("%s: column %q is empty; fill it in, or leave the row out%s", f.Where(first), name, more)
	case missing(cell):
		return nil, fmt.Errorf("%s: column %q is %s, which is not a value; fill it in, or leave the row out%s", f.Where(first), name, cell, more)
	}
	hint := "write digits, with a point for decimals"
	comma := f.part(first).comma
	if _, ok := number(cell, !comma); ok {
		hint = "say which decimal sign the file has, with --decimal , or --decimal ."
	} else if comma {
		hint = "write digits, with a comma for decimals as elsewhere in the file"
	}
	return nil, fmt.Errorf("%s: column %q is %s, which is not a number; %s%s", f.Where(first), name, quoted(cell), hint, more)
}

// findDecimals finds the decimal sign of each CSV file, unless the source says it.
// It is a comma where some column is all numbers with commas, one of which
// cannot part thousands, and no column is all numbers with a point.
func (f *File) findDecimals() {
	for i := range f.parts {
		p := &f.parts[i]
		if p.parquet || f.source.Decimal != "" {
			p.comma = f.source.Decimal == "," && !p.parquet
			continue
		}
		commas, points := false, false
		if !slices.ContainsFunc(slices.Collect(maps.Values(f.cells)), func(c *column) bool { return strings.Contains(c.text.String(), ",") }) {
			continue // no cell of any part has a comma
		}
		for _, c := range f.cells {
			comma, sure, point := true, false, true
			for row := p.row; row < f.end(i); row++ {
				cell := c.cell(row)
				if missing(cell) {
					continue
				}
				if comma {
					whole, part, has := strings.Cut(strings.TrimLeft(strings.TrimSpace(cell), "+-"), ",")
					sure = sure || has && (len(part) != 3 || len(whole) > 3 || strings.HasPrefix(whole, "0"))
					_, comma = number(cell, true)
				}
				if point {
					_, point = number(cell, false)
				}
			}
			commas = commas || comma && sure
			points = points || point && !comma // all whole numbers say nothing
		}
		p.comma = commas && !points
	}
}

// Outcomes returns a column that was read as 1 and 0, which is all that it may
// hold beside true and false. It fails as Numbers does, or lists the other
// values that it found.
func (f *File) Outcomes(column string) ([]float64, error) {
	outcomes := make([]float64, f.Rows())
	var others []string
	seen := map[string]bool{}
	first, absent := 0, false
	f.each(column, func(row int, cell string, comma bool) {
		if x, ok := number(cell, comma); ok && (x == 0 || x == 1) {
			outcomes[row] = x
		} else if text := quoted(strings.TrimSpace(cell)); missing(cell) {
			absent = true
		} else if !seen[text] {
			if others == nil {
				first = row
			}
			seen[text], others = true, append(others, text)
		}
	})
	switch {
	case others == nil && absent:
		return f.Numbers(column) // an error, unless the source is lenient
	case others == nil:
		return outcomes, nil
	}
	const most = 5
	list := strings.Join(others[:min(len(others), most)], ", ")
	if len(others) > most {
		list += fmt.Sprintf(" and %d more values", len(others)-most)
	}
	return nil, fmt.Errorf("%s: column %q must be 1 where it happened and 0 where it did not (or true and false), and holds %s", f.Where(first), column, list)
}

// Weights returns a column that was read as numbers of rows, from 0 to below
// 1e15, and nil if the name is empty.
func (f *File) Weights(column string) ([]float64, error) {
	if column == "" {
		return nil, nil
	}
	weights, err := f.Numbers(column)
	if err != nil {
		return nil, err
	}
	for row, w := range weights {
		switch {
		case w < 0:
			return nil, fmt.Errorf("%s: column %q is %v, and a weight is never negative; leave the row out", f.Where(row), column, w)
		case w >= 1e15:
			return nil, fmt.Errorf("%s: column %q is %v, and a weight is how many rows the row stands for, below 1e15; count in a larger unit", f.Where(row), column, w)
		}
	}
	return weights, nil
}

// Texts returns a column that was read as names of groups. It fails at a cell
// that is missing.
func (f *File) Texts(column string) (texts []string, err error) {
	texts = make([]string, f.Rows())
	f.each(column, func(row int, cell string, _ bool) {
		if texts[row] = strings.TrimSpace(cell); missing(cell) && err == nil && !f.source.Lenient {
			err = fmt.Errorf("%s: column %q is %s, which is not a group; fill it in, or leave the row out", f.Where(row), column, quoted(texts[row]))
		}
	})
	return texts, err
}

// missing says whether a cell is a way to write that there is no value.
func missing(cell string) bool {
	switch strings.ToLower(strings.TrimSpace(cell)) {
	case "", "na", "n/a", "nan", "null", "none", ".":
		return true
	}
	return false
}

// number reads a cell as a finite decimal number or a truth value, with a
// decimal point or a comma.
func number(cell string, comma bool) (float64, bool) {
	cell = strings.TrimSpace(cell)
	if len(cell) == 1 && '0' <= cell[0] && cell[0] <= '9' { // as most outcomes
		return float64(cell[0] - '0'), true
	}
	for i := range len(cell) {
		switch c := cell[i]; {
		case '0' <= c && c <= '9', c == '.' && !comma, c == '-', c == '+', c == 'e', c == 'E':
		case c == ',' && comma:
			cell = strings.Replace(cell, ",", ".", 1)
		case strings.EqualFold(cell, "true"):
			return 1, true
		default: // also hexadecimal, infinity, underscores
			return 0, strings.EqualFold(cell, "false")
		}
	}
	x, err := strconv.ParseFloat(cell, 64)
	return x, err == nil && !math.IsInf(x, 0)
}

// quoted shows a cell in a message, cut when long.
func quoted(cell string) string {
	const most = 40
	if r := []rune(cell); len(r) > most {
		return strconv.Quote(string(r[:most])) + "…"
	}
	return strconv.Quote(cell)
}
