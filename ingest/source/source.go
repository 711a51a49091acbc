// Package source has the kinds of source that are not data packages: each
// turns the raw bytes of an origin into rows of the package's tables.
//
// A kind neither types nor checks a cell. Its rows are texts, as a row of a
// CSV file is, and go through the same rules, so that a bad value from
// anywhere is set aside with the same reason.
package source
