package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"strconv"
	"strings"
	"text/tabwriter"
	"text/template"
	"unicode"
	"unicode/utf8"

	"headstart/reports"
	"headstart/transform"
)

// texts are what verbs print, from the values that --json prints.
//
//go:embed *.tmpl
var texts embed.FS

// textFuncs are what templates may call.
var textFuncs = template.FuncMap{
	"cell": cell, "count": func(n any, one, many string) string { return count(reflect.ValueOf(n).Int(), one, many) }, "cut": cut, "indent": indent, "short": short, "thousands": thousands,
	"changed": changeWords, "dash": orDash,
	"join":       func(list []string) string { return strings.Join(list, ", ") },
	"spaced":     func(s string) string { return strings.ReplaceAll(s, "_", " ") },
	"add1":       func(i int) int { return i + 1 },
	"logPercent": func(x float64) string { return fmt.Sprintf("%+.1f%%", 100*math.Expm1(x)) },
	"days":       daysText, "people": people, "share": share, "models": modelTable, "leads": leadTable, "past": pastTable,
	"markdown": func(text string) string { return reports.EscapeMarkdown(inert(text)) },
}

// render writes a template as a whole or not at all. Cells that end in a tab are
// aligned.
func render(w io.Writer, name string, value any) error {
	t, err := template.New(name).Funcs(textFuncs).ParseFS(texts, name)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	out := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	if err := errors.Join(t.Execute(out, value), out.Flush()); err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
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
func count[N int | int64](n N, one, many string) string {
	if n == 1 {
		many = one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// thousands writes a count with commas.
func thousands(x float64) string {
	s := strconv.FormatFloat(x, 'f', -1, 64)
	whole, fraction, dotted := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0 && whole[i-1] != '-'; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dotted {
		return whole + "." + fraction
	}
	return whole
}

// people writes a number of people as whatif reads it, in words.
func people(n float64) string {
	unit := ""
	switch {
	case n >= 1e9:
		n, unit = n/1e9, " billion"
	case n >= 1e6:
		n, unit = n/1e6, " million"
	}
	text := strconv.FormatFloat(n, 'f', 2, 64)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".") + unit
}
