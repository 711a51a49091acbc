package page

import (
	"context"
	"embed"
	"fmt"

	"headstart/transform"
)

// publisher is a publisher with what it published, for the list of sources.
type publisher struct {
	Name    string
	Sources []sourceItem
}

// sourceItem is a source; Number is its place in the list, from 1.
type sourceItem struct {
	Number             int
	ID, Title, On, URL string
}

// read fills in what the page says beside findings, charts and tables.
func (p *page) read(ctx context.Context, db *transform.DB) error {
	sources, err := readSources(ctx, db)
	if err != nil {
		return err
	}
	p.Sources = sources
	if p.WhatIf, err = whatIfData(ctx, db); err != nil {
		return fmt.Errorf("what-if explorer: %w", err)
	}
	if p.Adoption, p.Platforms, err = adoptionData(ctx, db, sources); err != nil {
		return fmt.Errorf("adoption explorer: %w", err)
	}
	settings, err := readRows(ctx, db, "page_setting")
	if err != nil {
		return err
	}
	for _, r := range settings {
		r.cut()
		p.Followed, p.Series = r["followed"].(int), r["series"].(int)
		p.Rule, p.AsOf, p.Bettor = r.text("resolve"), r.text("as_of"), r.text("bettor")
	}
	return nil
}

func readSources(ctx context.Context, db *transform.DB) ([]publisher, error) {
	rows, err := readRows(ctx, db, "page_sources")
	if err != nil {
		return nil, err
	}
	var out []publisher
	for i, r := range rows {
		if len(out) == 0 || out[len(out)-1].Name != r.text("publisher") {
			out = append(out, publisher{Name: r.text("publisher")})
		}
		last := &out[len(out)-1]
		last.Sources = append(last.Sources, sourceItem{i + 1, r.text("source_id"), r.text("title"), r.text("published_on"), r.text("url")})
	}
	return out, nil
}

//go:embed sql/*.sql
var queries embed.FS
