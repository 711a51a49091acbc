// Package e2e reads the report page in a real browser: Chromium without a
// window, over the DevTools protocol. It is a module of its own, so that the
// program depends on nothing of this.
//
// HEADSTART_REPORT is the folder of the report (../out/latest), HEADSTART_BIN
// the program that answers what the tables say (../bin/headstart), and CHROME
// the browser, when it is not the first of those in PATH.
package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a condition may take to come true on a slow machine.
const patience = 30 * time.Second

var (
	browser context.Context // that every tab is opened in
	report  string          // the folder of the report, absolute
	program string          // bin/headstart, absolute
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	fail := func(format string, a ...any) int {
		fmt.Fprintf(os.Stderr, format+"\n", a...)
		return 1
	}
	for _, at := range []struct {
		path           *string
		name, fallback string
	}{{&report, "HEADSTART_REPORT", "../out/latest"}, {&program, "HEADSTART_BIN", "../bin/headstart"}} {
		path := os.Getenv(at.name)
		if path == "" {
			path = at.fallback
		}
		absolute, err := filepath.Abs(path)
		if err == nil {
			_, err = os.Stat(absolute)
		}
		if err != nil {
			return fail("%v: make report, or set %s", err, at.name)
		}
		*at.path = absolute
	}
	chrome, err := findChrome()
	if err != nil {
		return fail("%v", err)
	}
	// The allocator leaves the sandbox on, but for root, whom Chromium refuses it.
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]), chromedp.ExecPath(chrome), chromedp.Flag("disable-gpu", true))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	defer stop()
	ctx, closeBrowser := chromedp.NewContext(allocator)
	defer closeBrowser()
	if err := chromedp.Do(ctx); err != nil {
		return fail("%s does not start: %v", chrome, err)
	}
	browser = ctx
	return m.Run()
}

func findChrome() (string, error) {
	if chrome := os.Getenv("CHROME"); chrome != "" {
		path, err := exec.LookPath(chrome)
		if err != nil {
			return "", fmt.Errorf("CHROME: %w", err)
		}
		return path, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("no browser in PATH: install one (Debian, Ubuntu: apt-get install chromium; macOS: brew install --cask chromium), or set CHROME to its path")
}

// view is what the page is looked at with; its zero value is a light screen of
// a desktop, with scripting.
type view struct {
	width, height int64
	dark          bool
	print         bool
	noScript      bool
}

// tab is one page in the browser, and what went wrong in it.
type tab struct {
	*testing.T
	ctx context.Context
	*ear
}

// ear hears what a tab says and asks for.
type ear struct {
	mu       sync.Mutex
	problems []string
	requests []string
}

// open opens the report with a fragment ("" or "#…"). At the end of the test
// whatever the console said, and every request but that for the page itself,
// fails it.
func open(t *testing.T, fragment string, as view) *tab {
	t.Helper()
	p := visit(t, address()+fragment, as)
	t.Cleanup(func() { p.quiet(address()) })
	return p
}

// quiet fails the test for whatever the console said, and for every request but
// that for the page itself.
func (p *tab) quiet(page string) {
	p.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, problem := range p.problems {
		p.Errorf("the page says: %s", problem)
	}
	for _, request := range p.requests {
		if !strings.HasPrefix(request, "data:") && strings.SplitN(request, "#", 2)[0] != page {
			p.Errorf("the page asks for %.200s", request)
		}
	}
}

// part is one of several tests that share a tab, for the page takes long to
// load.
type part struct {
	name string
	test func(*tab)
}

func (p *tab) parts(parts []part) {
	p.Helper()
	for _, part := range parts {
		p.Run(part.name, func(t *testing.T) { part.test(&tab{t, p.ctx, p.ear}) })
	}
}

// address is that of the report, without a fragment.
func address() string { return addressOf(filepath.Join(report, "report.html")) }

func addressOf(file string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(file)}).String()
}

// visit opens any page and listens to it.
func visit(t *testing.T, page string, as view) *tab {
	t.Helper()
	p := &tab{T: t, ear: &ear{}}
	limited, cancelLimit := context.WithTimeout(browser, 2*patience)
	ctx, closeTab := chromedp.NewContext(limited, chromedp.WithListener(p.listen))
	t.Cleanup(func() { closeTab(); cancelLimit() })
	p.ctx = ctx
	p.do(command(network.Enable, network.EnableParams{}), command(log.Enable, cdp.Empty{}))
	p.look(as)
	if as.noScript {
		p.do(command(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	}
	p.do(chromedp.Navigate(page))
	return p
}

func (h *ear) listen(event any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		h.requests = append(h.requests, e.Request.URL)
	case *network.EventWebSocketCreated:
		h.requests = append(h.requests, e.URL)
	case *runtime.EventExceptionThrown:
		what := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			what += " " + e.ExceptionDetails.Exception.Description
		}
		h.problems = append(h.problems, "exception: "+what)
	case *runtime.EventConsoleAPICalled:
		var words []string
		for _, a := range e.Args {
			words = append(words, string(a.Value)+a.Description)
		}
		h.problems = append(h.problems, fmt.Sprintf("console.%s: %s", e.Type, strings.Join(words, " ")))
	case *log.EventEntryAdded:
		h.problems = append(h.problems, fmt.Sprintf("%s (%s): %s", e.Entry.Level, e.Entry.Source, e.Entry.Text))
	}
}

// look sets size, color scheme and medium.
func (p *tab) look(as view) {
	p.Helper()
	if as.width == 0 {
		as.width, as.height = 1280, 900
	}
	scheme, medium := "light", "" // the page's own medium: the screen, and paper when it is printed
	if as.dark {
		scheme = "dark"
	}
	if as.print {
		medium = "print"
	}
	p.do(command(emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: as.width, Height: as.height, DeviceScaleFactor: 1}),
		command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: medium, Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}}))
}

func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, c, params)
		return err
	})
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.Fatal(err)
	}
}

// eval calls a function of JavaScript with arguments and returns what it
// returns.
func eval[T any](p *tab, function string, args ...any) T {
	p.Helper()
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](call(p.T, function, args), chromedp.EvalAwaitPromise))
	if err != nil {
		p.Fatal(err)
	}
	return value
}

func call(t *testing.T, function string, args []any) string {
	t.Helper()
	list := make([]string, len(args))
	for i, a := range args {
		text, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		list[i] = string(text)
	}
	return "(" + function + ")(" + strings.Join(list, ", ") + ")"
}
