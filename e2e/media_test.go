package e2e

import (
	"fmt"
	"testing"
)

// contrasts lists the texts, in HTML and in drawings, whose color is too near
// that of what they stand on: under 4.5 to 1, or 3 to 1 for large letters (WCAG
// 2.2, 1.4.3). In a drawing a text stands on the last rectangle before it that
// holds its middle, or on the page.
const contrasts = `() => {
	const parse = (text) => { const m = /rgba?\(([^)]+)\)/.exec(text); if (!m) return null; const v = m[1].split(/[ ,\/]+/).map(Number); return [v[0], v[1], v[2], v[3] ?? 1]; };
	const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
	const light = (c) => { const [r, g, b] = c.slice(0, 3).map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
	const ground = (n) => {
		for (let at = n; at; at = at.parentElement) {
			const c = parse(getComputedStyle(at).backgroundColor);
			if (c && c[3] > 0) return c[3] < 1 ? over(c, ground(at.parentElement)) : c;
		}
		return [255, 255, 255, 1];
	};
	const holders = new Map();
	const rectsOf = (svg) => {
		if (!holders.has(svg)) holders.set(svg, [...svg.querySelectorAll('rect, text')].filter((n) => n.tagName === 'rect').map((n) => [n, n.getBoundingClientRect()]));
		return holders.get(svg);
	};
	const out = [];
	const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	const done = new Set();
	while (texts.nextNode()) {
		const n = texts.currentNode.parentElement;
		if (!texts.currentNode.data.trim() || done.has(n) || !n.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
		done.add(n);
		const style = getComputedStyle(n), svg = n.closest('svg');
		if (['SCRIPT', 'STYLE', 'title', 'desc', 'OPTION'].includes(n.tagName) || n.closest(':disabled')) continue;
		let ink = parse(svg ? style.fill : style.color), paper = ground(svg || n);
		if (!ink || ink[3] === 0) continue;
		if (svg) {
			const box = n.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + box.height / 2;
			for (const [rect, b] of rectsOf(svg)) {
				if (!(rect.compareDocumentPosition(n) & Node.DOCUMENT_POSITION_FOLLOWING) || x < b.left || x > b.right || y < b.top || y > b.bottom) continue;
				const s = getComputedStyle(rect), fill = parse(s.fill);
				if (fill) paper = over([...fill.slice(0, 3), fill[3] * s.fillOpacity * s.opacity], paper);
			}
			ink[3] *= style.fillOpacity * style.opacity;
		}
		ink = over(ink, paper);
		const [a, b] = [light(ink), light(paper)].sort((x, y) => y - x);
		const ratio = (a + 0.05) / (b + 0.05), size = parseFloat(style.fontSize);
		if (ratio < (size >= 24 || size >= 18.66 && style.fontWeight >= 700 ? 3 : 4.5) - 0.005) {
			out.push(ratio.toFixed(2) + ' to 1: ' + JSON.stringify(texts.currentNode.data.trim().slice(0, 60)) + ' in ' + (n.closest('[id]')?.id || '') + ', rgb ' + ink.slice(0, 3).map(Math.round) + ' on ' + paper.slice(0, 3).map(Math.round));
		}
	}
	return [String(done.size), ...out];
}`

// brightness is that of a computed color, from 0 to 255.
const brightness = `(selector, property) => { const [r, g, b] = /\((.*)\)/.exec(getComputedStyle(document.querySelector(selector))[property])[1].split(/[ ,]+/).map(Number); return 0.2126 * r + 0.7152 * g + 0.0722 * b; }`

// TestMedia looks at one tab under every scheme, medium and width.
func TestMedia(t *testing.T) {
	open(t, "", view{}).parts([]part{{"sideways scroll", noSidewaysScroll}, {"contrast", contrastInLightAndDark}, {"print", printIsLightUnderDark}})
}

func contrastInLightAndDark(p *tab) {
	eval[bool](p, `() => { for (const d of document.querySelectorAll('details')) d.open = true; return true; }`)
	for _, as := range []view{{}, {dark: true}} {
		p.look(as)
		paper, ink, name := eval[float64](p, brightness, "body", "backgroundColor"), eval[float64](p, brightness, "body", "color"), "light"
		if as.dark {
			paper, ink, name = ink, paper, "dark"
		}
		if paper < 200 || ink > 80 {
			p.Errorf("%s: the lighter of page and text has brightness %.0f, the darker %.0f", name, paper, ink)
		}
		faults := eval[[]string](p, contrasts)
		for _, fault := range faults[1:] {
			p.Errorf("%s: contrast %s", name, fault)
		}
		if len(faults[0]) < 4 {
			p.Errorf("%s: only %s texts were seen", name, faults[0])
		}
	}
	// What this test relies on: faint text in HTML and in a drawing is found.
	eval[bool](p, `() => {
		const faint = document.createElement('p');
		faint.innerHTML = '<span style="color:#777">faint</span><svg><rect width="200" height="50" fill="#888"/><text y="20" fill="#999">drawn</text></svg>';
		faint.id = 'faint';
		document.querySelector('main').append(faint);
		return true;
	}`)
	defer eval[bool](p, `() => (document.getElementById('faint').remove(), true)`)
	if faults := eval[[]string](p, contrasts); len(faults) != 3 {
		p.Errorf("of two faint texts these were found: %q", faults[1:])
	}
}

