// Package data holds the curated data package: what public sources say about
// the launches, the users and the rivalries of messengers.
//
// Each CSV file is one table; datapackage.json (Data Package 2.0) is the
// contract: the type, unit, meaning and constraints of every column, the keys
// between the tables, and the size and hash of every file. A row is what one
// source states. Sources that disagree keep a row each: choosing between them
// is left to the stages that read this package, so nothing is settled here.
//
// Dates are written as exactly as they are known: 2011-01-21, 2011-01, 2018-Q3
// or 2011. Markets are ISO 3166-1 alpha-3 codes, or WLD for the world. An empty
// cell means not known; it never means zero.
//
// README.md says how each file was collected and how to add a row. After an
// edit, go test ./data -run Fresh -update writes the new sizes and hashes.
package data

import "embed"

// FS holds the CSV files, datapackage.json and LICENSE, the licence of the
// compilation, at its root. It is what a run reads when it is given no folder.
//
//go:embed *.csv datapackage.json LICENSE
var FS embed.FS
