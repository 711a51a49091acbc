package race_test

import (
	"fmt"

	"headstart/models/race"
)

// How the founding case looks, and a rival without a network.
func Example() {
	draws, err := race.Simulate(race.Defaults(), 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range []race.Responder{{Network: 600e6}, {Launch: true}} {
		chances, _ := draws.Win(r, 0.95, 1.4, 3, 6, 12, 24)
		for _, c := range chances {
			fmt.Printf("%4.1f months: %5.1f%% (%.0f to %.0f)\n", c.Months, 100*c.Win, 100*c.Lower, 100*c.Upper)
		}
		quantiles, _ := draws.Quantiles(r, 0.95, 0.5)
		fmt.Printf("even odds at %.1f months (%.1f to %.1f)\n", quantiles[0].Months, quantiles[0].Lower, quantiles[0].Upper)
	}
	// Output:
	//  1.4 months:   0.0% (0 to 0)
	//  3.0 months:   0.6% (0 to 7)
	//  6.0 months:  15.7% (0 to 70)
	// 12.0 months:  80.4% (15 to 100)
	// 24.0 months:  98.7% (88 to 100)
	// even odds at 8.8 months (5.1 to 15.0)
	//  1.4 months:  73.9% (33 to 98)
	//  3.0 months:  94.0% (69 to 100)
	//  6.0 months:  99.8% (98 to 100)
	// 12.0 months: 100.0% (100 to 100)
	// 24.0 months: 100.0% (100 to 100)
	// even odds at 0.4 months (0.0 to 2.0)
}
