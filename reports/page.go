package reports

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"os"
	"strings"
	texttemplate "text/template"
	"unicode"

	"headstart/transform"
)

//go:embed templates
var templates embed.FS

// page is what report.html and report.md are filled from.
type page struct {
	Run, Version string
	Rule, AsOf   string // of the relation setting
	CSS          template.CSS
	Answer       *Finding // the headline number; nil without decided races
	Findings     map[string]string
	Headlines    []Finding
	More         []string // ids of the findings after the headlines
	Warnings     []string
	Charts       map[string]figure
	Order        []figure
	Sheets       map[string]sheet
	Sources      []publisher
	Counts       map[string]int64
	Inputs       []Input
}

// figure is a chart in a page.
type figure struct {
	Number               int
	Name, Title, Caption string
	Subtitle, Alt        string
	Drawing              template.HTML // inline SVG, escaped where it was drawn
}

// sheet is a table in a page. Numbers says which columns are set flush right.
type sheet struct {
	Columns []string
	Numbers []bool
	Rows    [][]string
}

// sheets are the tables of the page, each a query sql/page_<name>.sql.
var sheets = []string{
	"buckets", "models", "scores", "sensitivity", "contradictions", "statements", "versions", "posterior", "priors",
	"races", "latest", "conflicts", "rejected",
}

// publisher is a publisher with what it published, for the list of sources.
type publisher struct {
	Name    string
	Sources []sourceItem
}

type sourceItem struct{ ID, Title, On, URL string }

// writePages writes report.html and report.md.
func writePages(ctx context.Context, db *transform.DB, root *os.Root, m *Manifest, charts []Chart) error {
	p, err := newPage(ctx, db, m, charts)
	if err != nil {
		return err
	}
	html, err := p.html()
	if err != nil {
		return fmt.Errorf("write report.html: %w", err)
	}
	if err := root.WriteFile("report.html", html, 0o666); err != nil {
		return err
	}
	text, err := p.markdown()
	if err != nil {
		return fmt.Errorf("write report.md: %w", err)
	}
	return root.WriteFile("report.md", text, 0o666)
}

func newPage(ctx context.Context, db *transform.DB, m *Manifest, charts []Chart) (*page, error) {
	css, err := templates.ReadFile("templates/report.css")
	if err != nil {
		return nil, err
	}
	p := &page{
		Run: m.Run, Version: m.Version, CSS: template.CSS(themeCSS() + string(css)),
		Findings: map[string]string{}, Headlines: Headlines(m.Findings), Warnings: m.Warnings,
		Charts: map[string]figure{}, Sheets: map[string]sheet{}, Counts: m.Rows, Inputs: m.Inputs,
	}
	for i, f := range m.Findings {
		p.Findings[f.ID] = f.Text
		if i >= len(p.Headlines) {
			p.More = append(p.More, f.ID)
		}
		if f.ID == "base-rate" {
			p.Answer = &m.Findings[i]
		}
	}
	for i, c := range charts {
		var drawing bytes.Buffer
		if err := c.writeDrawing(&drawing); err != nil {
			return nil, fmt.Errorf("draw chart %s: %w", c.Name, err)
		}
		f := figure{i + 1, c.Name, c.Title, c.Caption, c.Subtitle, c.Alt, template.HTML(followScheme(drawing.Bytes()))}
		p.Charts[c.Name] = f
		p.Order = append(p.Order, f)
	}
	for _, name := range sheets {
		if p.Sheets[name], err = readSheet(ctx, db, "page_"+name); err != nil {
			return nil, fmt.Errorf("table %s: %w", name, err)
		}
	}
	if p.Sources, err = readSources(ctx, db); err != nil {
		return nil, err
	}
	type setting struct{ rule, asOf string }
	settings, err := transform.Collect(ctx, db, "select resolve, coalesce(cast(as_of as varchar), '') from setting",
		func(s *setting) []any { return []any{&s.rule, &s.asOf} })
	if err != nil {
		return nil, err
	}
	for _, s := range settings {
		p.Rule, p.AsOf = s.rule, s.asOf
	}
	return p, nil
}

// readSheet runs sql/<name>.sql. A column whose name ends in # is set flush
// right; underscores of a name are shown as spaces.
func readSheet(ctx context.Context, db *transform.DB, name string) (sheet, error) {
	query, err := queries.ReadFile("sql/" + name + ".sql")
	if err != nil {
		return sheet{}, err
	}
	rows, err := db.Result(ctx, string(query))
	if err != nil {
		return sheet{}, err
	}
	defer rows.Close()
	var s sheet
	for _, c := range rows.Columns {
		text, number := strings.CutSuffix(c, "#")
		s.Columns = append(s.Columns, strings.ReplaceAll(text, "_", " "))
		s.Numbers = append(s.Numbers, number)
	}
	err = rows.Each(func(row []any) error {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = transform.Text(v)
		}
		s.Rows = append(s.Rows, cells)
		return nil
	})
	return s, err
}

func readSources(ctx context.Context, db *transform.DB) ([]publisher, error) {
	type row struct {
		publisher string
		item      sourceItem
	}
	rows, err := transform.Collect(ctx, db, `
		select publisher, source_id, title, coalesce(published_on, ''), url
		from source
		order by lower(publisher), publisher, coalesce(published_on, '9999'), source_id`,
		func(r *row) []any { return []any{&r.publisher, &r.item.ID, &r.item.Title, &r.item.On, &r.item.URL} })
	if err != nil {
		return nil, err
	}
	var out []publisher
	for _, r := range rows {
		if len(out) == 0 || out[len(out)-1].Name != r.publisher {
			out = append(out, publisher{Name: r.publisher})
		}
		last := &out[len(out)-1]
		last.Sources = append(last.Sources, r.item)
	}
	return out, nil
}

func (p *page) html() ([]byte, error) {
	t, err := template.New("report.html.tmpl").Funcs(template.FuncMap{
		"percent": percent, "span": percentRange, "deref": func(v *float64) float64 { return *v },
		"align": func(s sheet, i int) string {
			if s.Numbers[i] {
				return "num"
			}
			return "txt"
		},
	}).ParseFS(templates, "templates/report.html.tmpl")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, p)
	return inert(b.Bytes()), err
}

func (p *page) markdown() ([]byte, error) {
	t, err := texttemplate.New("report.md.tmpl").Funcs(texttemplate.FuncMap{
		"md": EscapeMarkdown, "pipes": pipes,
	}).ParseFS(templates, "templates/report.md.tmpl")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = t.Execute(&b, p)
	return inert(b.Bytes()), err
}

// inert drops what no page needs and what would act beyond the text of the
// data that it came in: control characters, and those that turn the direction
// of writing.
func inert(text []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if r != '\n' && unicode.In(r, unicode.Cc, unicode.Bidi_Control) {
			return -1
		}
		return r
	}, text)
}

var markdownEscapes = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`, `<`, `&lt;`, `>`, `&gt;`, `|`, `\|`, "\n", " ", "\r", " ")

// EscapeMarkdown makes any text inert in Markdown, in one line.
func EscapeMarkdown(text string) string { return markdownEscapes.Replace(text) }

// pipes writes a sheet as a Markdown table.
func pipes(s sheet) string {
	var b strings.Builder
	line := func(cells []string) {
		b.WriteString("|")
		for _, c := range cells {
			b.WriteString(" " + EscapeMarkdown(c) + " |")
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
