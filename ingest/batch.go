package ingest

import (
	"io"
	"sync/atomic"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// A batch ends at whichever comes first. The bound on bytes keeps memory flat
// when cells are long; the offsets of a utf8 column end at 2 GiB anyway.
const (
	batchRows  = 4096
	batchBytes = 8 << 20
)

// reader is an array.RecordReader over a function that appends one row to a
// builder at a time, returns about how many bytes it has added, and ends
// with io.EOF.
type reader struct {
	references atomic.Int64
	schema     *arrow.Schema
	builder    *array.RecordBuilder // nil when there is no more to read
	appendRow  func(*array.RecordBuilder) (int, error)
	close      func()
	calls      chan func() // for the goroutine that reads; nil before it starts
	batch      arrow.RecordBatch
	err        error
}

func newReader(schema *arrow.Schema, mem memory.Allocator, appendRow func(*array.RecordBuilder) (int, error), close func()) *reader {
	if mem == nil {
		mem = memory.DefaultAllocator
	}
	r := &reader{schema: schema, builder: array.NewRecordBuilder(mem, schema), appendRow: appendRow, close: close}
	r.references.Store(1)
	return r
}

func (r *reader) Retain() { r.references.Add(1) }

func (r *reader) Release() {
	if r.references.Add(-1) == 0 {
		r.dropBatch()
		r.call(r.finish)
		if r.calls != nil {
			close(r.calls)
		}
	}
}

func (r *reader) Schema() *arrow.Schema          { return r.schema }
func (r *reader) RecordBatch() arrow.RecordBatch { return r.batch }
func (r *reader) Err() error                     { return r.err }

// Record is the older name of RecordBatch, which the interface still asks for.
func (r *reader) Record() arrow.RecordBatch { return r.batch }

// Next moves to the next batch, which is never empty. At an error the rows
// since the last batch are dropped: a table that ends early is of no use.
func (r *reader) Next() bool {
	r.dropBatch()
	if r.builder == nil {
		return false
	}
	if r.calls == nil {
		r.calls = make(chan func())
		go func() {
			for f := range r.calls {
				f()
			}
		}()
	}
	r.call(r.fill)
	return r.batch != nil
}

// call runs f in the goroutine that reads, where there is one. A consumer in
// C asks for each batch from any of its threads, but rows that are pulled out
// of an iterator must be pulled from one place: iter.Pull ends the program
// when a thread that C has made takes over from another.
func (r *reader) call(f func()) {
	if r.calls == nil {
		f()
		return
	}
	done := make(chan struct{})
	r.calls <- func() { f(); close(done) }
	<-done
}

// fill makes the next batch; none at the end.
func (r *reader) fill() {
	rows, bytes := 0, 0
	for rows < batchRows && bytes < batchBytes {
		n, err := r.appendRow(r.builder)
		if err != nil && err != io.EOF {
			r.err = err
			r.finish()
			return
		}
		if err == io.EOF {
			break
		}
		rows++
		bytes += n
	}
	if rows == 0 {
		r.finish()
		return
	}
	r.batch = r.builder.NewRecordBatch()
}

func (r *reader) dropBatch() {
	if r.batch != nil {
		r.batch.Release()
		r.batch = nil
	}
}

// finish gives back everything but the batch; it may be called again.
func (r *reader) finish() {
	if r.builder != nil {
		r.builder.Release()
		r.builder = nil
		r.close()
	}
}
