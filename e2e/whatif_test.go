package e2e

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// point is what one model answers.
type point struct{ P, Lower, Upper, Level float64 }

// answer is a row of the explorer: what is written, and where its bar lies.
type answer struct {
	Text, Ends string
	Bar        bool
	point
}

// answers returns the rows of the explorer by model.
func (p *tab) answers() map[string]answer {
	p.Helper()
	return eval[map[string]answer](p, `() => Object.fromEntries(['empirical', 'empirical_by_network', 'race', 'elicited', 'base'].map((model) => {
		const row = document.querySelector('#whatif-explorer .models .' + model);
		const line = row.querySelector('.bar .value'), bar = row.querySelector('.bar .interval');
		const at = (node, name) => node ? parseFloat(node.getAttribute(name)) / 100 : 0;
		return [model, {Text: row.querySelector('.p').textContent, Ends: row.querySelector('.ends')?.textContent || '', Bar: line !== null,
			P: at(line, 'x1'), Lower: at(bar, 'x'), Upper: at(bar, 'x') + at(bar, 'width')}];
	}))`)
}

// check compares a row with the answer it should show.
func (a answer) check(t *testing.T, where string, want point) {
	t.Helper()
	near := func(x, y float64) bool { return math.Abs(x-y) < 1e-9 }
	if !near(a.P, want.P) || !near(a.Lower, want.Lower) || !near(a.Upper, want.Upper) {
		t.Errorf("%s: the bar shows %.12f (%.12f to %.12f), want %.12f (%.12f to %.12f)", where, a.P, a.Lower, a.Upper, want.P, want.Lower, want.Upper)
	}
	if a.Text != chance(want.P) {
		t.Errorf("%s: %q is written, want %q for %v", where, a.Text, chance(want.P), want.P)
	}
	ends := ""
	if want.Lower < want.Upper {
		upper, level := percent(want.Upper), " (range)"
		if want.Upper < 0.005 {
			upper = "<1%"
		}
		if want.Level > 0 {
			level = " (" + percent(want.Level) + ")"
		}
		ends = fmt.Sprintf("%.0f to %s%s", 100*want.Lower, upper, level)
	}
	if a.Ends != ends {
		t.Errorf("%s: the interval is written %q, want %q", where, a.Ends, ends)
	}
}

func TestWhatIf(t *testing.T) {
	open(t, "", view{}).parts([]part{{"by keyboard", whatIfByKeyboard}, {"points of the grid", whatIfAtPointsOfTheGrid}})
}

func whatIfAtPointsOfTheGrid(p *tab) {
	type gridPoint struct {
		Model   string
		Months  float64
		Network *float64
		point
	}
	grid := query[gridPoint](p.T, "select model, months, network, p, lower, upper, level from what_if")
	seen := map[string]int{}
	for _, lead := range []string{"0", "1.5", "3", "6", "13", "48", "96", "192"} {
		for _, network := range []string{"none", "0", "1m", "30m", "600m", "1bn"} {
			p.to("whatif?lead=" + lead + "mo&network=" + network)
			months, _ := strconv.ParseFloat(lead, 64)
			people := map[string]float64{"0": 0, "1m": 1e6, "30m": 3e7, "600m": 6e8, "1bn": 1e9}[network]
			shown := p.answers()
			answered := map[string]bool{}
			for _, g := range grid {
				asked := network == "none" || g.Model == "elicited" || g.Model == "empirical" // which no network changes
				if g.Months != months || (g.Network == nil) != asked || (g.Network != nil && *g.Network != people) {
					continue
				}
				shown[g.Model].check(p.T, fmt.Sprintf("%s at %s months, network %s", g.Model, lead, network), g.point)
				answered[g.Model] = true
				seen[g.Model]++
			}
			if network == "none" && !answered["race"] && shown["race"].Bar {
				p.Errorf("the mechanism answers %q without a network", shown["race"].Text)
			}
		}
	}
	p.to("whatif?lead=6mo&network=1bn")
	p.asVerb("6mo", 1e9, 0)
	if seen["empirical"] < 30 || seen["race"] < 30 || seen["elicited"] < 30 {
		p.Errorf("too few points were compared: %v", seen)
	}
}

// between is how far the explorer may be from the verb where the grid has no
// point: the grid is coarse in the network.
const between = 0.05

// asVerb compares the explorer with what the verb answers to its state, which
// between the points of the grid computes what the page interpolates.
func (p *tab) asVerb(lead string, network, tolerance float64) {
	p.Helper()
	var verb struct {
		Models []struct {
			Name                string
			P                   float64 `json:"p_win"`
			Lower, Upper, Level float64
		}
		BaseRate float64 `json:"base_rate"`
	}
	ask(p.T, &verb, "whatif", "--json", "--head-start", lead, "--network", fmt.Sprintf("%.0f", network))
	shown := p.answers()
	for _, m := range verb.Models {
		where := fmt.Sprintf("%s at %s, network %.0f", m.Name, lead, network)
		if s := shown[m.Name]; tolerance == 0 {
			s.check(p.T, where, point{m.P, m.Lower, m.Upper, m.Level})
		} else if far := max(math.Abs(s.P-m.P), math.Abs(s.Lower-m.Lower), math.Abs(s.Upper-m.Upper)); far > tolerance {
			p.Errorf("%s: the explorer shows %v, the verb says %v (%v to %v)", where, s.point, m.P, m.Lower, m.Upper)
		}
	}
	if len(verb.Models) != 3 || math.Abs(shown["base"].P-verb.BaseRate) > 1e-9 {
		p.Errorf("the base rate is shown as %v, the verb says %v", shown["base"].P, verb.BaseRate)
	}
}

