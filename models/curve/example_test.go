package curve_test

import (
	"fmt"
	"log"

	"headstart/models/curve"
)

// The ceiling of a series of users, in millions, past its inflection.
func ExampleFit() {
	years := []float64{0, 1, 2, 3, 4, 5, 6, 7}
	users := []float64{2, 5, 13, 28, 52, 75, 88, 96}
	f, err := curve.Fit(years, users, curve.Options{Model: curve.Logistic})
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range f.Parameters {
		fmt.Printf("%-2s %6.2f (%.2f to %.2f)\n", p.Name, p.Value, p.Lower, p.Upper)
	}
	fmt.Printf("after ten years %.1f\n", f.At(10))
	// Output:
	// K   99.96 (98.24 to 101.78)
	// r    1.00 (0.96 to 1.05)
	// t0   3.92 (3.87 to 3.99)
	// after ten years 99.7
}

// Early on, many ceilings are possible.
func ExampleFit_unbounded() {
	f, err := curve.Fit([]float64{0, 1, 2, 3, 4, 5}, []float64{10, 16, 25, 38, 61, 88}, curve.Options{Model: curve.Logistic})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(f.Warnings[0])
	// Output: K is not bounded above: the data allow any ceiling from 171.6 up
}
