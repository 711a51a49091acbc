package winrate

import (
	"fmt"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Statement is one version of a bet such as Lei Jun's: even odds with a head start of a year, no hope with two or
// three months.
//
// As a law of the critical lead time, the head start from which the first mover wins, the first half is its median.
// The second half cannot be a probability of 0, which no law has; read as "Eps at most" it bounds the spread:
//
//	P(win | months) = F((months - EvenMonths) / s),  s <= (EvenMonths - hopeless) / F^-1(1 - Eps),
//
// with F the logistic law, or the normal one. The pair thus fixes one parameter and only bounds the other.
type Statement struct {
	Version    string    // which report of the statement, for the reader
	EvenMonths float64   // head start at which the odds are even
	Hopeless   []float64 // head starts, in months, said to be hopeless: the ends of the range
	Eps        []float64 // probabilities that "no hope" may stand for; nil: 0.05, 0.01 and 0.005
	Normal     bool      // F is the normal law, not the logistic one
}

// P returns the probability that the first mover wins with a head start of so many months.
//
// Value takes the middle Eps and the middle of the hopeless head starts; Lower and Upper are the ends over all Eps and
// both ends of that range, so Level is 0: nothing here is a confidence interval. All take the largest spread that the
// statement allows; a smaller one is as compatible with it, and moves them away from ½. None is ever 0 or 1 unless it
// rounds to it, and none falls as months grows.
//
// It fails if there is no hopeless head start, one is not below EvenMonths, or an Eps is not between 0 and ½.
func (s Statement) P(months float64) (Estimate, error) {
	eps, err := s.check()
	if err != nil {
		return Estimate{}, err
	}
	e := Estimate{Value: s.at(months, eps[len(eps)/2], s.middle()), Lower: 1}
	for _, small := range []float64{eps[0], eps[len(eps)-1]} {
		for _, hopeless := range []float64{slices.Min(s.Hopeless), slices.Max(s.Hopeless)} {
			p := s.at(months, small, hopeless)
			e.Lower, e.Upper = min(e.Lower, p), max(e.Upper, p)
		}
	}
	return e, nil
}

// Prior returns the statement as pseudo-races for Design.Posterior: even races of weight at EvenMonths, half of them
// won, and so many at the middle of the hopeless head starts, of which the share eps is won.
//
// That is the conditional means prior: independent Beta(even/2, even/2) and Beta(hopeless eps, hopeless (1-eps)) on the
// win rates at the two head starts. A weight of 0 takes that half of the statement away,
// and a version without hopeless head starts has the first half only.
//
// Source: Bedrick, Christensen and Johnson (1996), Journal of the American Statistical Association 91.
func (s Statement) Prior(even, hopeless, eps float64) Design {
	d := Design{
		Names:  []string{"months"},
		X:      [][]float64{{s.EvenMonths}, {s.EvenMonths}},
		Won:    []float64{1, 0},
		Weight: []float64{even / 2, even / 2},
	}
	if len(s.Hopeless) > 0 {
		none := []float64{s.middle()}
		d.X, d.Won = append(d.X, none, none), append(d.Won, 1, 0)
		d.Weight = append(d.Weight, hopeless*eps, hopeless*(1-eps))
	}
	return d
}

// at returns the probability under one reading of the statement.
func (s Statement) at(months, eps, hopeless float64) float64 {
	return s.law().CDF((months - s.EvenMonths) / s.spread(eps, hopeless))
}

// spread returns the largest scale of the critical lead time, in months, with which the hopeless head start has
// probability eps.
func (s Statement) spread(eps, hopeless float64) float64 {
	return (s.EvenMonths - hopeless) / s.law().Quantile(1-eps)
}

func (s Statement) law() interface {
	CDF(float64) float64
	Quantile(float64) float64
} {
	if s.Normal {
		return distuv.UnitNormal
	}
	return distuv.Logistic{Mu: 0, S: 1}
}

func (s Statement) middle() float64 { return (slices.Min(s.Hopeless) + slices.Max(s.Hopeless)) / 2 }

// check returns Eps in ascending order, or the default.
func (s Statement) check() ([]float64, error) {
	if len(s.Hopeless) == 0 {
		return nil, fmt.Errorf("statement %q: no hopeless head start, so nothing bounds the spread: give its range in months", s.Version)
	}
	for _, months := range s.Hopeless {
		if !(months < s.EvenMonths) || !finite(months) || !finite(s.EvenMonths) {
			return nil, fmt.Errorf("statement %q: hopeless at %v months and even at %v: the first must be less", s.Version, months, s.EvenMonths)
		}
	}
	if s.Eps == nil {
		return []float64{0.005, 0.01, 0.05}, nil
	}
	for _, eps := range s.Eps {
		if !(eps > 0 && eps < 0.5) {
			return nil, fmt.Errorf("statement %q: eps is %v: it stands for \"no hope\" and must be above 0 and below 0.5", s.Version, eps)
		}
	}
	if len(s.Eps) == 0 {
		return nil, fmt.Errorf("statement %q: eps is empty: give at least one, or nil for the default", s.Version)
	}
	return slices.Sorted(slices.Values(s.Eps)), nil
}
