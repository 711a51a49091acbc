package likelihood

import (
	"errors"
	"math"
	"math/rand/v2"

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
	errHigher  = errors.New("another maximum of the likelihood is higher than the estimate")
	errUnsure  = errors.New("the maximum over the other coefficients was not found")
	errRestart = errors.New("the profile has too many crossings")
)

const (
	far       = 1e6  // standard errors after which an end is taken to be infinite
	tolerance = 1e-7 // by how much twice a log likelihood may be higher elsewhere: rounding
)

// Fall returns twice the fall at t. An error says that it is not known.
func (p *Profile) Fall(t float64) (float64, error) {
	o, err := p.best(t, nil)
	return 2 * (p.Value - o.Value), err
}

// Interval returns the values of the coefficient on either side of the
// maximum at which twice the likelihood has first fallen by limit, such as the
// χ² quantile of the level with one degree of freedom; infinite where it never
// does. NaN and an error say that an end could not be certified.
func (p *Profile) Interval(limit float64) (lower, upper float64, err error) {
	lower, below := p.end(limit, -1)
	upper, above := p.end(limit, 1)
	return lower, upper, errors.Join(below, above)
}

// end returns the end on one side (-1 or 1).
//
// Where the likelihood is tame at the maximum and there, one search is enough.
// Otherwise: Newton's steps lead to where the profile, followed from one point to the
// next, has fallen by limit. Just outside of that point the maximum over the
// others is then searched for from all starts: if one of them is still inside,
// the way goes on from there. Just inside, a single point that is high enough
// is proof. Last, points on the way are checked, so that the end is the first
// crossing and not a later one; a likelihood that is concave has only one.
func (p *Profile) end(limit, side float64) (float64, error) {
	center := p.Top[p.K]
	inner, from := 0.0, p.Top
	outer := math.Inf(1)
	at := math.Sqrt(limit) * p.SE
	for round := range 20 {
		distance, branch, tame, err := p.crossing(limit, side, inner, outer, at, from, round > 0)
		if err != nil || tame || math.IsInf(distance, 1) {
			return center + side*distance, err
		}
		// Beyond this, the crossing is a difference of rounding errors.
		margin := 1e-6 * (p.SE + distance)
		o, err := p.best(center+side*(distance+margin), branch)
		if err != nil {
			return math.NaN(), err
		}
		if tame = p.tame && p.Tame(); 2*(p.Value-o.Value) < limit {
			inner, outer, from = distance+margin, math.Inf(1), o.B
			at = distance * 1.1
			continue
		}
		if o := p.follow(center+side*max(distance-margin, 0), branch); !(2*(p.Value-o.Value) < limit) {
			return math.NaN(), errUnsure
		}
		var gap *gap
		if !tame {
			if gap, err = p.gap(limit, side, distance); err != nil {
				return math.NaN(), err
			}
		}
		if gap == nil {
			return center + side*distance, nil
		}
		inner, outer, from, at = gap.inner, gap.outer, gap.from, (gap.inner+gap.outer)/2
	}
	return math.NaN(), errRestart
}

// crossing follows the profile from a point inside, at distance inner from the
// maximum, to where it has fallen by limit. Newton's steps from at are kept
// between the points known to be on either side, by halving where they leave
// it and by at most tripling the distance while there is no outer point. With
// wary each point is searched for from all starts, because following has led
// astray once. tame says that no other search is needed.
func (p *Profile) crossing(limit, side, inner, outer, at float64, from []float64, wary bool) (distance float64, branch []float64, tame bool, err error) {
	p.prepare()
	center := p.Top[p.K]
	near := 1e-10
	if p.tame { // Newton's next step is then far smaller
		near = 1e-6
	}
	for range 200 {
		o := p.follow(center+side*at, from)
		if wary {
			var err error
			if o, err = p.best(center+side*at, from); err != nil {
				return math.NaN(), nil, false, err
			}
		}
		fall, slope := 2*(p.Value-o.Value), 0.0
		if fall < -tolerance {
			return math.NaN(), nil, false, errHigher
		}
		if !math.IsInf(o.Value, -1) {
			p.Model.Score(p.u)
			slope, from = -2*side*p.u[p.K], o.B
		}
		if fall < limit {
			inner = at
		} else {
			outer = at
		}
		next := at - (fall-limit)/slope
		switch {
		case math.IsInf(outer, 1) && !(next > inner && next < 3*at):
			next = 3 * at
		case !math.IsInf(outer, 1) && !(next > inner && next < outer):
			next = (inner + outer) / 2
		}
		if math.Abs(next-at) <= near*(p.SE+at) {
			return next, from, p.tame && o.Converged && p.Tame(), nil
		}
		if at = next; at > far*p.SE {
			return math.Inf(1), nil, false, nil
		}
	}
	return math.NaN(), nil, false, errUnsure
}

// gap is a stretch before an end in which the profile crosses the limit.
type gap struct {
	inner, outer float64
	from         []float64
}

// gap looks for one between the maximum and an end, nil if there is none.
func (p *Profile) gap(limit, side, distance float64) (*gap, error) {
	const points = 5
	from := p.Top
	for i := 1; i < points; i++ {
		at := distance * float64(i) / points
		o := p.follow(p.Top[p.K]+side*at, from)
		if !(2*(p.Value-o.Value) < limit) {
			var err error
			if o, err = p.best(p.Top[p.K]+side*at, from); err != nil {
				return nil, err
			}
			if 2*(p.Value-o.Value) >= limit {
				return &gap{distance * float64(i-1) / points, at, from}, nil
			}
		}
		from = o.B
	}
	return nil, nil
}

// follow maximizes over the others at t, from one point, or along the line of
// the information where that point leads nowhere.
func (p *Profile) follow(t float64, from []float64) Maximum {
	p.prepare()
	start := append([]float64(nil), from...)
	if p.tame {
		floats.AddScaled(start, t-from[p.K], p.Along)
	}
	start[p.K] = t
	o := Maximize(p.Model, start, p.fixed, nil)
	if !o.Converged {
		if other := Maximize(p.Model, p.line(t), p.fixed, nil); other.Converged || other.Value > o.Value {
			return other
		}
		p.Model.At(o.B)
	}
	return o
}

// best returns the highest maximum over the others at t that the starts lead
// to. They are near (nil: none), zeros, the maximum of all, the ray from zeros
// through it, the line of the information and points beyond on it, the maxima
// found before at other t, and seeded random points, wider and wider. An error
// says that none was found, or that it is above the maximum of all.
func (p *Profile) best(t float64, near []float64) (Maximum, error) {
	p.prepare()
	if p.tame {
		if o := p.follow(t, p.line(t)); o.Converged && p.Tame() {
			return p.certain(o)
		}
	}
	away := t - p.Top[p.K]
	starts := [][]float64{make([]float64, len(p.Top)), append([]float64(nil), p.Top...)}
	if ray := t / p.Top[p.K]; math.Abs(ray) < 100 {
		start := make([]float64, len(p.Top))
		starts = append(starts, floats.ScaleTo(start, ray, p.Top))
	}
	for _, share := range []float64{0.5, 1, 2, 4} {
		starts = append(starts, p.line(p.Top[p.K]+share*away))
	}
	if near != nil {
		starts = append(starts, append([]float64(nil), near...))
	}
	for _, found := range p.found {
		starts = append(starts, append([]float64(nil), found...))
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
