package likelihood

import (
	"cmp"
	"errors"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/floats"
)

// Profile is twice the fall of a log likelihood from its maximum, as a
// function of coefficient K with the others at their best.
//
// Where the likelihood has several maxima over the others, one that is not the
// highest makes the fall look too large and the interval too narrow. So what
// decides is searched for from Starts more points.
type Profile struct {
	Model Model
	K     int
	Top   []float64 // the maximum
	Value float64   // of the likelihood there
	SE    float64   // standard error of coefficient K, the unit in which ends are looked for
	// Along is by how much each coefficient moves where K moves by 1, as the
	// information at the maximum has it; its element K is not read.
	Along []float64
	// Starts is how many seeded random starts each decision takes beside the
	// fixed ones.
	Starts int
	// Tame says whether the likelihood is concave by a wide margin at the point
	// that the model is at; nil: it never is. Where it is so at the maximum and
	// at the point that the line of the information leads to, no other start is taken.
	Tame func() bool

	fixed []bool
	u     []float64
	tame  bool        // at the maximum
	found [][]float64 // the last maxima over the others, at different t
}

// Why an end is not given.
var (
	errHigher = errors.New("another maximum of the likelihood is higher than the estimate")
	errUnsure = errors.New("the maximum over the other coefficients was not found")
)

const (
	far       = 1e6  // standard errors after which an end is taken to be infinite
	tolerance = 1e-7 // by how much twice a log likelihood may be higher elsewhere: rounding
)

// Fall returns twice the fall at t. An error says that it is not known.
func (p *Profile) Fall(t float64) (float64, error) {
	o, err := p.best(t, p.Top)
	return 2 * (p.Value - o.Value), err
}

// Affordable returns the Starts of a model of n rows and p coefficients: six for
// each that is not held, and fewer where one takes long.
func Affordable(n, p int) int { return min(6*(p-1), 24, int(4e6/(float64(n)*float64(p*p)))) }

// Interval returns the values of the coefficient on either side of the
// maximum at which twice the likelihood has first fallen by limit, such as the
// χ² quantile of the level with one degree of freedom; infinite where it never
// does. NaN and an error say that an end could not be certified.
func (p *Profile) Interval(limit float64) (lower, upper float64, err error) {
	lower, below := p.end(limit, -1)
	upper, above := p.end(limit, 1)
	return lower, upper, cmp.Or(below, above)
}

// end returns the end on one side (-1 or 1): Newton's steps, kept between the
// points known to be on either side of it by halving where they leave them, and
// by at most tripling the distance while there is no outer point.
//
// Where the likelihood is tame at the maximum and there, the profile is followed
// from point to point. Otherwise the maximum just outside of the end is searched
// from all starts: if it is still inside, the way goes on from there, searched so at
// each point. Last, points on the way are checked, so that the end is the first
// crossing and not a later one; a single point that is high enough is proof.
func (p *Profile) end(limit, side float64) (float64, error) {
	p.prepare()
	near := p.Top
	fall := func(distance float64, wary bool) (fall, slope float64, tame bool, err error) {
		o := p.follow(p.Top[p.K]+side*distance, near)
		if _, err = p.certain(o); wary || err != nil {
			o, err = p.best(p.Top[p.K]+side*distance, near)
		}
		if err == nil && !math.IsInf(o.Value, -1) {
			p.Model.Score(p.u)
			slope, near = -2*side*p.u[p.K], o.B
		}
		return 2 * (p.Value - o.Value), slope, p.tame && p.Tame(), err
	}
	inner, outer, at := 0.0, math.Inf(1), math.Sqrt(limit)*p.SE
	const points = 5 // into which the way is cut
	wary := false    // because following has led astray once
	for range 400 {
		now, slope, tame, err := fall(at, wary)
		if err != nil {
			return math.NaN(), err
		}
		if now < limit {
			inner = at
		} else {
			outer = at
		}
		next := at - (now-limit)/slope
		switch {
		case math.IsInf(outer, 1) && !(next > inner && next < 3*at):
			next = 3 * at
		case !math.IsInf(outer, 1) && !(next > inner && next < outer):
			next = (inner + outer) / 2
		}
		precision := 1e-10
		if tame { // Newton's next step is then far smaller
			precision = 1e-6
		}
		if math.Abs(next-at) > precision*(p.SE+at) {
			if at = next; at > far*p.SE {
				return side * math.Inf(1), nil
			}
			continue
		}
		if tame {
			return p.Top[p.K] + side*next, nil
		}
		// Closer than the margin, the crossing is a difference of rounding errors.
		outside := next + 1e-6*(p.SE+next)
		if now, _, _, err = fall(outside, true); err != nil {
			return math.NaN(), err
		}
		if now < limit {
			inner, outer, at, wary = outside, math.Inf(1), 1.1*next, true
			continue
		}
		earlier := 0.0 // a point on the way that is out
		for i := 1; i < points && earlier == 0; i++ {
			step := next * float64(i) / points
			if now, _, _, err = fall(step, false); err == nil && now >= limit {
				now, _, _, err = fall(step, true)
			}
			if err != nil {
				return math.NaN(), err
			}
			if now >= limit {
				earlier = step
			}
		}
		if earlier == 0 {
			return p.Top[p.K] + side*next, nil
		}
		inner, outer, at, wary = earlier-next/points, earlier, earlier-next/points/2, true
	}
	return math.NaN(), errUnsure
}

