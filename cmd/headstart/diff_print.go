package main

import (
	"fmt"
	"io"
	"strings"

	"headstart/reports"
	"headstart/stored"
)

func (d *differences) print(w io.Writer) error {
	var b strings.Builder
	if !d.Changed {
		fmt.Fprintf(&b, "run %s and run %s say the same\n", d.Before, d.After)
		_, err := io.WriteString(w, b.String())
		return err
	}
	fmt.Fprintf(&b, "from run %s to run %s\n", d.Before, d.After)
	if v := d.Version; v != nil {
		fmt.Fprintf(&b, "\nversion   %s → %s\n", cell(v[0]), cell(v[1]))
	}
	if len(d.Inputs)+len(d.Settings) > 0 {
		b.WriteString("\n")
	}
	for _, i := range d.Inputs {
		fmt.Fprintf(&b, "input     %s %s\n", cell(i.Name), i.Change)
	}
	for _, s := range d.Settings {
		fmt.Fprintf(&b, "setting   %s: %s → %s\n", cell(s.Key), orDash(cell(s.Before)), orDash(cell(s.After)))
	}
	if len(d.Conclusions) == 0 {
		b.WriteString("\nno conclusion changed\n")
	} else {
		fmt.Fprintf(&b, "\n%s\n", count(len(d.Conclusions), "conclusion changed", "conclusions changed"))
	}
	for _, c := range d.Conclusions {
		fmt.Fprintf(&b, "  %s\n", cell(c.ID))
		if c.Before != "" {
			fmt.Fprintf(&b, "    - %s\n", cell(c.Before))
		}
		if c.After != "" {
			fmt.Fprintf(&b, "    + %s\n", cell(c.After))
		}
	}
	if words := d.Forecasts.words(); words != "" {
		fmt.Fprintf(&b, "\n%s\n", words)
	}
	if len(d.Tables) > 0 {
		fmt.Fprintf(&b, "\n%s\n", count(len(d.Tables), "table changed", "tables changed"))
	}
	const shown = 3
	for _, t := range d.Tables {
		fmt.Fprintf(&b, "  %s: %s\n", cell(t.Name), changeWords(t))
		for i, x := range t.Cells {
			if i == shown {
				b.WriteString("    … (--json names more)\n")
				break
			}
			fmt.Fprintf(&b, "    %s  %s: %s → %s\n", cell(x.Key), cell(x.Column), orDash(short(cell(x.Before))), orDash(short(cell(x.After))))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (d *differences) markdown(w io.Writer) error {
	var b strings.Builder
	if !d.Changed {
		fmt.Fprintf(&b, "Run `%s` and run `%s` say the same.\n", d.Before, d.After)
		_, err := io.WriteString(w, b.String())
		return err
	}
	md := func(text string) string { return reports.EscapeMarkdown(inert(text)) }
	fmt.Fprintf(&b, "## What changed from run `%s` to run `%s`\n\n", d.Before, d.After)
	if v := d.Version; v != nil {
		fmt.Fprintf(&b, "- version: %s → %s\n", md(v[0]), md(v[1]))
	}
	for _, i := range d.Inputs {
		fmt.Fprintf(&b, "- input %s: %s\n", md(i.Name), i.Change)
	}
	for _, s := range d.Settings {
		fmt.Fprintf(&b, "- setting %s: %s → %s\n", md(s.Key), orDash(md(s.Before)), orDash(md(s.After)))
	}
	if len(d.Conclusions) == 0 {
		b.WriteString("\nNo conclusion changed.\n")
	} else {
		b.WriteString("\n### Conclusions\n\n")
	}
	for _, c := range d.Conclusions {
		fmt.Fprintf(&b, "- **%s**\n", md(c.ID))
		if c.Before != "" {
			fmt.Fprintf(&b, "  - before: %s\n", md(c.Before))
		}
		if c.After != "" {
			fmt.Fprintf(&b, "  - after: %s\n", md(c.After))
		} else {
			b.WriteString("  - after: not stated\n")
		}
	}
	if words := d.Forecasts.words(); words != "" {
		fmt.Fprintf(&b, "\n### Forecasts\n\n%s\n", md(words))
	}
	if len(d.Tables) > 0 {
		b.WriteString("\n### Tables\n\n| table | change | first changed cell |\n| --- | --- | --- |\n")
	}
	for _, t := range d.Tables {
		first := ""
		if len(t.Cells) > 0 {
			x := t.Cells[0]
			first = fmt.Sprintf("%s, %s: %s → %s", md(x.Key), md(x.Column), orDash(md(short(x.Before))), orDash(md(short(x.After))))
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", md(t.Name), changeWords(t), first)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// changeWords says in how many rows and columns a table differs.
func changeWords(t stored.TableChange) string {
	if t.Status != "changed" {
		return t.Status
	}
	var parts []string
	for _, p := range []struct {
		n   int64
		one string
	}{{t.Added, "added"}, {t.Removed, "removed"}, {t.Changed, "changed"}} {
		if p.n > 0 {
			parts = append(parts, count(int(p.n), "row ", "rows ")+p.one)
		}
	}
	if n := len(t.ColumnsAdded); n > 0 {
		parts = append(parts, count(n, "column", "columns")+" added")
	}
	if n := len(t.ColumnsRemoved); n > 0 {
		parts = append(parts, count(n, "column", "columns")+" removed")
	}
	return strings.Join(parts, ", ")
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}
