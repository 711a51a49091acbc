package winrate

import (
	"fmt"
	"slices"
	"strings"
)

// Contest is what two platforms have won against each other in one order of launch.
type Contest struct {
	First, Second string  // platforms, the first mover first
	Wins, Losses  float64 // of the first mover
	Months        float64 // its head start
}

// BradleyTerry fits an ability per platform by Firth's regression:
//
//	log odds that i beats j, i being first = ability_i - ability_j + first + slope × months.
//
// The abilities are against the platform that comes first in the alphabet, which has 0 and no coefficient. With order
// the coefficient "first" says what being first is worth between equals; "months" is added if any head start is not 0.
// Predictions take the differences, so use Coefficients only.
//
// It fails if a platform meets itself, or if the platforms fall into groups that never met (named). It warns where most
// platforms have too few races for their ability to say more than their results: five need three races each.
//
// Sources: Bradley and Terry (1952), Biometrika 39; Agresti (2002), Categorical Data Analysis, section 10.6.
func BradleyTerry(contests []Contest, order bool) (*Regression, error) {
	d, err := abilities(contests, order)
	if err != nil {
		return nil, fmt.Errorf("bradley-terry: %w", err)
	}
	r, err := Fit(d)
	if err != nil {
		return nil, fmt.Errorf("bradley-terry: %w", err)
	}
	if order {
		r.Names[0] = "first"
	}
	races := map[string]float64{}
	for _, c := range contests {
		races[c.First] += c.Wins + c.Losses
		races[c.Second] += c.Wins + c.Losses
	}
	enough := 0
	for _, n := range races {
		if n >= 3 {
			enough++
		}
	}
	if enough < 5 {
		r.warn("%d of %d platforms have three races or more, fewer than five: the abilities restate the results", enough, len(races))
	}
	return r, nil
}

// abilities returns the contests as a design without ability for the first platform.
func abilities(contests []Contest, order bool) (Design, error) {
	d := Design{noIntercept: !order}
	met := map[string]string{} // a platform of the same group, towards its root
	var root func(string) string
	root = func(p string) string {
		if met[p] != p {
			met[p] = root(met[p])
		}
		return met[p]
	}
	lead := false
	contests = slices.DeleteFunc(slices.Clone(contests), func(c Contest) bool { return c.Wins == 0 && c.Losses == 0 })
	for _, c := range contests {
		if c.First == c.Second {
			return d, fmt.Errorf("%q meets itself: leave the contest out", c.First)
		}
		for _, p := range []string{c.First, c.Second} {
			if _, known := met[p]; !known {
				met[p] = p
			}
		}
		met[root(c.First)] = root(c.Second)
		lead = lead || c.Months != 0
	}
	groups := map[string][]string{}
	for p := range met {
		d.Names = append(d.Names, p)
	}
	slices.Sort(d.Names)
	for _, p := range d.Names {
		groups[root(p)] = append(groups[root(p)], p)
	}
	if len(groups) > 1 {
		var apart []string
		for _, group := range groups {
			apart = append(apart, "("+strings.Join(group, ", ")+")")
		}
		slices.Sort(apart)
		return d, fmt.Errorf("these groups of platforms never met: %s: fit them one by one", list(apart))
	}
	if len(d.Names) > 0 {
		d.Names = d.Names[1:]
	}
	platforms := len(d.Names)
	if lead {
		d.Names = append(d.Names, "months")
	}
	for _, c := range contests {
		x := make([]float64, len(d.Names))
		for j, p := range d.Names[:platforms] {
			switch p {
			case c.First:
				x[j] = 1
			case c.Second:
				x[j] = -1
			}
		}
		if lead {
			x[platforms] = c.Months
		}
		d.X = append(d.X, x, x)
		d.Won = append(d.Won, 1, 0)
		d.Weight = append(d.Weight, c.Wins, c.Losses)
	}
	return d, nil
}
