package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"
)

// Texts that run, break out or mislead where somebody forgets to escape them.
var hostile = []string{
	`<script>alert(1)</script>`,
	`"><img src=x onerror=alert(1)>`,
	`' onmouseover='alert(1)`,
	`=cmd|' /C calc'!A0`,
	`@SUM(1+1)*cmd|' /C calc'!A0`,
	`＝cmd|' /C calc'!A0`,
	`see http://evil.example/x or www.evil.example`,
	`cc @octocat, @org/team and mallory@evil.example`,
	"two\nlines, and a \"quoted\" cell",
	"\u202egnp.exe",
	"\x1b[2J\x1b]0;title\x07bell",
	"\u009b31mred",
	`{{.}}{{template "figure"}}`,
	`](http://evil.example) [x](javascript:alert(1)) <b>bold</b> | pipe`,
	`'; drop table series; --`,
	`</title></svg><svg onload=alert(1)>`,
	`]]><!--`,
	`$(touch pwned) ` + "`touch pwned`",
	strings.Repeat("long ", 2000),
	strings.Repeat("W", 10_000),
	"\u2028\ufeff\u200b",
}

// hostilePackage writes the shipped package with hostile texts in every table
// and a descriptor that lets them pass.
func hostilePackage(t *testing.T, dir string) {
	t.Helper()
	if err := writePackage(dir); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "datapackage.json")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text = regexp.MustCompile(`"pattern": "[^"]*\^\(?https?[^"]*"|"pattern": "\^\(\[A-Z\]\{3\}\)\$"|"pattern": "\^\[a-z0-9\][^"]*"`).ReplaceAll(text, []byte(`"pattern": "(?s).*"`))
	var descriptor map[string]any
	if err := json.Unmarshal(text, &descriptor); err != nil {
		t.Fatal(err)
	}
	for _, r := range descriptor["resources"].([]any) {
		for i, f := range r.(map[string]any)["schema"].(map[string]any)["fields"].([]any) {
			f.(map[string]any)["description"] = hostile[i%len(hostile)]
		}
	}
	if text, err = json.Marshal(descriptor); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, text, 0o666); err != nil {
		t.Fatal(err)
	}

	csvFile := func(name string) string { return filepath.Join(dir, name) }
	for i, bad := range hostile {
		id, n := "evil-"+strconv.Itoa(i), strconv.Itoa(i)
		source, market := "source-"+n, "WLD"
		if i%5 == 0 {
			id, source, market = id+bad, source+bad, bad
		}
		url := []string{"javascript:alert(1)", "http://evil.example/" + bad, "data:text/html,<script>alert(1)</script>", " javascript:alert(1)"}[i%4]
		appendRows(t, csvFile("sources.csv"), []string{source, bad, bad, "news", "2020-01-0" + strconv.Itoa(1+i%9), url})
		appendRows(t, csvFile("platforms.csv"), []string{id, bad, bad, bad, market, ""})
		appendRows(t, csvFile("events.csv"), []string{id, "launch", "2011-01", "WLD", source, bad, ""})
		for year := range 8 {
			value := strconv.Itoa((2_500 + 10*i) * 1_000_000 >> (7 - year))
			period := strconv.Itoa(2013+year) + "-12"
			appendRows(t, csvFile("observations.csv"),
				[]string{id, "mau", "WLD", period, value, "exact", source, bad},
				[]string{id, "mau", market, strconv.Itoa(2013 + year), value, "approx", source, bad})
		}
		appendRows(t, csvFile("races.csv"), []string{"race-" + id, market, id, "2011-01", "wechat", "2012-0" + strconv.Itoa(1+i%9),
			"first_mover", "2015", bad, "tencent-2011q4;" + source, bad})
		appendRows(t, csvFile("owner_networks.csv"), []string{"race-" + id, "first_mover", bad, bad, "contact_graph", "1000000", "2011", source, bad})
		appendRows(t, csvFile("statements.csv"), []string{bad, "2014-01-01", "3", "6", "0.5", source, bad, ""})
		appendRows(t, csvFile("definitions.csv"), []string{"definition-" + id, id, "dau", "people", bad, "", "", bad, source})
	}
	// And rows that are rejected, whose texts are shown too.
	for _, bad := range hostile {
		appendRows(t, csvFile("observations.csv"), []string{bad, bad, "WLD", bad, bad, "exact", bad, bad}, []string{bad})
	}
}

