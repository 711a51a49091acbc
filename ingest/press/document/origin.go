package document

import "sort"

// origin says for each byte of a text which bytes of the file it stands for,
// from and to. Both are nil where the text is the file. What was inserted
// stands for none: it has the place where it was.
type origin struct{ from, to []uint32 }

// first and last return where the byte of the text at offset i begins and ends
// in the file.
func (o *origin) first(i int) int {
	if o.from == nil {
		return i
	}
	return int(o.from[i])
}

func (o *origin) last(i int) int {
	if o.from == nil {
		return i + 1
	}
	return int(o.to[i])
}

// Span returns the bytes of the file that Text[start:end] stands for, from its
// first visible character to its last; of a PDF, start and end.
func (d *Document) Span(start, end int) (first, last int) {
	for start < end && d.origin.first(start) == d.origin.last(start) {
		start++
	}
	for start < end && d.origin.first(end-1) == d.origin.last(end-1) {
		end--
	}
	if start >= end {
		return 0, 0
	}
	return d.origin.first(start), d.origin.last(end - 1)
}

// Find returns the part Text[from:to] that the bytes start to end of the file
// have become, such as those of a claim; 0 and 0 when none of them is in Text.
func (d *Document) Find(start, end int) (from, to int) {
	from = sort.Search(len(d.Text), func(i int) bool { return d.origin.last(i) > start })
	to = sort.Search(len(d.Text), func(i int) bool { return d.origin.first(i) >= end })
	if from >= to {
		return 0, 0
	}
	return from, to
}

// builder gathers a text and where it comes from.
type builder struct {
	text []byte
	origin
	raw origin // of the decoded file, whose offsets are handed in
}

func newBuilder(raw *builder) *builder { return &builder{raw: raw.origin} }

// add appends s, which stands for n bytes of the decoded file at offset at:
// byte for byte where there are as many.
func (b *builder) add(s string, at, n int) {
	if b.from != nil || b.raw.from != nil || at != len(b.text) || n != len(s) {
		b.note()
		for i := range len(s) {
			from, to := at, at+n-1
			if len(s) == n {
				from, to = at+i, at+i
			}
			b.from = append(b.from, uint32(b.raw.first(from)))
			b.to = append(b.to, uint32(b.raw.last(to)))
		}
	}
	b.text = append(b.text, s...)
}

// note begins to write down where the text comes from, which has been the file
// so far.
func (b *builder) note() {
	if b.from != nil {
		return
	}
	b.from, b.to = make([]uint32, 0, len(b.text)+64), make([]uint32, 0, len(b.text)+64)
	for i := range b.text {
		b.from, b.to = append(b.from, uint32(i)), append(b.to, uint32(i+1))
	}
}

// insert appends what is not in the file.
func (b *builder) insert(s string) {
	b.note()
	at := uint32(0)
	if n := len(b.to); n > 0 {
		at = b.to[n-1]
	}
	for range len(s) {
		b.from, b.to = append(b.from, at), append(b.to, at)
	}
	b.text = append(b.text, s...)
}

// cut forgets what comes after n bytes of text.
func (b *builder) cut(n int) {
	b.note()
	b.text, b.from, b.to = b.text[:n], b.from[:n], b.to[:n]
}
