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
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"math"
	"os"
	"runtime"
	"strings"

	"headstart/reports/chart"
	"headstart/reports/figure"
	"headstart/reports/tables"
	"headstart/reports/words"
	"headstart/transform"

	"golang.org/x/sync/errgroup"
)

//go:embed templates
var templates embed.FS

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

	Verdict, Grounds string          // the first sentence, and what it rests on
	Answer           *tables.Finding // the base rate; nil without decided races
	Stats            []stat
	Headlines        []tables.Finding
	Warnings         []string
	WhatIf, Adoption template.JS // data of the explorers, as JSON; "" for none

	Contents  []*section
	shown     map[string]*section
	Figures   map[string]exhibit
	Sheets    map[string]sheet
	Sources   []publisher
	Counts    map[string]int64
	Inputs    []tables.Input
	Platforms int // that the adoption explorer offers
}

// exhibit is a figure as the page shows it.
type exhibit struct {
	figure.Drawn
	Number   int
	Drawing  template.HTML // inline SVG, escaped where it was drawn
	Citation string
}

// Anchor is where a link to the figure leads.
func (f exhibit) Anchor() string { return "fig-" + f.Name }

// stat is a number of the first screen beside the answer, with its interval
// on a line from 0 to 100 on which Reference is no effect.
type stat struct {
	ID, Value, Text, Range      string
	At, Lower, Upper, Reference float64
	Least, ReferenceLabel, Most string // ends of the line
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
		Run: m.Run, Version: m.Version, Title: brief(m.Title), Headlines: tables.Headlines(m.Findings), Warnings: m.Warnings, Counts: m.Rows, Inputs: m.Inputs,
	}
	if err := p.style(); err != nil {
		return nil, err
	}
	figures, tables, err := p.drawAndRead(ctx, db, charts)
	if err != nil {
		return nil, err
	}
	if p.Configuration, err = settings(m.Configuration); err != nil {
		return nil, err
	}
	p.summarise(m.Findings)
	p.arrange(m.Findings, figures, tables)
	return p, nil
}

// drawAndRead draws the figures, and reads the tables and all else that the
// page says, in parallel.
func (p *page) drawAndRead(ctx context.Context, db *transform.DB, charts []figure.Drawn) ([]exhibit, []sheet, error) {
	figures, tables := make([]exhibit, len(charts)), sheets()
	say, err := sentences("sheets")
	if err != nil {
		return nil, nil, err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(2 * runtime.GOMAXPROCS(0)) // queries wait for each other
	group.Go(func() error { return p.read(ctx, db) })
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

// settings returns the configuration without where data came from and where
// results go, which change nothing.
func settings(configuration any) (string, error) {
	text, err := json.Marshal(configuration)
	if err != nil {
		return "", err
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(text, &fields) != nil || len(fields) == 0 {
		return "", nil
	}
	delete(fields, "data")
	delete(fields, "out")
	text, err = tables.Marshal(fields)
	return string(text), err
}

// summarise takes the numbers of the first screen from the findings.
func (p *page) summarise(findings []tables.Finding) {
	for i, f := range findings {
		if f.Value == nil || f.Lower == nil || f.Upper == nil {
			continue
		}
		v, lower, upper := *f.Value, *f.Lower, *f.Upper
		level := words.Percent(f.Level)
		switch f.ID {
		case "head-start":
			p.Verdict, p.Grounds, _ = strings.Cut(f.Text, ": ")
			place := func(odds float64) float64 { return within(50 + 50*math.Log2(odds)) }
			p.Stats = append(p.Stats, stat{ID: f.ID, Value: fmt.Sprintf("×%.2f", v),
				Text:  "to the first mover’s odds with each doubling of the head start",
				Range: fmt.Sprintf("%s interval %.2f to %.2f, n = %d. ×1 is no effect.", level, lower, upper, f.N),
				At:    place(v), Lower: place(lower), Upper: place(upper), Reference: 50,
				Least: "×0.5", ReferenceLabel: "×1", Most: "×2"})
		case "base-rate":
			p.Answer = &findings[i]
		case "contrast":
			place := func(d float64) float64 { return within(50 + 100*d) }
			difference, unit, _ := strings.Cut(words.Points(v), " ")
			p.Stats = append(p.Stats, stat{ID: f.ID, Value: difference,
				Text:  unit + " in the share won, with a year or more of head start against less",
				Range: fmt.Sprintf("%s interval %s, n = %d. 0 is no difference.", level, words.PointsRange(lower, upper), f.N),
				At:    place(v), Lower: place(lower), Upper: place(upper), Reference: 50,
				Least: "−50", ReferenceLabel: "0", Most: "+50"})
		}
	}
}

func within(place float64) float64 { return math.Max(0, math.Min(100, place)) }
