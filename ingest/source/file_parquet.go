package source

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
	"time"

	"headstart/ingest"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	parquet "github.com/apache/arrow-go/v18/parquet"
	parquetfile "github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

const (
	// maxParquetMemory bounds what the reading of one may hold at a time.
	maxParquetMemory = 1 << 30
	parquetBatch     = 4096
)

// openParquet reads the columns that a plan uses, in batches.
func openParquet(body io.Reader) (t *fileTable, err error) {
	defer rescue(&err, "Parquet file")
	from, err := sized(body)
	if err != nil {
		return nil, err
	}
	mem := &bounded{left: maxParquetMemory}
	props := parquet.NewReaderProperties(mem)
	props.BufferedStreamEnabled = true
	file, err := parquetfile.NewParquetReader(from, parquetfile.WithReadProps(props))
	if err != nil {
		return nil, fmt.Errorf("not a Parquet file: %w", err)
	}
	reader, err := pqarrow.NewFileReader(file, pqarrow.ArrowReadProperties{BatchSize: parquetBatch}, mem)
	if err != nil {
		return nil, err
	}
	t = &fileTable{}
	var leaves []int // of the file, by column; lists are none
	for i := range file.MetaData().Schema.NumColumns() {
		if leaf := file.MetaData().Schema.Column(i); leaf.MaxRepetitionLevel() == 0 {
			t.names, leaves = append(t.names, leaf.Path()), append(leaves, i)
		}
	}
	var records *parquetRecords // once the first is asked for: then the plan is made
	t.next = func() (rec *fileRecord, err error) {
		defer rescue(&err, "Parquet file")
		if records == nil {
			columns := t.used
			if columns == nil {
				for at := range t.names {
					columns = append(columns, at)
				}
			}
			records = &parquetRecords{columns: columns, rec: fileRecord{Record: ingest.Record{Cells: make([][]byte, len(t.names))}}}
			var read []int
			for _, at := range columns {
				read = append(read, leaves[at])
			}
			// Any context will do: the reading is in step with the caller, who stops it.
			if records.batches, err = reader.GetRecordReader(context.Background(), read, nil); err != nil {
				return nil, err
			}
		}
		return records.next()
	}
	return t, nil
}

// appendMembers adds a column of a batch, or those of the struct that it is.
func appendMembers(to []arrow.Array, column arrow.Array) []arrow.Array {
	members, ok := column.(*array.Struct)
	if !ok {
		return append(to, column)
	}
	for i := range members.NumField() {
		to = appendMembers(to, members.Field(i))
	}
	return to
}

// parquetRecords makes records of batches.
type parquetRecords struct {
	batches   pqarrow.RecordReader
	columns   []int         // of the file, in the order of the batch
	arrays    []arrow.Array // of the batch
	row, rows int           // of the batch
	rec       fileRecord
}

func (p *parquetRecords) next() (*fileRecord, error) {
	for p.row == p.rows {
		batch, err := p.batches.Read()
		if err != nil {
			p.batches.Release()
			return nil, err
		}
		p.row, p.rows, p.arrays = 0, int(batch.NumRows()), p.arrays[:0]
		for _, column := range batch.Columns() {
			p.arrays = appendMembers(p.arrays, column)
		}
	}
	p.rec.Line++
	p.rec.locator = "row " + strconv.FormatInt(p.rec.Line, 10)
	text := p.rec.Text[:0]
	for i, at := range p.columns {
		if i > 0 {
			text = append(text, '\t')
		}
		from := len(text)
		text = appendValue(text, p.arrays[i], p.row)
		p.rec.Cells[at] = text[from:len(text):len(text)]
	}
	p.rec.Text = text
	p.row++
	return &p.rec, nil
}

