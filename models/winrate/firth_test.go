package winrate

import (
	"math"
	"strings"
	"testing"
)

// Endometrial: Heinze and Schemper (2002), a data set with quasi-complete separation by NV. duel_toy and duel_sep are
// invented numbers. Reference by R 4.2.2, logistf 1.26.1 and brglm2 0.9, and by an independent program in Python.
func TestReferenceFirth(t *testing.T) {
	for _, c := range []struct {
		name, outcome string
		covariates    []string
		separated     bool
	}{
		{"endometrial", "HG", []string{"NV", "PI", "EH"}, true},
		{"duel_toy", "win", []string{"lead", "owner"}, true},
		{"duel_sep", "win", []string{"lead"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := reference(t, c.name)
			r := mustFit(t, readDesign(t, c.name+".csv", c.outcome, c.covariates...))
			if r.Separated != c.separated {
				t.Errorf("separated is %v", r.Separated)
			}
			key := c.name + "/firth_logit/"
			for j, got := range r.Coefficients(0.95) {
				name := strings.Replace(got.Name, "(intercept)", "(Intercept)", 1)
				e := want.get(key + name)
				e.near(t, "value", got.Value, e.number(t))
				e.near(t, "se", got.SE, e.SE)
				if c.name == "duel_toy" && got.Name == "(intercept)" {
					notAnEnd(t, r, *e.Lower, got.Lower)
				} else {
					e.near(t, "lower", got.Lower, *e.Lower)
				}
				e.near(t, "upper", got.Upper, *e.Upper)
				e.near(t, "p", got.P, *e.P)
				if c.name != "endometrial" {
					continue
				}
				e = want.get(c.name + "/firth_logit_logistf_se/" + name)
				e.near(t, "value", got.Value, e.number(t))
				e.near(t, "lower", got.Lower, *e.Lower)
				e.near(t, "upper", got.Upper, *e.Upper)
				e.near(t, "p", got.P, *e.P)
				e.near(t, "se", augmentedSE(r)[j], e.SE)
			}
			want.is(key+"pen_loglik", r.LogLik)
			p, won := inSample(r, r.Firth), r.design.Won
			want.is(key+"brier_insample", mustJudge(t, p, won).Brier)
			out := mustJudge(t, heldOutFirth(t, r.design, each(len(won))), won)
			want.is(key+"brier_loo", out.Brier)
			want.is(key+"logloss_loo", out.LogLoss)
			switch c.name {
			case "endometrial":
				want.is(key+"pen_loglik_null", r.NullLogLik)
				want.is(key+"logloss_insample", mustJudge(t, p, won).LogLoss)
				want.is(key+"mean_pred", mean(p))
				want.is(key+"mean_obs", mean(won))
				want.is(c.name+"/flic_logit/(Intercept)", r.FLIC[0])
			case "duel_toy":
				// The file has no markets. Of all partitions this is the one that gives the three values, to 1e-12.
				groups := strings.Split("AABBCCDDABCEEEDC", "")
				out := mustJudge(t, heldOutFirth(t, r.design, groups), won)
				want.is(key+"brier_leave_one_market_out", out.Brier)
				want.is(key+"logloss_leave_one_market_out", out.LogLoss)
				want.is(c.name+"/base_rate_jeffreys/logloss_leave_one_market_out", mustJudge(t, heldOutRate(r.design, groups), won).LogLoss)
			}
		})
	}
}

// notAnEnd shows why the lower end of the intercept of duel_toy (-12.9035) is not reproduced: there a maximum over the
// other coefficients exists at which twice the log likelihood has dropped by 3.804, not by the 3.841 of an end. A
// search from many starts with another method (Nelder-Mead) finds the same, and -13.0781 for the end.
func notAnEnd(t *testing.T, r *Regression, given, got float64) {
	t.Helper()
	at := r.model.clone()
	// The other two coefficients are those that the other method found; any value of l* bounds the profile from below.
	beta := standardized(r, []float64{given, 2.09937441, -13.34283652})
	if drop := 2 * (r.LogLik - at.At(beta)); math.Abs(drop-3.8043) > 1e-4 {
		t.Errorf("the drop at %v is %v", given, drop)
	}
	if math.Abs(got+13.0780900) > 1e-5 {
		t.Errorf("lower end of the intercept is %v", got)
	}
}

// standardized is the inverse of report.
func standardized(r *Regression, b []float64) []float64 {
	beta := append([]float64(nil), b...)
	for j := 1; j < len(b); j++ {
		beta[0] += b[j] * r.scaling.center[j]
		beta[j] *= r.scaling.scale[j]
	}
	return beta
}

// augmentedSE returns the standard errors that logistf prints from 1.24 on: with the weights of the augmented data.
func augmentedSE(r *Regression) []float64 {
	m := r.model.clone()
	m.w = append([]float64(nil), m.w...)
	for i := range m.n {
		m.w[i] += r.model.leverage[i]
	}
	m.At(r.beta)
	m.Score(make([]float64, m.p))
	se := make([]float64, m.p)
	for j := range se {
		se[j] = math.Sqrt(quadratic(m.inv.RawSymmetric().Data, m.p, r.scaling.contrast(unit(m.p, j))))
	}
	return se
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}
