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
	type setting struct{ rule, asOf string }
	settings, err := transform.Collect(ctx, db, "select resolve, coalesce(cast(as_of as varchar), '') from setting",
		func(s *setting) []any { return []any{&s.rule, &s.asOf} })
	if err != nil {
		return err
	}
	for _, s := range settings {
		p.Rule, p.AsOf = s.rule, s.asOf
	}
	bettors, err := transform.Collect(ctx, db, "select who from elicited_point where used order by who limit 1",
		func(who *string) []any { return []any{who} })
	for _, who := range bettors {
		p.Bettor = who
	}
	return err
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
	for i, r := range rows {
		if len(out) == 0 || out[len(out)-1].Name != r.publisher {
			out = append(out, publisher{Name: r.publisher})
		}
		last := &out[len(out)-1]
		r.item.Number = i + 1
		last.Sources = append(last.Sources, r.item)
	}
	return out, nil
}

//go:embed sql/*.sql
var queries embed.FS

// collect runs sql/<name>.sql.
func collect[T any](ctx context.Context, db *transform.DB, name string, fields func(*T) []any) ([]T, error) {
	query, err := queries.ReadFile("sql/" + name + ".sql")
	if err != nil {
		return nil, err
	}
	return transform.Collect(ctx, db, string(query), fields)
}
