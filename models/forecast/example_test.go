package forecast_test

import (
	"fmt"

	"headstart/models/forecast"
)

// Users in millions at the ends of quarters, one of which was not published;
// forecast for half a year after the last.
func Example() {
	s := forecast.Series{
		X:     []float64{0, 0.25, 0.5, 1, 1.25, 1.5, 1.75, 2},
		Value: []float64{32, 45, 63, 110, 136, 160, 180, 196},
	}
	for _, model := range forecast.Models {
		fmt.Printf("%-12s %.0f\n", model, model.Fit(s)(2.5))
	}
	// Output:
	// naive        196
	// drift        237
	// damped       251
	// logistic     217
	// gompertz     227
	// combination  232
}
