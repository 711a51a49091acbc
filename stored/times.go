package stored

import (
	"fmt"
	"math"
	"strings"
	"time"

	"headstart/ingest"
	"headstart/ingest/source"
)

// Times returns a column of numbers, or of periods of the calendar as years with
// decimals, and the precision of these: day, month or quarter, and empty for
// numbers, which years are. A period stands at its first day; a month is a
// twelfth of a year, and a day is 1970 plus days over 365.25. A column holds
// periods when its first cell is one, as tables or as files of sources write
// it (31.03.2022); any other cell then fails.
func (f *File) Times(column string) (times []float64, precision string, err error) {
	read, first := strings.TrimSpace, f.cells[column].cell(0)
	_, precision = calendar(first)
	if _, is := number(first, f.part(0).comma); !is && precision == "" && !missing(first) {
		var texts []string
		f.each(column, func(_ int, cell string, _ bool) { texts = append(texts, strings.TrimSpace(cell)) })
		if read, err = source.Periods(texts); err != nil {
			return nil, "", fmt.Errorf("%s: column %q: %w", f.Where(0), column, err)
		}
		_, precision = calendar(read(first))
		if _, err := ingest.ParsePeriod(read(first)); err != nil && precision == "" && !f.source.Lenient {
			return nil, "", fmt.Errorf("%s: column %q is neither a number nor a period: %w", f.Where(0), column, err)
		}
	}
	if precision == "" {
		times, err = f.Numbers(column)
		return times, "", err
	}
	times = make([]float64, f.Rows())
	f.each(column, func(row int, cell string, _ bool) {
		var ok bool
		if times[row], ok = Time(read(cell), precision); ok {
			return
		}
		if times[row] = math.NaN(); err == nil && !f.source.Lenient {
			err = fmt.Errorf("%s: column %q is %s, which is not a %s as in the first row; write %s in every row",
				f.Where(row), column, quoted(strings.TrimSpace(cell)), precision, Period(2012, precision))
		}
	})
	return times, precision, err
}

// Time reads a cell of a column of that precision, as Times does.
func Time(cell, precision string) (at float64, ok bool) {
	if precision == "" {
		return number(cell, false)
	}
	at, is := calendar(cell)
	return at, is == precision
}

// Period writes the period that a time lies in, and a number as it is.
func Period(at float64, precision string) string {
	year := math.Floor(at + 1e-9)
	part := at - year + 1e-9
	switch precision {
	case "day":
		return time.Unix(int64(math.Floor((at-1970)*365.25+1e-4))*86400, 0).UTC().Format(time.DateOnly)
	case "month":
		return fmt.Sprintf("%04.0f-%02.0f", year, math.Floor(12*part)+1)
	case "quarter":
		return fmt.Sprintf("%04.0f-Q%.0f", year, math.Floor(4*part)+1)
	}
	return fmt.Sprint(at)
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

// calendar reads a day, a month or a quarter; the precision of others is empty.
func calendar(cell string) (at float64, precision string) {
	if t, ok := day(cell); ok {
		return 1970 + float64(t.Unix())/86400/365.25, "day"
	}
	p, err := ingest.ParsePeriod(strings.TrimSpace(cell))
	if err != nil || p.Precision == "year" {
		return 0, ""
	}
	first := time.Unix(int64(p.Earliest)*86400, 0).UTC()
	return float64(first.Year()) + float64(first.Month()-1)/12, p.Precision
}
