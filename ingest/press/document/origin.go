package document

import "sort"

// A run is a part of a text, from at to the next one, that stands for the bytes
// from to to of the file: byte for byte where there are as many. What was
// inserted stands for none, at the place where it was.
type run struct{ at, from, to uint32 }

// origin says for each byte of a text which bytes of the file it stands for;
// without runs the text is the file.
type origin struct {
	runs []run
	size uint32 // of the text
}

// each reports whether a run stands for its bytes one by one.
func (o *origin) each(k int) bool {
	end := o.size
	if k+1 < len(o.runs) {
		end = o.runs[k+1].at
	}
	return o.runs[k].to-o.runs[k].from == end-o.runs[k].at
}

// of returns the bytes of the file that the byte of the text at i stands for.
func (o *origin) of(i int) (first, last int) {
	k := sort.Search(len(o.runs), func(k int) bool { return int(o.runs[k].at) > i }) - 1
	if k < 0 {
		return i, i + 1
	}
	r := o.runs[k]
	if o.each(k) {
		first = int(r.from) + i - int(r.at)
		return first, first + 1
	}
	return int(r.from), int(r.to)
}

// Span returns the bytes of the file that Text[start:end] stands for, from its
// first visible character to its last; of a PDF, start and end.
func (d *Document) Span(start, end int) (first, last int) {
	for ; start < end; start++ {
		if a, b := d.origin.of(start); a < b {
			first = a
			break
		}
	}
	for ; start < end; end-- {
		if a, b := d.origin.of(end - 1); a < b {
			return first, b
		}
	}
	return 0, 0
}

// Find returns the part Text[from:to] that the bytes start to end of the file
// have become, such as those of a claim; 0 and 0 when none of them is in Text.
func (d *Document) Find(start, end int) (from, to int) {
	from = sort.Search(len(d.Text), func(i int) bool { _, last := d.origin.of(i); return last > start })
	to = sort.Search(len(d.Text), func(i int) bool { first, _ := d.origin.of(i); return first >= end })
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

// add appends s, which stands for n bytes of the decoded file at offset at:
// byte for byte where there are as many.
func (b *builder) add(s string, at, n int) {
	if len(b.raw.runs) == 0 {
		b.put(s, at, at+n)
		return
	}
	from, _ := b.raw.of(at)
	last, to := b.raw.of(at + n - 1)
	if len(s) == n && from != last {
		for i := range n {
			b.add(s[i:i+1], at+i, 1)
		}
		return
	}
	b.put(s, from, to)
}

// put appends s, which stands for bytes of the file.
func (b *builder) put(s string, from, to int) {
	if s == "" {
		return
	}
	if k := len(b.runs) - 1; k >= 0 && len(s) == to-from && int(b.runs[k].to) == from && b.each(k) {
		b.runs[k].to = uint32(to)
	} else {
		b.runs = append(b.runs, run{b.size, uint32(from), uint32(to)})
	}
	b.text = append(b.text, s...)
	b.size = uint32(len(b.text))
}

// insert appends what is not in the file.
func (b *builder) insert(s string) {
	at := 0
	if n := len(b.runs); n > 0 {
		at = int(b.runs[n-1].to)
	}
	b.put(s, at, at)
}

// cut forgets what comes after n bytes of text.
func (b *builder) cut(n int) {
	k := sort.Search(len(b.runs), func(k int) bool { return int(b.runs[k].at) >= n })
	if k > 0 && b.each(k-1) {
		b.runs[k-1].to = b.runs[k-1].from + uint32(n) - b.runs[k-1].at
	}
	b.text, b.runs, b.size = b.text[:n], b.runs[:k], uint32(n)
}
