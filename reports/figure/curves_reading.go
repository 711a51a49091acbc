package figure

import (
	"fmt"
	"math"

	"headstart/reports/chart"
	"headstart/reports/words"
)

// reading is what the preferred curve says of the ceiling.
func (p fitPanel) reading() string {
	f := p.best()
	switch {
	case f.told():
		return "ceiling " + estimate(words.People, f.Ceiling.Float64, f.Lower, f.Upper)
	case f.missed():
		return "no ceiling: the curve misses the last figures"
	case !f.Upper.Valid:
		return "not bounded above: " + p.pace()
	}
	return "ceiling not identified: " + p.pace()
}

// pace is how fast the preferred curve grows at the last figure fitted.
func (p fitPanel) pace() string {
	if d := p.best().Doubling; d.Valid && d.Float64 > 0 {
		return words.SignedPercent(math.Exp2(1/d.Float64)-1) + " a year"
	}
	var then, now fittedPoint
	for _, r := range p.curve() {
		if !r.Projected {
			now = r
		}
	}
	for _, r := range p.curve() {
		if !r.On.After(now.On.AddDate(-1, 0, 0)) {
			then = r
		}
	}
	if then.Value <= 0 {
		return words.Number(p.best().N, "figure")
	}
	years := (chart.Days(now.On) - chart.Days(then.On)) / words.DaysPerYear
	return words.SignedPercent(math.Pow(now.Value/then.Value, 1/years)-1) + " a year"
}

// sentence is the reading of a panel for those who do not see it.
func (p fitPanel) sentence() string {
	f := p.best()
	text := fmt.Sprintf("%s, n = %d: %s preferred, %s", p.named(p.name), f.N, modelName(f.Model), p.reading())
	if f.After > 0 {
		text += ", " + p.fallen()
	}
	return text + "."
}

// fallen says when users were at their peak and what became of them.
func (p fitPanel) fallen() string {
	f := p.best()
	text := fmt.Sprintf("peak %d", f.LastOn.Year())
	if f.Fall.Valid {
		if change := words.SignedPercent(-f.Fall.Float64); change != "0%" {
			text += ", then " + change
		}
	}
	return text
}

// curvesTitle says for how many platforms the figures bound a ceiling, and
// that of the one with the most figures.
func curvesTitle(panels []fitPanel, bounded int) string {
	text := fmt.Sprintf("The figures bound a ceiling for %s of %s", words.Counted(bounded), platformsInWords(len(panels)))
	if bounded == 0 {
		return fmt.Sprintf("The figures bound no ceiling for any of %s", platformsInWords(len(panels)))
	}
	for _, p := range panels {
		if f := p.best(); f.told() && f.Share.Valid {
			return text + fmt.Sprintf("; %s is at %s of its %s", p.name, words.Percent(f.Share.Float64), words.Spelled(f.Ceiling.Float64))
		}
	}
	return text
}