// node is an element with the names of its attributes, as a page is allowed
// to have it.
func nodes(t *testing.T, page []byte) (kinds map[string]bool, links, texts []string) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	kinds = map[string]bool{}
	for n := range root.Descendants() {
		switch n.Type {
		case html.TextNode:
			texts = append(texts, n.Data)
		case html.CommentNode:
			kinds["comment"] = true
		case html.ElementNode:
			kinds[n.Data] = true
			for _, a := range n.Attr {
				kinds[n.Data+" "+a.Key] = true
				switch a.Key {
				case "href", "src", "srcset", "action", "data", "poster", "background", "formaction":
					links = append(links, a.Val)
				}
			}
		}
	}
	return kinds, links, texts
}

func TestHostileData(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data := `da"ta 'of' $(touch pwned) ü; [a]*?` // and folders that a shell, a glob or a query would stumble over
	out := `o'ut" $(touch pwned) ` + "`touch pwned` é;--"
	hostilePackage(t, filepath.Join(dir, data))
	stdout := headstart(t, dir, "run", "--data", data, "--out", out)
	clean, evil := filesOf(t, filepath.Join(shippedRun(t), "latest")), filesOf(t, filepath.Join(dir, out, "latest"))

	t.Run("nothing is run", func(t *testing.T) {
		if _, err := os.Stat(filepath.Join(dir, "pwned")); err == nil {
			t.Error("a command in a name was run")
		}
	})
	t.Run("files", func(t *testing.T) {
		if got, want := slices.Sorted(maps.Keys(evil)), slices.Sorted(maps.Keys(clean)); !slices.Equal(got, want) {
			t.Errorf("the run has files %v, want %v", got, want)
		}
	})
	t.Run("report.html", func(t *testing.T) {
		allowed, _, _ := nodes(t, clean["report.html"])
		for _, name := range []string{"h3", "ul", "li"} { // of the warnings, which the shipped data may not have
			allowed[name] = true
		}
		kinds, links, texts := nodes(t, evil["report.html"])
		for kind := range kinds {
			_, attribute, _ := strings.Cut(kind, " ")
			if !allowed[kind] || strings.HasPrefix(attribute, "on") {
				t.Errorf("the page has <%s>, which the template does not", kind)
			}
		}
		for _, link := range links {
			scheme, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(link)), ":")
			if !slices.Contains([]string{"http", "https"}, scheme) && link != "data:," &&
				!strings.HasPrefix(link, "#") && !strings.HasPrefix(link, "charts/") {
				t.Errorf("the page links to %q", link)
			}
		}
		// Its script is that of the clean page, and the data beside it run nothing.
		programs := func(page []byte) (out []string) {
			for _, part := range strings.Split(string(page), "<script")[1:] {
				head, body, _ := strings.Cut(part, ">")
				if body, _, _ = strings.Cut(body, "</script"); strings.HasPrefix(head, ` type="application/json"`) {
					body = "" // data, read as such
				}
				out = append(out, head+body)
			}
			return out
		}
		if got, want := programs(evil["report.html"]), programs(clean["report.html"]); !slices.Equal(got, want) {
			t.Errorf("the page has %d scripts, want the %d of the template", len(got), len(want))
		}
		all := strings.Join(texts, "\x00")
		for _, text := range hostile[:5] {
			if !strings.Contains(all, text) {
				t.Errorf("the page does not show %q as text", text)
			}
		}
		for _, r := range all {
			if unicode.Is(unicode.Bidi_Control, r) {
				t.Errorf("the page turns its direction of writing with %U", r)
				break
			}
		}
	})
	t.Run("report.md", func(t *testing.T) {
		text := string(evil["report.md"])
		if tag := regexp.MustCompile(`<[a-zA-Z/!?]`).FindString(text); tag != "" {
			t.Errorf("it has raw HTML: %s", tag)
		}
		for _, link := range regexp.MustCompile(`(?:^|[^\\])\]\(([^)]*)\)`).FindAllStringSubmatch(text, -1) {
			if !strings.HasPrefix(link[1], "charts/") {
				t.Errorf("it links to %s", link[1])
			}
		}
		if link := regexp.MustCompile(`\w+://\S*|www\.\S*|@\w+`).FindString(text); link != "" {
			t.Errorf("it has an address that becomes a link: %s", link)
		}
		controls(t, text, "\n")
	})
	t.Run("charts", func(t *testing.T) {
		for name, content := range evil {
			switch filepath.Ext(name) {
			case ".svg":
				inertSVG(t, name, clean[name], content)
			case ".csv":
				inertCSV(t, name, content)
			case ".txt":
				controls(t, string(content), "\n")
			}
		}
	})
	t.Run("terminal", func(t *testing.T) {
		controls(t, stdout, "\n")
		for _, query := range []string{"from platform", "from rejected"} {
			controls(t, headstart(t, dir, "sql", "--out", out, query), "\n")
			controls(t, headstart(t, dir, "sql", "--out", out, "--json", query), "\n")
			rows := headstart(t, dir, "sql", "--out", out, "--csv", query)
			inertCSV(t, query, []byte(rows))
			for _, r := range rows {
				if r != '\n' && r != '\t' && unicode.In(r, unicode.Cc, unicode.Bidi_Control) {
					t.Errorf("sql --csv %q prints %U", query, r)
					break
				}
			}
		}
		check := command(t, dir, nil, "check", "--data", data)
		text, err := check.CombinedOutput()
		if err == nil {
			t.Error("check finds nothing wrong with rows that are")
		}
		controls(t, string(text), "\n")
	})
	t.Run("json", func(t *testing.T) {
		var rows []struct{ Name string }
		if err := json.Unmarshal([]byte(headstart(t, dir, "sql", "--out", out, "--json", "from platform where name like '%alert(1)%'")), &rows); err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(rows, func(r struct{ Name string }) bool { return r.Name == hostile[0] }) {
			t.Errorf("the name %s does not come back as it was: %v", hostile[0], rows)
		}
	})
}

