package tables

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"headstart/transform"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// license of the tables: the compilation is ours, the facts are public.
const license = "CC-BY-4.0"

// The sizes of a row group (rows) and of a page (bytes) are fixed, so that the
// same rows give the same bytes.
const (
	rowGroup = 64 * 1024
	page     = 100 * 1024
	// A column that gives up its dictionary half way, as it has grown too large,
	// is compressed to bytes that differ from one time to the next.
	dictionary = 1 << 30
)

// writeParquet writes a relation, its rows in the order of its key. The file
// describes itself: headstart.* keys in its own metadata, and description and
// unit as metadata of every field. It returns the number of rows.
func writeParquet(ctx context.Context, db *transform.DB, relation transform.Relation, run string, w io.Writer) (int64, error) {
	var rows int64
	var file *pqarrow.FileWriter
	var schema *arrow.Schema
	batches := batcher{write: func(columns []arrow.Array, n int64) error {
		// The same columns under the schema that carries the descriptions.
		batch := array.NewRecordBatch(schema, columns, n)
		defer batch.Release()
		rows += n
		return file.WriteBuffered(batch)
	}}
	err := db.Slices(ctx, "select * from "+transform.QuoteName(relation.Name)+" order by "+order(relation), func(r array.RecordReader) (err error) {
		if file == nil {
			if schema, err = describe(r.Schema(), relation, run); err == nil {
				file, err = newParquet(schema, w)
			}
		}
		for err == nil && r.Next() {
			err = batches.add(r.RecordBatch())
		}
		return err
	})
	if err == nil {
		err = errors.Join(batches.flush(), file.Close())
	}
	if err != nil {
		return 0, fmt.Errorf("write table %s: %w", relation.Name, err)
	}
	return rows, nil
}

// batcher makes batches of one size of those that come. A page of Parquet ends
// where a batch does, and where those of a parallel sort end is chance.
type batcher struct {
	kept  []arrow.RecordBatch
	rows  int64
	write func(columns []arrow.Array, rows int64) error
}

const batchRows = 8 * 1024

func (b *batcher) add(batch arrow.RecordBatch) error {
	for from := int64(0); from < batch.NumRows(); {
		to := min(from+batchRows-b.rows, batch.NumRows())
		b.kept = append(b.kept, batch.NewSlice(from, to))
		b.rows += to - from
		if from = to; b.rows == batchRows {
			if err := b.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

// flush writes what is kept, as one batch.
func (b *batcher) flush() error {
	if b.rows == 0 {
		return nil
	}
	columns := make([]arrow.Array, b.kept[0].NumCols())
	defer func() {
		for _, c := range columns {
			if c != nil {
				c.Release()
			}
		}
		for _, k := range b.kept {
			k.Release()
		}
		b.kept, b.rows = b.kept[:0], 0
	}()
	for i := range columns {
		parts := make([]arrow.Array, len(b.kept))
		for k, batch := range b.kept {
			parts[k] = batch.Column(i)
		}
		var err error
		if columns[i], err = array.Concatenate(parts, memory.DefaultAllocator); err != nil {
			return err
		}
	}
	return b.write(columns, b.rows)
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

// newParquet begins a Parquet file. The same rows written to it, in batches of
// the same sizes, give the same bytes.
func newParquet(schema *arrow.Schema, w io.Writer) (*pqarrow.FileWriter, error) {
	properties := []parquet.WriterProperty{
		parquet.WithCompression(compress.Codecs.Zstd), parquet.WithCompressionLevel(fastest),
		parquet.WithMaxRowGroupLength(rowGroup),
		parquet.WithDataPageSize(page), parquet.WithDictionaryPageSizeLimit(dictionary),
		parquet.WithCreatedBy("headstart"),
	}
	for _, f := range schema.Fields() { // a double seldom comes twice, and to look it up costs more than to write it
		if f.Type.ID() == arrow.FLOAT64 {
			properties = append(properties, parquet.WithDictionaryFor(f.Name, false))
		}
	}
	return pqarrow.NewFileWriter(schema, w, parquet.NewWriterProperties(properties...),
		pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema()))
}

// describe returns the schema with the relation's metadata.
func describe(schema *arrow.Schema, relation transform.Relation, run string) (*arrow.Schema, error) {
	units := map[string]string{}
	fields := make([]arrow.Field, schema.NumFields())
	for i, f := range schema.Fields() {
		column := relation.Columns[i]
		if column.Name != f.Name {
			return nil, fmt.Errorf("column %d is %q, and its description is of %q", i+1, f.Name, column.Name)
		}
		f.Metadata = arrow.NewMetadata([]string{"description", "unit"}, []string{column.Description, column.Unit})
		fields[i] = f
		if column.Unit != "" {
			units[f.Name] = column.Unit
		}
	}
	unitsJSON, err := json.Marshal(units) // a map's keys are marshalled in order
	if err != nil {
		return nil, err
	}
	metadata := arrow.NewMetadata(
		[]string{"headstart.relation", "headstart.description", "headstart.key", "headstart.units", "headstart.run", "headstart.license"},
		[]string{relation.Name, relation.Comment, strings.Join(relation.Key, ","), string(unitsJSON), run, license})
	return arrow.NewSchema(fields, &metadata), nil
}
