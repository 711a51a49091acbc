package winrate

// Curve is an empirical model as the tables of a run keep it: enough to answer at any head start without a fit.
type Curve struct {
	Model string        // head_start or head_start_by_network
	FLIC  []float64     // win_rate_coefficient.flic, in the order of position
	Draws [][][]float64 // win_rate_draw: the refits of each bootstrap, coefficients as in FLIC
}

// P returns the probability that the first mover wins with a head start of so many months against an owner with so many
// transferable users, and the wider of the percentile intervals of the bootstraps on either side. A model without the
// network does not look at users. Level is in (0, 1). Without draws the ends are NaN.
func (c Curve) P(months, users, level float64) Estimate {
	x := append([]float64{1}, covariates(c.Model, months, users)...)
	e := percentile(logistic(dot(x, c.FLIC)), nil, level)
	for i, draws := range c.Draws {
		p := make([]float64, len(draws))
		for k, b := range draws {
			p[k] = logistic(dot(x, b))
		}
		band := percentile(e.Value, p, level)
		if i > 0 {
			band.Lower, band.Upper = min(band.Lower, e.Lower), max(band.Upper, e.Upper)
		}
		e = band
	}
	return e
}
