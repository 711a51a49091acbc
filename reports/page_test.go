package reports_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"headstart/data"
	"headstart/ingest"
	"headstart/models"
	"headstart/reports"
	"headstart/reports/figure"
	"headstart/transform"

	"golang.org/x/net/html"
)

// shipped is a default run on the shipped data: its database and the two
// pages, as they were written and as they are written again from nothing but
// the tables that the run publishes.
var shipped = sync.OnceValues(func() (run struct {
	db         *transform.DB
	html, text []byte
	again      struct{ html, text []byte }
	manifest   reports.Manifest
}, err error) {
	ctx := context.Background()
	pkg, err := ingest.Open(data.FS)
	if err != nil {
		return run, err
	}
	if run.db, err = transform.Open(ctx); err != nil {
		return run, err
	}
	for _, stage := range []func() error{
		func() error { return transform.Load(ctx, run.db, pkg) },
		func() error { return transform.Run(ctx, run.db, transform.Options{}) },
		func() error { return models.Run(ctx, run.db, models.Defaults()) },
	} {
		if err := stage(); err != nil {
			return run, err
		}
	}
	dir, err := os.MkdirTemp("", "headstart-page-")
	if err != nil {
		return run, err
	}
	defer os.RemoveAll(dir)
	root, err := os.OpenRoot(dir)
	if err != nil {
		return run, err
	}
	defer root.Close()
	run.manifest = reports.Manifest{Run: "0123456789ab", Version: "1.2.3",
		Configuration: map[string]any{"data": "/where/from", "out": "/where/to", "resolve": "primary"}, Settings: map[string]any{"resolve": "primary"}}
	if err := reports.Write(ctx, run.db, root, &run.manifest); err != nil {
		return run, err
	}
	if run.html, err = os.ReadFile(filepath.Join(dir, "report.html")); err != nil {
		return run, err
	}
	if run.text, err = os.ReadFile(filepath.Join(dir, "report.md")); err != nil {
		return run, err
	}
	if err := rewrite(ctx, root, dir, run.manifest); err != nil {
		return run, fmt.Errorf("write the report again from the tables: %w", err)
	}
	if run.again.html, err = os.ReadFile(filepath.Join(dir, "report.html")); err != nil {
		return run, err
	}
	run.again.text, err = os.ReadFile(filepath.Join(dir, "report.md"))
	return run, err
})

func shippedPage(t *testing.T) *html.Node {
	t.Helper()
	run, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(bytes.NewReader(run.html))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// One file, small enough to send, that asks the network for nothing.
func TestPageIsSelfContained(t *testing.T) {
	run, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	if len(run.html) > 3<<20 {
		t.Errorf("the page has %d bytes, more than 3 MB", len(run.html))
	}
	var policy, script string
	for n := range shippedPage(t).Descendants() {
		switch {
		case n.Type != html.ElementNode:
		case n.Data == "link" && attr(n, "href") != "data:,", has(n, "src"), has(n, "srcset"),
			slices.Contains([]string{"iframe", "object", "embed", "video", "audio", "img", "base"}, n.Data):
			t.Errorf("<%s %v> asks for a file", n.Data, n.Attr)
		case n.Data == "meta" && attr(n, "http-equiv") == "Content-Security-Policy":
			policy = attr(n, "content")
		case n.Data == "script" && attr(n, "type") == "":
			if script != "" {
				t.Error("the page has two scripts")
			}
			script = n.FirstChild.Data
		}
		for _, a := range n.Attr {
			if strings.HasPrefix(a.Key, "on") {
				t.Errorf("<%s> has %s", n.Data, a.Key)
			}
		}
	}
	// The policy lets this script run, and no other.
	sum := sha256.Sum256([]byte(script))
	if want := "script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(policy, want) {
		t.Errorf("the policy is %q, without %s", policy, want)
	}
	if !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "connect-src") {
		t.Errorf("the policy lets the page connect: %q", policy)
	}
	for _, word := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "fetch(", "XMLHttpRequest", "import("} {
		if strings.Contains(script, word) {
			t.Errorf("the script has %s", word)
		}
	}
	if css := regexp.MustCompile(`@import|url\(`).Find(run.html); css != nil {
		t.Errorf("the style sheet has %s", css)
	}
	if bytes.Contains(run.html, []byte("/where/")) {
		t.Error("the page says where data came from or results went, which would change its bytes")
	}
}

