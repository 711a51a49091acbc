package e2e

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// largest is what a report may weigh, in bytes.
const largest = 3 << 20

// TestReading reads the page as it comes.
func TestReading(t *testing.T) {
	open(t, "", view{}).parts([]part{{"loads", loads}, {"skip link", skipsToTheAnswer}, {"structure", structure}, {"files", filesBesideThePage}, {"figures", figuresAreThoseOfTheTables}, {"folded places", linksUnfold}})
}

func loads(p *tab) {
	p.wait("the page is not complete", `() => document.readyState === 'complete'`)
	if title := eval[string](p, `() => document.title`); !strings.HasPrefix(title, "Does launching first win?") {
		p.Errorf("the title is %q", title)
	}
	for _, explorer := range []string{"#whatif-explorer", "#adoption-explorer"} {
		if !eval[bool](p, `(s) => document.querySelector(s)?.checkVisibility() === true`, explorer) {
			p.Errorf("%s is not shown", explorer)
		}
	}
	info, err := os.Stat(filepath.Join(report, "report.html"))
	if err != nil {
		p.Fatal(err)
	}
	if info.Size() > largest {
		p.Errorf("report.html has %d bytes, more than %d", info.Size(), largest)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.requests) == 0 {
		p.Error("not even the request for the page was seen: this test sees nothing")
	}
}

