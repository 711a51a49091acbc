package reports_test

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"headstart/reports"
	"headstart/reports/figure"
	"headstart/reports/page"
	"headstart/stored"
)

// rewrite writes the pages of a run over its own, from tables/ alone.
func rewrite(ctx context.Context, root *os.Root, dir string, m reports.Manifest) error {
	published, err := stored.Open(ctx, filepath.Join(dir, "tables"), slices.Sorted(maps.Keys(m.Rows)))
	if err != nil {
		return err
	}
	defer published.Close()
	if m.Findings, err = page.Findings(ctx, published); err != nil {
		return err
	}
	if m.Warnings, err = page.Warnings(ctx, published); err != nil {
		return err
	}
	charts, err := figure.Draw(ctx, published, figure.Figures())
	if err != nil {
		return err
	}
	return page.Write(ctx, published, root, &m, charts)
}

// Whoever has the published tables can rebuild each number of the report.
func TestReportComesFromTheTables(t *testing.T) {
	run, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	if len(regexp.MustCompile(`[0-9]+`).FindAll(run.text, -1)) < 500 {
		t.Error("report.md has hardly a number")
	}
	lines := strings.Split(string(run.again.text), "\n")
	for i, line := range strings.Split(string(run.text), "\n") {
		if i >= len(lines) || line != lines[i] {
			t.Fatalf("report.md, line %d: the run says\n%s\nits tables\n%s", i+1, line, strings.Join(lines[min(i, len(lines)):min(i+1, len(lines))], ""))
		}
	}
	if !bytes.Equal(run.html, run.again.html) {
		t.Error("report.html differs when it is written from the tables of the run")
	}
}
