package race

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mathext"
)

// The parts of the race in closed form, which the simulation must reproduce.

// Solo is the first mover before anybody answers: logistic growth
//
//	N(t) = M / (1 + (M/n0 - 1) exp(-g t)).
type Solo struct {
	Base   float64 // n0, people at public launch, above 0
	Growth float64 // g, a month, above 0
	Reach  float64 // M, people who can be reached, above Base
}

// Users returns how many people use the first mover after so many months.
func (s Solo) Users(months float64) float64 {
	return s.Reach / (1 + (s.Reach/s.Base-1)*math.Exp(-s.Growth*months))
}

// Share returns the first mover's share of the two, N/(N+S2), when a responder
// enters after so many months with that many people mobilised.
func (s Solo) Share(months, mobilised float64) float64 {
	users := s.Users(months)
	return users / (users + mobilised)
}

// Reaches returns the months after launch at which the first mover has so many
// users: negative when it launched with more, +Inf when users is Reach or more.
//
// With users = ρB·U/(1-U) it is the critical lead time.
func (s Solo) Reaches(users float64) float64 {
	if users >= s.Reach {
		return math.Inf(1)
	}
	return (logit(users/s.Reach) - logit(s.Base/s.Reach)) / s.Growth
}

// Win returns the probability that the first mover wins from a share between 0
// and 1: the regularised incomplete beta function I_share(a, b) with
// a = 2(θ-δ)/σ² and b = 2(θ+δ)/σ². Where |δ| is θ or more it is 0 or 1,
// whatever the share; without noise it is a step at the separatrix, with 1/2 on
// it. It is NaN for a negative θ or σ, and where nothing drives the race.
func (t Tipping) Win(share float64) float64 {
	switch s := t.Separatrix(); {
	case !(t.Strength >= 0) || !(t.Noise >= 0) || math.IsNaN(s) || !(share >= 0 && share <= 1):
		return math.NaN()
	case s == 0:
		return 1
	case s == 1:
		return 0
	case t.Noise == 0 && share == s:
		return 0.5
	case t.Noise == 0 && share < s:
		return 0
	case t.Noise == 0:
		return 1
	}
	a, b := t.shape()
	return mathext.RegIncBeta(a, b, share)
}

// LogitMoments returns mean and variance of logit U, U the threshold share:
// ψ(a) - ψ(b) and ψ'(a) + ψ'(b). They need noise and |δ| below θ.
func (t Tipping) LogitMoments() (mean, variance float64) {
	a, b := t.shape()
	// The trigamma function is the Hurwitz zeta function at 2.
	return mathext.Digamma(a) - mathext.Digamma(b), mathext.Zeta(2, a) + mathext.Zeta(2, b)
}

// Lognormal is the special case with a closed form: no ceiling (n0 and ρB well
// below M), and g, ln n0, ln ρB and logit U independent and normal,
//
//	P(win | τ) = Φ( (n0 + gτ - ρB - U) / sqrt(sn0² + (sg τ)² + sρB² + sU²) ).
//
// It says what the simulation should give, and why a logistic regression on τ
// and ln B has the slopes' ratio -1/g.
type Lognormal struct {
	Growth, GrowthSD           float64 // g, a month
	LnBase, LnBaseSD           float64 // ln n0
	LnMobilised, LnMobilisedSD float64 // ln ρB
	LogitU, LogitUSD           float64
}

// Win returns P(first mover wins) with so many months of head start.
func (l Lognormal) Win(months float64) float64 {
	mean := l.LnBase + l.Growth*months - l.LnMobilised - l.LogitU
	return normalCDF(mean / math.Hypot(math.Hypot(l.LnBaseSD, l.GrowthSD*months), math.Hypot(l.LnMobilisedSD, l.LogitUSD)))
}

// EvenOdds returns the months of head start at which the odds are even.
func (l Lognormal) EvenOdds() float64 {
	return (l.LnMobilised + l.LogitU - l.LnBase) / l.Growth
}

// SpreadBound returns the largest standard deviation σ of τc under a normal
// law, and the largest scale s under a logistic one, that leave a probability
// of at most eps to win with a head start of so many months when the median of
// τc is evenMonths:
//
//	σ = (evenMonths - months) / z(1-eps),    s = (evenMonths - months) / logit(1-eps).
//
// "Certainly dead within two or three months" is such a bound: it limits the
// spread and is never a probability of zero.
func SpreadBound(evenMonths, months, eps float64) (normal, logistic float64) {
	return (evenMonths - months) / mathext.NormalQuantile(1-eps), (evenMonths - months) / logit(1-eps)
}

// CriticalLeads returns τc of each draw, the months of head start from which
// on the first mover wins that race: 0 when it wins even from a start
// together, +Inf when no head start is enough. It is
//
//	τc = ln( T/(1-T) · (1-Base)/Base ) / Growth,    T = Network·Pull (+ Launch),
//
// with T from 1 up never. Counting those below τ is the plain estimate of
// P(win | τ); [Draws.Win] has the same expectation and less noise.
func (d Draws) CriticalLeads(r Responder) []float64 {
	leads := make([]float64, len(d))
	for i := range d {
		leads[i] = max(d[i].climb(r), 0) / d[i].Growth
	}
	return leads
}

// at returns logit U for a standard normal z, never falling in z.
func (t *thresholdTable) at(z float64) float64 {
	knot, beyond := t.place(z)
	return knot.value + beyond
}

// TestQuickCDF against the law itself, which rises.
func TestQuickCDF(t *testing.T) {
	before := 0.0
	for z := -normalEnd; z < normalEnd; z += 0.0007 {
		got := quickCDF(z)
		if math.Abs(got-normalCDF(z)) > 1e-9*normalCDF(z) || got < before-1e-15 {
			t.Fatalf("at %v: %v, want %v; %v before", z, got, normalCDF(z), before)
		}
		before = got
	}
}