// Every link within the page leads somewhere, every section, finding, figure
// and table can be linked to, and every name that is referred to is there.
func TestPageAnchors(t *testing.T) {
	doc := shippedPage(t)
	ids := map[string]bool{}
	for n := range doc.Descendants() {
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("two elements have the id %s", id)
			}
			ids[id] = true
		}
	}
	linked := map[string]bool{}
	for n := range doc.Descendants() {
		if to, ok := strings.CutPrefix(attr(n, "href"), "#"); ok && n.Data == "a" {
			linked[to] = true
			if !ids[to] {
				t.Errorf("a link leads to #%s, which is nowhere", to)
			}
		}
		for _, name := range strings.Fields(attr(n, "aria-labelledby") + " " + attr(n, "for")) {
			if !ids[name] {
				t.Errorf("<%s id=%q> is named by %s, which is nowhere", n.Data, attr(n, "id"), name)
			}
		}
	}
	run, _ := shipped()
	for _, f := range run.manifest.Findings {
		if !ids["finding-"+f.ID] {
			t.Errorf("the finding %s has no place", f.ID)
		}
	}
	for id := range ids {
		if strings.HasPrefix(id, "fig-") && !strings.HasSuffix(id, "-title") && !linked[id] {
			t.Errorf("nothing links to %s", id)
		}
	}
}

// Landmarks, headings in order, names for drawings, tables and controls.
func TestPageStructure(t *testing.T) {
	doc := shippedPage(t)
	level, figures, tables := 0, 0, 0
	count := map[string]int{}
	labels := map[string]bool{}
	for n := range doc.Descendants() {
		if n.Data == "label" {
			labels[attr(n, "for")] = true
		}
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		count[n.Data]++
		switch n.Data {
		case "h1", "h2", "h3", "h4":
			next := int(n.Data[1] - '0')
			if next > level+1 {
				t.Errorf("%q is a heading of level %d after one of level %d", textOf(n), next, level)
			}
			level = next
			if id := attr(n, "id"); strings.HasPrefix(id, "fig-") && len(strings.Fields(textOf(n))) > 14 {
				t.Errorf("the title %q is longer than 14 words", textOf(n))
			}
		case "svg":
			if attr(n, "aria-hidden") == "true" {
				continue
			}
			var title, description string
			for c := range n.ChildNodes() {
				switch c.Data {
				case "title":
					title = textOf(c)
				case "desc":
					description = textOf(c)
				}
			}
			if attr(n, "role") != "img" || title == "" || len(description) < 40 {
				t.Errorf("a drawing is named %q and described as %q", title, description)
			}
		case "th":
			if attr(n, "scope") == "" {
				t.Errorf("the heading %q of a table has no scope", textOf(n))
			}
		case "input", "select":
			if !labels[attr(n, "id")] && attr(n, "aria-label") == "" && (n.Parent.Data != "label") {
				t.Errorf("<%s id=%q> has no label", n.Data, attr(n, "id"))
			}
		case "figure":
			figures++
			if want := "Figure " + strconv.Itoa(figures) + " "; !strings.HasPrefix(textOf(n), want) {
				t.Errorf("a figure begins %.20q, want %q", textOf(n), want)
			}
			if !strings.Contains(textOf(n), "run 0123456789ab") {
				t.Errorf("figure %d has no citation", figures)
			}
		}
		if class := attr(n, "class"); class == "table" && strings.HasPrefix(attr(n, "id"), "table-") {
			tables++
			if want := "Table " + strconv.Itoa(tables) + " "; !strings.HasPrefix(textOf(n), want) {
				t.Errorf("a table begins %.20q, want %q", textOf(n), want)
			}
		}
		if class := attr(n, "class"); class == "scroll" || class == "drawing" {
			if attr(n, "tabindex") != "0" || attr(n, "aria-label") == "" {
				t.Errorf("what scrolls must be reached by key, and named: <%s %v>", n.Data, n.Attr)
			}
		}
	}
	if count["h1"] != 1 || count["main"] != 1 || count["nav"] != 2 || count["header"] != 1 || count["footer"] != 1 {
		t.Errorf("landmarks: %v", count)
	}
	if figures < 15 || tables < 10 {
		t.Errorf("the page has %d figures and %d tables", figures, tables)
	}
}

