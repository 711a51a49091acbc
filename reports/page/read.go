package page

import (
	"context"
	"embed"
	"fmt"

	"headstart/transform"
)

// read fills in what the page says beside findings, charts and tables.
func (p *page) read(ctx context.Context, db *transform.DB) error {
	var err error
	if p.Sources, err = readRows(ctx, db, "page_sources"); err != nil {
		return err
	}
	if p.WhatIf, err = whatIfData(ctx, db); err != nil {
		return fmt.Errorf("what-if explorer: %w", err)
	}
	if p.Adoption, p.Platforms, err = adoptionData(ctx, db, p.Sources); err != nil {
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

//go:embed sql/*.sql
var queries embed.FS
