package press

import (
	"fmt"
	"math"
	"strings"
)

// first returns the first of the texts that says something.
func first(got func(facts) bool, texts ...facts) (facts, bool) {
	for _, f := range texts {
		if got(f) {
			return f, true
		}
	}
	return facts{}, false
}

// judge works out what a figure counts, whose, when and in what unit.
func (r *tableReader) judge(f *figure, label, head facts) {
	around := append(append([]facts{r.section}, r.whole...), r.caption...)
	hasMetric := func(x facts) bool { return x.metric != "" }
	m, ok := first(hasMetric, label, head)
	speaks := func(x facts) bool { return x.strange == "" || len(x.platforms) > 0 }
	if !ok && speaks(label) && speaks(head) {
		m, ok = first(hasMetric, around...)
	}
	if !ok {
		return
	}
	if m.metric == "users" && speaks(label) && speaks(head) { // a title may say which
		if which, known := first(func(x facts) bool { return isMetric(x.metric) && x.isTitle() }, around...); known {
			m = which
		}
	}
	f.metric = m.metric
	f.growth = head.comparison
	if f.growth == "" {
		f.growth = label.comparison
	}
	if f.growth == "" && (percentForm.MatchString(f.at.text) || head.percent || label.percent) {
		f.metric = "none" // a share, not a count
		return
	}
	if label.forecast || head.forecast {
		f.reason = "a forecast or target, not a count"
	}
	r.judgePlatform(f, label, head, around)
	r.judgePeriod(f, label, head, around)
	r.judgeValue(f, label, head, around)
	if isMetric(f.metric) {
		return
	}
	if f.reason = orReason(f.reason, notAMetric(f.metric)); f.platform == "" {
		f.metric = "none" // neither whose nor what
	}
}

// isMetric reports a metric that observations can have.
func isMetric(s string) bool { return s == "mau" || s == "wau" || s == "dau" || s == "registered" }

func notAMetric(metric string) string {
	switch metric {
	case "users":
		return "says users, not which: active in a month, a week, a day, or registered"
	case "pcu":
		return "counts users that were online at the same time, which is no metric here"
	}
	return "counts " + metric + " users, which is no metric here"
}

func (r *tableReader) judgePlatform(f *figure, label, head facts, around []facts) {
	named := func(x facts) bool { return len(x.platforms) > 0 }
	x, ok := first(named, label, head)
	if !ok && label.strange == "" {
		if x, ok = first(func(x facts) bool { return named(x) && x.isTitle() }, around...); ok {
			f.flags = append(f.flags, "platform_from_heading")
		}
	}
	switch {
	case f.reason != "":
	case f.label.text == "":
		f.reason = "the row has lost its label"
	case !ok && label.strange != "":
		f.reason = fmt.Sprintf("the row names no platform of the data (%q)", f.label.text)
	case !ok:
		f.reason = "neither the row nor its heading names a platform"
	case len(x.platforms) > 1:
		f.reason = "names several platforms: " + strings.Join(x.platforms, ", ")
	case label.strange != "" && len(label.platforms) > 0, head.strange != "" && len(head.platforms) > 0:
		f.reason = fmt.Sprintf("speaks of a part or product of the platform (%q)", x.text)
	}
	if len(x.platforms) > 0 {
		f.platform = x.platforms[0]
	}
	if label.device || head.device {
		f.flags = append(f.flags, "smart_devices")
		if part := r.partOf(f.platform); part != "" {
			f.platform = part
		}
	}
	f.market = "WLD"
	if place, ok := first(func(x facts) bool { return x.market != "" }, label, head, r.section); ok {
		f.market = place.market
	}
	switch {
	case f.market == "home":
		f.market = r.home(f.platform)
	case f.market == "?" && f.reason == "":
		f.market, f.reason = "", "is of several markets, or of one that has no code"
	}
}

// judgePeriod finds the one period of a figure.
func (r *tableReader) judgePeriod(f *figure, label, head facts, around []facts) {
	dated := func(x facts) bool { return x.periods > 0 }
	x, ok := first(dated, head, label)
	if head.saysTime() && label.saysTime() { // a month in the row, its year above
		if both := r.read(label.text + " " + head.text); both.periods == 1 && both.period.year > 0 {
			x, ok = both, true
		}
	}
	if !ok {
		x, ok = first(dated, append([]facts{r.section}, r.whole...)...)
	}
	if !ok && len(r.heads) == 0 {
		x, ok = first(dated, around...)
	}
	if f.period, f.basis = x.period, x.basis; f.reason != "" || f.growth != "" {
		return
	}
	switch {
	case !ok:
		f.reason = "neither the column nor the row says when"
	case x.periods > 1:
		f.reason = fmt.Sprintf("the heading names several dates (%q)", x.text)
	case x.period.year == 0:
		f.reason = fmt.Sprintf("the date cannot be placed in the calendar (%q)", x.text)
	case r.anchor.year > 0:
		_, said := r.anchor.span()
		if begins, _ := x.period.span(); begins.After(said) {
			f.reason = "dated after the text itself"
		}
	}
}

// judgeValue reads the number and the unit that the table gives it.
func (r *tableReader) judgeValue(f *figure, label, head facts, around []facts) {
	text := noteEnd.ReplaceAllString(f.at.text, "")
	tokens := lex(text)
	found := numbersIn(text, tokens, senses(tokens), r.marks)
	if len(found) != 1 {
		f.reason = orReason(f.reason, fmt.Sprintf("not a single number (%q)", f.at.text))
		return
	}
	f.value = found[0]
	if bracketForm.MatchString(text) || strings.HasPrefix(strings.TrimSpace(text), "–") {
		f.value.negative = true
	}
	if f.growth != "" {
		if f.value.unit != "%" && !percentForm.MatchString(text) && !head.percent && !label.percent {
			f.metric = "none" // a difference of counts
		}
		return
	}
	unit, ok := first(func(x facts) bool { return x.scale != 0 || x.money }, append([]facts{label, head}, around...)...)
	switch {
	case moneyForm.MatchString(f.at.text), ok && unit.money:
		f.reason = orReason(f.reason, "an amount of money, not a count")
	case f.value.negative:
		f.reason = orReason(f.reason, "a negative count")
	case f.value.scale == 1 && ok:
		f.value.value *= unit.scale
		f.value.high *= unit.scale
		f.value.scale = unit.scale
		f.value.resolution *= unit.scale
		f.scaleText = unit.scaleText
		if f.value.digits != "" {
			f.value.resolution = unit.scale * lastDigit(f.value.digits)
			f.value.value = shifted(f.value.digits, int(math.Round(math.Log10(unit.scale))))
		}
	case f.value.scale == 1 && f.value.value < 100_000:
		f.reason = orReason(f.reason, "the table gives no unit such as (in millions)")
		f.suggestion = f.value.value * 1e6
	default:
		f.scaleText = f.value.scaleText
	}
	if f.reason == "" && f.value.value > population(f.period) {
		f.reason = fmt.Sprintf("%.4g is more than the population of the world", f.value.value)
		if v := plausible(&f.value, f.period); v != nil {
			f.suggestion = *v
		}
	}
}

func orReason(reason, otherwise string) string {
	if reason != "" {
		return reason
	}
	return otherwise
}

// lastDigit is the size of the last digit of a decimal fraction.
func lastDigit(digits string) float64 {
	_, fraction, _ := strings.Cut(digits, ".")
	return math.Pow(10, -float64(len(fraction)))
}
