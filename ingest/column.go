package ingest

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
)

// kind is what a column holds: a field type of the descriptor, in the order
// of fieldTypes, or a period.
type kind int

const (
	textKind kind = iota
	integerKind
	numberKind
	dateKind
	booleanKind
	periodKind
)

// Of each kind the name in a descriptor, where it has one, and the type in Arrow.
var (
	fieldTypes = []string{"string", "integer", "number", "date", "boolean"}
	arrowTypes = []arrow.DataType{arrow.BinaryTypes.String, arrow.PrimitiveTypes.Int64, arrow.PrimitiveTypes.Float64,
		arrow.FixedWidthTypes.Date32, arrow.FixedWidthTypes.Boolean, arrow.BinaryTypes.String}
)

// column is a column of a table with the rules that its cells must keep.
type column struct {
	name             string
	kind             kind
	required         bool
	enum             []string              // in canonical form
	allowed          map[string]bool       // the same values; nil: any
	pattern          func() *regexp.Regexp // nil: any cell
	patternText      string
	minimum, maximum *value
	out              int // index of its field in the Arrow schema
}

// value is a cell that was read. Which members count depends on the kind:
// whole for integer and boolean (0 or 1), real for number, span for day and
// period. text is always the cell as written.
type value struct {
	null  bool
	whole int64
	real  float64
	span  Period
	text  string
}

// maxCell is the longest cell that is accepted, in bytes.
const maxCell = 1 << 20

// check tries a cell against every rule of the column, in the order: empty,
// characters, type or period, enum, pattern, minimum, maximum. The rejection has
// no suggestion yet.
func (c *column) check(cell string) (value, *Rejection) {
	wrong := func(rule, reason string) *Rejection { return &Rejection{Column: c.name, Rule: rule, Reason: reason} }
	if cell == "" {
		if c.required {
			return value{}, wrong("required", "the cell is empty but a value is required")
		}
		return value{null: true}, nil
	}
	v, rule, err := c.parse(cell)
	switch {
	case err != nil:
		return v, wrong(rule, err.Error())
	case c.required && strings.TrimSpace(cell) == "":
		return v, wrong("required", "the cell holds only spaces but a value is required")
	case c.enum != nil && !c.allowed[v.canonical(c.kind)]:
		return v, wrong("enum", c.notAllowed())
	case c.pattern != nil && !c.pattern().MatchString(cell):
		return v, wrong("pattern", c.notMatched())
	case c.minimum != nil && v.less(c.minimum, c.kind):
		return v, wrong("minimum", "less than the minimum "+c.minimum.text)
	case c.maximum != nil && c.maximum.less(&v, c.kind):
		return v, wrong("maximum", "more than the maximum "+c.maximum.text)
	}
	return v, nil
}

// Texts that were met before are not tried again. Memory for them is bounded
// in number and length.
const (
	maxMemo     = 1 << 14
	maxMemoText = 64
)

// memo holds the good values of one column in one reading.
type memo struct {
	met  map[string]*value // by their texts
	last *value            // of those, in the row before, which often says the same
	once value             // of a text that is not kept
}

// check is as that of the column; a text that is often met costs a look. The
// value is good until the next one.
func (m *memo) check(c *column, cell string) (*value, *Rejection) {
	often := len(cell) <= maxMemoText && (c.pattern != nil || c.enum != nil || c.kind == periodKind)
	if !often {
		v, wrong := c.check(cell)
		m.once = v
		return &m.once, wrong
	}
	if m.last != nil && m.last.text == cell {
		return m.last, nil
	}
	if v, ok := m.met[cell]; ok {
		m.last = v
		return v, nil
	}
	v, wrong := c.check(cell)
	if wrong == nil && !v.null {
		if m.met == nil || len(m.met) == maxMemo {
			m.met = map[string]*value{}
		}
		v.text = strings.Clone(v.text) // a cell is a part of its record
		m.met[v.text], m.last = &v, &v
	}
	return &v, wrong
}

// shownValues is how many allowed values a reason lists, and the most among
// which a cell that is none of them is compared with each for a suggestion.
const shownValues = 200

// notAllowed says which values a column may have.
func (c *column) notAllowed() string {
	if more := len(c.enum) - shownValues; more > 0 {
		return fmt.Sprintf("not one of: %s and %d more", strings.Join(c.enum[:shownValues], ", "), more)
	}
	return "not one of: " + strings.Join(c.enum, ", ")
}

// patternReasons say what to write for patterns of the shipped contract.
var patternReasons = map[string]string{
	`^([A-Z]{3})$`:             "not a code of a market; write a country code of ISO 3166-1 such as KOR, WLD for the world, or for a city one of XAA to XZZ",
	`^[a-z0-9]+(-[a-z0-9]+)*$`: "not a short name; write small letters, digits and single hyphens, such as green-chat",
	`^(https?://|file:)[^ ]+$`: "not an address; write one that begins with https://, or file: and the name of a file",
	`^https?://[^ ]+$`:         "not an address; write one that begins with https://",
}

