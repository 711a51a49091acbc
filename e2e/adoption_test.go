package e2e

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// figure is a row of relation series with what the page should say of it.
type figure struct {
	Platform, Name, Metric, Market, Period, Placed, Qualifier, Unit, Definition string
	Value, Lowest, Highest                                                      int64
	Sources                                                                     []string // ids, that of the chosen claim first
}

func figures(t *testing.T) []figure {
	t.Helper()
	return query[figure](t, `
		with behind as (
			select platform_id, metric, market, period, list(distinct source_id order by source_id) as sources
			from observation group by all
		)
		select series.platform_id as platform, platform.name, metric, market, period, placed_on::varchar as placed, qualifier, unit,
			definition_id as definition, value, lowest_claim as lowest, highest_claim as highest,
			list_prepend(series.source_id, list_filter(behind.sources, x -> x <> series.source_id)) as sources
		from series join platform using (platform_id) join behind using (platform_id, metric, market, period)
		order by platform_id, metric, market, placed_on, period`)
}

// grouped writes a whole number with commas.
func grouped(v int64) string {
	text := strconv.FormatInt(v, 10)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// Every figure of every metric and market stands in the explorer, and no other.
func TestAdoptionShowsEveryFigure(t *testing.T) {
	views, order := map[string][]figure{}, []string{}
	all := figures(t)
	for _, f := range all {
		key := "adoption?metric=" + f.Metric + "&market=" + f.Market
		if views[key] == nil {
			order = append(order, key)
		}
		views[key] = append(views[key], f)
	}
	p := open(t, "", view{})
	count := 0
	for _, key := range order {
		fragment := key
		var want []string
		for _, f := range views[key] {
			if p := "&p=" + f.Platform; !strings.Contains(fragment+"&", p+"&") {
				fragment += p
			}
			want = append(want, strings.Join([]string{f.Name, f.Period, grouped(f.Value), strings.ReplaceAll(f.Qualifier, "_", " ") + ", " + f.Unit, f.Definition, strings.Join(f.Sources, " ")}, " | "))
		}
		p.to(fragment)
		shown := eval[[]string](p, `() => [...document.querySelectorAll('#adoption-rows tr')].map((r) => [
			...[...r.cells].slice(0, 5).map((c) => c.textContent),
			[...r.cells[5].querySelectorAll('a')].map((a) => document.getElementById(a.hash.slice(1)).querySelector('code').textContent).join(' '),
		].join(' | '))`)
		marks := eval[int](p, `() => document.querySelectorAll('#adoption-plot .mark').length`)
		if marks != len(want) {
			t.Errorf("%s: %d marks for %d figures", key, marks, len(want))
		}
		slices.Sort(want)
		slices.Sort(shown)
		if !slices.Equal(want, shown) {
			t.Errorf("%s: only the table series has\n%s\nonly the page has\n%s", key, only(want, shown), only(shown, want))
		}
		if t.Failed() {
			return // the others are wrong for the same reason
		}
		count += len(want)
	}
	if count == 0 || count != len(all) {
		t.Errorf("%d of %d figures were compared", count, len(all))
	}
}

// only returns the first lines that a has and b has not.
func only(a, b []string) string {
	lines := slices.DeleteFunc(slices.Clone(a), func(line string) bool { return slices.Contains(b, line) })
	return strings.Join(lines[:min(5, len(lines))], "\n")
}

// reading checks what the explorer says of the figure picked.
func (p *tab) reading(how string, f figure) {
	p.Helper()
	got := eval[struct {
		Text    string
		Sources []string
	}](p, `() => { const r = document.getElementById('adoption-reading'); return {Text: r.textContent,
		Sources: [...r.querySelectorAll('a')].map((a) => document.getElementById(a.hash.slice(1)).querySelector('code').textContent)}; }`)
	said := map[string]string{"exact": "", "approx": "about ", "at_least": "at least ", "at_most": "at most "}[f.Qualifier]
	want := fmt.Sprintf("%s, %s: %s%s %s", f.Name, f.Period, said, grouped(f.Value), f.Unit)
	if !strings.HasPrefix(got.Text, want) {
		p.Errorf("%s: the reading is %q, want %q", how, got.Text, want)
	}
	if !slices.Equal(got.Sources, f.Sources) {
		p.Errorf("%s: the sources are %q, want %q", how, got.Sources, f.Sources)
	}
	if spread := "Claims from " + grouped(f.Lowest) + " to " + grouped(f.Highest); (f.Lowest != f.Highest) != strings.Contains(got.Text, spread) {
		p.Errorf("%s: claims go from %d to %d, the reading is %q", how, f.Lowest, f.Highest, got.Text)
	}
}

func TestAdoptionByKeyboardAndPointer(t *testing.T) {
	p := open(t, "", view{})
	var whatsapp []figure
	for _, f := range figures(t) {
		if f.Platform == "whatsapp" && f.Metric == "mau" && f.Market == "WLD" {
			whatsapp = append(whatsapp, f)
		}
	}
	if len(whatsapp) < 3 {
		t.Fatalf("the data have %d figures of WhatsApp", len(whatsapp))
	}

	// Nothing chosen, then one platform found by its name.
	p.focus("#adoption-none")
	p.press(kb.Enter)
	if n := eval[int](p, `() => document.querySelectorAll('#adoption-plot .mark').length`); n != 0 {
		t.Errorf("%d figures are shown when no platform is chosen", n)
	}
	p.focus("#adoption-search")
	p.press("whatsapp")
	p.focus("#adoption-list input")
	p.press(" ")
	if chosen := eval[[]string](p, `() => [...document.querySelectorAll('#adoption-chosen button')].map((b) => b.getAttribute('aria-label'))`); !slices.Equal(chosen, []string{"Leave out WhatsApp"}) {
		t.Fatalf("chosen by keyboard: %q", chosen)
	}

	// By keyboard: figures in the order of time.
	last := len(whatsapp) - 1
	p.focus("#adoption-plot")
	p.press(kb.ArrowRight)
	p.reading("the first figure", whatsapp[0])
	p.press(kb.ArrowRight)
	p.reading("the second figure", whatsapp[1])
	p.press(kb.End)
	p.reading("the last figure", whatsapp[last])
	p.press(kb.ArrowLeft)
	p.reading("the last but one", whatsapp[last-1])
	p.press(kb.Home)
	p.reading("the first again", whatsapp[0])

	// By pointer.
	for _, i := range []int{0, last} {
		at := eval[struct{ X, Y float64 }](p, `(i) => {
			document.getElementById('adoption-plot').scrollIntoView({block: 'center', behavior: 'instant'});
			const b = document.querySelectorAll('#adoption-plot .mark')[i].getBoundingClientRect();
			return {X: b.left + b.width / 2, Y: b.top + b.height / 2};
		}`, i)
		p.do(chromedp.MouseEvent("mouseMoved", at.X, at.Y))
		p.wait("the pointer picks nothing", `(period) => document.getElementById('adoption-reading').textContent.includes(', ' + period + ':')`, whatsapp[i].Period)
		p.reading("under the pointer", whatsapp[i])
	}

	// Scale: on the logarithmic one equal ratios, on the linear one equal steps.
	for scale, of := range map[string]func(float64) float64{"log": math.Log, "linear": func(v float64) float64 { return v }} {
		p.choose("adoption-scale", scale)
		p.straight(scale, whatsapp, of)
	}
	// Time: years of the calendar, or since the launch.
	for time, word := range map[string]string{"calendar": "20", "launch": "yr"} {
		p.choose("adoption-time", time)
		ticks := eval[[]string](p, `() => [...document.querySelectorAll('#adoption-plot .tick.middle')].map((n) => n.textContent)`)
		if len(ticks) < 2 || !strings.Contains(ticks[len(ticks)-1], word) {
			t.Errorf("%s: the time axis has %q", time, ticks)
		}
	}

	// Another metric and market, by typing in the lists.
	p.focus("#adoption-metric")
	p.press("daily")
	p.wait("typing in the list of metrics does not choose", `() => new URLSearchParams(location.hash.split('?')[1]).get('metric') === 'dau'`)
	p.focus("#adoption-market")
	before := value(p, "#adoption-market")
	p.press(kb.ArrowDown)
	p.wait("the arrow in the list of markets does not choose", `(before) => document.getElementById('adoption-market').value !== before`, before)
	if n := eval[int](p, `() => document.querySelectorAll('#adoption-plot .mark').length`); n == 0 {
		t.Error("another metric and market show no figure")
	}
}

// choose presses the radio button with a value.
func (p *tab) choose(name, value string) {
	p.Helper()
	p.focus("input[name=" + name + "][value=" + value + "]")
	p.press(" ")
	if !eval[bool](p, `(s) => document.querySelector(s).checked`, "input[name="+name+"][value="+value+"]") {
		p.Errorf("%s %s cannot be chosen by keyboard", name, value)
	}
}

// straight checks that the heights of the marks run straight over of(value).
func (p *tab) straight(scale string, figures []figure, of func(float64) float64) {
	p.Helper()
	ys := eval[[]float64](p, `() => [...document.querySelectorAll('#adoption-plot .mark')].map((m) => m.tagName === 'circle' ? Number(m.getAttribute('cy')) : NaN).map((y) => Number.isNaN(y) ? -1 : y)`)
	type place struct{ value, y float64 }
	var at []place
	for i, f := range figures {
		if i < len(ys) && ys[i] >= 0 {
			at = append(at, place{of(float64(f.Value)), ys[i]})
		}
	}
	if len(at) < 3 {
		return // too few round marks to tell
	}
	low := slices.MinFunc(at, func(a, b place) int { return int(math.Copysign(1, a.value-b.value)) })
	high := slices.MaxFunc(at, func(a, b place) int { return int(math.Copysign(1, a.value-b.value)) })
	if low.y <= high.y {
		p.Errorf("%s: larger figures do not stand higher", scale)
	}
	for _, m := range at {
		if want := low.y + (m.value-low.value)/(high.value-low.value)*(high.y-low.y); math.Abs(want-m.y) > 0.2 {
			p.Errorf("%s: a mark stands at %.1f, want %.1f", scale, m.y, want)
		}
	}
}

func TestAdoptionLinkRestoresTheView(t *testing.T) {
	p := open(t, "", view{})
	p.to("adoption?metric=registered&market=WLD&scale=linear&time=launch&p=line&p=wechat")
	p.focus("#adoption-chosen button") // the choice is the reader's own
	p.press(kb.Enter)
	const state = `() => ({
		metric: document.getElementById('adoption-metric').selectedOptions[0].textContent, market: document.getElementById('adoption-market').selectedOptions[0].textContent,
		scale: document.querySelector('input[name=adoption-scale]:checked').value, time: document.querySelector('input[name=adoption-time]:checked').value,
		chosen: [...document.querySelectorAll('#adoption-chosen button')].map((b) => b.textContent.trim()).join(), rows: document.getElementById('adoption-rows').textContent,
	})`
	want := eval[map[string]string](p, state)
	if want["scale"] != "linear" || want["time"] != "launch" || want["metric"] != "registered users" || want["chosen"] != "WeChat ×" {
		t.Errorf("the link and the keyboard lead to %v", want)
	}
	link := p.copied("adoption")
	got := eval[map[string]string](visitLink(t, link), state)
	for key := range want {
		if want[key] != got[key] {
			t.Errorf("%s: %.300q was shown, the link %s opens with %.300q", key, want[key], link, got[key])
		}
	}
}
