package survival_test

import (
	"fmt"

	"headstart/models/survival"
)

// Twelve first movers, in months since the rival came; the rival of some could
// bring an owner's network. All of these fell before any of the others, so
// that the plain estimate has no end.
func Example() {
	lives := survival.Sample{
		Time:  []float64{2, 3, 4, 6, 7, 9, 11, 13, 15, 18, 20, 24},
		Event: []int{1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0},
	}
	network := []float64{1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0}

	curve, err := survival.KaplanMeier(lives, 0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	median := curve.Quantile(0.5)
	fmt.Printf("median: %.0f months, at least %.0f\n", median.Value, median.Lower)

	fit, err := survival.Cox(lives, []survival.Covariate{{Name: "network", Values: network}}, survival.CoxOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	c := fit.Coefficients[0]
	fmt.Printf("%s: %.2f (%.2f to %.2f), p = %.4f\n", c.Name, c.Value, c.Lower, c.Upper, c.P)
	for _, warning := range fit.Warnings {
		fmt.Println(warning)
	}
	// Output:
	// median: 11 months, at least 3
	// network: 3.48 (1.25 to 8.38), p = 0.0007
	// the estimate for "network" runs to infinity: at every event, the covariate is at one extreme of those at risk; Firth's penalty keeps it finite, with Breslow's ties
}
