package main

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"strings"
	"text/tabwriter"
	"text/template"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"headstart/reports"
	"headstart/reports/words"
	"headstart/transform"

	"github.com/dustin/go-humanize"
)

// templates are the texts that verbs print.
//
//go:embed *.tmpl
var templates embed.FS

// textFuncs are what templates may call. row makes a line of aligned cells of
// its arguments.
var textFuncs = template.FuncMap{
	"cell": cell, "count": count, "cut": cut, "indent": indent, "short": short, "thousands": thousands, "comma": words.Thousands, "people": words.Spelled,
	"share": share, "chance": func(p float64) string { return share(min(max(p, 1e-9), 1-1e-9)) }, // no estimate is certain
	"months": monthsText, "days": daysText, "dash": orDash, "few": func(n float64) bool { return n < 10 },
	"join":       func(list []string) string { return strings.Join(list, ", ") },
	"spaced":     func(s string) string { return strings.ReplaceAll(s, "_", " ") },
	"add1":       func(i int) int { return i + 1 },
	"percent":    func(x float64) string { return fmt.Sprintf("%.1f%%", 100*x) },
	"logPercent": func(x float64) string { return fmt.Sprintf("%+.1f%%", 100*math.Expm1(x)) },
	"word":       shellWord,
	"markdown":   func(text string) string { return reports.EscapeMarkdown(inert(text)) },
	"row": func(cells ...any) (line string) {
		for _, c := range cells {
			line += cell(c) + cellEnd
		}
		return line
	},
}

// say prints a document: as JSON, or by a template that reads it by its keys,
// with what the text has beside them.
func say(w io.Writer, asJSON bool, name string, document any, beside map[string]any) error {
	var b bytes.Buffer
	if err := printJSON(&b, document, "  "); err != nil {
		return err
	}
	if asJSON {
		_, err := w.Write(b.Bytes())
		return err
	}
	facts := map[string]any{}
	if err := json.Unmarshal(b.Bytes(), &facts); err != nil {
		return err
	}
	maps.Copy(facts, beside)
	return render(w, name, facts, nil)
}

// cellEnd ends a cell of a row in the text of a template, so that no cell can
// end another.
const cellEnd = "\x1f"

// render writes a template as a whole or not at all; funcs are what it may call
// beside textFuncs. Columns of cells that end in a tab are aligned to the left;
// those of rows, to the right but the first.
func render(w io.Writer, name string, value any, funcs template.FuncMap) error {
	file, _, _ := strings.Cut(name, ".")
	t, err := template.New(name).Funcs(textFuncs).Funcs(funcs).ParseFS(templates, file+".tmpl")
	if err != nil {
		return err
	}
	var text, b bytes.Buffer
	out := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	if err := errors.Join(t.ExecuteTemplate(out, name, value), out.Flush()); err != nil {
		return err
	}
	var table [][]string
	for line := range strings.Lines(text.String()) {
		if cells := strings.Split(line, cellEnd); len(cells) > 1 {
			table = append(table, cells[:len(cells)-1])
			continue
		}
		b.WriteString(aligned(table) + line)
		table = nil
	}
	b.WriteString(aligned(table))
	_, err = w.Write(b.Bytes())
	return err
}

// aligned returns rows of cells as lines: the first column to the left, the
// others to the right.
func aligned(rows [][]string) (text string) {
	widths := map[int]int{}
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		line := fmt.Sprintf("%-*s", widths[0], row[0])
		for i, cell := range row[1:] {
			line += fmt.Sprintf("  %*s", widths[i+1], cell)
		}
		text += strings.TrimRight(line, " ") + "\n"
	}
	return text
}

// inert replaces what could move the cursor of a terminal or turn the
// direction of writing by spaces; line ends stay.
func inert(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			return ' '
		}
		return r
	}, text)
}

// cell is a value as text that is inert and has one line.
func cell(v any) string { return strings.ReplaceAll(inert(transform.Text(v)), "\n", " ") }

// cut shortens a text to so many letters.
func cut(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}

// short cuts a text that would push all columns after it off the screen.
func short(text string) string { return cut(text, 200) }

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// count writes a number with the words that fit it.
func count(n any, one, many string) string {
	if text := fmt.Sprint(n); text == "1" {
		many = one
	}
	return fmt.Sprintf("%v %s", n, many)
}

// thousands writes a number with commas and all its digits.
func thousands(x float64) string { return humanize.Commaf(x) }

// object is a JSON object whose keys keep their order. A number that JSON cannot
// hold is null.
type object struct {
	keys   []string
	values []any
}

func (o object) MarshalJSON() (text []byte, err error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, key := range o.keys {
		if i > 0 {
			b.WriteByte(',')
		}
		err = errors.Join(err, enc.Encode(key))
		b.WriteByte(':')
		value := o.values[i]
		if x, ok := value.(float64); ok && (math.IsNaN(x) || math.IsInf(x, 0)) {
			value = nil
		}
		err = errors.Join(err, enc.Encode(value))
	}
	b.WriteByte('}')
	return b.Bytes(), err
}

// printJSON prints v as one JSON document, on one line where there is no
// indentation. Characters that a terminal would obey are escaped; encoding/json
// leaves some of them as they are.
func printJSON(w io.Writer, v any, indentation string) error {
	var plain, b bytes.Buffer
	enc := json.NewEncoder(&plain)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indentation)
	if err := enc.Encode(v); err != nil {
		return err
	}
	for _, r := range plain.String() {
		if r == '\n' || ' ' <= r && r < 0x7f || !unicode.In(r, unicode.Cc, unicode.Cf) {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			fmt.Fprintf(&b, `\u%04x`, unit)
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}