// colors lists what every element that is shown is drawn with.
const colors = `() => [...document.querySelectorAll('body, body *')].filter((n) => n.checkVisibility()).map((n) => {
	const s = getComputedStyle(n);
	return n.tagName + '.' + (n.getAttribute('class') || '') + ' in ' + (n.closest('[id]')?.id || '') + ': ' + [s.color, s.backgroundColor, n instanceof SVGElement ? s.fill + ' ' + s.stroke : '', s.borderTopColor].join(' ');
})`

func printIsLightUnderDark(p *tab) {
	p.look(view{print: true})
	light := eval[[]string](p, colors)
	p.look(view{print: true, dark: true})
	dark := eval[[]string](p, colors)
	if len(light) != len(dark) || len(light) < 1000 {
		p.Fatalf("%d elements are printed under light, %d under dark", len(light), len(dark))
	}
	leaks := 0
	for i := range light {
		if light[i] == dark[i] {
			continue
		}
		if leaks++; leaks <= 5 {
			p.Errorf("dark leaks into print:\n  light %s\n  dark  %s", light[i], dark[i])
		}
	}
	if leaks > 5 {
		p.Errorf("… and in %d elements more", leaks-5)
	}
	for _, selector := range []string{"html", "body"} {
		if b := eval[float64](p, brightness, selector, "backgroundColor"); b < 254 {
			p.Errorf("print: the background of %s has brightness %.0f", selector, b)
		}
	}
	if b := eval[float64](p, brightness, "body", "color"); b > 80 {
		p.Errorf("print: the text has brightness %.0f", b)
	}
	for _, fault := range eval[[]string](p, contrasts)[1:] {
		p.Errorf("print under dark: contrast %s", fault)
	}
	for _, shown := range eval[[]string](p, `() => [...document.querySelectorAll('nav, .skip, .copy-link, .cite button, input, select, .files')].filter((n) => n.checkVisibility()).map((n) => n.outerHTML.slice(0, 120))`) {
		p.Errorf("print shows what only a screen needs: %s", shown)
	}
}

// wide tells how far the page reaches beyond the window, and what reaches so far.
const wide = `() => {
	const root = document.documentElement;
	scrollTo(1000, scrollY);
	const by = Math.max(scrollX, root.scrollWidth - root.clientWidth);
	scrollTo(0, scrollY);
	if (by === 0) return [];
	const held = (n) => { for (let at = n.parentElement; at && at !== document.body; at = at.parentElement) if (getComputedStyle(at).overflowX !== 'visible') return true; return false; };
	return ['by ' + by + ' pixels', ...[...document.querySelectorAll('body *')].filter((n) => n.getBoundingClientRect().right > root.clientWidth + 0.5 && !held(n)).slice(0, 5).map((n) => n.outerHTML.slice(0, 100))];
}`

// redrawn tells whether the explorers are as wide as their places.
const redrawn = `() => [...document.querySelectorAll('.explorer .plot')].every((n) => {
	const svg = n.querySelector('svg');
	return svg && Number(svg.getAttribute('width')) === Math.max(280, n.clientWidth);
})`

func noSidewaysScroll(p *tab) {
	widths := []int64{1280, 1000, 768, 390, 320}
	for _, opened := range []bool{false, true} {
		if opened {
			eval[bool](p, `() => { for (const d of document.querySelectorAll('details')) d.open = true; return true; }`)
		}
		for _, width := range widths {
			p.look(view{width: width, height: 844})
			// The explorers draw themselves anew, and may not hold the page wide.
			p.wait(fmt.Sprintf("at %d the explorers keep their old width", width), redrawn)
			if over := eval[[]string](p, wide); len(over) > 0 {
				p.Errorf("at %d pixels, folds open %v, the page scrolls sideways: %q", width, opened, over)
			}
		}
	}
	// A drawing of an explorer holds its letters.
	for _, width := range []int64{390, 1280} {
		p.look(view{width: width, height: 844})
		p.wait("the explorers keep their old width", redrawn)
		for _, fault := range eval[[]string](p, `() => [...document.querySelectorAll('.explorer .plot svg text')].filter((n) => {
			const text = n.getBoundingClientRect(), all = n.ownerSVGElement.getBoundingClientRect();
			return text.left < all.left - 1 || text.right > all.right + 1 || text.top < all.top - 1 || text.bottom > all.bottom + 1;
		}).map((n) => n.closest('.explorer').id + ': ' + n.textContent)`) {
			p.Errorf("at %d pixels letters run out of the drawing of %s", width, fault)
		}
	}
}
