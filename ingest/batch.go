package ingest

import (
	"sync"
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

// reader is an array.RecordReader of the rows that a function appends. That runs
// in a goroutine of its own, at most one batch ahead: a consumer in C asks for
// each batch from any of its threads, but what reads rows stays in one place.
type reader struct {
	references atomic.Int64
	schema     *arrow.Schema
	start      func()
	batches    chan arrow.RecordBatch
	done       chan struct{} // closed when nobody wants more
	batch      arrow.RecordBatch
	err        error // set before batches is closed
}

// rowMaker appends rows to a builder. After each it calls next with about how
// many bytes it has added, and ends when that is false.
type rowMaker func(b *array.RecordBuilder, next func(bytes int) bool) error

// newReader returns the rows of makers, one after the other. At an error the rows
// since the last batch are dropped: a table that ends early is of no use.
func newReader(schema *arrow.Schema, mem memory.Allocator, makers ...rowMaker) *reader {
	if mem == nil {
		mem = memory.DefaultAllocator
	}
	r := &reader{schema: schema, batches: make(chan arrow.RecordBatch), done: make(chan struct{})}
	r.references.Store(1)
	r.start = sync.OnceFunc(func() { go r.make(array.NewRecordBuilder(mem, schema), makers) })
	return r
}

// make sends the batches. Makers run also when nobody wants their rows: they
// close what they read.
func (r *reader) make(b *array.RecordBuilder, makers []rowMaker) {
	defer close(r.batches)
	defer b.Release()
	rows, size, wanted := 0, 0, true
	flush := func(more bool) {
		batch := b.NewRecordBatch()
		if more {
			makeRoom(b, batch)
		}
		select {
		case r.batches <- batch:
		case <-r.done:
			batch.Release()
			wanted = false
		}
		rows, size = 0, 0
	}
	for _, appendRows := range makers {
		err := appendRows(b, func(bytes int) bool {
			if rows, size = rows+1, size+bytes; rows == batchRows || size >= batchBytes {
				flush(true)
			}
			return wanted
		})
		if err != nil {
			r.err = err
			return
		}
	}
	if rows > 0 {
		flush(false)
	}
}

// makeRoom lets the next batch be as large as the last, and an eighth larger in
// texts, so that it need not grow to that size step by step.
func makeRoom(b *array.RecordBuilder, last arrow.RecordBatch) {
	b.Reserve(int(last.NumRows()))
	for i, f := range b.Fields() {
		if texts, ok := last.Column(i).(*array.String); ok {
			f.(*array.StringBuilder).ReserveData(len(texts.ValueBytes()) * 9 / 8)
		}
	}
}

func (r *reader) Retain() { r.references.Add(1) }

func (r *reader) Release() {
	if r.references.Add(-1) > 0 {
		return
	}
	close(r.done)
	r.start()
	r.drop()
	for batch := range r.batches {
		batch.Release()
	}
}

func (r *reader) drop() {
	if r.batch != nil {
		r.batch.Release()
	}
	r.batch = nil
}

func (r *reader) Schema() *arrow.Schema          { return r.schema }
func (r *reader) RecordBatch() arrow.RecordBatch { return r.batch }
func (r *reader) Err() error                     { return r.err }

// Record is the older name of RecordBatch, which the interface still asks for.
func (r *reader) Record() arrow.RecordBatch { return r.batch }

// Next moves to the next batch, which is never empty.
func (r *reader) Next() bool {
	r.start()
	r.drop()
	r.batch = <-r.batches
	return r.batch != nil
}