// What the other tests rely on to be told.
func TestTabHearsTrouble(t *testing.T) {
	file := filepath.Join(t.TempDir(), "trouble.html")
	err := os.WriteFile(file, []byte(`<!doctype html><title>trouble</title><script>
console.error('said');
const image = new Image();
image.onerror = () => { document.title = 'done'; throw new Error('thrown'); };
image.src = 'missing.png';
</script>`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	p := visit(t, "file://"+filepath.ToSlash(file), view{})
	p.wait("the script has not run", `() => document.title === 'done'`)
	p.mu.Lock()
	defer p.mu.Unlock()
	heard := strings.Join(append(p.problems, p.requests...), "\n")
	for _, want := range []string{"said", "thrown", "missing.png"} {
		if !strings.Contains(heard, want) {
			t.Errorf("%q was not heard in:\n%s", want, heard)
		}
	}
}

// content is what a reader finds without the explorers.
type content struct {
	Findings, Cells, Heads, Captions, Words []string
	Drawings                                int
}

const contentOf = `() => {
	const own = (node) => !node.closest('.explorer');
	const texts = (selector) => [...document.querySelectorAll(selector)].filter(own).map((n) => n.textContent.trim());
	for (const d of document.querySelectorAll('details')) d.open = true;
	return {
		Findings: texts('.finding, .verdict, .stat .number, .stat .reading, main li, main dd'),
		Cells: texts('td'), Heads: texts('th'), Captions: texts('figcaption > p'), Words: texts('.in-words p'),
		Drawings: [...document.querySelectorAll('.drawing svg')].filter((s) => s.checkVisibility() && s.getBoundingClientRect().height > 50).length,
	};
}`

func TestEverythingButTheExplorersWithoutScripting(t *testing.T) {
	with := eval[content](open(t, "", view{}), contentOf)
	p := open(t, "", view{noScript: true})
	if eval[bool](p, `() => document.querySelector('.sort') !== null`) {
		t.Fatal("the page's script ran: this test shows nothing")
	}
	for _, explorer := range []string{"#whatif-explorer", "#adoption-explorer"} {
		if eval[bool](p, `(s) => document.querySelector(s).checkVisibility()`, explorer) {
			t.Errorf("%s is shown, though it cannot answer", explorer)
		}
	}
	if n := eval[int](p, `() => [...document.querySelectorAll('.needs')].filter((n) => n.checkVisibility() && /scripting/.test(n.textContent)).length`); n != 2 {
		t.Errorf("%d places say that an explorer needs scripting, want 2", n)
	}
	p.focus(".in-words summary")
	p.press(kb.Enter)
	if !eval[bool](p, `() => document.querySelector('.in-words').open`) {
		t.Error("what is folded away does not open with Enter")
	}
	without := eval[content](p, contentOf)
	if without.Drawings == 0 || len(without.Findings) == 0 || len(without.Cells) == 0 || len(without.Words) == 0 {
		t.Errorf("without scripting there are %d drawings, %d findings, %d cells, %d texts of charts", without.Drawings, len(without.Findings), len(without.Cells), len(without.Words))
	}
	if !reflect.DeepEqual(with, without) {
		t.Errorf("the page without scripting differs:\n%s", firstDifference(with, without))
	}
}

func firstDifference(a, b any) string {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range x.NumField() {
		name, l, r := x.Type().Field(i).Name, x.Field(i), y.Field(i)
		if l.Kind() != reflect.Slice {
			continue
		}
		for j := range min(l.Len(), r.Len()) {
			if l.Index(j).String() != r.Index(j).String() {
				return name + ":\n  with    " + l.Index(j).String() + "\n  without " + r.Index(j).String()
			}
		}
	}
	return "in number only"
}

func structure(p *tab) {
	for _, fault := range eval[[]string](p, `() => {
		const out = [];
		let before = 0;
		const heads = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')];
		for (const h of heads) {
			const level = Number(h.tagName[1]);
			if (level > before + 1) out.push('heading ' + JSON.stringify(h.textContent.trim()) + ' of level ' + level + ' follows one of level ' + before);
			if (!h.textContent.trim()) out.push('empty heading ' + h.outerHTML.slice(0, 100));
			before = level;
		}
		if (heads.filter((h) => h.tagName === 'H1').length !== 1) out.push('there is not one h1');
		const named = (n) => n.getAttribute('aria-label') || (n.getAttribute('aria-labelledby') || '').split(/\s+/).map((id) => document.getElementById(id)?.textContent || '').join('').trim()
			|| n.querySelector(':scope > title')?.textContent.trim() || n.getAttribute('alt');
		for (const n of document.querySelectorAll('svg, img')) {
			if (n.closest('[aria-hidden=true]')) continue;
			if (n.tagName !== 'IMG' && n.getAttribute('role') !== 'img') out.push('svg without role img in ' + n.parentElement.outerHTML.slice(0, 120));
			if (!named(n)) out.push(n.tagName + ' without a name in ' + n.parentElement.outerHTML.slice(0, 120));
		}
		for (const n of document.querySelectorAll('figure, table, nav, section')) if (!named(n) && !n.querySelector(':scope > caption') && !n.closest('details[id]')) out.push(n.tagName + ' without a name: ' + n.outerHTML.slice(0, 120));
		const ids = new Map();
		for (const n of document.querySelectorAll('[id]')) ids.set(n.id, (ids.get(n.id) || 0) + 1);
		for (const [id, n] of ids) if (n > 1) out.push('id ' + id + ' is given ' + n + ' times');
		for (const a of document.querySelectorAll('a[href^="#"]')) if (!document.getElementById(decodeURIComponent(a.hash.slice(1)))) out.push('link to nowhere: ' + a.hash);
		for (const of of ['aria-labelledby', 'aria-describedby', 'for']) {
			for (const n of document.querySelectorAll('[' + of + ']')) {
				for (const id of n.getAttribute(of).split(/\s+/)) if (!document.getElementById(id)) out.push(of + ' refers to ' + id + ', which is not there');
			}
		}
		if (!document.documentElement.lang) out.push('the page has no language');
		return out;
	}`) {
		p.Error(fault)
	}
}

func filesBesideThePage(p *tab) {
	links := eval[[]string](p, `() => [...document.querySelectorAll('a[href]')].map((a) => a.getAttribute('href')).filter((h) => !/^(#|[a-z]+:)/i.test(h))`)
	if len(links) == 0 {
		p.Error("no file can be downloaded")
	}
	for _, link := range links {
		if info, err := os.Stat(filepath.Join(report, filepath.FromSlash(link))); err != nil || info.Size() == 0 {
			p.Errorf("the page links %s, which is not there or empty", link)
		}
	}
	// Each chart is told in the words of its text file.
	for _, f := range eval[[]struct{ Name, Words, Label string }](p, `() => [...document.querySelectorAll('figure')].map((f) => ({
		Name: f.id.replace('fig-', ''), Words: f.querySelector('.in-words p').textContent, Label: f.querySelector('.drawing svg').getAttribute('aria-label') || f.querySelector('.drawing svg title')?.textContent || '',
	}))`) {
		text, err := os.ReadFile(filepath.Join(report, "charts", f.Name+".txt"))
		if err != nil {
			p.Error(err)
			continue
		}
		if want := strings.TrimSpace(string(text)); strings.TrimSpace(f.Words) != want {
			p.Errorf("figure %s is told as %q, and its file says %q", f.Name, f.Words, want)
		}
		if f.Label == "" {
			p.Errorf("the drawing of figure %s has no name", f.Name)
		}
	}
}

func skipsToTheAnswer(p *tab) {
	p.press(kb.Tab)
	if !eval[bool](p, `() => { const b = document.activeElement.getBoundingClientRect(); return document.activeElement.hash === '#answer' && b.top >= 0 && b.left >= 0 && b.width > 10; }`) {
		p.Errorf("the first stop is %s, not a visible link to the answer", eval[string](p, `() => document.activeElement.outerHTML.slice(0, 200)`))
	}
	p.press(kb.Enter)
	p.wait("the link does not lead to the answer", `() => location.hash === '#answer'`)
	// Every stop shows where it is.
	for range 12 {
		p.press(kb.Tab)
		if !eval[bool](p, `() => { const s = getComputedStyle(document.activeElement); return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none'; }`) {
			p.Errorf("the focus does not show on %s", eval[string](p, `() => document.activeElement.outerHTML.slice(0, 200)`))
		}
	}
}

// A link to what lies folded away opens it.
func linksUnfold(p *tab) {
	for _, id := range []string{"table-races", "source-1", "inputs"} {
		if eval[bool](p, `(id) => document.getElementById(id).closest('details').open`, id) {
			p.Errorf("%s is open before it is asked for", id)
		}
		p.to(id)
		p.wait("the link to "+id+" does not show it", `(id) => {
			const node = document.getElementById(id), b = node.getBoundingClientRect();
			return node.closest('details').open && b.bottom > 0 && b.top < innerHeight;
		}`, id)
	}
}
