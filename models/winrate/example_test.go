package winrate_test

import (
	"fmt"

	"headstart/models/winrate"
)

// Every race that the first mover lost had a shorter head start than every race it won: the estimate is finite all
// the same, and its interval says how little eight races can tell.
func ExampleFit() {
	fit, err := winrate.Fit(winrate.Design{
		Names: []string{"months"},
		X:     [][]float64{{1}, {2}, {3}, {5}, {9}, {12}, {15}, {20}},
		Won:   []float64{0, 0, 0, 0, 1, 1, 1, 1},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range fit.Coefficients(0.95) {
		fmt.Printf("%-11s %5.2f  (%.2f to %.2f)  p = %.3f\n", c.Name, c.Value, c.Lower, c.Upper, c.P)
	}
	// Output:
	// (intercept) -3.13  (-12.10 to -0.10)  p = 0.041
	// months       0.42  (0.06 to 1.61)  p = 0.014
}

// Even odds with a year, no hope with two or three months: what that leaves for half a year.
func ExampleStatement() {
	bet := winrate.Statement{Version: "Lei Jun", EvenMonths: 12, Hopeless: []float64{2, 3}}
	for _, months := range []float64{1.4, 6, 12} {
		p, err := bet.P(months)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%4.1f months: %.3f (%.3f to %.3f)\n", months, p.Value, p.Lower, p.Upper)
	}
	// Output:
	//  1.4 months: 0.006 (0.002 to 0.042)
	//  6.0 months: 0.052 (0.029 to 0.146)
	// 12.0 months: 0.500 (0.500 to 0.500)
}
