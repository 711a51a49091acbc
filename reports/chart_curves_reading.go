package reports

import (
	"database/sql"
	"fmt"
	"math"
	"strings"
)

// modelLooks are what charts call the models of growth, and their tones: the
// same in every chart.
var modelLooks = map[string]struct {
	name string
	tone tone
}{
	"logistic": {"logistic", blue}, "gompertz": {"Gompertz", amber}, "damped": {"damped trend", purple},
	"combination": {"combination", green}, "naive": {"naive", axis}, "drift": {"drift", muted},
}

func modelName(model string) string {
	if look, ok := modelLooks[model]; ok {
		return look.name
	}
	return noteStyle.shorten(drawable(model), 90)
}

func modelTone(model string) tone {
	if look, ok := modelLooks[model]; ok {
		return look.tone
	}
	return teal
}

// told says that the figures tell a ceiling.
func (r fitRow) told() bool { return r.printed && r.ceiling.Valid && !r.missed() }

// missed says that users are well past the ceiling: the curve is not theirs.
func (r fitRow) missed() bool { return r.ceiling.Valid && r.ceiling.Float64 < 0.9*r.last }

// reading is what the preferred curve says of the ceiling.
func (p fitPanel) reading() string {
	f := p.best()
	switch {
	case f.told():
		return "ceiling " + estimate(people, f.ceiling.Float64, f.lower, f.upper)
	case f.missed():
		return "no ceiling: the curve misses the last figures"
	case !f.upper.Valid:
		return "not bounded above: " + p.pace()
	}
	return "ceiling not identified: " + p.pace()
}

// pace is how fast the preferred curve grows at the last figure fitted.
func (p fitPanel) pace() string {
	if d := p.best().doubling; d.Valid && d.Float64 > 0 {
		return signedPercent(math.Exp2(1/d.Float64)-1) + " a year"
	}
	var then, now fittedPoint
	for _, r := range p.curve() {
		if !r.projected {
			now = r
		}
	}
	for _, r := range p.curve() {
		if !r.on.After(now.on.AddDate(-1, 0, 0)) {
			then = r
		}
	}
	if then.value <= 0 {
		return number(p.best().n, "figure")
	}
	years := (days(now.on) - days(then.on)) / 365.25
	return signedPercent(math.Pow(now.value/then.value, 1/years)-1) + " a year"
}

// estimate writes a value with its interval, the unit once where all share
// it: 1.41B (1.37 to 1.47).
func estimate(form func(float64) string, value float64, lower, upper sql.NullFloat64) string {
	text := form(value)
	if !lower.Valid || !upper.Valid {
		return text
	}
	low, high := form(lower.Float64), form(upper.Float64)
	if unit := strings.TrimLeft(text, "0123456789."); unit == strings.TrimLeft(low, "0123456789.") && unit == strings.TrimLeft(high, "0123456789.") {
		low, high = strings.TrimSuffix(low, unit), strings.TrimSuffix(high, unit)
	}
	return fmt.Sprintf("%s (%s to %s)", text, low, high)
}

// sentence is the reading of a panel for those who do not see it.
func (p fitPanel) sentence() string {
	f := p.best()
	text := fmt.Sprintf("%s, n = %d: %s preferred, %s", p.named(p.name), f.n, modelName(f.model), p.reading())
	if f.after > 0 {
		text += ", " + p.fallen()
	}
	return text + "."
}

// fallen says when users were at their peak and what became of them.
func (p fitPanel) fallen() string {
	f := p.best()
	text := fmt.Sprintf("peak %d", f.lastOn.Year())
	if f.fall.Valid {
		if change := signedPercent(-f.fall.Float64); change != "0%" {
			text += ", then " + change
		}
	}
	return text
}

// platformsInWords counts platforms in words.
func platformsInWords(n int) string {
	if n == 1 {
		return "one platform"
	}
	return counted(n) + " platforms"
}

// curvesTitle says for how many platforms the figures bound a ceiling, and
// that of the one with the most figures.
func curvesTitle(panels []fitPanel, bounded int) string {
	text := fmt.Sprintf("The figures bound a ceiling for %s of %s", counted(bounded), platformsInWords(len(panels)))
	if bounded == 0 {
		return fmt.Sprintf("The figures bound no ceiling for any of %s", platformsInWords(len(panels)))
	}
	for _, p := range panels {
		if f := p.best(); f.told() && f.share.Valid {
			return text + fmt.Sprintf("; %s is at %s of its %s", p.name, percent(f.share.Float64), spelled(f.ceiling.Float64))
		}
	}
	return text
}