// appendValue writes a value as a CSV file would have it; null is nothing.
func appendValue(b []byte, col arrow.Array, i int) []byte {
	if col.IsNull(i) {
		return b
	}
	switch col := col.(type) {
	case *array.String:
		return append(b, col.Value(i)...)
	case *array.Binary: // what some programs write for text
		return append(b, col.Value(i)...)
	case *array.Int64:
		return strconv.AppendInt(b, col.Value(i), 10)
	case *array.Int32:
		return strconv.AppendInt(b, int64(col.Value(i)), 10)
	case *array.Float64:
		return strconv.AppendFloat(b, col.Value(i), 'f', -1, 64)
	case *array.Float32:
		return strconv.AppendFloat(b, float64(col.Value(i)), 'f', -1, 32)
	case *array.Timestamp:
		// The day is that of the time zone of the column, and one without a time
		// of day is a day.
		kind := col.DataType().(*arrow.TimestampType)
		t := col.Value(i).ToTime(kind.Unit)
		if zone, err := kind.GetZone(); err == nil && zone != nil {
			t = t.In(zone)
		}
		if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 && t.Nanosecond() == 0 {
			return t.AppendFormat(b, time.DateOnly)
		}
		return t.AppendFormat(b, time.RFC3339Nano)
	}
	return append(b, col.ValueStr(i)...)
}

// rescue makes an error of a panic: the readers of formats with a table of
// contents trust the lengths in a file more than one may.
func rescue(err *error, what string) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("the %s is damaged: %v", what, p)
	}
}

// bounded is memory that panics rather than growing beyond its bound.
type bounded struct {
	memory.GoAllocator
	left int
}

func (m *bounded) Allocate(size int) []byte {
	m.take(size)
	return m.GoAllocator.Allocate(size)
}

func (m *bounded) Reallocate(size int, b []byte) []byte {
	m.take(size - len(b))
	return m.GoAllocator.Reallocate(size, b)
}

func (m *bounded) Free(b []byte) {
	m.left += len(b)
	m.GoAllocator.Free(b)
}

func (m *bounded) take(size int) {
	if size > m.left {
		panic(fmt.Sprintf("it needs more than %d MiB at a time", maxParquetMemory>>20))
	}
	m.left -= size
}

// scan says how a database can read the file of a source; nil: it cannot.
func (s *Sources) scan(c *configured, files []ingest.File) *ingest.Scan {
	f, ok := c.kind.(*file)
	if !ok || f.File() == "" || len(f.variants) != 1 || !f.settings().isPlain() {
		return nil
	}
	body, err := ingest.OpenFile(f.File())
	if err != nil {
		return nil
	}
	defer body.Close()
	start := make([]byte, 4)
	if _, err := body.ReadAt(start, 0); err != nil || string(start) != "PAR1" { // packed in an archive
		return nil
	}
	t, err := f.settings().open(body)
	if err != nil {
		return nil
	}
	p, err := newPlan(f.settings(), t, f.aliases, map[string]int64{})
	if err != nil {
		return nil
	}
	scan := &ingest.Scan{Table: p.s.Table, Path: f.File(), File: files[0], Columns: t.names,
		Rows: func(only ingest.Only) iter.Seq2[ingest.Row, error] { return s.rows(c, p.s.Table, only) }}
	number := -1
	for i := range p.cells {
		m := &p.cells[i]
		cell := ingest.ScanCell{Name: m.cell, Column: -1, Before: m.fixed}
		switch {
		case len(m.from) > 1 || m.sum || slices.Contains(m.from, recordNumber):
			return nil
		case len(m.from) == 1:
			cell.Column, cell.Before = m.from[0], ""
		}
		switch {
		case m.role == numberRole:
			if number = cell.Column; number < 0 {
				return nil
			}
			cell.Missing = append(slices.Sorted(maps.Keys(m.replace)), p.s.Missing...)
		case cell.Column < 0 && i == p.qualifier && m.fixed == "":
			cell.Before = "exact"
		case cell.Column < 0 && i == p.quoteAt && m.fixed == "":
			cell.Column, cell.Before = number, t.names[number]+": "
		case cell.Column >= 0 && (i != p.quoteAt || len(m.replace) > 0):
			cell.Rewrite = func(text string) (string, bool) {
				made := p.make(m, bytes.TrimSpace([]byte(text)))
				return made.text, made.unfit == nil && (m.role != platformRole || s.ids[made.text])
			}
		case m.role == platformRole && !s.ids[m.fixed]:
			return nil
		}
		scan.Cells = append(scan.Cells, cell)
	}
	return scan
}

// isPlain reports settings that leave every record of the file a row.
func (s *fileSettings) isPlain() bool {
	return s.Table == "observation" && s.Format == "parquet" && !s.isWide() && !s.Notes &&
		len(s.Keep)+len(s.Drop)+len(s.Add) == 0 && s.EstimatesUntil == "" && s.Multiplier == 1
}
