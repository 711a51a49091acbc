package document

import (
	"sort"
	"unicode/utf8"
)

// origin says for each part of a text which bytes of the file it stands for:
// stretches in order, each of which reaches up to the next.
type origin struct {
	runs []stretch
	n    int // bytes of the text
}

// A stretch begins at offset text of the text, and at offset file of the file,
// of which it takes in bytes: one for one if the text has as many, else as a
// whole. in is 0 for text that is not in the file. (A file can have a stretch
// for every few bytes, so they are small.)
type stretch struct{ text, file, in uint32 }

// end is where run k ends in the text.
func (o *origin) end(k int) int {
	if k+1 < len(o.runs) {
		return int(o.runs[k+1].text)
	}
	return o.n
}

// bytes returns the bytes of the file for offset i of the text, in run k.
func (o *origin) bytes(k, i int) (first, last int) {
	r := o.runs[k]
	if o.end(k)-int(r.text) == int(r.in) {
		first = int(r.file) + i - int(r.text)
		return first, first + 1
	}
	return int(r.file), int(r.file + r.in)
}

// put notes that the next out bytes of the text stand for in bytes of the file.
func (o *origin) put(out, file, in int) {
	start := o.n
	o.n += out
	if k := len(o.runs) - 1; k >= 0 {
		last := &o.runs[k]
		if in == out && start-int(last.text) == int(last.in) && int(last.file+last.in) == file || in == 0 && last.in == 0 {
			last.in += uint32(in)
			return
		}
	}
	o.runs = append(o.runs, stretch{uint32(start), uint32(file), uint32(in)})
}

// cut forgets what comes after n bytes of text.
func (o *origin) cut(n int) {
	for k := len(o.runs) - 1; k >= 0 && o.end(k) > n; k-- {
		switch r := &o.runs[k]; {
		case int(r.text) >= n:
			o.runs = o.runs[:k]
		case o.end(k)-int(r.text) == int(r.in):
			r.in = uint32(n) - r.text
		}
		o.n = n
	}
}

// at returns the run that holds offset i of the text.
func (o *origin) at(i int) int {
	return sort.Search(len(o.runs), func(k int) bool { return int(o.runs[k].text) > i }) - 1
}

// Span returns the bytes of the file that Text[start:end] stands for, from its
// first visible character to its last; of a PDF, start and end.
func (d *Document) Span(start, end int) (first, last int) {
	if d.PDF {
		return start, end
	}
	o := &d.origin
	i, j := o.at(start), o.at(end-1)
	if start >= end || i < 0 {
		return 0, 0
	}
	for ; i < j && o.runs[i].in == 0; i++ {
		start = o.end(i)
	}
	for ; j > i && o.runs[j].in == 0; j-- {
		end = int(o.runs[j].text)
	}
	first, _ = o.bytes(i, start)
	_, last = o.bytes(j, end-1)
	return first, last
}

// Find returns the part Text[from:to] that the bytes start to end of the file
// have become, such as those of a claim; 0 and 0 when none of them is in Text.
func (d *Document) Find(start, end int) (from, to int) {
	if d.PDF {
		return max(0, min(start, len(d.Text))), max(0, min(end, len(d.Text)))
	}
	o := &d.origin
	i := sort.Search(len(o.runs), func(k int) bool { return int(o.runs[k].file+o.runs[k].in) > start })
	j := sort.Search(len(o.runs), func(k int) bool { return int(o.runs[k].file) >= end }) - 1
	for j >= 0 && o.runs[j].in == 0 {
		j--
	}
	if i >= len(o.runs) || j < i {
		return 0, 0
	}
	from, to = int(o.runs[i].text), o.end(j)
	if r := o.runs[i]; start > int(r.file) && o.end(i)-from == int(r.in) {
		from += start - int(r.file)
	}
	if r := o.runs[j]; end < int(r.file+r.in) && to-int(r.text) == int(r.in) {
		to = int(r.text) + end - int(r.file)
	}
	return from, max(from, to)
}

// builder gathers a text and where it comes from.
type builder struct {
	text []byte
	origin
	raw  *builder // the decoded file, whose offsets are handed in; nil: the file itself
	seen int      // run of raw that was used last: offsets go forward
}

func newBuilder(raw *builder) *builder {
	return &builder{raw: raw, text: make([]byte, 0, min(len(raw.text), maxText)+64)}
}

// add appends s, which stands for n bytes of the decoded file at offset at.
// Nothing is remembered of what is dropped.
func (b *builder) add(s []byte, at, n int) {
	if len(s) == 0 {
		return
	}
	first, last := at, at+n
	if b.raw != nil && b.raw.runs != nil {
		if len(s) == n && n > 1 && s[0] < utf8.RuneSelf { // characters of ASCII, each of its own origin
			for i := range n {
				b.add(s[i:i+1], at+i, 1)
			}
			return
		}
		first, _ = b.raw.bytes(b.run(at), at)
		_, last = b.raw.bytes(b.run(at+n-1), at+n-1)
	}
	b.put(len(s), first, last-first)
	b.text = append(b.text, s...)
}

// run returns the run of the decoded file that holds offset i.
func (b *builder) run(i int) int {
	for b.seen > 0 && int(b.raw.runs[b.seen].text) > i {
		b.seen--
	}
	for b.raw.end(b.seen) <= i {
		b.seen++
	}
	return b.seen
}

// insert appends what is not in the file.
func (b *builder) insert(s string) {
	file := 0
	if n := len(b.runs); n > 0 {
		file = int(b.runs[n-1].file + b.runs[n-1].in)
	}
	b.put(len(s), file, 0)
	b.text = append(b.text, s...)
}
