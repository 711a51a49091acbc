package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// wait waits until a function of JavaScript returns something true.
func (p *tab) wait(what, function string, args ...any) {
	p.Helper()
	_, err := chromedp.Run(p.ctx, chromedp.PollFunction[bool]("async (...args) => Boolean(await ("+function+")(...args))",
		chromedp.WithPollingArgs(args...), chromedp.WithPollingTimeout(patience), chromedp.WithPollingInterval(20*time.Millisecond)))
	if err != nil {
		p.Fatalf("%s: %v", what, err)
	}
}

// focus puts the focus on the element that a selector finds.
func (p *tab) focus(selector string) {
	p.Helper()
	if !eval[bool](p, `(s) => {
		const node = document.querySelector(s);
		if (node) node.focus();
		return node !== null && document.activeElement === node;
	}`, selector) {
		p.Fatalf("%s is not there or takes no focus", selector)
	}
}

// press presses keys where the focus is.
func (p *tab) press(keys ...string) {
	p.Helper()
	for _, key := range keys {
		p.do(chromedp.KeyEvent(key))
	}
}

// enter types a text in place of what a field holds, and leaves it with Enter.
func (p *tab) enter(selector, text string) {
	p.Helper()
	p.focus(selector)
	eval[bool](p, `(s) => (document.querySelector(s).select(), true)`, selector)
	p.press(text, kb.Enter)
}

// paste pastes the clipboard into a field and returns what it then holds.
func (p *tab) paste(selector string) string {
	p.Helper()
	p.focus(selector)
	key := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeKeyDown, Modifiers: 2, Key: "v", Code: "KeyV", WindowsVirtualKeyCode: 'V', Commands: []string{"paste"}}
	up := key
	up.Type, up.Commands = input.DispatchKeyEventTypeKeyUp, nil
	p.do(command(input.DispatchKeyEvent, key), command(input.DispatchKeyEvent, up))
	return eval[string](p, `(s) => document.querySelector(s).value`, selector)
}

// to changes the fragment as a link within the page does, and waits until the
// page has answered.
func (p *tab) to(fragment string) {
	p.Helper()
	eval[bool](p, `(fragment) => new Promise((done) => {
		const before = location.href;
		addEventListener('hashchange', () => done(true), {once: true});
		location.hash = fragment;
		if (location.href === before) dispatchEvent(new Event('hashchange'));
	})`, fragment)
}

// query asks the tables of the report.
func query[T any](t *testing.T, sql string) []T {
	t.Helper()
	var rows []T
	ask(t, &rows, "sql", "--json", sql)
	return rows
}

// ask reads the JSON that the program prints about the report.
func ask(t *testing.T, into any, args ...string) {
	t.Helper()
	out := t.TempDir() // one folder of runs whose latest is the report
	run, err := filepath.EvalSymlinks(report)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(run, filepath.Join(out, "latest")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, append(args, "--out", out)...)
	cmd.Dir = out
	text, err := cmd.Output()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		err = fmt.Errorf("%w: %s", err, exit.Stderr)
	}
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatalf("headstart %q: %v", args, err)
	}
}