func value(p *tab, selector string) string {
	p.Helper()
	return eval[string](p, `(s) => document.querySelector(s).value`, selector)
}

func whatIfByKeyboard(p *tab) {
	start := p.answers()
	steps := []struct {
		slider, number string
		keys           []string
	}{
		{"#whatif-lead", "#whatif-days", []string{kb.ArrowRight}},
		{"#whatif-lead", "#whatif-days", []string{kb.PageUp}},
		{"#whatif-lead", "#whatif-days", []string{kb.End, kb.ArrowLeft}},
		{"#whatif-network", "#whatif-people", []string{kb.ArrowLeft, kb.ArrowLeft}},
		{"#whatif-lead", "#whatif-days", []string{kb.Home}},
		{"#whatif-network", "#whatif-people", []string{kb.Home, kb.ArrowRight}},
	}
	for _, step := range steps {
		before := value(p, step.number)
		spoken := eval[string](p, `(s) => document.querySelector(s).getAttribute('aria-valuetext')`, step.slider)
		p.focus(step.slider)
		p.press(step.keys...)
		if after := value(p, step.number); after == before {
			p.Errorf("%s: the keys %q leave it at %s", step.slider, step.keys, before)
		}
		if now := eval[string](p, `(s) => document.querySelector(s).getAttribute('aria-valuetext')`, step.slider); now == spoken || now == "" {
			p.Errorf("%s: a reader of the screen hears %q before and %q after", step.slider, spoken, now)
		}
		people, err := strconv.ParseFloat(value(p, "#whatif-people"), 64)
		if err != nil {
			p.Fatal(err)
		}
		p.asVerb(value(p, "#whatif-days")+"d", people*1e6, between)
	}
	p.enter("#whatif-days", "100")
	p.enter("#whatif-people", "250")
	p.asVerb("100d", 250e6, between)
	end := p.answers()
	for _, model := range []string{"empirical", "race", "elicited"} {
		if start[model].P == end[model].P {
			p.Errorf("the answer of %s stays at %v", model, end[model].P)
		}
	}
	if command := eval[string](p, `() => document.querySelector('#whatif-command').textContent`); command != "headstart whatif --head-start 100d --network 250000000" {
		p.Errorf("the command shown is %q", command)
	}

	// What is no number, or none that makes sense, changes nothing.
	for _, text := range []string{"-5", "e", ""} {
		p.enter("#whatif-days", text)
		if got := p.answers(); got["race"] != end["race"] {
			p.Errorf("%q days changes the answers", text)
		}
	}
	p.focus("#whatif-unknown")
	p.press(" ")
	if got := p.answers()["race"]; got.Text != "–" || got.Bar {
		p.Errorf("without a network the mechanism answers %q", got.Text)
	}

	// A race brings its own head start.
	p.focus("#whatif-race")
	p.press(kb.End)
	race := value(p, "#whatif-race")
	days := query[struct{ Days int64 }](p.T, "select days from race_design where win_rule = 'curated' and race_id = '"+race+"'")
	if len(days) != 1 || value(p, "#whatif-days") != fmt.Sprint(days[0].Days) {
		p.Errorf("race %q: the head start is set to %s days, the table has %v", race, value(p, "#whatif-days"), days)
	}
}

func TestWhatIfLinkRestoresTheView(t *testing.T) {
	p := open(t, "", view{})
	p.enter("#whatif-days", "77")
	p.enter("#whatif-people", "123.456")
	link := p.copied("whatif")
	if !strings.Contains(link, "#whatif?") {
		t.Errorf("the link copied is %q", link)
	}
	again := visitLink(t, link)
	if days, people := value(again, "#whatif-days"), value(again, "#whatif-people"); days != "77" || people != "123.456" {
		t.Errorf("the link opens with %s days and %s million", days, people)
	}
	want, got := p.answers(), again.answers()
	for model := range want {
		if want[model] != got[model] {
			t.Errorf("%s: the view was %+v, the link shows %+v", model, want[model], got[model])
		}
	}
	if !eval[bool](again, `() => { const b = document.querySelector('#whatif-explorer').getBoundingClientRect(); return b.top < innerHeight && b.bottom > 0; }`) {
		t.Error("the link does not lead to the explorer")
	}
}

// copied presses the button that copies a link and returns what is then in the
// clipboard.
func (p *tab) copied(explorer string) string {
	p.Helper()
	button := ".copy-link[data-explorer=" + explorer + "]"
	p.focus(button)
	p.press(kb.Enter)
	p.wait("the button does not say that the link is copied", `(s) => document.querySelector(s).textContent === 'Copied'`, button)
	return p.paste("#adoption-search")
}

// visitLink opens a link to the report in a new tab.
func visitLink(t *testing.T, link string) *tab {
	t.Helper()
	fragment, ours := strings.CutPrefix(link, address())
	if !ours {
		t.Fatalf("the link %q is not to the page", link)
	}
	return open(t, fragment, view{})
}
