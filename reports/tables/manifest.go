package tables

import (
	"time"

	"headstart/transform"
)

// headlines is how many findings, from the first, a run prints.
const headlines = 3

// Manifest is the record of a run, written as manifest.json. It is the only
// file of a run with a clock in it.
type Manifest struct {
	Run           string           `json:"run"`
	Version       string           `json:"version"`
	Title         string           `json:"title,omitempty"` // of the data package
	Inputs        []Input          `json:"inputs"`
	Configuration any              `json:"configuration"`
	Settings      any              `json:"-"` // of the configuration, what the run depends on; the report shows them
	Rows          map[string]int64 `json:"rows"`
	// Accounts say what became of the rows of each table of the data package.
	Accounts []transform.Account `json:"accounts"`
	Rejected int64               `json:"rejected"` // rows, those only counted among them
	Warnings []string            `json:"warnings"`
	Findings []Finding           `json:"findings"`
	Started  time.Time           `json:"started"`
	Stages   []Stage             `json:"stages"`
}

// Input is one file that the run has read.
type Input struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Stage is one part of a run: rows that came in, rows that were rejected,
// and how long it took.
type Stage struct {
	Name     string  `json:"name"`
	Rows     int64   `json:"rows"`
	Rejected int64   `json:"rejected"`
	Seconds  float64 `json:"seconds"`
}

// Finding is one sentence that the run has computed, with the number in it.
// ID is stable from run to run. Level is 0 where the range is not a
// confidence interval.
type Finding struct {
	ID    string   `json:"id"`
	Text  string   `json:"text"`
	Value *float64 `json:"value,omitempty"`
	Lower *float64 `json:"lower,omitempty"`
	Upper *float64 `json:"upper,omitempty"`
	Level float64  `json:"level,omitempty"`
	N     int64    `json:"n"`

	Section string `json:"-"` // id of the section of the page that has it
}

// JSON returns the manifest as it is written: indented, with a line end.
func (m *Manifest) JSON() ([]byte, error) { return Marshal(m) }

// Headlines returns the findings that sum up a run, of all its findings.
func Headlines(all []Finding) []Finding { return all[:min(len(all), headlines)] }
