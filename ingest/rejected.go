package ingest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// What is kept of the rejected rows of one table, however many files they are of,
// and of one text.
const (
	maxAsideRows  = 100_000
	maxAsideBytes = 16 << 20
	maxAsideText  = 64 << 10
)

// rejectedRow is a record that broke a rule. Column is empty when no single cell
// is to blame.
type rejectedRow struct {
	Rejection
	file    string // "" is the file of the table
	line    int64
	text    string // of the cell
	hasText bool
	record  string
}

// room is what the rejected rows of one reading of a table have together.
type room struct {
	mu    sync.Mutex // also of the asides in it
	kept  int        // rows
	bytes int        // of them
	full  bool       // a row did not fit
}

// aside holds the rejected rows that one reading of a table finds in a file of
// the package, or in a source, in their order. A reader may add to it while
// another goroutine lists it.
type aside struct {
	*room
	table, file string

	read atomic.Int64 // rows, good and bad

	rows      []rejectedRow
	dropped   int64  // rows that are only counted
	droppedAt int64  // line of the first of them
	droppedIn string // its file
}

// asideFor returns the one of a file or source among those of a table, to which
// it is added where it is not there yet.
func asideFor(file, table string, all []*aside) (*aside, []*aside) {
	if i := slices.IndexFunc(all, func(a *aside) bool { return a.file == file }); i >= 0 {
		return all[i], all
	}
	a := &aside{room: &room{}, table: table, file: file}
	if len(all) > 0 {
		a.room = all[0].room
	}
	return a, append(all, a)
}

func (a *aside) add(r rejectedRow) {
	a.mu.Lock()
	defer a.mu.Unlock()
	// The first row that does not fit ends the keeping, even if a shorter one
	// would still fit: what is kept is the beginning of the table.
	if a.full = a.full || a.kept >= maxAsideRows || a.bytes >= maxAsideBytes; a.full {
		if a.dropped == 0 {
			a.droppedAt, a.droppedIn = r.line, cmp.Or(r.file, a.file)
		}
		a.dropped++
		return
	}
	// Texts are cloned: a cell is a part of its record, which would otherwise
	// stay in memory with it.
	r.Reason, r.Suggested = sentence(r.Reason), strings.Clone(r.Suggested)
	r.text, r.record = strings.Clone(shorten(printable(r.text))), shorten(printable(r.record))
	a.kept, a.bytes = a.kept+1, a.bytes+r.size()
	a.rows = append(a.rows, r)
}

func (r *rejectedRow) size() int {
	return len(r.text) + len(r.Reason) + len(r.Suggested) + len(r.record)
}

// list returns the rows kept, and one row for those only counted.
func (a *aside) list() []rejectedRow {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.dropped == 0 {
		return a.rows[:len(a.rows):len(a.rows)]
	}
	from := "this line"
	if a.droppedIn != a.file { // of the files of a source
		from += " of " + a.droppedIn
	}
	return append(slices.Clone(a.rows), rejectedRow{line: a.droppedAt, Rejection: Rejection{Rule: "limit",
		Reason: fmt.Sprintf("Rows of %s that are wrong too but only counted: %d, from %s on; correct those above and run again.",
			a.file, a.dropped, from)}})
}

var rejectedSchema = arrow.NewSchema([]arrow.Field{
	newField("relation", arrow.BinaryTypes.String, "table that the row is missing from", "none"),
	newField("file", arrow.BinaryTypes.String, "file of the data package or of a source; of rows that are only counted, the source", "none"),
	newField("line", arrow.PrimitiveTypes.Int64, "line of the file on which the record starts, from 1", "none"),
	newField("column_name", arrow.BinaryTypes.String, "column of the first bad cell; null if the whole record is wrong", "none"),
	newField("text", arrow.BinaryTypes.String, "the first bad cell as written", "none"),
	newField("rule", arrow.BinaryTypes.String, "rule that was broken", "none"),
	newField("reason", arrow.BinaryTypes.String, "what is wrong, as a sentence", "none"),
	newField("suggested", arrow.BinaryTypes.String, "value that the writer may have meant; never used", "none"),
	newField("record", arrow.BinaryTypes.String, "the whole record as written", "none"),
}, nil)

// readRejected lists what the tables have set aside up to now.
func readRejected(tables map[string][]*aside, mem memory.Allocator) array.RecordReader {
	asides := slices.Concat(slices.Collect(maps.Values(tables))...)
	// Records are in the order of lines already.
	slices.SortStableFunc(asides, func(a, b *aside) int { return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.table, b.table)) })
	lists := make([][]rejectedRow, len(asides))
	for i, a := range asides {
		lists[i] = a.list()
	}
	return newReader(rejectedSchema, mem, func(b *array.RecordBuilder, next func(int) bool) error {
		for i, a := range asides {
			for _, r := range lists[i] {
				putText(b, 0, a.table, true)
				putText(b, 1, cmp.Or(r.file, a.file), true)
				b.Field(2).(*array.Int64Builder).Append(r.line)
				putText(b, 3, r.Column, r.Column != "")
				putText(b, 4, r.text, r.hasText)
				putText(b, 5, r.Rule, true)
				putText(b, 6, r.Reason, true)
				putText(b, 7, r.Suggested, r.Suggested != "")
				putText(b, 8, r.record, r.Rule != "limit")
				if !next(r.size()) {
					return nil
				}
			}
		}
		return nil
	})
}

// sentence makes a fault's reason one: capital letter, full stop.
func sentence(reason string) string {
	first, n := utf8.DecodeRuneInString(reason)
	return strings.TrimSuffix(string(unicode.ToUpper(first))+reason[n:], ".") + "."
}

// shorten cuts a very long text and says how long it was.
func shorten(s string) string {
	if len(s) <= maxAsideText {
		return s
	}
	return fmt.Sprintf("%s… (%d bytes in all)", cut(s, maxAsideText), len(s))
}

// printable makes any bytes a text that Arrow, SQL and a page can show.
func printable(s string) string {
	if strings.IndexByte(s, 0) < 0 && utf8.ValidString(s) {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\u2400")
}
