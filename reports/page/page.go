// Package page writes report.html and report.md: findings.go has the sentences,
// sheets.go the tables, explore.go the data of the explorers, contents.go the
// sections that all of them and the figures stand in.
package page

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"

	"headstart/reports/chart"
	"headstart/reports/figure"
	"headstart/reports/tables"
	"headstart/reports/words"
	"headstart/transform"

	"golang.org/x/sync/errgroup"
)

var (
	//go:embed templates
	templates embed.FS
	//go:embed sql/*.sql
	queries embed.FS
)

// page is what report.html and report.md are filled from.
type page struct {
	Run, Version  string
	Title         string // of the data package
	Rule, AsOf    string // of the relation setting
	Configuration string // what makes the same run again, as YAML that is JSON
	Bettor        string // who stated odds; "" if nobody did

	CSS    template.CSS
	Script template.JS
	Policy string // Content-Security-Policy

	Answered         bool // there is a decided race
	First            []headline
	Warnings         []string
	WhatIf, Adoption template.JS // data of the explorers, as JSON; "" for none

	Contents  []*section
	Sections  map[string]*section // of Contents
	Figures   map[string]exhibit
	Sheets    map[string]sheet
	Sources   []row // by publisher
	Counts    map[string]int64
	Inputs    []tables.Input
	Platforms int // that the adoption explorer offers
	Followed  int // series in it
	Series    int // series in all
}

// exhibit is a figure as the page shows it.
type exhibit struct {
	figure.Drawn
	Number   int
	Drawing  template.HTML // inline SVG, escaped where it was drawn
	Citation string
}

// headline is a finding of the first screen under a label. Those with an
// interval on a scale show it on a line, in percent of its length.
type headline struct {
	tables.Finding
	Label            string
	Number           string // set large; "" for none
	Line             bool
	At, Lower, Upper float64
	Least, Most      string // ends of the line; no effect is in its middle
	Middle           string
}

// Write writes report.html and report.md.
func Write(ctx context.Context, db *transform.DB, root *os.Root, m *tables.Manifest, charts []figure.Drawn) error {
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

func newPage(ctx context.Context, db *transform.DB, m *tables.Manifest, charts []figure.Drawn) (*page, error) {
	p := &page{
		Run: m.Run, Version: m.Version, Title: words.Plain(m.Title), Warnings: m.Warnings, Counts: m.Rows, Inputs: m.Inputs,
	}
	if err := p.style(); err != nil {
		return nil, err
	}
	figures, sheets, err := p.drawAndRead(ctx, db, charts)
	if err != nil {
		return nil, err
	}
	if p.Configuration, err = settings(m.Settings); err != nil {
		return nil, err
	}
	figures = slices.DeleteFunc(figures, func(f exhibit) bool { return f.Blank })
	p.summarize(m.Findings)
	p.arrange(m.Findings, figures, sheets)
	return p, nil
}

// drawAndRead draws the figures, and reads the tables and all else that the
// page says, in parallel.
func (p *page) drawAndRead(ctx context.Context, db *transform.DB, charts []figure.Drawn) ([]exhibit, []sheet, error) {
	figures, tables := make([]exhibit, len(charts)), sheets()
	markets, err := figure.MarketsOf(ctx, db)
	if err != nil {
		return nil, nil, err
	}
	say, err := sentences("sheets", markets)
	if err != nil {
		return nil, nil, err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(2 * runtime.GOMAXPROCS(0)) // queries wait for each other
	group.Go(func() error { return p.read(ctx, db, markets) })
	for i, c := range charts {
		group.Go(func() error {
			var drawing bytes.Buffer
			if err := c.WriteDrawing(&drawing); err != nil {
				return fmt.Errorf("draw chart %s: %w", c.Name, err)
			}
			figures[i] = exhibit{Drawn: c, Drawing: template.HTML(drawing.String())}
			figures[i].Alt = words.Plain(c.Alt)
			return nil
		})
	}
	for i := range tables {
		group.Go(func() error {
			if err := tables[i].read(ctx, db, say); err != nil {
				return fmt.Errorf("table %s: %w", tables[i].Name, err)
			}
			return nil
		})
	}
	return figures, tables, group.Wait()
}

// read fills in what the page says beside findings, charts and tables.
func (p *page) read(ctx context.Context, db *transform.DB, markets figure.Markets) error {
	var err error
	if p.Sources, err = readRows(ctx, db, "page_sources"); err != nil {
		return err
	}
	if p.WhatIf, err = whatIfData(ctx, db, markets); err != nil {
		return fmt.Errorf("what-if explorer: %w", err)
	}
	if p.Adoption, p.Platforms, err = adoptionData(ctx, db, p.Sources, markets); err != nil {
		return fmt.Errorf("adoption explorer: %w", err)
	}
	settings, err := readRows(ctx, db, "page_setting")
	if err != nil {
		return err
	}
	for _, r := range settings {
		p.Followed, p.Series = r["followed"].(int), r["series"].(int)
		p.Rule, p.AsOf, p.Bettor = r.text("resolve"), r.text("as_of"), r.text("bettor")
	}
	return nil
}

// style fills in the style sheet, the script and the policy that lets this
// script run and no other.
func (p *page) style() error {
	css, err := together("*.css")
	if err != nil {
		return err
	}
	script, err := together("*.js")
	if err != nil {
		return err
	}
	p.CSS, p.Script = template.CSS(chart.ThemeCSS()+css), template.JS(script)
	sum := sha256.Sum256([]byte(script))
	p.Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-" +
		base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
	return nil
}

// together joins the templates of a kind, in the order of their names.
func together(pattern string) (string, error) {
	names, err := fs.Glob(templates, "templates/"+pattern)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	for _, name := range names {
		text, err := templates.ReadFile(name)
		if err != nil {
			return "", err
		}
		out.Write(text)
	}
	return out.String(), nil
}

// settings returns what a run depends on as text; "" where nothing says it.
func settings(of any) (string, error) {
	if of == nil {
		return "", nil
	}
	text, err := tables.Marshal(of)
	return string(text), err
}

// summarize arranges the findings of the first screen.
func (p *page) summarize(findings []tables.Finding) {
	labels := map[string]string{"known": "What is known", "head-start": "What is ruled out", "power": "What is not known",
		"winning": "Which races count", "bet": "The bet"}
	for _, f := range findings {
		if f.Section != "answer" {
			continue
		}
		h := headline{Finding: f, Label: labels[f.ID]}
		if f.Value != nil && f.Lower != nil && f.Upper != nil {
			place := func(v float64) float64 { return within(100 * v) }
			switch f.ID {
			case "known":
				p.Answered, h.Line, h.Number = true, true, words.Percent(*f.Value)
				h.Least, h.Middle, h.Most = "0%", "50%", "100%"
			case "head-start":
				place = func(d float64) float64 { return within(50 + 100*d) }
				h.Line = true
				h.Least, h.Middle, h.Most = "−50 points", "no effect", "+50"
				if *f.Lower > 0 || *f.Upper < 0 {
					h.Label = "The head start"
				}
			}
			h.At, h.Lower, h.Upper = place(*f.Value), place(*f.Lower), place(*f.Upper)
		}
		p.First = append(p.First, h)
	}
}

func within(place float64) float64 { return max(0, min(100, place)) }
