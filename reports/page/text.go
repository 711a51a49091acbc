package page

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"strings"
	texttemplate "text/template"
	"unicode"

	"headstart/reports/words"
)

func (p *page) html() ([]byte, error) {
	t, err := template.New("report.html.tmpl").Funcs(template.FuncMap{
		"count": words.Number,
		"int":   func(n int64) int { return int(n) },
		"minus": func(a, b float64) float64 { return a - b },
	}).ParseFS(templates, "templates/*.html.tmpl")
	if err != nil {
		return nil, err
	}
	return p.written(t)
}

func (p *page) markdown() ([]byte, error) {
	t, err := texttemplate.New("report.md.tmpl").Funcs(texttemplate.FuncMap{
		"md": func(text string) string { return EscapeMarkdown(words.Plain(text)) }, "pipes": pipes,
	}).ParseFS(templates, "templates/report.md.tmpl")
	if err != nil {
		return nil, err
	}
	return p.written(t)
}

// written returns what a template says of the page.
func (p *page) written(t interface{ Execute(io.Writer, any) error }) ([]byte, error) {
	var b bytes.Buffer
	err := t.Execute(&b, p)
	return inert(b.Bytes()), err
}

// cite returns how a figure is cited.
func (p *page) cite(f exhibit) string {
	of := ""
	if p.Title != "" {
		of = words.Plain(p.Title) + ". "
	}
	return fmt.Sprintf("“%s”. Figure %d of run %s, headstart %s. %sCC BY 4.0.", strings.TrimSuffix(words.Plain(f.Title), "."), f.Number, p.Run, p.Version, of)
}

// inert drops what no page needs and what would act beyond the text of the
// data that it came in: control characters, and those that turn the direction
// of writing.
func inert(text []byte) []byte {
	return bytes.Map(func(r rune) rune {
		switch {
		case r == '\n' || ' ' <= r && r <= '~': // most of it, and quick to tell
			return r
		case unicode.In(r, unicode.Cc, unicode.Bidi_Control):
			return -1
		}
		return r
	}, text)
}

var markdownEscapes = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`, `<`, `&lt;`, `>`, `&gt;`, `|`, `\|`, "\n", " ", "\r", " ",
	// An address is a link in many dialects, brackets or not.
	"://", `\://`, "www.", `www\.`, "mailto:", `mailto\:`, "xmpp:", `xmpp\:`,
	// So is an address of mail, and the name of an account, however escaped: links are looked for in what is shown.
	"@", "＠")

// EscapeMarkdown makes any text inert in Markdown, in one line.
func EscapeMarkdown(text string) string { return markdownEscapes.Replace(text) }

// pipes writes a sheet as a Markdown table.
func pipes(s sheet) string {
	var b strings.Builder
	line := func(cells []string) {
		b.WriteString("|")
		for _, c := range cells {
			b.WriteString(" " + EscapeMarkdown(words.Plain(c)) + " |")
		}
		b.WriteString("\n")
	}
	line(s.Columns)
	b.WriteString("|")
	for _, number := range s.Numbers {
		if number {
			b.WriteString(" ---: |")
		} else {
			b.WriteString(" --- |")
		}
	}
	b.WriteString("\n")
	for _, row := range s.Rows {
		line(row)
	}
	return b.String()
}
