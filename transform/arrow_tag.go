//go:build !duckdb_arrow

package transform

// The Arrow interface of DuckDB is compiled in only with the build tag
// duckdb_arrow. Without it the compiler stops at the next line, whose name
// says what to do.
var _ = build_with_make_or_add_tags_duckdb_arrow