func embeddedJSON(t *testing.T, id string, into any) {
	t.Helper()
	for n := range shippedPage(t).Descendants() {
		if n.Data == "script" && attr(n, "id") == id {
			if err := json.Unmarshal([]byte(n.FirstChild.Data), into); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("the page has no %s", id)
}

// The what-if explorer answers from the numbers of the table, every one.
func TestWhatIfExplorerEqualsTable(t *testing.T) {
	var embedded struct {
		Grid []struct {
			Model                   string
			Network                 *float64
			N                       int64
			Months, P, Lower, Upper float64
		}
		Races []struct{ ID string }
		Base  []struct{ Wins, N int64 }
	}
	embeddedJSON(t, "whatif-data", &embedded)
	run, _ := shipped()
	type row struct {
		model                   string
		network                 *float64
		months, p, lower, upper float64
		n                       int64
	}
	want, err := transform.Collect(context.Background(), run.db,
		"select model, network, months, p, lower, upper, n from what_if order by model, network nulls first, months",
		func(r *row) []any { return []any{&r.model, &r.network, &r.months, &r.p, &r.lower, &r.upper, &r.n} })
	if err != nil {
		t.Fatal(err)
	}
	if len(embedded.Grid) != len(want) || len(want) == 0 {
		t.Fatalf("the explorer has %d points, the table %d", len(embedded.Grid), len(want))
	}
	for i, c := range embedded.Grid {
		r := want[i]
		if r.model != c.Model || (r.network == nil) != (c.Network == nil) || r.network != nil && *r.network != *c.Network ||
			r.months != c.Months || r.p != c.P || r.lower != c.Lower || r.upper != c.Upper || r.n != c.N {
			t.Fatalf("point %d of the explorer is %+v, the table says %+v", i, c, r)
		}
	}
	if len(embedded.Races) == 0 || len(embedded.Base) == 0 {
		t.Errorf("the explorer has %d races and %d base rates", len(embedded.Races), len(embedded.Base))
	}
}

// The adoption explorer has every figure of the table, with its qualifier and
// its source first.
func TestAdoptionExplorerEqualsTable(t *testing.T) {
	var embedded struct {
		Sources []struct{ Publisher string }
		Series  []struct {
			Platform, Metric, Market string
			Figures                  []struct {
				Period, Qualifier string
				Value             float64
				Sources           []int
			}
		}
	}
	embeddedJSON(t, "adoption-data", &embedded)
	run, _ := shipped()
	type key struct{ platform, metric, market, period string }
	type figure struct {
		value             float64
		qualifier, source string
	}
	type row struct {
		key
		figure
	}
	rows, err := transform.Collect(context.Background(), run.db, `
		select platform_id, metric, market, period, cast(value as double), qualifier, source.publisher
		from series join source using (source_id)`,
		func(r *row) []any {
			return []any{&r.platform, &r.metric, &r.market, &r.period, &r.value, &r.qualifier, &r.source}
		})
	if err != nil {
		t.Fatal(err)
	}
	want := map[key]figure{}
	for _, r := range rows {
		want[r.key] = r.figure
	}
	for _, s := range embedded.Series {
		for _, f := range s.Figures {
			k := key{s.Platform, s.Metric, s.Market, f.Period}
			got := figure{f.Value, f.Qualifier, embedded.Sources[f.Sources[0]].Publisher}
			if w, ok := want[k]; !ok || got != w {
				t.Errorf("%v is %v in the explorer, %v in the table", k, got, w)
			}
			delete(want, k)
		}
	}
	if len(want) > 0 || len(rows) == 0 {
		t.Errorf("%d of %d figures are not in the explorer", len(want), len(rows))
	}
}

// report.md shows the figures of the page under its sections.
func TestMarkdownReport(t *testing.T) {
	run, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	text := string(run.text)
	for n := range shippedPage(t).Descendants() {
		if name, ok := strings.CutPrefix(attr(n, "id"), "fig-"); ok && n.Data == "figure" {
			if !strings.Contains(text, "](charts/"+name+".png)") {
				t.Errorf("report.md does not show %s", name)
			}
		}
	}
	unescaped := regexp.MustCompile(`\\(.)`).ReplaceAllString(text, "$1")
	for _, f := range run.manifest.Findings {
		if n := strings.Count(unescaped, strings.ReplaceAll(f.Text, "<", "&lt;")); n != 1 {
			t.Errorf("report.md has the finding %s %d times", f.ID, n)
		}
	}
}

// A figure of the list is on the page, in report.md and in the gallery, and the
// gallery has no other.
func TestEveryFigureIsEverywhere(t *testing.T) {
	run, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[string]bool{}
	for _, f := range figure.Figures() {
		drawn[f.Name+".svg"] = true
		if !bytes.Contains(run.html, []byte(`<figure id="fig-`+f.Name+`"`)) {
			t.Errorf("report.html does not show %s", f.Name)
		}
		if !bytes.Contains(run.text, []byte("](charts/"+f.Name+".png)")) {
			t.Errorf("report.md does not show %s", f.Name)
		}
		if _, err := os.Stat("../docs/gallery/" + f.Name + ".svg"); err != nil {
			t.Errorf("the gallery does not have %s; run: make gallery", f.Name)
		}
	}
	files, err := filepath.Glob("../docs/gallery/*.svg")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !drawn[filepath.Base(file)] {
			t.Errorf("%s is of no figure", file)
		}
	}
}