// notMatched says how a cell is written.
func (c *column) notMatched() string {
	return cmp.Or(patternReasons[c.patternText], "the cell does not match the pattern "+c.patternText)
}

// parse reads a cell that is not empty by the column's kind alone. The rule is
// the one that an error is about.
func (c *column) parse(cell string) (v value, rule string, err error) {
	v, rule = value{text: cell}, "type"
	if reason := badCharacters(cell); reason != "" {
		return v, rule, errors.New(reason)
	}
	switch c.kind {
	case integerKind:
		v.whole, err = parseInteger(cell)
	case numberKind:
		v.real, err = parseNumber(cell)
	case dateKind:
		if v.span, err = ParsePeriod(cell); err != nil || v.span.Precision != "day" {
			err = fmt.Errorf("%s is not a day of the calendar; write it as 2011-01-21", quoted(cell))
		}
	case booleanKind:
		// The defaults of Table Schema; spreadsheets write TRUE.
		switch cell {
		case "true", "True", "TRUE", "1":
			v.whole = 1
		case "false", "False", "FALSE", "0":
		default:
			err = errors.New("neither true nor false")
		}
	case periodKind:
		rule = "period"
		v.span, err = ParsePeriod(cell)
	}
	return v, rule, err
}

// badCharacters says why a cell cannot be text in a table; "" if it can.
func badCharacters(cell string) string {
	if len(cell) > maxCell {
		return fmt.Sprintf("the cell has %d bytes; at most %d are accepted", len(cell), maxCell)
	}
	if at := strings.IndexByte(cell, 0); at >= 0 {
		return fmt.Sprintf("byte %d of the cell is NUL; remove it", at+1)
	}
	if !utf8.ValidString(cell) {
		for at, r := range cell {
			if _, size := utf8.DecodeRuneInString(cell[at:]); r == utf8.RuneError && size == 1 {
				return fmt.Sprintf("byte %d of the cell is 0x%02x, which is not UTF-8; save the file as UTF-8", at+1, cell[at])
			}
		}
	}
	return ""
}

func parseInteger(cell string) (int64, error) {
	if n, err := strconv.ParseInt(cell, 10, 64); err == nil && cell[0] != '+' {
		return n, nil
	}
	if unsigned := strings.TrimPrefix(cell, "-"); unsigned == "" || strings.Trim(unsigned, "0123456789") != "" {
		return 0, errors.New("not a whole number; write digits only, without thousands marks, units or exponents")
	}
	return 0, fmt.Errorf("too large a whole number; it must be from %d to %d", math.MinInt64, math.MaxInt64)
}

// numberForm is stricter than strconv, which also reads inf, nan, +1, .5 and
// hexadecimal numbers.
var numberForm = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)

func parseNumber(cell string) (float64, error) {
	if !numberForm.MatchString(cell) {
		return 0, errors.New("not a number; write it as 0.5 or 1.2e9, without thousands marks or units")
	}
	x, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		return 0, errors.New("too large a number; it must be below 1.8e308")
	}
	return x, nil
}

// less compares by the kind of both.
func (v *value) less(w *value, k kind) bool {
	switch k {
	case numberKind:
		return v.real < w.real
	case dateKind:
		return v.span.Earliest < w.span.Earliest
	}
	return v.whole < w.whole
}

// canonical is the one text for all ways to write the value, such as 7 for
// 007, so that an enum can be compared as text.
func (v *value) canonical(k kind) string {
	switch k {
	case integerKind:
		return strconv.FormatInt(v.whole, 10)
	case numberKind:
		return strconv.FormatFloat(v.real, 'g', -1, 64)
	case booleanKind:
		return strconv.FormatBool(v.whole == 1)
	}
	return v.text
}

// append adds the value to its builders: one, or three for a period.
func (c *column) append(b *array.RecordBuilder, v *value) {
	f := b.Field(c.out)
	if v.null {
		f.AppendNull()
		if c.kind == periodKind {
			b.Field(c.out + 1).AppendNull()
			b.Field(c.out + 2).AppendNull()
		}
		return
	}
	switch c.kind {
	case integerKind:
		f.(*array.Int64Builder).Append(v.whole)
	case numberKind:
		f.(*array.Float64Builder).Append(v.real)
	case dateKind:
		f.(*array.Date32Builder).Append(arrow.Date32(v.span.Earliest))
	case booleanKind:
		f.(*array.BooleanBuilder).Append(v.whole == 1)
	case periodKind:
		f.(*array.StringBuilder).Append(v.text)
		b.Field(c.out + 1).(*array.Date32Builder).Append(arrow.Date32(v.span.Earliest))
		b.Field(c.out + 2).(*array.Date32Builder).Append(arrow.Date32(v.span.Latest))
	default:
		f.(*array.StringBuilder).Append(v.text)
	}
}