// controls fails if text has characters that a terminal obeys.
func controls(t *testing.T, text, but string) {
	t.Helper()
	for i, r := range text {
		if !strings.ContainsRune(but, r) && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			t.Errorf("control character %U in %q", r, text[max(0, i-40):min(len(text), i+40)])
			return
		}
	}
}

// inertSVG fails if a drawing is no XML or has an element or an attribute
// that the same chart of the shipped data does not have.
func inertSVG(t *testing.T, name string, clean, evil []byte) {
	t.Helper()
	kinds := func(drawing []byte) map[string]bool {
		found := map[string]bool{"path": true, "circle": true, "rect": true, "line": true, "text": true}
		decoder := xml.NewDecoder(bytes.NewReader(drawing))
		for {
			token, err := decoder.Token()
			if errors.Is(err, io.EOF) {
				return found
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if start, ok := token.(xml.StartElement); ok {
				found[start.Name.Local] = true
				for _, a := range start.Attr {
					found["@"+a.Name.Local] = true
				}
			}
		}
	}
	allowed := kinds(clean)
	for _, attribute := range []string{"x1", "x2", "y1", "y2", "cx", "cy", "r", "d", "x", "y", "style", "text-anchor", "width", "height", "transform"} {
		allowed["@"+attribute] = true
	}
	for kind := range kinds(evil) {
		if !allowed[kind] || kind == "script" || strings.HasPrefix(kind, "@on") {
			t.Errorf("%s has %s, which the chart of the shipped data does not", name, kind)
		}
	}
}

// inertCSV fails if a spreadsheet would take a cell for a formula.
func inertCSV(t *testing.T, name string, content []byte) {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	for i, record := range records {
		for _, cell := range record {
			if _, err := strconv.ParseFloat(cell, 64); err != nil && strings.IndexAny(cell, "=+-@＝＋－＠\t\r") == 0 {
				t.Errorf("%s, record %d: a spreadsheet would run %.40q", name, i+1, cell)
			}
		}
	}
}
