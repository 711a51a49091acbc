package main

import (
	"headstart/models/winrate"
	"headstart/stored"
)

// winrateAnswer is what fit winrate found. Its fields with a key are the
// document of --json, on whose shape others depend.
type winrateAnswer struct {
	N            jsonNumber        `json:"n"`
	Events       jsonNumber        `json:"events"`
	Level        float64           `json:"level"`
	Coefficients []oddsEstimate    `json:"coefficients"`
	References   map[string]string `json:"references"`
	Rate         *jsonEstimate     `json:"rate,omitempty"`
	LogLik       jsonNumber        `json:"loglik_penalized"`
	NullLogLik   jsonNumber        `json:"loglik_penalized_null"`
	Separation   bool              `json:"separation"`
	Nested       *nestedTest       `json:"nested,omitempty"`
	Clustered    *clustered        `json:"clustered,omitempty"`
	Calibration  []calibrationBin  `json:"calibration,omitempty"`
	Predictions  []jsonEstimate    `json:"predictions,omitempty"`
	Warnings     []string          `json:"warnings"`

	call       *winrateCall
	fit        *winrate.Regression
	references *stored.Covariates
	ratios     []ratioRow
	rows       []estimateRow
}

// testedEstimate is an estimate with the p-value of 0.
type testedEstimate struct {
	jsonEstimate
	P jsonNumber `json:"p"`
}

// oddsEstimate is a coefficient with its odds ratio.
type oddsEstimate struct {
	testedEstimate
	Ratio      jsonNumber `json:"odds_ratio"`
	RatioLower jsonNumber `json:"odds_ratio_lower"`
	RatioUpper jsonNumber `json:"odds_ratio_upper"`
}

// nestedTest compares the regression with the one without some covariates.
type nestedTest struct {
	Without   []string   `json:"without"`
	Statistic jsonNumber `json:"statistic"`
	DF        int        `json:"df"`
	P         jsonNumber `json:"p"`
}

// clustered is the coefficients where rows of a cluster depend on each other.
type clustered struct {
	Column       string           `json:"column"`
	Clusters     int              `json:"clusters"`
	Coefficients []testedEstimate `json:"coefficients"`
	Bootstrap    []jsonEstimate   `json:"bootstrap,omitempty"`
}

// calibrationBin is the observed rate of rows with neighboring predictions.
type calibrationBin struct {
	jsonEstimate
	N         float64    `json:"n"`
	Predicted jsonNumber `json:"predicted"`
}

// addRow adds a row of --out and returns it, so that more can be said.
func (a *winrateAnswer) addRow(part string, e jsonEstimate, n float64) *estimateRow {
	row := newEstimateRow(part, "", e)
	row.n = n
	a.rows = append(a.rows, row)
	return &a.rows[len(a.rows)-1]
}
