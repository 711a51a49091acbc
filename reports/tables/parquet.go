package tables

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"headstart/transform"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// license of the tables: the compilation is ours, the facts are public.
const license = "CC-BY-4.0"

// rowGroup is the rows of a row group. It is fixed, so that the same rows give the
// same bytes.
const rowGroup = 64 * 1024

// types are those of columns: of DuckDB, of a data package, and of Arrow.
var types = map[string]struct {
	frictionless string
	arrow        arrow.DataType
}{
	"VARCHAR": {"string", arrow.BinaryTypes.String},
	"BIGINT":  {"integer", arrow.PrimitiveTypes.Int64},
	"INTEGER": {"integer", arrow.PrimitiveTypes.Int32},
	"DOUBLE":  {"number", arrow.PrimitiveTypes.Float64},
	"BOOLEAN": {"boolean", arrow.FixedWidthTypes.Boolean},
	"DATE":    {"date", arrow.FixedWidthTypes.Date32},
}

// saved is what is known of a file once it is written.
type saved struct {
	Rows   int64
	Bytes  int64
	SHA256 string
}

// save writes the columns of a table, sorted, as the Parquet file name of root.
// The file describes itself: about, pairs of keys and values, is its own
// metadata, and description and unit are metadata of every column that has them.
func save(ctx context.Context, db *transform.DB, root *os.Root, name, table, order string, columns []transform.Column, about ...string) (saved, error) {
	metadata, err := describe(columns, about)
	if err != nil {
		return saved{}, err
	}
	var selected []string
	for _, c := range columns {
		selected = append(selected, transform.QuoteName(c.Name))
	}
	path := filepath.Join(root.Name(), name)
	if !filepath.IsAbs(path) {
		path = "./" + path // ~ at the start would be a home, s3: another file system
	}
	written, err := transform.Collect(ctx, db, fmt.Sprintf(
		"copy (select %s from %s order by %s) to %s (format parquet, compression zstd, compression_level 1, row_group_size %d, kv_metadata %s)",
		strings.Join(selected, ", "), table, order, transform.QuoteText(path), rowGroup, metadata),
		func(rows *int64) []any { return []any{rows} })
	if err != nil {
		return saved{}, errors.Join(err, root.RemoveAll(name)) // what is written so far
	}
	file, err := root.Open(name) // fails where the path led to elsewhere than root
	if err != nil {
		return saved{}, err
	}
	hash := sha256.New()
	size, err := io.Copy(hash, file)
	return saved{written[0], size, hex.EncodeToString(hash.Sum(nil))}, cmp.Or(err, file.Close())
}

// describe returns the metadata of a file, as a struct of DuckDB. What each column
// is stands in the schema of Arrow, where the readers of Parquet look for it.
func describe(columns []transform.Column, about []string) (string, error) {
	fields := make([]arrow.Field, len(columns))
	for i, c := range columns {
		typ, ok := types[c.Type]
		if !ok {
			return "", fmt.Errorf("describe %s: no type of Arrow and of a data package for %s", c.Name, c.Type)
		}
		fields[i] = arrow.Field{Name: c.Name, Type: typ.arrow, Nullable: true}
		if c.Description != "" {
			fields[i].Metadata = arrow.NewMetadata([]string{"description", "unit"}, []string{c.Description, c.Unit})
		}
	}
	var keys, values, pairs []string
	for pair := range slices.Chunk(about, 2) {
		keys, values = append(keys, pair[0]), append(values, pair[1])
		pairs = append(pairs, transform.QuoteText(pair[0])+": "+transform.QuoteText(pair[1]))
	}
	of := arrow.NewMetadata(keys, values)
	schema := flight.SerializeSchema(arrow.NewSchema(fields, &of), memory.DefaultAllocator)
	pairs = append(pairs, "'ARROW:schema': "+transform.QuoteText(base64.StdEncoding.EncodeToString(schema)))
	return "{" + strings.Join(pairs, ", ") + "}", nil
}

// saveRelation writes a relation, its rows in the order of its key.
func saveRelation(ctx context.Context, db *transform.DB, root *os.Root, relation transform.Relation, run string) (saved, error) {
	units := map[string]string{}
	for _, c := range relation.Columns {
		if c.Unit != "" {
			units[c.Name] = c.Unit
		}
	}
	unitsJSON, err := json.Marshal(units) // a map's keys are marshalled in order
	if err != nil {
		return saved{}, err
	}
	file, err := save(ctx, db, root, "tables/"+relation.Name+".parquet", transform.QuoteName(relation.Name), order(relation), relation.Columns,
		"headstart.relation", relation.Name, "headstart.description", relation.Comment, "headstart.key", strings.Join(relation.Key, ","),
		"headstart.units", string(unitsJSON), "headstart.run", run, "headstart.license", license)
	if err != nil {
		return saved{}, fmt.Errorf("write table %s: %w", relation.Name, err)
	}
	return file, nil
}

// order returns the columns by which a table is sorted: all of them, or as many
// of the first as hold its key, after which there is nothing to decide.
func order(relation transform.Relation) string {
	last := -1
	for _, key := range relation.Key {
		last = max(last, slices.IndexFunc(relation.Columns, func(c transform.Column) bool { return c.Name == key }))
	}
	if last < 0 {
		return "all"
	}
	var names []string
	for _, c := range relation.Columns[:last+1] {
		names = append(names, transform.QuoteName(c.Name))
	}
	return strings.Join(names, ", ")
}