// follow maximizes over the others at t from one point.
func (p *Profile) follow(t float64, near []float64) Maximum {
	start := slices.Clone(near)
	if p.tame {
		floats.AddScaled(start, t-near[p.K], p.Along)
	}
	start[p.K] = t
	return Maximize(p.Model, start, p.fixed, nil)
}

// best returns the highest maximum over the others at t that the starts lead
// to. They are near, zeros, the maximum of all, the ray from zeros
// through it, the line of the information and points beyond on it, the maxima
// found before at other t, and seeded random points, wider and wider. An error
// says that none was found, or that it is above the maximum of all.
func (p *Profile) best(t float64, near []float64) (Maximum, error) {
	p.prepare()
	if p.tame {
		if o := p.follow(t, near); o.Converged && p.Tame() {
			return p.certain(o)
		}
	}
	away := t - p.Top[p.K]
	starts := [][]float64{make([]float64, len(p.Top)), slices.Clone(p.Top)}
	if ray := t / p.Top[p.K]; math.Abs(ray) < 100 {
		start := make([]float64, len(p.Top))
		starts = append(starts, floats.ScaleTo(start, ray, p.Top))
	}
	for _, share := range []float64{0.5, 1, 2, 4} {
		starts = append(starts, p.line(p.Top[p.K]+share*away))
	}
	for _, found := range append(p.found[:len(p.found):len(p.found)], near) {
		starts = append(starts, slices.Clone(found))
	}
	random := rand.New(rand.NewPCG(uint64(p.K), math.Float64bits(t)))
	for i := range p.Starts {
		start := p.line(p.Top[p.K] + 2*random.Float64()*away)
		wide := []float64{0.5, 2, 5}[i%3] * max(1, math.Abs(away)/5)
		for j := range start {
			start[j] += wide * random.NormFloat64()
		}
		starts = append(starts, start)
	}
	for _, start := range starts {
		start[p.K] = t
	}
	best, err := p.certain(Highest(p.Model, p.fixed, starts...))
	if err == nil && !math.IsInf(best.Value, -1) {
		if p.found = append(p.found, best.B); len(p.found) > keep {
			p.found = p.found[1:]
		}
	}
	return best, err
}

// certain returns the best point found, with an error that says why it decides
// nothing.
func (p *Profile) certain(best Maximum) (Maximum, error) {
	switch {
	case 2*(best.Value-p.Value) > tolerance*(1+math.Abs(p.Value)):
		return best, errHigher
	case !best.Converged && !math.IsInf(best.Value, -1):
		return best, errUnsure
	}
	return best, nil
}

// keep is how many of the last maxima serve as starts.
const keep = 4

// line returns where the others are at t as the information at the maximum has it.
func (p *Profile) line(t float64) []float64 {
	b := make([]float64, len(p.Top))
	floats.AddScaledTo(b, p.Top, t-p.Top[p.K], p.Along)
	b[p.K] = t
	return b
}

func (p *Profile) prepare() {
	if p.fixed == nil {
		p.fixed, p.u = make([]bool, len(p.Top)), make([]float64, len(p.Top))
		p.fixed[p.K] = true
		if p.Tame != nil && !math.IsInf(p.Model.At(p.Top), -1) {
			p.Model.Score(p.u)
			p.tame = p.Tame()
		}
	}
}
