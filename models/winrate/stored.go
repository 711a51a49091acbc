package winrate

// Curve is an empirical model as the tables of a run keep it: enough to answer at any head start without a fit.
type Curve struct {
	FLIC  []float64     // win_rate_coefficient.flic: intercept, head start and, where the model has it, network
	Draws [][][]float64 // win_rate_draw: the refits of each bootstrap, coefficients as in FLIC
}

// P returns the probability that the first mover wins with a head start of so many months, and the wider of the
// percentile intervals of the bootstraps on either side. network is NetworkRatio; a model without it does not look.
// Level is in (0, 1). Without draws the ends are NaN.
func (c Curve) P(months, network, level float64) Estimate {
	x := []float64{1, doublings(months), network}[:len(c.FLIC)]
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

// NetworkRatio returns the covariate network of race_design from the transferable users of either side's owner:
// log10((a million + responder) / (a million + first)).
func NetworkRatio(first, responder float64) float64 { return logRatio(responder) - logRatio(first) }
