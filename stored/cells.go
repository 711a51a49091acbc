package stored

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// each calls use with every cell of a column that was read.
func (f *File) each(name string, use func(row int, cell string)) {
	c := f.cells[name]
	for row := range c.ends {
		use(row, c.cell(row))
	}
}

// Numbers returns a column that was read as finite numbers; true is 1 and
// false is 0. It fails at the first cell that is empty (also NA, NaN and
// null) or no number, and says where.
func (f *File) Numbers(name string) ([]float64, error) {
	numbers := make([]float64, f.Rows())
	first, bad := 0, 0
	f.each(name, func(row int, cell string) {
		var ok bool
		if numbers[row], ok = number(cell, f.comma); !ok {
			if bad++; bad == 1 {
				first = row
			}
		}
	})
	if bad == 0 {
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
		return nil, fmt.Errorf("%s: column %q is %s, which is no value; fill it in, or leave the row out%s", f.Where(first), name, cell, more)
	}
	hint := "write digits, with a point for decimals"
	if _, ok := number(cell, !f.comma); ok {
		hint = "say which decimal sign the file has, with --decimal , or --decimal ."
	} else if f.comma {
		hint = "write digits, with a comma for decimals as elsewhere in the file"
	}
	return nil, fmt.Errorf("%s: column %q is %s, which is not a number; %s%s", f.Where(first), name, quoted(cell), hint, more)
}

// decimalComma says whether commas are decimal signs: some column is all
// numbers if they are, has a comma that cannot part thousands, and none is
// all numbers with a point.
func (f *File) decimalComma() bool {
	commas, points := false, false
	for name, c := range f.cells {
		comma, point := strings.Contains(c.text.String(), ","), strings.Contains(c.text.String(), ".")
		if !comma && !point {
			continue
		}
		sure := false
		f.each(name, func(_ int, cell string) {
			if missing(cell) {
				return
			}
			if comma {
				_, comma = number(cell, true)
				_, part, has := strings.Cut(strings.TrimSpace(cell), ",")
				sure = sure || has && (len(part) != 3 || strings.HasPrefix(strings.TrimLeft(strings.TrimSpace(cell), "+-"), "0"))
			}
			if point {
				_, point = number(cell, false)
			}
		})
		commas, points = commas || comma && sure, points || point
	}
	return commas && !points
}

// Times returns a column of numbers, or of days as calendar years with decimals
// (1970 plus days over 365.25), and whether it holds days. A column holds days
// when its first cell is one, 2018-09-30; any other cell then fails as in
// Numbers.
func (f *File) Times(column string) (times []float64, days bool, err error) {
	if _, ok := day(f.cells[column].cell(0)); !ok {
		times, err = f.Numbers(column)
		return times, false, err
	}
	times = make([]float64, f.Rows())
	f.each(column, func(row int, cell string) {
		at, ok := day(cell)
		if !ok && err == nil {
			err = fmt.Errorf("%s: column %q is %s, which is not a day as in the first row; write 2018-09-30", f.Where(row), column, quoted(strings.TrimSpace(cell)))
		}
		times[row] = 1970 + float64(at.Unix())/86400/365.25
	})
	return times, true, err
}

// day reads 2018-09-30, also with a midnight behind it, as Parquet files have.
func day(cell string) (time.Time, bool) {
	text := strings.TrimSpace(cell)
	for _, midnight := range []string{" 00:00:00", "T00:00:00", "T00:00:00Z"} {
		text = strings.TrimSuffix(text, midnight)
	}
	t, err := time.Parse(time.DateOnly, text)
	return t, err == nil
}

// Outcomes returns a column that was read as 1 and 0, which is all that it may
// hold beside true and false. It fails as Numbers does, or lists the other
// values that it found.
func (f *File) Outcomes(column string) ([]float64, error) {
	outcomes := make([]float64, f.Rows())
	var others []string
	first := 0
	f.each(column, func(row int, cell string) {
		if x, ok := number(cell, f.comma); ok && (x == 0 || x == 1) {
			outcomes[row] = x
		} else if text := quoted(strings.TrimSpace(cell)); !missing(cell) && !slices.Contains(others, text) {
			if others == nil {
				first = row
			}
			others = append(others, text)
		}
	})
	if others == nil {
		return f.Numbers(column) // what is missing is an error there
	}
	const most = 5
	list := strings.Join(others[:min(len(others), most)], ", ")
	if len(others) > most {
		list += fmt.Sprintf(" and %d more values", len(others)-most)
	}
	return nil, fmt.Errorf("%s: column %q must be 1 where it happened and 0 where it did not (or true and false), and holds %s", f.Where(first), column, list)
}

// Weights returns a column that was read as numbers of 0 or more, and nil if
// the name is empty.
func (f *File) Weights(column string) ([]float64, error) {
	if column == "" {
		return nil, nil
	}
	weights, err := f.Numbers(column)
	if err != nil {
		return nil, err
	}
	for row, w := range weights {
		if w < 0 {
			return nil, fmt.Errorf("%s: column %q is %v, and a weight is never negative; leave the row out", f.Where(row), column, w)
		}
	}
	return weights, nil
}

// Texts returns a column that was read as names of groups. It fails at a cell
// that is missing.
func (f *File) Texts(column string) (texts []string, err error) {
	texts = make([]string, f.Rows())
	f.each(column, func(row int, cell string) {
		if texts[row] = strings.TrimSpace(cell); missing(cell) && err == nil {
			err = fmt.Errorf("%s: column %q is %s, which is no group; fill it in, or leave the row out", f.Where(row), column, quoted(texts[row]))
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
