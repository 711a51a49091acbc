package e2e

import (
	_ "embed"
	"strings"
	"testing"
)

// axe-core 4.14.1 as published, under the Mozilla Public License 2.0: its
// licence is beside it.
//
//go:embed axe/axe.min.js
var axe string

type violation struct {
	ID, Impact, Help string
	Nodes            []string
}

// axeRun runs rules on a part of the page.
const axeRun = `async (part, rules) => {
	const found = await axe.run(part, {resultTypes: ['violations'], preload: false, runOnly: rules});
	return found.violations.map((v) => ({ID: v.id, Impact: v.impact, Help: v.help, Nodes: v.nodes.map((n) => n.target.join(' ') + ' ' + n.html.slice(0, 120))}));
}`

// Everything is unfolded; of the rows of a long table, which are all alike, the
// first eight stand for the rest, and of a drawing, which is one image, its
// name. The contrast of letters in drawings is a test of its own.
const unfold = `() => {
	for (const d of document.querySelectorAll('details')) d.open = true;
	for (const body of document.querySelectorAll('tbody')) for (const row of [...body.rows].slice(8)) row.remove();
	for (const part of document.querySelectorAll('svg > :not(title, desc)')) part.remove();
	for (const line of [...document.querySelectorAll('.sources > *')].slice(20)) line.remove();
	return true;
}`

func TestAxe(t *testing.T) {
	for _, run := range []struct {
		name string
		as   view
		// Every rule but the experimental ones, and on a phone in the dark those
		// that may find something else there.
		rules []string
	}{
		{"desktop, light", view{}, []string{"wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"}},
		{"phone, dark", view{dark: true, width: 390, height: 844}, []string{"color-contrast", "target-size", "scrollable-region-focusable", "button-name", "link-name", "region"}},
	} {
		t.Run(run.name, func(t *testing.T) {
			p := open(t, "", run.as)
			eval[bool](p, "() => { "+axe+"\n; window.axe = axe; return true; }")
			eval[bool](p, unfold)
			for _, v := range eval[[]violation](p, axeRun, "html", run.rules) {
				say := t.Logf
				if v.Impact == "serious" || v.Impact == "critical" {
					say = t.Errorf
				}
				say("%s (%s): %s; %d places:\n  %s", v.ID, v.Impact, v.Help, len(v.Nodes), strings.Join(v.Nodes[:min(5, len(v.Nodes))], "\n  "))
			}
			// What this test relies on: a fault is found.
			eval[bool](p, `() => { document.querySelector('main').insertAdjacentHTML('beforeend', '<p id="fault"><button></button></p>'); return true; }`)
			if found := eval[[]violation](p, axeRun, "#fault", run.rules); len(found) == 0 || found[0].Impact != "critical" {
				t.Errorf("axe finds nothing wrong with a button without a name: %+v", found)
			}
		})
	}
}
